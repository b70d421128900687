from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.calendar import after_working_days, is_working_day
from tests.support import recorded, shipped_catalogue

ANNOUNCED = tuple(range(2004, 2027))
LOADED = """
id: calendar/cn-2027
title: {zh: "2027 年", en: "2027"}
year: 2027
holidays: [2027-01-01]
workdays: [2027-01-03]
"""


def days_of(year):
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", ANNOUNCED)
def test_every_announced_day_agrees_with_the_state_council_as_others_read_it(year, catalogue):
    wrong = [
        day
        for day in days_of(year)
        if is_working_day(day, catalogue.calendars) != chinese_calendar.is_workday(day)
    ]

    assert wrong == []


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_recent_day_agrees_with_a_second_reading(year, catalogue):
    read = holidays.country_holidays("CN", years=year)

    wrong = [
        day
        for day in days_of(year)
        if is_working_day(day, catalogue.calendars) != read.is_working_day(day)
    ]

    assert wrong == []


def test_the_announced_years_are_those_that_are_shipped(catalogue):
    assert tuple(catalogue.calendars) == ANNOUNCED


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        ("2026-02-14", True),  # a Saturday worked for the Spring Festival
        ("2026-10-10", True),  # a Saturday worked for the National Day
        ("2026-02-17", False),  # the Spring Festival, a Tuesday
        ("2026-11-21", False),  # an ordinary Saturday
        ("2026-11-23", True),  # an ordinary Monday
    ],
)
def test_make_up_days_are_worked_and_holidays_are_not(day, open_, catalogue):
    assert is_working_day(date.fromisoformat(day), catalogue.calendars) is open_


@pytest.mark.parametrize(
    ("start", "days", "finish"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-21", 0, "2026-11-21"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day
        ("2026-10-08", 2, "2026-10-10"),  # onto a Saturday that is worked
        ("2026-02-13", 2, "2026-02-24"),  # the 14th is worked, then nine days are off
    ],
)
def test_the_day_of_applying_does_not_count(start, days, finish, catalogue):
    found = after_working_days(date.fromisoformat(start), days, catalogue.calendars)

    assert found.day == date.fromisoformat(finish)
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "days", "provisional"),
    [
        ("2026-12-30", 1, False),
        ("2026-12-30", 2, True),
        ("2027-03-01", 0, True),
        ("2023-12-29", 1, False),
        ("2003-12-31", 1, True),
    ],
)
def test_a_date_that_leans_on_an_unannounced_year_is_provisional(
    start, days, provisional, catalogue
):
    found = after_working_days(date.fromisoformat(start), days, catalogue.calendars)

    assert found.provisional is provisional


@pytest.mark.parametrize("day", days_of(2027)[:14])
def test_an_unannounced_year_is_counted_monday_to_friday(day, catalogue):
    assert is_working_day(day, catalogue.calendars) is (day.weekday() < 5)


def test_a_year_whose_calendar_is_loaded_is_no_longer_provisional(catalogue):
    (next_year,) = recorded(LOADED)
    start = date(2026, 12, 30)

    before = after_working_days(start, 3, catalogue.calendars)
    after = after_working_days(start, 3, {**catalogue.calendars, 2027: next_year})

    assert (before.day, before.provisional) == (date(2027, 1, 4), True)
    assert (after.day, after.provisional) == (date(2027, 1, 4), False)
    assert is_working_day(date(2027, 1, 3), {2027: next_year}), "a Sunday that is worked"
    assert not is_working_day(date(2027, 1, 1), {2027: next_year})


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(0, 40), st.integers(0, 40))
def test_two_spans_one_after_the_other_are_one_long_span(start, first, second):
    calendars = shipped_catalogue().calendars
    half = after_working_days(start, first, calendars).day

    assert (
        after_working_days(half, second, calendars).day
        == after_working_days(start, first + second, calendars).day
    )


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 40))
def test_an_office_is_open_on_the_day_of_finishing(start, days):
    calendars = shipped_catalogue().calendars

    assert is_working_day(after_working_days(start, days, calendars).day, calendars)
