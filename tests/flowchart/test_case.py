from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from flowchart.case import (
    EARLIER,
    Case,
    MovedMeanwhile,
    Told,
    adopted,
    earliest_day,
    ended_first,
    moved,
    next_steps,
    progress,
    since,
    states,
    undo,
    waited_for,
)
from flowchart.case_events import (
    COMPANION,
    PLAN_ITSELF,
    Adopted,
    HandedOver,
    Move,
    Noted,
    TakenUp,
    Ticked,
    Undone,
)
from flowchart.case_kinds import Actor, Audience, Cause
from flowchart.moves import MOVES
from flowchart.states import STATE_SIGN, STATE_TEXT, StepState
from kb.errors import Conflict, NotFound
from matcher.applicant import NOTHING
from tests.flowchart.casework import begun, grown, in_states, told_for
from tests.planning import CAFE, CENTRE, STORE, plan_of, usual
from tests.support import TODAY

REGISTRATION, SEAL = "service/company-registration", "service/company-seal-filing"
EMPLOYMENT = "service/employment-registration"
PLAN = plan_of(STORE)


def move(case: Case, step: str, to: StepState) -> Move:
    return moved(case, step, to, Actor.STAFF, told_for(to, TODAY), TODAY)


def in_state(state):
    """Return a case and a step of it that is in this state."""
    if state is StepState.CANNOT_START:
        return begun(PLAN), SEAL
    return in_states(PLAN, (REGISTRATION, state)), REGISTRATION


@pytest.mark.parametrize(("now", "to"), product(StepState, StepState))
def test_a_step_makes_the_moves_in_the_table_and_no_other(now, to):
    case, step = in_state(now)

    if to in MOVES[now]:
        made = move(case, step, to)
        assert (made.step, made.from_state, made.to_state) == (step, now, to)
    else:
        with pytest.raises(Conflict, match=f"{now} cannot become {to}"):
            move(case, step, to)


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
        move(in_state(StepState.SUBMITTED)[0], REGISTRATION, StepState.GRANTED)


def test_a_step_that_is_not_in_the_plan_cannot_be_moved():
    with pytest.raises(NotFound, match="service/drainage-permit"):
        move(begun(PLAN), "service/drainage-permit", StepState.SUBMITTED)


def test_a_move_happened_today_unless_another_day_is_told():
    case = begun(PLAN)

    today = moved(case, REGISTRATION, StepState.SUBMITTED, Actor.STAFF, Told(), TODAY)

    assert (today.on, earliest_day(case, REGISTRATION)) == (TODAY, TODAY - EARLIER)


# ---- can start, cannot start ----------------------------------------------------------------


def test_in_a_new_case_only_steps_that_wait_for_nothing_can_start():
    held = begun(PLAN).states()

    for step in PLAN.steps:
        waits = bool(waited_for(PLAN, step.service))
        assert held[step.service] is (StepState.CANNOT_START if waits else StepState.CAN_START)


@pytest.mark.parametrize("state", StepState)
def test_what_waits_can_start_once_the_step_before_is_issued(state):
    case = in_states(PLAN, (REGISTRATION, state))

    expected = StepState.CAN_START if state is StepState.ISSUED else StepState.CANNOT_START
    assert case.states()[SEAL] is expected


def test_a_step_waits_for_all_of_several():
    licence = "service/internet-cafe-licence"
    before = waited_for(plan_of(CAFE), licence)
    issued = [(step, StepState.ISSUED) for step in before]

    almost = in_states(plan_of(CAFE), *issued[:-1]).states()[licence]
    ready = in_states(plan_of(CAFE), *issued).states()[licence]

    assert len(before) == 3
    assert (almost, ready) == (StepState.CANNOT_START, StepState.CAN_START)


def test_a_wait_for_a_step_that_is_only_possible_holds_nobody_up():
    plan = plan_of(STORE, facts=NOTHING)
    seal = next(step for step in plan.steps if step.service == SEAL)

    assert seal.waits_for
    assert waited_for(plan, SEAL) == ()
    assert states(plan, ())[SEAL] is StepState.CAN_START


def test_a_wait_for_a_wrapper_is_one_for_what_the_wrapper_waits_for():
    """Nobody moves a wrapper: a step that waited for one would never begin."""
    wrapper = next(step for step in PLAN.steps if step.wrapper)
    changed = [
        replace(s, waits_for=(wrapper.service,), follows=(wrapper.service,))
        if s.service == SEAL
        else s
        for s in PLAN.steps
    ]
    plan = replace(PLAN, steps=tuple(changed))
    seal = next(step for step in plan.steps if step.service == SEAL)

    assert waited_for(plan, SEAL) == wrapper.waits_for == ended_first(plan, seal)
    assert in_states(plan, (REGISTRATION, StepState.ISSUED)).states()[SEAL] is StepState.CAN_START


def test_a_step_taken_back_to_the_start_waits_again():
    """Undoing the registration's issue leaves the seal waiting, though nobody touched it."""
    issued = in_states(PLAN, (REGISTRATION, StepState.ISSUED))
    back = grown(issued, undo(issued))

    assert issued.states()[SEAL] is StepState.CAN_START
    assert back.states()[SEAL] is StepState.CANNOT_START


# ---- undo -----------------------------------------------------------------------------------


