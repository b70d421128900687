"""Where somebody was when something seemed wrong, and what an officer said to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from api.flags import Flag, FlagPlace, Flags
from api.policy_views import is_personal
from api.wiring import House
from flowchart.case import Case
from flowchart.event_words import title_of
from flowchart.plan import Plan
from kb.errors import NotFound
from kb.ids import ServiceId
from kb.text import Text
from matcher.match import Match
from matcher.verdict import Verdict

_REASONS: Final = 5
_NOT_HERE: Final = Text(
    zh="这个方案里没有这一项，请从列表里选。", en="It is not in this plan. Choose one of the list."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """One thing that was pointed out about a case, as its pages tell it."""

    title: Text
    place: FlagPlace
    at: datetime
    answer: str
    answered_at: datetime | None


def pointed(house: House, case: Case, personal: bool = True) -> tuple[Pointed, ...]:
    """Return what was pointed out about a case; without `personal` nothing of sensitive policies.

    Words are left out: they are for the officer.
    """
    catalogue = house.catalogue
    shown = []
    for one in Flags(house.database, house.now).of_case(case.id):
        policy = catalogue.records.get(one.record_id)
        hidden = one.record_id.startswith("policy/") and (
            policy is None or is_personal(policy, catalogue)  # type: ignore[arg-type]
        )
        if personal or not hidden:
            shown.append(_pointed(one, title_of(one.record_id, catalogue)))
    return tuple(shown)


def _pointed(one: Flag, title: Text) -> Pointed:
    return Pointed(
        title=title,
        place=one.place,
        at=one.at,
        answer=one.answer,
        answered_at=one.settled_at,
    )


def context_of(
    record_id: str, plan: Plan, matches: Iterable[Match], case: Case | None = None
) -> dict[str, Any]:
    """Return where a record was met in a plan: no name, no number, no figure of the applicant.

    Raises:
        NotFound: the plan does not show it.
    """
    found = {match.policy: match for match in matches}
    steps = {step.service for step in plan.steps}
    papers = {material.evidence for material in plan.materials}
    if record_id not in steps | papers | found.keys():
        raise NotFound(_NOT_HERE)
    context: dict[str, Any] = {"scenes": list(plan.scenes), "generation": plan.generation}
    if case is not None and record_id in steps:
        context["state"] = case.states()[ServiceId(record_id)].value
    match = next((one for policy, one in found.items() if policy == record_id), None)
    if match is not None:
        context["verdict"] = match.verdict.value
        context["because"] = _because(match)
    return context


def _because(match: Match) -> list[list[str]]:
    """Return the conditions that are not met, as they must be met, without the value."""
    held = (one.text for one in match.because if one.verdict is not Verdict.MET)
    return [[text.zh, text.en] for text in list(held)[:_REASONS]]
