"""A deadline that falls on a day off: the last day one can really go, and when to be woken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from babel.dates import format_date

from flowchart.calendar import is_working_day
from kb.model import WorkingCalendar
from kb.text import Text
from matcher.figure_words import both, day_text


def last_open(day: date, calendars: Mapping[int, WorkingCalendar]) -> date:
    """Return the last day up to a day on which offices are open, as far as the year is known.

    >>> last_open(date(2027, 1, 10), {}).isoformat()  # a Sunday
    '2027-01-08'
    """
    while not is_working_day(day, calendars):
        day -= timedelta(days=1)
    return day


def day_before(day: date, calendars: Mapping[int, WorkingCalendar]) -> date:
    """Return the working day before the last one on which one can go.

    >>> day_before(date(2027, 1, 11), {}).isoformat()  # a Monday
    '2027-01-08'
    """
    return last_open(last_open(day, calendars) - timedelta(days=1), calendars)


def by_text(day: date, open_on: date | None = None) -> Text:
    """Return a last day, which is itself still in time.

    Args:
        day: the deadline.
        open_on: the last day one can go, where that is sooner.

    >>> by_text(date(2026, 11, 29), date(2026, 11, 27)).en
    'Friday 27 November 2026 (included; 29 November is a day off)'
    """
    if open_on is None or open_on == day:
        said = both(lambda language: day_text(day, language))
        return Text(zh=f"{said.zh}（含当日）", en=f"{said.en} (included)")
    said = both(lambda language: day_text(open_on, language))
    off = format_date(day, "d MMMM", locale="en_GB")
    named = format_date(open_on, "EEEE", locale="en_GB")
    return Text(
        zh=f"{said.zh} {format_date(open_on, 'EEEE', locale='zh')}"
        f"（含当日；{day.month}月{day.day}日休息）",
        en=f"{named} {said.en} (included; {off} is a day off)",
    )
