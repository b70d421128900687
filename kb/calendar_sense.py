"""What makes no sense in a year of holidays and make-up days.

A date in the wrong place shifts every finish day of that year, so each is held against its weekday.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from kb.model import AnyRecord, WorkingCalendar
from kb.references import Path
from kb.text import Text, listed

Found = tuple[Path, Text, Text]
_SATURDAY: Final = 5
_LEAVE_OUT: Final = Text(zh="请去掉，或改正日期。", en="Take them out or correct the dates.")


def unfit_calendar(calendar: WorkingCalendar, base: Mapping[str, AnyRecord]) -> Iterator[Found]:
    """Yield what does not fit in a calendar: its id, its dates, and a second one of that year."""
    if not calendar.id.endswith(f"-{calendar.year}"):
        said = Text(
            zh=f"编号 {calendar.id} 里不是 {calendar.year} 年。",
            en=f"the id {calendar.id} does not end in {calendar.year}.",
        )
        remedy = Text(
            zh=f"请把编号写成 calendar/cn-{calendar.year}，或改正年份。",
            en=f"Write the id as calendar/cn-{calendar.year}, or correct the year.",
        )
        yield ("year",), said, remedy
    yield from _second(calendar, base)
    yield from _dates(calendar)


def _second(calendar: WorkingCalendar, base: Mapping[str, AnyRecord]) -> Iterator[Found]:
    others = [
        other.id
        for other in base.values()
        if isinstance(other, WorkingCalendar)
        and other.year == calendar.year
        and other.id != calendar.id
    ]
    if others:
        named = listed(sorted(others))
        said = Text(
            zh=f"{calendar.year} 年已经有 {named.zh}。",
            en=f"{calendar.year} is already told by {named.en}.",
        )
        remedy = Text(
            zh="一年只写一份，请合成一份。", en="Keep one calendar a year: put both into one."
        )
        yield ("year",), said, remedy


def _dates(calendar: WorkingCalendar) -> Iterator[Found]:
    """Yield the dates that stand in the wrong place; each is told once."""
    both = calendar.holidays & calendar.workdays
    if both:
        named = _named(both)
        said = Text(
            zh=f"{named.zh} 同时写在 holidays 和 workdays 里。",
            en=f"names dates that workdays has too: {named.en}.",
        )
        remedy = Text(
            zh="放假的留在 holidays，上班的留在 workdays。",
            en="Keep days off in holidays and days worked in workdays.",
        )
        yield ("holidays",), said, remedy
    for key in ("holidays", "workdays"):
        days = getattr(calendar, key) - both
        elsewhere = {day for day in days if day.year != calendar.year}
        if elsewhere:
            named = _named(elsewhere)
            said = Text(
                zh=f"{named.zh} 不在 {calendar.year} 年。",
                en=f"names dates outside {calendar.year}: {named.en}.",
            )
            remedy = Text(
                zh="请改正日期，或写进那一年的日历。",
                en="Correct the dates, or write them in that year's calendar.",
            )
            yield (key,), said, remedy
        yield from _weekdays(key, days - elsewhere)


def _weekdays(key: str, days: frozenset[date]) -> Iterator[Found]:
    """Yield the holidays that are off anyway, and the make-up days that are worked anyway."""
    off = key == "holidays"
    needless = {day for day in days if (day.weekday() >= _SATURDAY) is off}
    if needless:
        named = _named(needless)
        yield (key,), _off_anyway(named) if off else _worked_anyway(named), _LEAVE_OUT


def _off_anyway(named: Text) -> Text:
    return Text(
        zh=f"{named.zh} 是周末，本来就不上班；这里只写平日放假的日子。",
        en=f"names weekend dates, which are off anyway: {named.en}.",
    )


def _worked_anyway(named: Text) -> Text:
    return Text(
        zh=f"{named.zh} 是平日，本来就上班；这里只写要上班的周末。",
        en=f"names weekdays, which are worked anyway: {named.en}.",
    )


def _named(days: set[date] | frozenset[date]) -> Text:
    return listed(sorted(days))
