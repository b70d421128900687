"""What holds of the dates of every case, whatever happened to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flowchart.calendar import Timeline
from flowchart.case import DONE, ended_first, waited_for
from flowchart.forecast import forecast
from flowchart.scene import Applies
from flowchart.states import StepState
from tests.flowchart.casework import begun, lived
from tests.flowchart.test_case_laws import SOME_PLAN
from tests.planning import SCENES, plan_of, shipped_cases
from tests.random_plans import cases
from tests.random_records import MODES
from tests.support import TODAY, shipped_catalogue

ANYBODY = st.one_of(cases(), shipped_cases())
PENDING = frozenset(StepState) - DONE


def seen(case, today, calendars=None):
    held = shipped_catalogue().calendars if calendars is None else calendars
    return forecast(case, today, held)


@pytest.mark.parametrize("scene", SCENES)
def test_what_has_not_begun_is_expected_when_the_plan_says(scene):
    plan = plan_of(scene)

    found = seen(begun(plan), TODAY)

    assert found.not_before == plan.finish_on
    assert (found.finish_on is None) == bool(plan.open_ended)
    assert found.done is False
    for step in plan.steps:
        assert found.steps[step.service].not_before == step.ends_on


@given(ANYBODY, st.sampled_from(MODES))
def test_without_events_the_forecast_is_the_plan(somebody, mode):
    """Stages before and during, days of the calendar, one form, days that are no working days."""
    plan = somebody.plan(mode)
    assume(plan.settled)

    found = seen(begun(plan), plan.on, somebody.catalogue.calendars)

    assert found.not_before == plan.finish_on
    assert found.later_by == (None if found.waits else 0)
    assert {s.service: s.ends_on for s in plan.steps} == {
        service: one.not_before for service, one in found.steps.items()
    }


@given(ANYBODY, st.sampled_from(MODES))
def test_while_steps_are_open_the_certain_ones_are_counted_alone(somebody, mode):
    plan = somebody.plan(mode)
    firm = [s for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]

    found = seen(begun(plan), plan.on, somebody.catalogue.calendars)

    assert found.not_before <= (plan.finish_on_at_most or plan.finish_on)
    assert set(found.waits) >= set(plan.open_ended)
    assert found.done is False
    assert firm or found.not_before == plan.finish_on


@given(st.data(), SOME_PLAN)
def test_a_step_that_has_ended_keeps_its_real_day(data, plan):
    case, today = lived(data, plan)

    found = seen(case, today)

    for service, state in case.states().items():
        dates, moves = found.steps[service], case.moves(service)
        assert (dates.ended_on is not None) == (state in DONE)
        if state in DONE:
            assert dates.ended_on == dates.expected_on == dates.not_before == moves[-1].on


@given(st.data(), SOME_PLAN)
def test_nothing_that_is_pending_is_expected_before_today(data, plan):
    case, today = lived(data, plan)

    found = seen(case, today)

    for service, state in case.states().items():
        if state in PENDING:
            assert found.steps[service].not_before >= today
    assert found.done == all(case.states()[s.service] in DONE for s in plan.steps if not s.wrapper)


@given(st.data(), SOME_PLAN)
def test_no_step_is_expected_before_what_it_waits_for(data, plan):
    case, today = lived(data, plan)
    held, found = case.states(), seen(case, today)

    for step in plan.steps:
        if held[step.service] in PENDING:
            dates = found.steps[step.service]
            for before in (*waited_for(plan, step.service), *ended_first(plan, step)):
                assert dates.not_before >= found.steps[before].not_before
                assert found.steps[before].expected_on or dates.expected_on is None


@given(st.data(), SOME_PLAN)
def test_an_end_that_nobody_knows_has_a_reason_and_no_date(data, plan):
    case, today = lived(data, plan)

    found = seen(case, today)

    for dates in found.steps.values():
        assert (dates.expected_on is None) == (dates.waits is not None)
        assert dates.expected_on in (None, dates.not_before)
    firm = [s.service for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]
    assert found.waits == tuple(s for s in firm if found.steps[s].waits is not None)
    assert (found.finish_on is None) == bool(found.waits) == (found.later_by is None)


@given(st.data(), SOME_PLAN, st.integers(1, 40))
def test_a_day_later_without_a_move_never_makes_it_sooner(data, plan, days):
    case, today = lived(data, plan)

    now, later = seen(case, today), seen(case, today + timedelta(days=days))

    assert now.waits == later.waits
    assert later.not_before >= now.not_before
    for service, dates in now.steps.items():
        after = later.steps[service]
        assert after.not_before >= dates.not_before
        assert after.late_by >= dates.late_by
        assert after.waits is dates.waits


@given(ANYBODY, st.sampled_from(MODES), st.integers(1, 40))
def test_nor_does_it_in_any_plan_before_anything_happened(somebody, mode, days):
    plan, calendars = somebody.plan(mode), somebody.catalogue.calendars

    now = seen(begun(plan), plan.on, calendars)
    later = seen(begun(plan), plan.on + timedelta(days=days), calendars)

    for service, dates in now.steps.items():
        assert later.steps[service].not_before >= dates.not_before


@given(st.data(), SOME_PLAN)
def test_a_promise_moves_by_the_working_days_the_clock_stood_still(data, plan):
    case, today = lived(data, plan)
    found, steps = seen(case, today), {step.service: step for step in plan.steps}
    calendars = shipped_catalogue().calendars

    for service, dates in found.steps.items():
        if dates.promised_by is None or case.states()[service] is StepState.SPECIAL_PROCEDURE:
            continue
        line = Timeline(dates.accepted_on, calendars)
        took = steps[service].takes_days
        assert dates.promised_by == line.day(took + dates.stopped_days)
