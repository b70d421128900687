"""The plan of a case with the days as they really came."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from flowchart.case_days import DayKind, days_of
from flowchart.dated import dated
from flowchart.forecast import forecast
from flowchart.states import StepState
from tests.flowchart.casework import begun, lived, walked
from tests.flowchart.test_case_laws import SOME_PLAN
from tests.planning import STORE, plan_of
from tests.support import TODAY, shipped_catalogue

PLAN = plan_of(STORE)
REGISTRATION, TAX = "service/company-registration", "service/tax-registration"


def seen(case, today):
    """Return the dated plan of a case, its forecast and its days."""
    catalogue = shipped_catalogue()
    ahead = forecast(case, today, catalogue.calendars)
    days = days_of(case, ahead, catalogue)
    return dated(case, ahead, days), ahead, days


def step(plan, service):
    return next(one for one in plan.steps if one.service == service)


def test_before_anything_happened_it_is_the_plan():
    found, _, _ = seen(begun(PLAN), TODAY)

    for one, planned in zip(found.steps, PLAN.steps, strict=True):
        assert (one.starts_on, one.ends_on) == (planned.starts_on, planned.ends_on)
        assert one.due_on == planned.due_on
    assert found.finish_on == PLAN.finish_on


def test_the_law_wants_a_step_counted_from_the_day_the_paper_really_came():
    """税收征收管理法第15条: within thirty days of the business licence."""
    late = date(2026, 12, 15)
    case = walked(begun(PLAN), REGISTRATION, (StepState.SUBMITTED, TODAY), (StepState.ISSUED, late))

    found, _, _ = seen(case, late)

    assert step(PLAN, TAX).due_on == date(2026, 12, 24)
    assert step(found, TAX).due_on == date(2027, 1, 14)
    assert step(found, TAX).starts_on == late


@given(st.data(), SOME_PLAN)
def test_no_page_tells_two_deadlines_of_one_step(data, plan):
    case, today = lived(data, plan)

    found, ahead, days = seen(case, today)

    due = {day.about: day.on for day in days if day.kind is DayKind.DUE}
    assert {s.service: s.due_on for s in found.steps if s.due_on is not None} == due
    for one in found.steps:
        if not one.wrapper:
            dates = ahead.steps[one.service]
            assert one.starts_on <= one.applies_on <= one.ends_on
            assert one.ends_on == max(dates.not_before, one.starts_on)
