"""What is told of policies that were suspended, ended or put back, and of rules that were settled.

A policy that is suspended is not a rule that changed: it may come back any day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.out_of_force import Fate, back_since, out_of_force
from api.policy_views import is_personal
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import Adopted, PlanKept
from flowchart.case_kinds import Cause
from flowchart.difference import Difference, PolicyChange
from kb.ids import PolicyId
from kb.text import Text
from matcher.match import Eligibility

_TOLD_FOR: Final = timedelta(days=30)
"""So long it is said that something came back."""


def fates_of(house: House, found: Difference) -> dict[PolicyId, tuple[Fate, Text]]:
    """Return of policies that differ what the ledger did to them, and their titles.

    A policy that only fits or does not fit any more is not among them.
    """
    fates = ((one.policy, _fate(house, one)) for one in found.policies)
    return {policy: fate for policy, fate in fates if fate is not None}


def _fate(house: House, one: PolicyChange) -> tuple[Fate, Text] | None:
    gone = out_of_force(house, one.policy)
    if gone is not None:
        return gone.fate, gone.record.title
    if one.after is Eligibility.ELIGIBLE and back_since(house, one.policy) is not None:
        return Fate.BACK, house.catalogue.policies[one.policy].title
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBack:
    """A policy that was suspended and is in force again; `personal` ones stand behind the PIN."""

    title: Text
    since: date
    personal: bool


def policies_back(house: House, case: Case) -> tuple[PolicyBack, ...]:
    """Return the policies of a plan that were suspended while its case was open, and are back."""
    return tuple(_back(house, case))


def _back(house: House, case: Case) -> Iterator[PolicyBack]:
    first = max(case.opened_on, house.today() - _TOLD_FOR)
    for match in case.plan.policies:
        if match.verdict is not Eligibility.ELIGIBLE:
            continue
        policy = house.catalogue.policies.get(match.policy)
        since = back_since(house, match.policy, first)
        if policy is not None and since is not None:
            personal = is_personal(policy, house.catalogue)
            yield PolicyBack(title=policy.title, since=since, personal=personal)


def last_settled(case: Case) -> str:
    """Return what was done about changed rules, while nothing else was since.

    `accepted` where the new plan was taken, `kept` where the old one stays, `seen` where policies
    alone had changed, else empty.
    """
    last = case.events[-1].what if case.events else None
    if isinstance(last, PlanKept):
        return "kept"
    return _SETTLED.get(last.cause, "") if isinstance(last, Adopted) else ""


_SETTLED: Final = {Cause.RULES: "accepted", Cause.POLICIES: "seen"}
