"""Cases made of moves, without a database; and moves as hypothesis draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from flowchart.case import Case, Told, moved, undo
from flowchart.case_events import By, CaseEvent, Move, What
from flowchart.case_kinds import Actor
from flowchart.moves import MOVES
from flowchart.plan import Plan
from flowchart.states import StepState
from kb.ids import ServiceId
from kb.kinds import StageKind
from tests.planning import BY_STAFF, CENTRE, Clock
from tests.support import TODAY

NOW = Clock()()
SHANGHAI_HOURS = timedelta(hours=8)


def begun(plan: Plan, on: date | None = None) -> Case:
    """Return a case just opened for a plan."""
    day = on or plan.on
    return Case(id="a", number="261123-001", opened_on=day, plan=plan, centre=CENTRE)


def grown(case: Case, *whats: What, by: By = BY_STAFF, at: datetime = NOW) -> Case:
    """Return a case to which more happened, whatever the tables say."""
    for what in whats:
        event = CaseEvent(sequence=case.sequence + 1, what=what, by=by, at=at)
        case = replace(case, events=(*case.events, event))
    return case


def in_states(plan: Plan, *moves: tuple[ServiceId, StepState], on: date = TODAY) -> Case:
    """Return a case in which steps took these states one after another, whatever the table says."""
    made = (
        Move(step=step, from_state=StepState.CAN_START, to_state=to, on=on) for step, to in moves
    )
    return grown(begun(plan), *made)


def told_for(to: StepState, on: date, until: date | None = None) -> Told:
    """Return what a move must be told, and no more."""
    if to is StepState.TO_BE_SUPPLEMENTED:
        papers: Any = frozenset({"evidence/id-card"})
        return Told(on=on, missing=papers, until=until or on + timedelta(days=5))
    reason = StageKind.HEARING if to is StepState.SPECIAL_PROCEDURE else None
    return Told(on=on, reason=reason, until=until)


def walked(case: Case, step: ServiceId, *days: tuple[StepState, date]) -> Case:
    """Return a case in which a step made moves of the table, each on its day."""
    for to, on in days:
        case = grown(case, moved(case, step, to, Actor.STAFF, told_for(to, on), on))
    return case


def movable(case: Case) -> Sequence[ServiceId]:
    """Return the steps that have a move left."""
    return sorted(step for step, state in case.states().items() if MOVES[state])


def may_happen(data: st.DataObject, case: Case, today: date) -> Case:
    """Return a case to which one more thing happened: mostly a move, sometimes a taking back."""
    steps = movable(case)
    if case.undoable is not None and (not steps or data.draw(st.integers(0, 5)) == 0):
        return grown(case, undo(case))
    step = data.draw(st.sampled_from(steps))
    to = data.draw(st.sampled_from(sorted(MOVES[case.states()[step]])))
    return grown(case, moved(case, step, to, Actor.STAFF, told_for(to, today), today))


def lived(data: st.DataObject, plan: Plan, most: int = 14) -> tuple[Case, date]:
    """Return a case after some days with something happening now and then, and the last day."""
    case, today = begun(plan), plan.on
    for _ in range(data.draw(st.integers(0, most))):
        today += timedelta(days=data.draw(st.sampled_from((0, 0, 1, 2, 5))))
        case = may_happen(data, case, today)
    return case, today + timedelta(days=data.draw(st.sampled_from((0, 1, 3, 9))))
