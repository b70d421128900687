"""What holds of every case, whatever happened to it and in whatever order."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from flowchart.case import WITH_AN_OFFICE, progress, since, undo, waited_for
from flowchart.case_events import Move, Undone, standing
from flowchart.plan import Plan
from flowchart.states import StepState
from tests.flowchart.casework import begun, grown, lived, may_happen
from tests.planning import CAFE, NEWBORN, STORE, plan_of


@cache
def plans() -> tuple[Plan, ...]:
    return plan_of(STORE), plan_of(CAFE), plan_of(NEWBORN)


SOME_PLAN = st.deferred(lambda: st.sampled_from(plans()))


def folded(case):
    """Return what the log says of each step, read from the end as a person would."""
    held = {}
    for event in reversed(standing(case.events)):
        if isinstance(event.what, Move):
            held.setdefault(event.what.step, event.what.to_state)
    return held


@given(st.data(), SOME_PLAN)
def test_states_are_the_last_standing_moves_and_what_they_allow(data, plan):
    case, _ = lived(data, plan)
    moved, held = folded(case), case.states()

    for step in plan.steps:
        issued = [moved.get(one) is StepState.ISSUED for one in waited_for(plan, step.service)]
        unmoved = StepState.CAN_START if all(issued) else StepState.CANNOT_START
        assert held[step.service] is moved.get(step.service, unmoved)
    assert held.keys() == {step.service for step in plan.steps}


@given(st.data(), SOME_PLAN)
def test_after_any_moves_an_undo_restores_the_states_before_the_last(data, plan):
    before, today = lived(data, plan)
    case = may_happen(data, before, today)
    if not isinstance(case.events[-1].what, Move):
        return

    back = grown(case, undo(case, case.sequence))

    assert back.states() == before.states()
    assert back.standing == before.standing
    assert [event.sequence for event in back.events] == list(range(1, len(back.events) + 1))


@given(st.data(), SOME_PLAN)
def test_undoing_to_the_end_leads_back_to_the_beginning_one_event_at_a_time(data, plan):
    case, _ = lived(data, plan)
    left = len([e for e in case.standing if isinstance(e.what, Move)])

    while case.undoable is not None:
        case, left = grown(case, undo(case)), left - 1

    assert left == 0
    assert case.states() == begun(plan).states()


@given(st.data(), SOME_PLAN)
def test_no_event_is_taken_back_twice_and_none_takes_back_a_later_one(data, plan):
    case, _ = lived(data, plan)
    gone = [(e.sequence, e.what.event) for e in case.events if isinstance(e.what, Undone)]

    assert len({event for _, event in gone}) == len(gone)
    assert all(event < sequence for sequence, event in gone)


@given(st.data(), SOME_PLAN)
def test_every_event_of_a_step_is_told_to_whoever_had_not_seen_it(data, plan):
    case, _ = lived(data, plan)
    by_number = {event.sequence: event.what for event in case.events}
    seen = data.draw(st.integers(0, case.sequence))

    def about(what):
        return about(by_number[what.event]) if isinstance(what, Undone) else what.step

    for step in plan.steps:
        told = [event.sequence for event in since(case, seen, step.service)]
        meant = [n for n, what in by_number.items() if n > seen and about(what) == step.service]
        assert told == meant


@given(st.data(), SOME_PLAN)
def test_progress_never_counts_more_than_there_is(data, plan):
    case, _ = lived(data, plan)

    done, total = progress(case.states(), plan)

    assert 0 <= done <= total == len([step for step in plan.steps if not step.wrapper])
    with_office = [state for state in case.states().values() if state in WITH_AN_OFFICE]
    assert done + len(with_office) <= len(plan.steps)
