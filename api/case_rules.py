"""Which cases are to be looked at because the rules changed, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from api.auth import Session
from api.case_rows import wanted
from api.new_plan import change_of
from api.wiring import House
from flowchart.case_lists import Whose
from flowchart.rule_change import RuleChange
from kb.errors import NotFound

_AT_ONCE: Final = 2
"""So many cases are worked out for one page, at some 40 ms each; the others wait for the next."""


def to_look_at(house: House, session: Session, whose: Whose) -> frozenset[str]:
    """Return the ids of cases whose plan changed rules would change; those that are done are not.

    A case nobody looked at since the rules changed may be missing: a few more are worked out each
    time, in the order of the list.

    Args:
        house: has the cases.
        session: theirs who looks; what was handed to them and their own cases are looked through.
        whose: the list they look at, which goes first.
    """
    kinds = dict.fromkeys((whose, Whose.HANDED, Whose.MINE))
    lists = (house.cases.going(wanted(house, session, kind)) for kind in kinds)
    return _changed(house, dict.fromkeys(one for going in lists for one in going))


def _changed(house: House, going: Iterable[tuple[str, int]]) -> frozenset[str]:
    found, left = set(), _AT_ONCE
    for case_id, sequence in going:
        key = (case_id, sequence, house.catalogue.generation, house.today())
        known = house.rule_changes.holds(key)
        if not known and not left:
            continue
        left -= not known
        if house.rule_changes.get(key, partial(_change, house, case_id)) is not None:
            found.add(case_id)
    return frozenset(found)


def _change(house: House, case_id: str) -> RuleChange | None:
    try:
        return change_of(house, house.cases.get(case_id))
    except NotFound:
        return None  # it was erased meanwhile
