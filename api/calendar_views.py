"""A year of days off and make-up days as a page shows it: small months, and the same in words."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names

from kb.model import WorkingCalendar
from kb.text import LANGUAGES, Language, Text

_SATURDAY: Final = 5
_MONDAY_FIRST: Final = calendar.Calendar(firstweekday=0)
_LOCALES: Final[Mapping[Language, Locale]] = {
    "zh": Locale("zh", script="Hans"),
    "en": Locale("en", "GB"),
}
_PATTERNS: Final[Mapping[Language, str]] = {"zh": "M月d日（EEE）", "en": "EEE d MMM"}


class Kind(StrEnum):
    """What a day of the year is; off and worked are those that a calendar changes."""

    PLAIN = "plain"
    WEEKEND = "weekend"
    OFF = "off"
    """A holiday, or a weekend day within it."""
    WORKED = "worked"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month."""

    day: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday; a day of another month is None."""

    name: Text
    weeks: tuple[tuple[Cell | None, ...], ...]

    @property
    def changed(self) -> bool:
        """Say whether any day of it is off or worked out of turn."""
        cells = (cell for week in self.weeks for cell in week if cell is not None)
        return any(cell.kind in (Kind.OFF, Kind.WORKED) for cell in cells)


@dataclass(frozen=True, slots=True)
class Run:
    """Days off in a row, the weekends at both ends with them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many they are."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: object) -> bool:
        """Say whether a day is one of them."""
        return isinstance(day, date) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """A calendar as a page shows it."""

    calendar: WorkingCalendar
    months: tuple[Month, ...]
    runs: tuple[Run, ...]
    worked: tuple[date, ...]


def year_view(one: WorkingCalendar) -> YearView:
    """Return a year in months, and in words."""
    runs = runs_of(one)
    months = tuple(
        Month(
            Text(**{lang: get_month_names("wide", locale=_LOCALES[lang])[i] for lang in LANGUAGES}),
            tuple(
                tuple(_cell(day, i, one, runs) for day in week)
                for week in _MONDAY_FIRST.monthdatescalendar(one.year, i)
            ),
        )
        for i in range(1, 13)
    )
    return YearView(calendar=one, months=months, runs=runs, worked=tuple(sorted(one.workdays)))


def _cell(day: date, month: int, one: WorkingCalendar, runs: tuple[Run, ...]) -> Cell | None:
    if day.month != month:
        return None
    if day in one.workdays:
        return Cell(day.day, Kind.WORKED)
    if any(day in run for run in runs):
        return Cell(day.day, Kind.OFF)
    return Cell(day.day, Kind.WEEKEND if day.weekday() >= _SATURDAY else Kind.PLAIN)


def runs_of(one: WorkingCalendar) -> tuple[Run, ...]:
    """Return the days off in a row around every holiday, within the year."""
    found = dict.fromkeys(_run(day, one) for day in sorted(one.holidays))
    return tuple(found)


def _run(day: date, one: WorkingCalendar) -> Run:
    return Run(min(_off_from(day, -1, one)), max(_off_from(day, 1, one)))


def _off_from(day: date, step: int, one: WorkingCalendar) -> Iterator[date]:
    """Yield days from one on as long as they are off."""
    while day.year == one.year and _is_off(day, one):
        yield day
        day += timedelta(days=step)


def _is_off(day: date, one: WorkingCalendar) -> bool:
    return day in one.holidays or (day.weekday() >= _SATURDAY and day not in one.workdays)


def missing_years(known: Mapping[int, WorkingCalendar], today: date) -> tuple[int, ...]:
    """Return which of this year and the next have no calendar; dates in them are provisional."""
    return tuple(year for year in (today.year, today.year + 1) if year not in known)


# ---- days in words ------------------------------------------------------------------------------


def weekday_names() -> tuple[Text, ...]:
    """Return the names of Monday to Sunday, as short as they get."""
    named = {
        lang: get_day_names("narrow" if lang == "zh" else "short", locale=_LOCALES[lang])
        for lang in LANGUAGES
    }
    return tuple(Text(**{lang: named[lang][i] for lang in LANGUAGES}) for i in range(7))


def short_day(day: date) -> Text:
    """Return a day without its year.

    >>> short_day(date(2026, 10, 1))
    Text(zh='10月1日（周四）', en='Thu 1 Oct')
    """
    return Text(**{lang: _formatted(day, lang) for lang in LANGUAGES})


def _formatted(day: date, language: Language) -> str:
    return str(format_date(day, _PATTERNS[language], locale=_LOCALES[language]))
