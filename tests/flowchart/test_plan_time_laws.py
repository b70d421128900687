"""What holds of the days of every plan: totals, slack, an opening day, days of the calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flowchart.calendar import is_working_day, next_working_day
from flowchart.scene import Applies
from flowchart.schedule import Spell, ending, schedule
from flowchart.ways import Way
from kb.kinds import DayUnit, HandlingMode
from tests.planning import shipped_cases
from tests.random_plans import cases, certain, steps_of
from tests.random_records import MODES

WORKING = (DayUnit.WORKING,)
ANYBODY = st.one_of(cases(), cases(), shipped_cases())
IN_ANY_MODE = st.sampled_from(MODES)
FIGURES = ("serial", "parallel", "statutory_serial", "statutory_parallel")


@given(ANYBODY, IN_ANY_MODE)
def test_side_by_side_never_takes_longer_than_one_after_another(case, mode):
    plan = case.plan(mode)

    for days in filter(None, (plan.working_days, plan.working_days_at_most)):
        assert days.parallel <= days.serial
        assert days.statutory_parallel <= days.statutory_serial


@given(ANYBODY, IN_ANY_MODE)
def test_what_is_promised_never_ends_after_what_the_law_allows(case, mode):
    plan = case.plan(mode)

    assert case.on <= plan.finish_on <= plan.latest_on
    for days in filter(None, (plan.working_days, plan.working_days_at_most)):
        assert days.parallel <= days.statutory_parallel
        assert days.serial <= days.statutory_serial


@given(ANYBODY, IN_ANY_MODE)
def test_the_other_end_is_never_below_the_totals(case, mode):
    plan = case.plan(mode)
    most = plan.working_days_at_most

    assert (most is None) == (plan.finish_on_at_most is None) == plan.settled
    assert plan.settled or plan.finish_on <= plan.finish_on_at_most
    for name in FIGURES if most is not None else ():
        assert getattr(most, name) >= getattr(plan.working_days, name)


@given(ANYBODY, IN_ANY_MODE)
def test_slack_is_never_negative_and_some_step_has_none(case, mode):
    """The day everything is done counts certain steps, so they alone are critical if there are
    any; while none is certain, any may be.
    """
    steps = case.plan(mode).steps
    sure = [step for step in steps if step.standing is Applies.CERTAIN] or steps

    assert all(step.slack >= 0 for step in steps)
    assert not steps or any(step.slack == 0 for step in sure)
    for step in steps:
        assert step.critical == (step in sure and step.slack == 0 and not step.wrapper)


@given(cases(units=WORKING), IN_ANY_MODE, st.integers(0, 99))
def test_a_step_that_ends_by_its_slack_later_delays_nothing_and_one_day_more_does(case, mode, pick):
    laid = case.laid(mode)
    assume(laid.items)
    step = sorted(laid.slots)[pick % len(laid.slots)]
    slot, total = laid.slots[step], max(one.ends_day for one in laid.slots.values())

    def end_if_late(by):
        took = slot.ends_day - slot.starts_day
        takes = {one.service: laid.ways[one.service].spells() for one in laid.items}
        takes |= {one.service: () for one in laid.items if one.wrapper}
        takes[step] = (Spell(took + by),)
        late = schedule(laid.order.before, takes, laid.line, laid.order.follows)
        return max(one.ends_day for one in late.values())

    assert end_if_late(slot.slack) == total
    assert end_if_late(slot.slack + 1) == total + 1


@given(ANYBODY, IN_ANY_MODE)
def test_every_step_is_dated_and_ends_on_a_day_that_offices_are_open(case, mode):
    plan = case.plan(mode)
    calendars = case.catalogue.calendars

    for step in plan.steps:
        assert case.on <= step.starts_on <= step.ends_on <= step.latest_end_on
        assert step.ends_day == 0 or is_working_day(step.ends_on, calendars)
        assert step.latest_end_on <= max(plan.latest_on, *(one.ends_on for one in plan.steps))
    ends = [one.ends_on for service, one in steps_of(plan).items() if service in certain(plan)]
    assert plan.settled is False or plan.finish_on == max(ends, default=case.on)


@given(cases(), st.integers(0, 40), st.integers(0, 20), st.sampled_from(DayUnit))
def test_a_spell_is_never_shorter_than_its_days_and_ends_on_an_open_day(case, start, days, unit):
    line = case.laid().line

    begun, over = line.day(start), line.day(ending((Spell(days, unit),), start, line))

    if days:
        assert over - begun >= timedelta(days=days)
        assert is_working_day(over, case.catalogue.calendars)
    else:
        assert over == begun
    if unit is DayUnit.CALENDAR and days:
        open_ = next_working_day(begun + timedelta(days=days), case.catalogue.calendars)
        assert over == open_


@given(cases(), IN_ANY_MODE, st.integers(1, 20))
def test_a_plan_begun_later_never_ends_earlier(case, mode, later):
    assert (
        case.begun(case.on + timedelta(days=later)).plan(mode).finish_on
        >= case.plan(mode).finish_on
    )


# ---- an opening day -------------------------------------------------------------------------


@given(cases(), IN_ANY_MODE, st.integers(0, 60))
def test_the_day_to_apply_by_is_the_last_from_which_all_is_done_in_time(case, mode, away):
    open_on = case.on + timedelta(days=away)
    opening = case.plan(mode, open_on).opening

    if opening.apply_by is None:
        assert case.plan(mode).finish_on > open_on
        return
    next_day = next_working_day(opening.apply_by + timedelta(days=1), case.catalogue.calendars)
    assert case.begun(opening.apply_by).plan(mode).finish_on <= open_on
    assert next_day > open_on or case.begun(next_day).plan(mode).finish_on > open_on


@given(ANYBODY, IN_ANY_MODE, st.integers(0, 90))
def test_the_safe_day_is_never_after_the_last_day(case, mode, away):
    opening = case.plan(mode, case.on + timedelta(days=away)).opening

    assert opening.safe_by is None or case.on <= opening.safe_by <= opening.apply_by


@given(ANYBODY, IN_ANY_MODE, st.integers(0, 90))
def test_each_step_has_its_own_day_to_apply_by_before_the_doors_open(case, mode, away):
    open_on = case.on + timedelta(days=away)
    plan = case.plan(mode, open_on)
    days = [step.apply_by for step in plan.steps if step.apply_by is not None]

    assert len(days) in (0, len(plan.steps))
    assert all(case.on <= one <= open_on for one in days)
    for step in plan.steps if days else ():
        before = steps_of(plan)
        assert all(before[one].apply_by <= step.apply_by for one in step.waits_for)


@given(cases(known=1.0, units=WORKING), IN_ANY_MODE, st.integers(0, 60))
def test_the_earliest_step_gives_the_day_of_the_whole_plan(case, mode, away):
    plan = case.plan(mode, case.on + timedelta(days=away))
    days = [step.apply_by for step in plan.steps if step.apply_by is not None]

    assume(days and plan.settled)
    assert min(days) == plan.opening.apply_by


@given(ANYBODY, st.integers(0, 60))
def test_an_opening_day_changes_no_other_date(case, away):
    plain, wished = case.plan(), case.plan(open_on=case.on + timedelta(days=away))

    def dates(plan):
        return [(step.service, step.starts_on, step.ends_on) for step in plan.steps]

    assert dates(plain) == dates(wished)
    assert (plain.finish_on, plain.latest_on) == (wished.finish_on, wished.latest_on)


# ---- modes ----------------------------------------------------------------------------------

NO_WAITING = (HandlingMode.COMMITMENT, HandlingMode.DEFERRED, HandlingMode.JOINT_INSPECTION)


@given(ANYBODY, st.sampled_from(NO_WAITING))
def test_a_mode_in_which_nobody_waits_for_others_is_never_later(case, mode):
    """On one form a step may wait for the others; whoever may not use a mode goes as usual."""
    standard, other = case.plan(), case.plan(mode)

    assert other.finish_on <= standard.finish_on


@given(ANYBODY)
def test_limits_are_those_of_the_way_each_step_goes(case):
    laid = case.laid()

    for step in case.plan().steps:
        way = laid.ways[step.service]
        assert step.days_known == (way.days is not None)
        assert step.takes_days == (0 if step.wrapper or way.days is None else way.days.committed)
        assert step.visits == way.visits
    assert Way.limit(Way(service="service/x", days=None, visits=None)) == ()


LAWS = [one for name, one in sorted(globals().items()) if name.startswith("test_")]


@pytest.mark.prove
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_laws_hold_of_thousands(law):
    settings(max_examples=1000)(law)()
