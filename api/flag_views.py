"""Where somebody was when something seemed wrong, and what an officer said to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from api.flags import Flag, FlagPlace, Flags
from api.out_of_force import title_known
from api.policy_views import is_personal
from api.record_words import same, word
from api.wiring import House
from flowchart.case import Case
from flowchart.event_words import title_of
from flowchart.intake import Intake
from flowchart.plan import Plan
from flowchart.states import STATE_TEXT, StepState
from kb.days import day_of
from kb.errors import NotFound
from kb.ids import ServiceId
from kb.record_states import RecordState
from kb.text import Text
from matcher.match import Match
from matcher.verdict import Verdict

_REASONS: Final = 5
_THANKED_FOR: Final = timedelta(minutes=10)
_NEW_FOR: Final = timedelta(days=7)
_NOT_HERE: Final = Text(
    zh="这个方案里没有这一项，请从列表里选。", en="It is not in this plan. Choose one of the list."
)


class Ready(StrEnum):
    """Answers to choose from; kept by their code, said in the language of whoever reads them."""

    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    RIGHT = "right"
    ELSEWHERE = "elsewhere"


def answer_kept(ready: str, words: str) -> str:
    """Return an answer as it is kept: the code of one to choose, then words; either may lack."""
    chosen = ready if ready in set(Ready) else ""
    return "\n".join(one for one in (chosen, words.strip()) if one)


def answer_text(kept: str | None) -> Text:
    r"""Return an answer in words.

    >>> answer_text("right\nArticle 4").zh
    '核对过，没有错。Article 4'
    """
    code, _, words = (kept or "").partition("\n")
    if code not in set(Ready):
        return same(kept)
    said = word(f"flag.ready.{code}")
    return Text(zh=f"{said.zh}。{words}", en=f"{said.en}. {words}") if words else said


# ---- for who pointed it out ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """One thing that was pointed out, as who did so reads it.

    Attributes:
        id: of the flag; its answer stands at the anchor `flag-` and this.
        title: of the record.
        place: where it was pointed out.
        at: when.
        words: the writer's own.
        answer: what an officer said; None before.
        answered_at: when.
        thanks: it was sent just now.
        new: the answer is of the last days.
    """

    id: str
    title: Text
    place: FlagPlace
    at: datetime
    words: str
    answer: Text | None
    answered_at: datetime | None
    thanks: bool
    new: bool

    @property
    def on_phone(self) -> bool:
        """Say whether the applicant pointed it out."""
        return self.place is FlagPlace.PHONE


def pointed(house: House, case: Case, personal: bool = True) -> tuple[Pointed, ...]:
    """Return what was pointed out about a case; without `personal` of no sensitive policy."""
    held = Flags(house.database, house.now).of_case(case.id)
    return tuple(_pointed(house, one) for one in held if personal or not _sensitive(house, one))


def pointed_in(house: House, intake: Intake) -> tuple[Pointed, ...]:
    """Return what was pointed out in a conversation, or beside plans of the case it is about."""
    flags = Flags(house.database, house.now)
    held = flags.of_intake(intake.id) if intake.case is None else flags.of_case(intake.case)
    return tuple(_pointed(house, one) for one in held if one.place is FlagPlace.PLAN)


def answers_in(house: House, cases: Iterable[str]) -> dict[str, tuple[Pointed, ...]]:
    """Return by case what staff pointed out and an officer answered in the last days."""
    since = house.now() - _NEW_FOR
    found = Flags(house.database, house.now).answered_in(tuple(cases), since)
    return {case: tuple(_pointed(house, one) for one in held) for case, held in found.items()}


def _sensitive(house: House, flag: Flag) -> bool:
    if not flag.record_id.startswith("policy/"):
        return False
    policy = house.catalogue.policies.get(flag.record_id)  # type: ignore[call-overload]
    return policy is None or is_personal(policy, house.catalogue)


def _pointed(house: House, flag: Flag) -> Pointed:
    now, answered_at = house.now(), flag.settled_at
    return Pointed(
        id=flag.id,
        title=title_known(house, flag.record_id),
        place=flag.place,
        at=flag.at,
        words=flag.words,
        answer=answer_text(flag.answer) if answered_at is not None else None,
        answered_at=answered_at,
        thanks=answered_at is None and now - flag.at < _THANKED_FOR,
        new=answered_at is not None and now - answered_at < _NEW_FOR,
    )


def context_of(
    record_id: str, plan: Plan, matches: Iterable[Match], case: Case | None = None
) -> dict[str, Any]:
    """Return where a record was met in a plan: no name, no number, no figure of the applicant.

    The scene itself stands for whatever is none of the steps, papers and policies.

    Raises:
        NotFound: the plan does not show it.
    """
    found = {match.policy: match for match in matches}
    steps = {step.service for step in plan.steps}
    papers = {material.evidence for material in plan.materials}
    if record_id not in steps | papers | found.keys() | set(plan.scenes):
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


# ---- for officers -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagView:
    """One flag in words for an officer, and whether the record has changed since."""

    flag: Flag
    title: Text
    scenes: tuple[Text, ...]
    state: Text | None
    verdict: Text | None
    because: tuple[Text, ...]
    changed_since: bool
    answer: Text

    @property
    def ready(self) -> tuple[Ready, ...]:
        """Return the answers that are true of it: corrected only once something was published."""
        other = Ready.ACCEPTED if self.changed_since else Ready.CORRECTED
        return tuple(one for one in Ready if one is not other)


def flag_view(house: House, flag: Flag) -> FlagView:
    """Return a flag in words."""
    said: Any = flag.context
    state, verdict = said.get("state"), said.get("verdict")
    return FlagView(
        flag=flag,
        title=title_known(house, flag.record_id),
        scenes=tuple(title_of(one, house.catalogue) for one in said.get("scenes", ())),
        state=STATE_TEXT[StepState(state)] if state else None,
        verdict=word(f"told.verdict.{verdict}") if verdict else None,
        because=tuple(Text(zh=zh, en=en) for zh, en in said.get("because", ())),
        changed_since=_changed_since(house, flag),
        answer=answer_text(flag.answer),
    )


def _changed_since(house: House, flag: Flag) -> bool:
    """Say whether what is in force was published after a flag, or counts from a day after it."""
    held = house.ledger.published_of([flag.record_id])
    moves = (one for version in held for one in house.ledger.moves(version.number))
    came = next((one for one in moves if one.to is RecordState.PUBLISHED), None)
    if came is None:
        return False
    counts_from = came.effective_on or day_of(came.at)
    return came.at > flag.at or counts_from > day_of(flag.at)


def open_flags(house: House, record_id: str) -> tuple[FlagView, ...]:
    """Return what nobody has answered yet about one record, the longest waiting first."""
    waiting = Flags(house.database, house.now).waiting(record_id)
    return tuple(flag_view(house, one) for one in waiting)
