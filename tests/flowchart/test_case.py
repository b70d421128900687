from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.case import (
    MOVES,
    Case,
    CaseEvent,
    move,
    next_steps,
    progress,
    states,
    undo,
    waited_for,
)
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from kb.errors import Conflict, NotFound
from matcher.applicant import NOTHING
from tests.planning import CAFE, CENTRE, STORE, Clock, plan_of, usual
from tests.support import TODAY

REGISTRATION, SEAL = "service/company-registration", "service/company-seal-filing"
EMPLOYMENT = "service/employment-registration"
NOW = Clock()()
PLAN = plan_of(STORE)


def case_with(*moves, plan=PLAN):
    """Return a case in which steps were moved: `(step, to)`, whatever the table says."""
    events = tuple(
        CaseEvent(
            sequence=i,
            step=step,
            from_state=StepState.CAN_START,
            to_state=to,
            by="companion",
            at=NOW,
        )
        for i, (step, to) in enumerate(moves, 1)
    )
    return Case(
        id="a",
        number="261123-001",
        opened_on=TODAY,
        plan=plan,
        centre=CENTRE,
        events=events,
    )


def in_state(state):
    """Return a case and a step of it that is in this state."""
    if state is StepState.CANNOT_START:
        return case_with(), SEAL
    return case_with((REGISTRATION, state)), REGISTRATION


@pytest.mark.parametrize(("now", "to"), product(StepState, StepState))
def test_a_step_makes_the_moves_in_the_table_and_no_other(now, to):
    case, step = in_state(now)

    if to in MOVES[now]:
        event = move(case, step, to, "companion", NOW)
        assert (event.step, event.from_state, event.to_state) == (step, now, to)
        assert event.sequence == case.sequence + 1
    else:
        with pytest.raises(Conflict, match=f"{now} cannot become {to}"):
            move(case, step, to, "companion", NOW)


def test_the_table_speaks_of_every_state():
    assert set(MOVES) == set(StepState)
    assert set(STATE_TEXT) == set(StepState)
    assert len(set(STATE_SIGN.values())) == len(StepState)


@pytest.mark.parametrize("state", set(StepState) - {StepState.CANNOT_START})
def test_every_state_can_still_reach_the_end(state):
    reached = {state}
    while more := {to for now in reached for to in MOVES[now]} - reached:
        reached |= more

    assert StepState.ISSUED in reached


def test_a_refused_move_says_which_are_allowed():
    with pytest.raises(Conflict, match="Allowed: accepted, issued, refused, to-be"):
        move(in_state(StepState.SUBMITTED)[0], REGISTRATION, StepState.GRANTED, "x", NOW)


def test_a_step_that_is_not_in_the_plan_cannot_be_moved():
    with pytest.raises(NotFound, match="service/drainage-permit"):
        move(case_with(), "service/drainage-permit", StepState.SUBMITTED, "companion", NOW)


# ---- can start, cannot start ----------------------------------------------------------------


def test_in_a_new_case_only_steps_that_wait_for_nothing_can_start():
    held = case_with().states()

    for step in PLAN.steps:
        waits = bool(waited_for(PLAN, step.service))
        assert held[step.service] is (StepState.CANNOT_START if waits else StepState.CAN_START)


@pytest.mark.parametrize("state", StepState)
def test_what_waits_can_start_once_the_step_before_is_issued(state):
    case = case_with((REGISTRATION, state))

    expected = StepState.CAN_START if state is StepState.ISSUED else StepState.CANNOT_START
    assert case.states()[SEAL] is expected


def test_a_step_waits_for_all_of_several():
    licence = "service/internet-cafe-licence"
    before = waited_for(plan_of(CAFE), licence)
    issued = [(step, StepState.ISSUED) for step in before]

    almost = case_with(*issued[:-1], plan=plan_of(CAFE)).states()[licence]
    ready = case_with(*issued, plan=plan_of(CAFE)).states()[licence]

    assert len(before) == 3
    assert (almost, ready) == (StepState.CANNOT_START, StepState.CAN_START)


def test_a_wait_for_a_step_that_is_only_possible_holds_nobody_up():
    plan = plan_of(STORE, facts=NOTHING)
    seal = next(step for step in plan.steps if step.service == SEAL)

    assert seal.waits_for
    assert waited_for(plan, SEAL) == ()
    assert states(plan, ())[SEAL] is StepState.CAN_START


def test_a_step_taken_back_to_the_start_waits_again():
    """Undoing the registration's issue leaves the seal waiting, though nobody touched it."""
    issued = case_with((REGISTRATION, StepState.ISSUED))
    back = case_with((REGISTRATION, StepState.ISSUED), (REGISTRATION, StepState.SUBMITTED))

    assert issued.states()[SEAL] is StepState.CAN_START
    assert back.states()[SEAL] is StepState.CANNOT_START


# ---- undo -----------------------------------------------------------------------------------


def test_undo_is_a_new_event_that_takes_the_last_one_back():
    case = case_with()
    first = move(case, REGISTRATION, StepState.SUBMITTED, "companion", NOW)
    moved = replace(case, events=(first,))

    back = undo(moved, "manager", NOW)
    after = replace(case, events=(first, back))

    assert (back.sequence, back.by) == (2, "manager")
    assert after.states() == case.states()


def test_nothing_can_be_undone_before_anything_was_moved():
    with pytest.raises(Conflict, match="no move to take back"):
        undo(case_with(), "companion", NOW)


def test_undo_pressed_again_goes_one_move_further_back_and_never_forward():
    case = case_with()
    for to in (StepState.COLLECTING, StepState.SUBMITTED):
        case = case_with_events(case, move(case, REGISTRATION, to, "x", NOW))

    once = case_with_events(case, undo(case, "x", NOW))
    twice = case_with_events(once, undo(once, "x", NOW))

    assert once.states()[REGISTRATION] is StepState.COLLECTING
    assert twice.states()[REGISTRATION] is StepState.CAN_START
    assert twice.undoable is None
    assert [event.undoes for event in twice.events] == [None, None, 2, 1]


@given(st.data())
def test_after_any_moves_an_undo_restores_the_states_before_the_last(data):
    case = case_with()
    for _ in range(data.draw(st.integers(1, 12))):
        before, held = case, case.states()
        step = data.draw(st.sampled_from(sorted(s for s in held if MOVES[held[s]])))
        event = move(case, step, data.draw(st.sampled_from(sorted(MOVES[held[step]]))), "x", NOW)
        case = case_with_events(case, event)

    back = case_with_events(case, undo(case, "x", NOW))

    assert back.states() == before.states()
    assert [event.sequence for event in back.events] == list(range(1, len(back.events) + 1))


def case_with_events(case, event):
    return replace(case, events=(*case.events, event))


# ---- what is shown --------------------------------------------------------------------------


def test_next_steps_name_what_the_applicant_can_act_on_most_urgent_first():
    case = case_with((EMPLOYMENT, StepState.GRANTED), (REGISTRATION, StepState.TO_BE_SUPPLEMENTED))

    assert next_steps(case) == (REGISTRATION, EMPLOYMENT)


def test_nothing_is_next_while_others_decide():
    case = case_with((REGISTRATION, StepState.UNDER_REVIEW), (EMPLOYMENT, StepState.ISSUED))

    assert next_steps(case) == ()


def test_progress_counts_steps_that_are_done_and_no_wrapper():
    case = case_with((REGISTRATION, StepState.ISSUED), (SEAL, StepState.GRANTED))

    assert progress(case.states(), PLAN) == (1, 15)
    assert sum(step.wrapper for step in plan_of(STORE, facts=usual()).steps) == 1
