"""What makes a case end later than planned, and that it adds up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.case import Told, moved
from flowchart.case_kinds import Actor
from flowchart.delays import Delay, DelayKind, delays
from flowchart.forecast import forecast
from flowchart.states import StepState
from kb.kinds import StageKind
from tests.flowchart.casework import begun, grown, lived, walked
from tests.flowchart.test_case_laws import SOME_PLAN
from tests.planning import STORE, plan_of
from tests.random_plans import cases
from tests.random_records import MODES
from tests.support import shipped_catalogue

FIRST = "service/company-registration"
SUBMITTED, ACCEPTED = StepState.SUBMITTED, StepState.ACCEPTED
REVIEW, STOPPED = StepState.UNDER_REVIEW, StepState.SPECIAL_PROCEDURE
WANTED, REFUSED = StepState.TO_BE_SUPPLEMENTED, StepState.REFUSED
PLAN = plan_of(STORE)


def nov(day):
    return date(2026, 11, day)


def dec(day):
    return date(2026, 12, day)


def told(case, today):
    """Return why a case ends later, and by how many working days it does."""
    calendars = shipped_catalogue().calendars
    seen = forecast(case, today, calendars)
    return delays(case, seen, calendars), seen.later_by


IN = (SUBMITTED, nov(23))


@pytest.mark.parametrize(
    ("moves", "today", "costs"),
    [
        ((), nov(23), {}),
        ((), nov(25), {DelayKind.NOT_HANDED_IN: 2}),
        ((), nov(22), {}),
        (((SUBMITTED, nov(25)), (ACCEPTED, nov(25))), nov(25), {DelayKind.NOT_HANDED_IN: 2}),
        ((IN, (ACCEPTED, nov(25))), nov(25), {DelayKind.OFFICE: 2}),
        ((IN, (ACCEPTED, nov(23))), nov(27), {DelayKind.OFFICE: 3}),
        ((IN, (WANTED, nov(23))), nov(24), {DelayKind.PAPERS: 4}),
        ((IN, (WANTED, nov(23)), (SUBMITTED, nov(26))), nov(26), {DelayKind.PAPERS: 3}),
        (
            (IN, (ACCEPTED, nov(23)), (STOPPED, nov(24)), (REVIEW, nov(26))),
            nov(26),
            {DelayKind.STOPPED: 2},
        ),
        (
            (
                (SUBMITTED, nov(24)),
                (WANTED, nov(24)),
                (SUBMITTED, nov(25)),
                (ACCEPTED, nov(25)),
                (STOPPED, nov(25)),
                (REVIEW, nov(26)),
            ),
            nov(26),
            {DelayKind.NOT_HANDED_IN: 1, DelayKind.PAPERS: 1, DelayKind.STOPPED: 1},
        ),
    ],
)
def test_each_day_that_a_step_cost_is_put_down_to_what_cost_it(moves, today, costs):
    """Registration takes a working day, and all else waits for it; papers are wanted in 5 days."""
    found, later_by = told(walked(begun(PLAN), FIRST, *moves), today)

    assert {one.kind: one.days for one in found} == costs
    assert all(one.service == FIRST for one in found)
    assert later_by == sum(costs.values())


def test_a_stop_is_counted_up_to_the_day_it_is_said_to_end():
    case = walked(begun(PLAN), FIRST, IN, (ACCEPTED, nov(23)))
    said = Told(on=nov(23), until=dec(1), reason=StageKind.HEARING)
    case = grown(case, moved(case, FIRST, STOPPED, Actor.STAFF, said, nov(23)))

    found, later_by = told(case, nov(24))

    assert found == (Delay(service=FIRST, kind=DelayKind.STOPPED, days=6),)
    assert later_by == 6


def test_where_nobody_can_say_when_it_ends_nothing_is_put_down():
    assert told(walked(begun(PLAN), FIRST, IN, (REFUSED, nov(24))), nov(24)) == ((), None)


@given(st.data(), SOME_PLAN)
def test_what_was_lost_and_saved_adds_up(data, plan):
    case, today = lived(data, plan)

    found, later_by = told(case, today)

    assert sum(one.days for one in found) == (later_by or 0)
    assert all(one.days for one in found)
    assert all(one.days < 0 for one in found if one.kind is DelayKind.SOONER)
    losing = set(DelayKind) - {DelayKind.SOONER, DelayKind.OTHER}
    assert all(one.days > 0 for one in found if one.kind in losing)


@given(cases(), st.sampled_from(MODES), st.integers(0, 40))
def test_it_adds_up_in_any_plan_that_nobody_has_begun(somebody, mode, days):
    plan, calendars = somebody.plan(mode), somebody.catalogue.calendars
    case = begun(plan)
    seen = forecast(case, date.fromordinal(plan.on.toordinal() + days), calendars)

    found = delays(case, seen, calendars)

    if any(not step.wrapper for step in plan.steps if step.standing.value == "certain"):
        assert sum(one.days for one in found) == (seen.later_by or 0)
