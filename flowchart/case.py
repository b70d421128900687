"""A plan under way: step states, the one table of moves, and the event log.

States are folded from events, never stored. A step that nobody has moved yet can start as soon
as everything it waits for is done; that is worked out, not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from flowchart.plan import Plan
from flowchart.scene import Applies
from flowchart.states import STATE_TEXT, StepState
from kb.errors import Conflict, NotFound
from kb.ids import OrganisationId, ServiceId
from kb.text import Text

DONE: Final = frozenset({StepState.ISSUED})
NO_CASE: Final = Text(zh="没有这个办件。", en="There is no such case.")
MOVED_MEANWHILE: Final = Text(
    zh="刚才有人先改动了这个办件。请看看现在的状态，再操作。",
    en="Somebody moved this case meanwhile. Look at it again, then move.",
)

MOVES: Final[dict[StepState, frozenset[StepState]]] = {
    StepState.CANNOT_START: frozenset(),
    StepState.CAN_START: frozenset({StepState.COLLECTING, StepState.SUBMITTED}),
    StepState.COLLECTING: frozenset({StepState.SUBMITTED}),
    StepState.SUBMITTED: frozenset(
        {
            StepState.TO_BE_SUPPLEMENTED,
            StepState.ACCEPTED,
            StepState.ISSUED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.TO_BE_SUPPLEMENTED: frozenset({StepState.SUBMITTED, StepState.WITHDRAWN}),
    StepState.ACCEPTED: frozenset(
        {
            StepState.UNDER_REVIEW,
            StepState.SPECIAL_PROCEDURE,
            StepState.GRANTED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.UNDER_REVIEW: frozenset(
        {
            StepState.SPECIAL_PROCEDURE,
            StepState.GRANTED,
            StepState.REFUSED,
            StepState.WITHDRAWN,
        }
    ),
    StepState.SPECIAL_PROCEDURE: frozenset({StepState.UNDER_REVIEW, StepState.WITHDRAWN}),
    StepState.GRANTED: frozenset({StepState.ISSUED}),
    StepState.REFUSED: frozenset({StepState.COLLECTING}),
    StepState.WITHDRAWN: frozenset({StepState.COLLECTING}),
    StepState.ISSUED: frozenset(),
}
"""The allowed moves; a filing done on the spot goes from submitted straight to issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One move of one step; nothing personal is in it."""

    sequence: int
    step: ServiceId
    from_state: StepState
    to_state: StepState
    by: str
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A plan that was taken up, and everything that happened to it. 办件."""

    id: str
    number: str
    opened_on: date
    plan: Plan
    centre: OrganisationId
    events: tuple[CaseEvent, ...] = ()

    @property
    def sequence(self) -> int:
        """Return the number of the last event; 0 before the first."""
        return self.events[-1].sequence if self.events else 0

    @property
    def undoable(self) -> CaseEvent | None:
        """Return the move that undo would take back."""
        standing = standing_moves(self.events)
        return standing[-1] if standing else None

    def states(self) -> dict[ServiceId, StepState]:
        """Return the state of every step of the plan now."""
        return states(self.plan, self.events)


def states(plan: Plan, events: Iterable[CaseEvent]) -> dict[ServiceId, StepState]:
    """Return the state of every step after these events."""
    moved = {event.step: event.to_state for event in events}
    out: dict[ServiceId, StepState] = {}
    for step in plan.steps:
        ready = all(moved.get(before) in DONE for before in waited_for(plan, step.service))
        unmoved = StepState.CAN_START if ready else StepState.CANNOT_START
        held = moved.get(step.service, unmoved)
        untouched = held in (StepState.CAN_START, StepState.CANNOT_START)
        out[step.service] = unmoved if untouched else held
    return out


def waited_for(plan: Plan, service: ServiceId) -> tuple[ServiceId, ...]:
    """Return the steps that must be done before one may start.

    A wait on a wrapper or on a step that is only possible does not hold anyone up.
    """
    firm = {s.service for s in plan.steps if not s.wrapper and s.standing is Applies.CERTAIN}
    found = next((s.waits_for for s in plan.steps if s.service == service), ())
    return tuple(before for before in found if before in firm)


def move(case: Case, step: ServiceId, to: StepState, by: str, at: datetime) -> CaseEvent:
    """Return the event for a move that the table allows.

    Raises:
        NotFound: the plan has no such step.
        Conflict: the table has no such move; the message says which it has.
    """
    now = case.states().get(step)
    if now is None:
        raise NotFound(
            Text(zh=f"这份方案里没有“{step}”这一步。", en=f'This plan has no step "{step}".')
        )
    if to not in MOVES[now]:
        raise Conflict(_no_move(now, to))
    return _event(case, step, now, to, by, at)


def _no_move(now: StepState, to: StepState) -> Text:
    good = sorted(MOVES[now])
    may = "、".join(STATE_TEXT[one].zh for one in good) or "没有"
    return Text(
        zh=f"“{STATE_TEXT[now].zh}”的一步不能改成“{STATE_TEXT[to].zh}”。可以改成：{may}。",
        en=f"A step that is {now} cannot become {to}. Allowed: {', '.join(good) or 'none'}.",
    )


def standing_moves(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Return the moves that were not taken back, oldest first."""
    standing: list[CaseEvent] = []
    for event in events:
        if event.undoes is None:
            standing.append(event)
        else:
            standing = [one for one in standing if one.sequence != event.undoes]
    return standing


def undo(case: Case, by: str, at: datetime) -> CaseEvent:
    """Return a new event that takes the last standing move back; the log keeps both.

    Pressed again it goes one move further back; it never does a move again.

    Raises:
        Conflict: no move stands any more.
    """
    last = case.undoable
    if last is None:
        raise Conflict(Text(zh="没有可以撤回的操作。", en="There is no move to take back."))
    back = _event(case, last.step, last.to_state, last.from_state, by, at)
    return replace(back, undoes=last.sequence)


def _event(
    case: Case, step: ServiceId, now: StepState, to: StepState, by: str, at: datetime
) -> CaseEvent:
    return CaseEvent(
        sequence=case.sequence + 1, step=step, from_state=now, to_state=to, by=by, at=at
    )


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
