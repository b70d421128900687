"""A holiday notice that was read → the records of calendars it makes or changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kb.holiday_notice import Notice
from kb.ids import CalendarId
from kb.model import Source, WorkingCalendar
from kb.text import Text

_DESCRIPTION: Final = Text(
    zh="平日放假的日子，和调休要上班的周末。",
    en="Weekdays that are off, and weekend days that are worked instead.",
)
_READ: Final = frozenset({"holidays", "workdays"})


def calendar_of(notice: Notice, on: date, known: WorkingCalendar | None = None) -> WorkingCalendar:
    """Return the record of the notice's year.

    Args:
        notice: what was read.
        on: the day it was read.
        known: the record there is of that year; its title and other fields stay.
    """
    year = notice.year
    old = known or WorkingCalendar(
        id=CalendarId(f"calendar/cn-{year}"),
        title=Text(zh=f"{year} 年全国节假日安排", en=f"National holidays of {year}"),
        description=_DESCRIPTION,
        notation=f"cn-{year}",
        year=year,
    )
    return replace(
        old,
        holidays=notice.holidays,
        workdays=notice.workdays,
        sources=(_source(notice, on),),
        seen=old.seen | _READ,
        confirm=old.confirm - _READ,
        checked_on=on,
    )


def calendars_of(
    notice: Notice, on: date, known: Mapping[int, WorkingCalendar]
) -> tuple[WorkingCalendar, ...]:
    """Return the record of the notice's year, and those of years beside it that it changes.

    The notice of 2019 made 31 December 2018 a day off; a year beside it that is not `known` is
    left alone, for its own notice comes first.
    """
    others = [year for year in sorted(known) if _changes(notice, known[year])]
    beside = (_with_days(notice, on, known[year]) for year in others)
    return calendar_of(notice, on, known.get(notice.year)), *beside


def without_calendar(notice: Notice, known: Mapping[int, WorkingCalendar]) -> tuple[date, ...]:
    """Return the days of other years that no known calendar takes, in order."""
    days = notice.other_holidays | notice.other_workdays
    return tuple(sorted(day for day in days if day.year not in known))


def _changes(notice: Notice, calendar: WorkingCalendar) -> bool:
    if calendar.year == notice.year:
        return False
    off = {day for day in notice.other_holidays if day.year == calendar.year}
    worked = {day for day in notice.other_workdays if day.year == calendar.year}
    return not (off <= calendar.holidays and worked <= calendar.workdays)


def _with_days(notice: Notice, on: date, calendar: WorkingCalendar) -> WorkingCalendar:
    year = calendar.year
    return replace(
        calendar,
        holidays=calendar.holidays | {day for day in notice.other_holidays if day.year == year},
        workdays=calendar.workdays | {day for day in notice.other_workdays if day.year == year},
        sources=(*calendar.sources, _source(notice, on)),
        checked_on=on,
    )


def _source(notice: Notice, on: date) -> Source:
    number = f"（{notice.number}）" if notice.number else ""
    name = f"国务院办公厅关于 {notice.year} 年部分节假日安排的通知{number}"
    return Source(name=name, read_on=on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysChanged:
    """What differs between two calendars of a year, day by day."""

    off: tuple[date, ...] = ()
    """Weekdays that are off now and were not."""
    not_off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()
    """Weekend days that are worked now and were not."""
    not_worked: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        """Say whether any day differs."""
        return bool(self.off or self.not_off or self.worked or self.not_worked)


def days_changed(before: WorkingCalendar, after: WorkingCalendar) -> DaysChanged:
    """Return what differs between the calendar that is published and the one to be."""
    return DaysChanged(
        off=tuple(sorted(after.holidays - before.holidays)),
        not_off=tuple(sorted(before.holidays - after.holidays)),
        worked=tuple(sorted(after.workdays - before.workdays)),
        not_worked=tuple(sorted(before.workdays - after.workdays)),
    )
