"""Open plans name what is not in force: their pages go on, by what the ledger held last.

Only whoever looks at such a case sees those records, and that they are suspended or no longer
offered; search and new plans never do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from api.out_of_force import Fate, out_of_force
from api.wiring import House
from flowchart.case import Case
from flowchart.plan import Plan
from kb import catalogue as kb_catalogue
from kb.model import AnyRecord, Policy, PublicService
from kb.references import references
from kb.text import Text

_MARKS: Final = {
    Fate.ENDED: Text(zh="（已不再办理）", en=" (no longer offered)"),
    Fate.SUSPENDED: Text(zh="（正在核对，暂停）", en=" (suspended while it is checked)"),
}


def case_shown(house: House, case_id: str) -> Case:
    """Return a case, and let the house of this request know what its plan names and is gone.

    Args:
        house: the copy that one request works on; its catalogue is changed.
        case_id: which.

    Raises:
        NotFound: there is no such case, or it was erased.
    """
    case = house.cases.get(case_id)
    if case.plan.generation != house.catalogue.generation:
        gone = gone_records(house, case.plan)
        if gone:
            _know(house, gone)
    return case


def gone_records(house: House, plan: Plan) -> dict[str, AnyRecord]:
    """Return by id the records a plan names that are not in force, as the ledger held them last."""
    records = house.catalogue.records
    found: dict[str, AnyRecord] = {}
    asked = {named for _, named in references(plan)} - records.keys()
    while asked:
        named = asked.pop()
        gone = out_of_force(house, named)
        if gone is None:
            continue
        found[named] = _marked(gone.record, _MARKS[gone.fate])
        more = {one for _, one in references(gone.record)}
        asked |= more - records.keys() - found.keys()
    return found


def _marked(record: AnyRecord, mark: Text) -> AnyRecord:
    """Return a service or policy whose name says what became of it."""
    if not isinstance(record, PublicService | Policy):
        return record
    title = Text(zh=record.title.zh + mark.zh, en=record.title.en + mark.en)
    return replace(record, title=title)


def _know(house: House, gone: dict[str, AnyRecord]) -> None:
    held = house.catalogue
    records = {**held.records, **gone}
    wider = kb_catalogue.snapshot(records, held.issuers, held.generation)
    generation = replace(house.serving.generation, catalogue=wider)
    house.serving = replace(house.serving, generation=generation)
