"""Which cases of a list are to be looked at because the rules changed, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from api.new_plan import change_of
from api.wiring import House
from flowchart.case_reading import CaseInShort
from flowchart.rule_change import RuleChange
from kb.errors import NotFound

_AT_ONCE: Final = 2
"""So many cases are worked out for one page, at some 40 ms each; the others wait for the next."""


def to_look_at(house: House, cases: Iterable[CaseInShort]) -> frozenset[str]:
    """Return the ids of cases whose plan changed rules would change; those that are done are not.

    A case nobody looked at since the rules changed may be missing: a few more are worked out each
    time, in the order of the list.
    """
    found, left = set(), _AT_ONCE
    for case in cases:
        if case.total and case.done == case.total:
            continue
        key = (case.id, case.sequence, house.catalogue.generation, house.today())
        known = house.rule_changes.holds(key)
        if not known and not left:
            continue
        left -= not known
        if house.rule_changes.get(key, partial(_change, house, case.id)) is not None:
            found.add(case.id)
    return frozenset(found)


def _change(house: House, case_id: str) -> RuleChange | None:
    try:
        return change_of(house, house.cases.get(case_id))
    except NotFound:
        return None  # it was erased meanwhile
