"""Chinese working days, with make-up days; never silently beyond the announced year.

Weekends are off except make-up days, weekdays are on except holidays. In a year whose holidays
are not announced Monday to Friday are counted and the date is marked provisional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kb.model import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Finish:
    """A date, and whether it leans on a year whose holidays are not announced."""

    day: date
    provisional: bool


def is_working_day(day: date, calendars: Mapping[int, WorkingCalendar]) -> bool:
    """Say whether offices are open on a day, as far as the year is announced."""
    year = calendars.get(day.year)
    if day.weekday() >= 5:
        return year is not None and day in year.workdays
    return year is None or day not in year.holidays


def after_working_days(start: date, days: int, calendars: Mapping[int, WorkingCalendar]) -> Finish:
    """Return the day on which so many working days after `start` have passed.

    The day of applying does not count: one working day after a Monday is Tuesday.
    """
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, calendars)
    return Finish(day, provisional=any(y not in calendars for y in range(start.year, day.year + 1)))


def next_working_day(day: date, calendars: Mapping[int, WorkingCalendar]) -> date:
    """Return the day itself if offices are open on it, else the next day they are."""
    while not is_working_day(day, calendars):
        day += timedelta(days=1)
    return day
