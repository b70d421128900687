from __future__ import annotations

from datetime import date

import pytest

from flowchart.agenda import Happening, agenda
from flowchart.plan import Wish
from flowchart.planner import Planner
from matcher.match import Matcher
from tests.judging import facts_of
from tests.little_plans import RECORDS, SHOP, service, shop, shop_plan
from tests.planning import STORE, planner, usual
from tests.support import TODAY, world_with

WINDOWS = world_with(
    RECORDS
    + """
- {id: policy/soon, title: {zh: 将开, en: Soon}, windows: [{opens: 2026-12-10, closes: 2026-12-31}]}
- {id: policy/now, title: {zh: 已开, en: Now}, windows: [{opens: 2026-11-01, closes: 2026-11-30}]}
- {id: policy/gone, title: {zh: 已过, en: Gone}, windows: [{opens: 2026-01-01, closes: 2026-02-01}]}
- {id: policy/never, title: {zh: 不合, en: Never},
   criteria: {fact: concept/employees, at_least: 99},
   windows: [{opens: 2026-11-01, closes: 2026-11-30}]}
- {id: policy/perhaps, title: {zh: 或许, en: Perhaps},
   criteria: {fact: concept/revenue, at_most: 9},
   windows: [{opens: 2026-11-01, closes: 2026-12-05}]}
"""
)


def told(catalogue=None, wish=None, **known):
    held = catalogue or shop()
    return agenda(shop_plan(wish, held, **known), held)


def days(entries, happening):
    return {one.about: one.on for one in entries if one.happening is happening}


def test_every_step_begins_and_ends_and_the_plan_finishes():
    found = told()

    assert days(found, Happening.STARTS)[service("permit")] == date(2026, 11, 24)
    assert days(found, Happening.ENDS)[service("permit")] == date(2026, 12, 3)
    assert days(found, Happening.FINISH) == {None: date(2026, 12, 4)}
    assert service("together") not in {one.about for one in found}


def test_a_step_that_ends_on_the_day_it_begins_stands_once():
    assert service("insurance") not in days(told(), Happening.ENDS)


def test_what_must_pass_before_one_can_apply_is_told_apart():
    """The opening waits for its notice from Friday; one can apply a week later."""
    found = told()

    assert days(found, Happening.WAITS) == {service("opening"): date(2026, 11, 27)}
    assert days(found, Happening.STARTS)[service("opening")] == date(2026, 12, 4)
    assert service("opening") not in days(found, Happening.ENDS)


def test_the_earliest_comes_first():
    found = [one.on for one in told(WINDOWS)]

    assert found == sorted(found)


def test_what_the_law_wants_by_a_day_names_its_source():
    (due,) = [one for one in told() if one.happening is Happening.DUE]

    assert (due.about, due.on, due.source) == (service("sign"), date(2027, 1, 2), "条例第12条")
    assert not due.provisional


@pytest.mark.parametrize(("open_on", "apply_by"), [(31, True), (1, False)])
def test_an_opening_day_is_told_with_the_day_to_apply_by_if_there_is_one(open_on, apply_by):
    found = told(wish=Wish(open_on=date(2026, 12, open_on)))

    assert days(found, Happening.OPENING) == {None: date(2026, 12, open_on)}
    assert (None in days(found, Happening.APPLY_BY)) is apply_by


def test_a_step_that_is_not_certain_is_told_as_possible():
    marks = {one.about: one.possible for one in told(credit=None)}

    assert marks[service("sign")]
    assert not marks[service("registration")]


def test_nothing_is_told_of_a_service_that_is_left_out():
    assert service("sign") not in {one.about for one in told(credit=False)}


def test_a_day_that_is_counted_beyond_the_announced_years_is_provisional():
    """The little world announces no year; the shipped one announces 2026."""
    assert all(one.provisional for one in told() if one.happening is Happening.ENDS)
    store = agenda(planner().plan([STORE], usual(), TODAY), planner().catalogue)
    assert not any(one.provisional for one in store if one.on.year == 2026)


# ---- policies -------------------------------------------------------------------------------


def matched():
    facts = facts_of(employees=3, foreign=False, credit=True)
    plan = Planner(WINDOWS).plan([SHOP], facts, TODAY, Matcher(WINDOWS).matches(facts, TODAY))
    return agenda(plan, WINDOWS)


def test_windows_of_policies_stand_on_the_same_time_line():
    found = matched()

    assert days(found, Happening.POLICY_OPENS) == {"policy/soon": date(2026, 12, 10)}
    assert days(found, Happening.POLICY_CLOSES) == {
        "policy/now": date(2026, 11, 30),
        "policy/perhaps": date(2026, 12, 5),
        "policy/soon": date(2026, 12, 31),
    }


def test_a_policy_that_waits_for_facts_is_possible():
    marks = {one.about: one.possible for one in matched()}

    assert marks["policy/perhaps"]
    assert not marks["policy/now"]
