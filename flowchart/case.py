"""A plan under way: what its events make of it, and the events that may come next.

States are folded from events, never stored. A step that nobody has moved yet can start as soon
as everything it waits for is done; that is worked out, not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from flowchart.case_events import (
    COMPANION,
    PLAN_ITSELF,
    Adopted,
    CaseEvent,
    Move,
    PlanKept,
    Undone,
    standing,
    subject,
)
from flowchart.case_kinds import Actor, Audience, Cause
from flowchart.moves import check_move, check_told
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.errors import Conflict, NotFound
from kb.ids import EvidenceId, OrganisationId, ServiceId
from kb.kinds import StageKind
from kb.text import Text, listed
from matcher.figure_words import day_text

EARLIER: Final = timedelta(days=366)
"""So long before its opening something may have happened to a step of a case."""
DONE: Final = frozenset({StepState.ISSUED})
WITH_AN_OFFICE: Final = frozenset(StepState) - {
    StepState.CANNOT_START,
    StepState.CAN_START,
    StepState.COLLECTING,
    StepState.WITHDRAWN,
    StepState.ISSUED,
}
"""A step an office has, or has refused: no other plan may forget it."""
NO_CASE: Final = Text(zh="没有这个办件。", en="There is no such case.")
_WHAT_IS_LEFT: Final = Text(
    zh="留下的只有编号和日期。", en="Its number and its days alone are left."
)
MOVED_MEANWHILE: Final = Text(
    zh="刚才有人先改动了这个办件。请看看现在的状态，再操作。",
    en="Somebody moved this case meanwhile. Look at it again, then move.",
)
_NOTHING_TO_UNDO: Final = Text(zh="没有可以撤回的操作。", en="There is no move to take back.")


class CaseErased(NotFound):
    """The case was there; `on` is the day on which what it held was erased, in Shanghai."""

    def __init__(self, on: date, wished: bool = True) -> None:
        super().__init__(erased_text(on, wished), _WHAT_IS_LEFT)
        self.on = on


def erased_text(on: date, wished: bool = True) -> Text:
    """Return that a case was erased on a day: at the applicant's wish, or by the clock."""
    zh, en = day_text(on, "zh"), day_text(on, "en")
    why = Text(zh="按申请人要求", en=" at the applicant's wish") if wished else Text(zh="", en="")
    return Text(
        zh=f"这个办件的内容已在{zh}{why.zh}删除。",
        en=f"What this case held was erased{why.en} on {en}.",
    )


