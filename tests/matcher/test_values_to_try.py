from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from matcher import values_to_try as worth
from matcher.values import add_months, full_months
from tests.support import TODAY, criterion_of, world

FORM, GOODS = world().concepts["concept/legal-form"], world().concepts["concept/goods"]


def test_a_number_is_tried_at_its_limit_and_a_step_to_either_side():
    assert worth.numbers(Decimal("2.5"), 1) == [Decimal("2.5"), Decimal("2.4"), Decimal("2.6")]
    assert worth.numbers(Fraction(7, 3), 0) == [2, 3]


@pytest.mark.parametrize("on", [TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 8, 31)])
@pytest.mark.parametrize("months", [0, 1, 6, 12, 18])
def test_the_first_day_of_a_window_still_reaches_today_and_the_day_before_does_not(months, on):
    leaf = criterion_of(f"{{fact: concept/registered-on, within_months: {months}}}")

    first, before, today, tomorrow = worth.window(leaf, on)

    assert add_months(first, months) >= on > add_months(before, months)
    assert (today, (tomorrow - today).days) == (on, 1)


@pytest.mark.parametrize("unit", [1, 12])
@pytest.mark.parametrize("on", [TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 31)])
@pytest.mark.parametrize("number", [0, 1, 17, 65])
def test_days_so_many_months_or_years_ago_lie_at_both_ends(number, on, unit):
    found = worth.since(number, on, unit)

    assert all(full_months(day, on) // unit == number for day in found)
    later, earlier = max(found), min(found)
    assert full_months(date.fromordinal(later.toordinal() + 1), on) // unit < number
    assert full_months(date.fromordinal(earlier.toordinal() - 1), on) // unit > number


def test_codes_that_are_named_come_first_then_those_beside_them():
    assert worth.codes(["cooperative"], FORM) == ["cooperative", "company", "sole-trader"]
    assert worth.codes(["sole-trader"], FORM) == ["sole-trader", "cooperative", "company"]


def test_sets_are_each_code_alone_the_named_ones_together_others_and_nothing():
    leaf = criterion_of("{fact: concept/goods, has_all: [books, cigarettes]}")

    found = worth.sets(leaf, GOODS)

    assert {frozenset({"books"}), frozenset({"books", "cigarettes"})} <= set(found)
    assert {frozenset({"bulk-food"}), frozenset()} <= set(found)
    assert len(found) == len(set(found))


def test_areas_are_the_named_one_its_neighbours_and_what_is_around_it():
    assert worth.places(["area/310101"], world().areas)[:4] == [
        "area/310101",
        "area/310104",
        "area/310000",
        "area/310101002",
    ]