def test_undo_is_a_new_event_that_takes_the_last_one_back():
    case = begun(PLAN)
    after = grown(case, move(case, REGISTRATION, StepState.SUBMITTED))

    back = grown(after, undo(after))

    assert back.events[-1].what == Undone(event=1)
    assert back.states() == case.states()
    assert len(back.events) == 2


def test_nothing_can_be_undone_before_anything_was_moved():
    case = grown(begun(PLAN), Ticked(evidence="evidence/id-card", there=True))

    for seen in (None, 1):
        with pytest.raises(Conflict, match="no move to take back"):
            undo(case, seen)


def test_undo_pressed_again_goes_one_move_further_back_and_never_forward():
    case = begun(PLAN)
    for to in (StepState.COLLECTING, StepState.SUBMITTED):
        case = grown(case, move(case, REGISTRATION, to))

    once = grown(case, undo(case))
    twice = grown(once, undo(once))

    assert once.states()[REGISTRATION] is StepState.COLLECTING
    assert twice.states()[REGISTRATION] is StepState.CAN_START
    assert twice.undoable is None
    assert [e.what.event for e in twice.events if isinstance(e.what, Undone)] == [2, 1]


def test_undo_takes_back_what_was_seen_and_nothing_else():
    """Two press undo at once, or a colleague moves meanwhile: it would be the wrong move."""
    first = begun(PLAN)
    first = grown(first, move(first, REGISTRATION, StepState.COLLECTING))
    second = grown(first, move(first, REGISTRATION, StepState.SUBMITTED))

    pressed_twice = grown(second, undo(second, 2))

    for case, seen in ((second, 1), (pressed_twice, 2), (second, 9)):
        with pytest.raises(MovedMeanwhile):
            undo(case, seen)
    noted = grown(second, Noted(note="1", audience=Audience.INSIDE))
    assert undo(noted, 2) == Undone(event=2)


# ---- what happened meanwhile ----------------------------------------------------------------

STEP_MOVED = Move(
    step=REGISTRATION, from_state=StepState.CAN_START, to_state=StepState.SUBMITTED, on=TODAY
)
PLAN_CHANGED = Adopted(version=2, cause=Cause.ANSWER, generation="new")
GIVEN_AWAY = HandedOver(from_centre=CENTRE, to_centre="organisation/other")


@pytest.mark.parametrize(
    ("happened", "about", "is_news"),
    [
        (STEP_MOVED, REGISTRATION, True),
        (STEP_MOVED, SEAL, False),
        (STEP_MOVED, PLAN_ITSELF, True),
        (STEP_MOVED, COMPANION, False),
        (PLAN_CHANGED, REGISTRATION, True),
        (PLAN_CHANGED, PLAN_ITSELF, True),
        (PLAN_CHANGED, COMPANION, False),
        (GIVEN_AWAY, COMPANION, True),
        (TakenUp(companion="other"), COMPANION, True),
        (GIVEN_AWAY, REGISTRATION, False),
        (Noted(note="1", audience=Audience.INSIDE), REGISTRATION, False),
        (Ticked(evidence="evidence/id-card", there=True), PLAN_ITSELF, False),
        (STEP_MOVED, "", False),
    ],
)
def test_news_is_what_happened_to_the_same_thing(happened, about, is_news):
    case = grown(begun(PLAN), happened)

    assert since(case, 0, about) == (case.events if is_news else ())
    assert since(case, 1, about) == ()


def test_a_taking_back_is_news_for_the_step_that_was_moved():
    case = grown(begun(PLAN), STEP_MOVED, Undone(event=1))

    assert [event.sequence for event in since(case, 1, REGISTRATION)] == [2]
    assert since(case, 1, SEAL) == ()


def test_who_says_to_have_seen_what_never_happened_looks_again():
    with pytest.raises(MovedMeanwhile):
        since(begun(PLAN), 1, REGISTRATION)


# ---- another plan ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", StepState)
def test_no_plan_forgets_a_step_that_an_office_has(state):
    case = in_states(PLAN, (REGISTRATION, state))
    without = replace(PLAN, steps=tuple(s for s in PLAN.steps if s.service != REGISTRATION))
    may = {"cannot-start", "can-start", "collecting", "withdrawn", "issued"}

    if state in may:
        assert adopted(case, without, 2, Cause.RULES).version == 2
    else:
        with pytest.raises(Conflict, match="service/company-registration"):
            adopted(case, without, 2, Cause.RULES)


# ---- what is shown --------------------------------------------------------------------------


def test_next_steps_name_what_the_applicant_can_act_on_most_urgent_first():
    case = in_states(
        PLAN, (EMPLOYMENT, StepState.GRANTED), (REGISTRATION, StepState.TO_BE_SUPPLEMENTED)
    )

    assert next_steps(case) == (REGISTRATION, EMPLOYMENT)


def test_nothing_is_next_while_others_decide():
    case = in_states(PLAN, (REGISTRATION, StepState.UNDER_REVIEW), (EMPLOYMENT, StepState.ISSUED))

    assert next_steps(case) == ()


def test_progress_counts_steps_that_are_done_and_no_wrapper():
    case = in_states(PLAN, (REGISTRATION, StepState.ISSUED), (SEAL, StepState.GRANTED))

    assert progress(case.states(), PLAN) == (1, 15)
    assert sum(step.wrapper for step in plan_of(STORE, facts=usual()).steps) == 1