class MovedMeanwhile(Conflict):
    """Somebody was quicker; `events` are what they did to the same thing."""

    def __init__(self, events: Sequence[CaseEvent]) -> None:
        super().__init__(MOVED_MEANWHILE)
        self.events = tuple(events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A plan that was taken up, and everything that happened to it. 办件.

    Attributes:
        plan: the one that is followed now; `version` counts them from 1.
        centre: whose case it is now; `looking` are other centres that may look at it.
        companion: the account that looks after it; None while nobody has taken it up.
    """

    id: str
    number: str
    opened_on: date
    plan: Plan
    centre: OrganisationId
    events: tuple[CaseEvent, ...] = ()
    version: int = 1
    companion: str | None = None
    looking: frozenset[OrganisationId] = frozenset()

    @property
    def sequence(self) -> int:
        """Return the number of the last event; 0 before the first."""
        return self.events[-1].sequence if self.events else 0

    @property
    def standing(self) -> tuple[CaseEvent, ...]:
        """Return the events that were not taken back."""
        return tuple(standing(self.events))

    @property
    def undoable(self) -> CaseEvent | None:
        """Return the event that undo would take back."""
        return next((e for e in reversed(self.standing) if isinstance(e.what, UNDOABLE)), None)

    def states(self) -> dict[ServiceId, StepState]:
        """Return the state of every step of the plan now."""
        return states(self.plan, self.events)

    def moves(self, step: ServiceId) -> tuple[Move, ...]:
        """Return the standing moves of a step, oldest first."""
        found = (event.what for event in self.standing)
        return tuple(what for what in found if isinstance(what, Move) and what.step == step)


UNDOABLE: Final = (Move, PlanKept, Adopted)


def states(plan: Plan, events: Iterable[CaseEvent]) -> dict[ServiceId, StepState]:
    """Return the state of every step after these events."""
    moved = {e.what.step: e.what.to_state for e in standing(events) if isinstance(e.what, Move)}
    out: dict[ServiceId, StepState] = {}
    for step in plan.steps:
        ready = all(moved.get(before) in DONE for before in waited_for(plan, step.service))
        unmoved = StepState.CAN_START if ready else StepState.CANNOT_START
        out[step.service] = moved.get(step.service, unmoved)
    return out


def waited_for(plan: Plan, service: ServiceId) -> tuple[ServiceId, ...]:
    """Return the steps that must be done before one may start.

    A wait on a step that is only possible holds nobody up; one on a wrapper is a wait on what the
    wrapper waits for, as nobody moves a wrapper.
    """
    found = next((s.waits_for for s in plan.steps if s.service == service), ())
    return _firm(plan, found)


def ended_first(plan: Plan, step: Step) -> tuple[ServiceId, ...]:
    """Return the steps that must be done before one ends."""
    return _firm(plan, step.follows)


def _firm(plan: Plan, services: Iterable[ServiceId]) -> tuple[ServiceId, ...]:
    """Return those of some steps that are certain; for a wrapper what it waits for."""
    by_service = {step.service: step for step in plan.steps}
    found: dict[ServiceId, None] = {}
    open_ = list(services)
    while open_:
        step = by_service.get(open_.pop(0))
        if step is None or step.standing is not Applies.CERTAIN:
            continue
        if step.wrapper:
            open_ += step.waits_for
        else:
            found[step.service] = None
    return tuple(found)


def state_of(case: Case, step: ServiceId) -> StepState:
    """Return the state of one step.

    Raises:
        NotFound: the plan has no such step.
    """
    held = case.states()
    if step not in held:
        raise NotFound(
            Text(zh=f"这份方案里没有“{step}”这一步。", en=f'This plan has no step "{step}".')
        )
    return held[step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of a move besides: the day it happened (today), and what `Move` wants.

    `words` are for the applicant, unless they are for colleagues only.
    """

    on: date | None = None
    missing: frozenset[EvidenceId] = frozenset()
    until: date | None = None
    reason: StageKind | None = None
    words: str = ""
    audience: Audience = Audience.APPLICANT


NOTHING_MORE: Final = Told()


def moved(
    case: Case,
    step: ServiceId,
    to: StepState,
    actor: Actor,
    told: Told,
    today: date,
    note: str | None = None,
) -> Move:
    """Return the move of a step that the table allows and that says what it must.

    Args:
        case: as it is.
        step: which.
        to: the state it takes.
        actor: who moves it.
        told: what is said besides.
        today: in Shanghai.
        note: the number of the note that holds the words.

    Raises:
        NotFound: the plan has no such step.
        Conflict: the table has no such move; the message says which it has.
        NotAllowed: it is somebody else's.
        WrongInput: the new state needs to be told more, or the days cannot be.
    """
    now, earliest = state_of(case, step), earliest_day(case, step)
    today = max(today, earliest)
    what = Move(
        step=step,
        from_state=now,
        to_state=to,
        on=told.on or today,
        missing=told.missing,
        until=told.until,
        reason=told.reason,
        note=note,
    )
    check_move(what, actor)
    check_told(what, today, earliest)
    return what


def adopted(case: Case, plan: Plan, version: int, cause: Cause) -> Adopted:
    """Return the event that another plan is followed.

    Raises:
        Conflict: a step that is with an office is not in it.
    """
    if left := left_out(case, plan):
        named = listed(left)
        raise Conflict(
            Text(
                zh=f"新方案里没有正在办的这几步：{named.zh}。请先撤回，或者保留原来的方案。",
                en=f"The new plan lacks steps that are under way: {named.en}. Withdraw them "
                "first, or keep the plan.",
            )
        )
    return Adopted(version=version, cause=cause, generation=plan.generation)


def left_out(case: Case, plan: Plan) -> tuple[ServiceId, ...]:
    """Return the steps that are with an office and that another plan does not have."""
    in_it = {step.service for step in plan.steps}
    held = case.states()
    return tuple(s for s, now in held.items() if now in WITH_AN_OFFICE and s not in in_it)


def earliest_day(case: Case, step: ServiceId) -> date:
    """Return the first day on which something more can have happened to a step.

    Papers may have been handed in before the applicant came: up to a year before the opening.
    """
    before = case.opened_on - EARLIER
    return max((move.on for move in case.moves(step)), default=before)


def undo(case: Case, seen: int | None = None) -> Undone:
    """Return the taking back of the last event that can be; the log keeps both.

    Pressed again it goes one event further back; it never does a move again.

    Args:
        case: which.
        seen: the last event somebody had seen who means the last one then; without it the last.

    Raises:
        Conflict: nothing stands that could be taken back.
        MovedMeanwhile: what was meant is not the last any more.
    """
    last = case.undoable
    if seen is not None:
        then = replace(case, events=tuple(e for e in case.events if e.sequence <= seen))
        if then.undoable != last or seen > case.sequence:
            raise MovedMeanwhile(tuple(e for e in case.events if e.sequence > seen))
    if last is None:
        raise Conflict(_NOTHING_TO_UNDO)
    return Undone(event=last.sequence)


def since(case: Case, seen: int, about: str) -> tuple[CaseEvent, ...]:
    """Return what happened to one subject after what somebody had seen.

    What changes the whole plan is news for every step, and a step's move for the plan.

    Raises:
        MovedMeanwhile: somebody says to have seen what never happened.
    """
    if seen > case.sequence:
        raise MovedMeanwhile(())
    by_number = {event.sequence: event for event in case.events}

    def told(event: CaseEvent) -> str:
        what = event.what
        taken_back = by_number.get(what.event) if isinstance(what, Undone) else None
        return subject(taken_back.what if taken_back is not None else what)

    return tuple(e for e in case.events if e.sequence > seen and _touches(told(e), about))


def _touches(subject_then: str, about: str) -> bool:
    if not about or not subject_then:
        return False
    both = {subject_then, about}
    return subject_then == about or (PLAN_ITSELF in both and COMPANION not in both)


def next_steps(case: Case) -> tuple[ServiceId, ...]:
    """Return the steps the applicant can act on now, in plan order."""
    acting = (
        StepState.TO_BE_SUPPLEMENTED,
        StepState.COLLECTING,
        StepState.CAN_START,
        StepState.GRANTED,
    )
    held = case.states()
    firm = [s.service for s in case.plan.steps if not s.wrapper]
    return tuple(s for state in acting for s in firm if held[s] is state)


def progress(held: Mapping[ServiceId, StepState], plan: Plan) -> tuple[int, int]:
    """Return how many of the plan's steps are done, and how many there are."""
    steps: Sequence[ServiceId] = [s.service for s in plan.steps if not s.wrapper]
    return sum(held[step] in DONE for step in steps), len(steps)
