from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from api.calendar_views import Kind, missing_years, runs_of, short_day, weekday_names, year_view
from flowchart.calendar import is_working_day
from tests.holiday_notices import shipped_calendars


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_grid_is_open_or_not_as_plans_count_it(year):
    calendar = shipped_calendars()[year]

    view = year_view(calendar)

    assert len(view.months) == 12
    for number, month in enumerate(view.months, 1):
        assert all(len(week) == 7 for week in month.weeks)
        for cell in (cell for week in month.weeks for cell in week if cell):
            open_ = is_working_day(date(year, number, cell.day), {year: calendar})
            assert open_ is (cell.kind in (Kind.PLAIN, Kind.WORKED))


def test_every_day_of_the_year_stands_once_under_its_weekday():
    days = [
        date(2026, number, cell.day)
        for number, month in enumerate(year_view(shipped_calendars()[2026]).months, 1)
        for week in month.weeks
        for column, cell in enumerate(week)
        if cell and date(2026, number, cell.day).weekday() == column
    ]

    assert days == [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]


def test_days_off_in_a_row_take_their_weekends_along():
    runs = runs_of(shipped_calendars()[2026])

    assert [(str(run.first), run.days) for run in runs] == [
        ("2026-01-01", 3),
        ("2026-02-15", 9),
        ("2026-04-04", 3),
        ("2026-05-01", 5),
        ("2026-06-19", 3),
        ("2026-09-25", 3),
        ("2026-10-01", 7),
    ]
    assert date(2026, 2, 14) not in runs[1]


def test_months_without_a_change_are_known_as_such():
    changed = [month.changed for month in year_view(shipped_calendars()[2026]).months]

    assert [number for number, one in enumerate(changed, 1) if not one] == [3, 7, 8, 11, 12]


@pytest.mark.parametrize(
    ("known", "missing"),
    [((2025, 2026), (2027,)), ((2026, 2027), ()), ((), (2026, 2027)), ((2027,), (2026,))],
)
def test_this_year_and_the_next_are_looked_for(known, missing):
    calendars = {year: replace(shipped_calendars()[2026], year=year) for year in known}

    assert missing_years(calendars, date(2026, 11, 23)) == missing


def test_days_are_said_in_both_languages():
    assert short_day(date(2026, 10, 1)).zh == "10月1日（周四）"
    assert short_day(date(2026, 10, 1)).en == "Thu 1 Oct"
    assert [name.zh for name in weekday_names()] == list("一二三四五六日")
    assert [name.en for name in weekday_names()][::6] == ["Mo", "Su"]
