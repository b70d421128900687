from __future__ import annotations

from datetime import date

import pytest

from flowchart.places import Places
from flowchart.scene import Applies
from flowchart.stepping import Stepping
from kb.kinds import DayUnit, HandlingMode
from matcher.applicant import NOTHING
from tests.judging import facts_of
from tests.little_plans import laid_out, service, shop

ALL = ("together", "registration", "permit", "sign", "opening")


def steps(names=ALL, facts=NOTHING, open_on=None, **given):
    laid = laid_out(names, facts=facts, **given)
    found = Stepping(laid, laid.only((Applies.CERTAIN,)), Places(shop(), facts), open_on).steps()
    return {one.service.removeprefix("service/"): one for one in found}


def test_a_step_has_its_days_and_its_dates():
    permit = steps()["permit"]

    assert (permit.starts_day, permit.ends_day, permit.slack) == (1, 8, 1)
    assert (permit.starts_on, permit.ends_on) == (date(2026, 11, 24), date(2026, 12, 3))
    assert permit.latest_end_on == date(2026, 12, 4)
    assert (permit.takes_days, permit.unit, permit.visits) == (5, DayUnit.WORKING, 2)
    assert not permit.critical


def test_a_step_says_from_when_one_can_apply():
    found = steps()

    assert (found["opening"].starts_on, found["opening"].applies_on) == (
        date(2026, 11, 27),
        date(2026, 12, 4),
    )
    assert found["permit"].applies_on == found["permit"].starts_on


def test_while_steps_are_open_slack_is_told_as_far_as_certain_ones_go():
    """The permit may fall away: it is not critical, though with it all would end later."""
    found = steps(("registration", "permit"), possible=("permit",))

    assert (found["registration"].slack, found["registration"].critical) == (0, True)
    assert not found["permit"].critical


def test_what_a_step_waits_for_stands_in_the_order_of_the_plan():
    found = steps(facts=facts_of(foreign=True))["opening"]

    assert found.waits_for == ("service/sign",)
    assert steps()["opening"].perhaps == ("service/sign",)


def test_a_wrapper_takes_no_days_waits_for_nobody_to_look_and_is_never_critical():
    together = steps()["together"]

    assert (together.wrapper, together.takes_days, together.critical) == (True, 0, False)
    assert together.waiting == ()


def test_a_step_whose_limits_nobody_has_read_says_so():
    insurance = steps(("permit", "insurance"))["insurance"]

    assert (insurance.days_known, insurance.takes_days) == (False, 0)


def test_a_step_says_how_it_goes_and_why_not_otherwise():
    by_promise = steps(mode=HandlingMode.COMMITMENT, facts=facts_of(credit=False))

    assert by_promise["permit"].mode is HandlingMode.STANDARD
    assert by_promise["permit"].mode_because[0].fact == "concept/credit"
    assert by_promise["sign"].mode_because[0].text.en == "it is measured first"


# ---- by when the law wants it ---------------------------------------------------------------


def test_a_due_day_counts_from_the_step_that_issues_the_paper():
    """Thirty days of the calendar after the permit of 3 December."""
    sign = steps()["sign"]

    assert (sign.due_on, sign.due_source) == (date(2027, 1, 2), "条例第12条")


def test_without_that_step_nobody_knows_the_due_day():
    sign = steps(("sign",))["sign"]

    assert (sign.due_on, sign.due_source) == (None, None)


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-11-23", "2026-11-30"), ("2026-11-28", "2026-12-07"), (None, None)],
)
def test_a_due_day_may_count_working_days_from_a_date_of_the_applicant(since, due):
    facts = facts_of(lease_from=since) if since else NOTHING

    found = steps(("opening",), facts)["opening"].due_on

    assert (found.isoformat() if found else None) == due


# ---- an opening day -------------------------------------------------------------------------


def test_with_an_opening_day_each_step_has_its_last_day_to_apply():
    found = steps(("registration", "permit"), open_on=date(2026, 12, 31))

    assert found["registration"].apply_by == date(2026, 12, 21)
    assert found["permit"].apply_by == date(2026, 12, 22)


@pytest.mark.parametrize("open_on", [None, date(2026, 12, 2), date(2026, 11, 1)])
def test_without_one_or_when_it_is_too_late_no_step_has_one(open_on):
    found = steps(("registration", "permit"), open_on=open_on)

    assert {one.apply_by for one in found.values()} == {None}


def test_steps_are_listed_in_an_order_that_respects_every_wait():
    order = list(steps(tuple(reversed(ALL))))

    assert order.index("registration") < order.index("permit")
    assert {*order} == {*ALL}
    assert service("sign") in {one.service for one in steps().values()}
