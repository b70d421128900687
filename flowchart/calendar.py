"""Chinese working days, with make-up days; never silently beyond the announced year.

Weekends are off except make-up days, weekdays are on except holidays. In a year whose holidays
are not announced Monday to Friday are counted and the date is marked provisional.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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


def unannounced(
    start: date, end: date, calendars: Mapping[int, WorkingCalendar]
) -> tuple[int, ...]:
    """Return the years from one day to another whose holidays are not known."""
    return tuple(year for year in range(start.year, end.year + 1) if year not in calendars)


def after_working_days(start: date, days: int, calendars: Mapping[int, WorkingCalendar]) -> Finish:
    """Return the day on which so many working days after `start` have passed.

    The day of applying does not count: one working day after a Monday is Tuesday.
    """
    day = Timeline(start, calendars).day(days)
    return Finish(day, provisional=bool(unannounced(start, day, calendars)))


def next_working_day(day: date, calendars: Mapping[int, WorkingCalendar]) -> date:
    """Return the day itself if offices are open on it, else the next day they are."""
    while not is_working_day(day, calendars):
        day += timedelta(days=1)
    return day


class Timeline:
    """Working days by number: 0 is the day of applying, whatever day that is.

    >>> line = Timeline(date(2027, 1, 8), {})
    >>> line.day(1).isoformat(), line.number(date(2027, 1, 10)), line.last(date(2027, 1, 10))
    ('2027-01-11', 1, 0)
    """

    def __init__(self, start: date, calendars: Mapping[int, WorkingCalendar]) -> None:
        self._calendars = calendars
        self._days = [start]

    def day(self, number: int) -> date:
        """Return the day of a number.

        Raises:
            IndexError: the number is below zero.
        """
        if number < 0:
            raise IndexError(number)
        while len(self._days) <= number:
            self._grow()
        return self._days[number]

    def number(self, day: date) -> int:
        """Return the number of the first working day on or after a day; 0 before the first."""
        while self._days[-1] < day:
            self._grow()
        return bisect_left(self._days, day)

    def last(self, day: date) -> int:
        """Return the number of the last working day up to a day; -1 before the first."""
        while self._days[-1] <= day:
            self._grow()
        return bisect_right(self._days, day) - 1

    def _grow(self) -> None:
        tomorrow = self._days[-1] + timedelta(days=1)
        self._days.append(next_working_day(tomorrow, self._calendars))
