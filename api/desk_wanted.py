"""What a policy written in the form has to say before it is sent for approval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kb.errors import Problem
from kb.model import AnyRecord, Policy
from kb.text import Text

_CRITERIA: Final = (
    Text(zh="还没写给谁。", en="does not say who may have it."),
    Text(
        zh="请写条件；没有条件的，请勾选“没有条件，谁都可以”。",
        en="Write the conditions, or tick “No conditions: everybody may have it”.",
    ),
)
_OFFICE: Final = (
    Text(zh="还没写哪个部门办。", en="names no department."),
    Text(
        zh="请选部门；不知道的，请在“部门”旁边选“待确认”。",
        en="Choose a department, or mark it “to be confirmed”.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing a policy still has to say: in which field, what is missing, what to do."""

    record: AnyRecord
    field: str
    problem: Text
    remedy: Text

    def as_problem(self) -> Problem:
        """Return it as a problem that names its record by its title."""
        title = self.record.title
        said = Text(zh=f"“{title.zh}”{self.problem.zh}", en=f"“{title.en}” {self.problem.en}")
        return Problem(place="", problem=said, remedy=self.remedy)


def wanted(records: Iterable[AnyRecord], served: Mapping[str, AnyRecord]) -> Iterator[Wanted]:
    """Yield what changed policies still have to say.

    Args:
        records: of a draft.
        served: every record that is published, by id; what one lacks already may stay so.
    """
    for record in records:
        lacks = _lacks(record)
        known = _lacks(served.get(record.id))
        for field, (problem, remedy) in lacks.items():
            if field not in known:
                yield Wanted(record=record, field=field, problem=problem, remedy=remedy)


def _lacks(record: AnyRecord | None) -> dict[str, tuple[Text, Text]]:
    out: dict[str, tuple[Text, Text]] = {}
    if isinstance(record, Policy):
        if record.criteria is None and "criteria" in record.confirm:
            out["criteria"] = _CRITERIA
        if record.organisation is None and "organisation" not in record.confirm:
            out["organisation"] = _OFFICE
    return out
