from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from matcher.values import (
    add_months,
    as_fraction,
    dated_value,
    full_months,
    limit_inputs,
    table_value,
)

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 18, "2028-02-29"),
        ("2025-08-31", 18, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-30", 0, "2026-11-30"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-05-31", 6, "2026-11-30"),
        ("9999-12-01", 18, "9999-12-31"),
        ("0001-01-31", -1, "0001-01-01"),
    ],
)
def test_months_are_added_and_the_end_of_the_month_is_clamped(start, months, end):
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_every_day_of_a_leap_year_lands_in_the_right_month():
    day = date(2024, 1, 1)
    while day.year == 2024:
        for months in range(-13, 37):
            end = add_months(day, months)
            assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
            assert end.day == min(day.day, calendar.monthrange(end.year, end.month)[1])
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "today", "months"),
    [
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-24", "2026-11-23", -1),
        ("2026-12-31", "2026-11-30", -1),
    ],
)
def test_a_month_is_full_on_its_day_or_on_the_last_of_a_shorter_month(start, today, months):
    assert full_months(date.fromisoformat(start), date.fromisoformat(today)) == months


@given(DAYS, DAYS)
def test_full_months_is_the_largest_number_whose_addition_does_not_pass_today(start, today):
    months = full_months(start, today)

    assert add_months(start, months) <= today < add_months(start, months + 1)


@given(DAYS, st.integers(-2000, 2000))
def test_adding_months_never_turns_the_order_of_days(day, months):
    assert add_months(day, months) <= add_months(day + timedelta(days=1), months)


@given(st.dates(), st.integers(-(10**6), 10**6))
def test_no_day_and_no_number_of_months_is_too_far(day, months):
    """An applicant may write 9999-12-31; that is a strange day, not a reason to fail."""
    assert date.min <= add_months(day, months) <= date.max


TABLE = form.TableLimit(
    by="concept/household-size",
    table=(
        form.Threshold(for_=Decimal(1), value=Decimal(2000)),
        form.Threshold(for_=Decimal(2), value=Decimal(3000)),
    ),
)


@pytest.mark.parametrize(
    ("by", "beyond", "value"),
    [
        (1, None, 2000),
        (2, None, 3000),
        (3, None, None),
        (3, 4000, 4000),
        (0, 4000, None),
        (Fraction(3, 2), 4000, None),
    ],
)
def test_outside_a_table_there_is_only_what_lies_beyond_its_end(by, beyond, value):
    limit = form.TableLimit(
        by=TABLE.by, table=TABLE.table, beyond=Decimal(beyond) if beyond else None
    )

    assert table_value(limit, as_fraction(Fraction(by))) == value


@pytest.mark.parametrize(
    ("on", "value"),
    [("2025-12-31", None), ("2026-01-01", 300), ("2026-12-31", 300), ("2027-01-01", 500)],
)
def test_a_dated_limit_is_the_last_that_has_begun(on, value):
    """The order in which an officer wrote the lines does not matter."""
    limit = form.DatedLimit(
        dated=(
            form.DatedValue(from_=date(2027, 1, 1), value=Decimal(500)),
            form.DatedValue(from_=date(2026, 1, 1), value=Decimal(300)),
        )
    )

    assert dated_value(limit, date.fromisoformat(on)) == value


@pytest.mark.parametrize(
    ("limit", "inputs"),
    [
        (Decimal(3), set()),
        (date(2026, 1, 1), set()),
        (form.Times(times=Decimal(2), of="concept/a"), {"concept/a"}),
        (form.FactLimit(fact="concept/b"), {"concept/b"}),
        (TABLE, {"concept/household-size"}),
        (form.ParameterLimit(parameter="parameter/p"), set()),
        (form.DatedLimit(dated=()), set()),
    ],
)
def test_a_limit_names_the_facts_it_is_made_of(limit, inputs):
    assert limit_inputs(limit) == inputs
