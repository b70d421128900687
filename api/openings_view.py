"""Days of the knowledge ahead: what opens, closes, begins, ends, is to be checked, takes effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from api.wiring import House
from kb.model import AnyRecord
from kb.record_times import Course
from kb.text import Text
from kb.upkeep import DateKind, a_year_after, dated_events


class What(StrEnum):
    """What happens on a day."""

    BEGINS = "begins"
    OPENS = "opens"
    CLOSES = "closes"
    ENDS = "ends"
    RECHECK = "recheck"
    COMES = "comes"
    GOES = "goes"


_WHAT: Final[Mapping[DateKind, What]] = {
    DateKind.STARTS: What.BEGINS,
    DateKind.ENDS: What.ENDS,
    DateKind.OPENS: What.OPENS,
    DateKind.CLOSES: What.CLOSES,
}
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens to a record on a day, and where to read about it."""

    day: date
    what: What
    id: str
    title: Text
    href: str


def events(house: House, first: date, last: date) -> tuple[Event, ...]:
    """Return what happens between two days, both included, soonest first."""
    turns = (one for one in _of_versions(house) if first <= one.day <= last)
    found = [*_of_records(house, first, last), *turns]
    return tuple(sorted(found, key=lambda one: (one.day, one.what, one.id)))


def _of_records(house: House, first: date, last: date) -> Iterator[Event]:
    """Yield what each version says of the days on which it is in force itself."""
    ledger = house.ledger
    ahead = {version.number: version for version in ledger.scheduled()}
    held = (*ledger.published(first), *ledger.published())
    known = {**ahead, **{version.number: version for version in held}}
    for number, since, until in _in_force(ledger.courses().values(), first, last):
        version = known.get(number) or ledger.version(number)
        title, record_id = version.record.title, version.record.id
        href = f"/desk/{version.submission}" if number in ahead else f"/record/{record_id}"
        for what, day in _days(version.record, since, until):
            yield Event(day=day, what=what, id=record_id, title=title, href=href)


def _in_force(
    courses: Iterable[Course], first: date, last: date
) -> Iterator[tuple[int, date, date]]:
    """Yield the versions in force between two days, each with its first and last day of these."""
    for course in courses:
        ends = [*(one.since - _ONE_DAY for one in course.stretches[1:]), last]
        for stretch, end in zip(course.stretches, ends, strict=False):  # called back: none at all
            since, until = max(stretch.since, first), min(end, last)
            if stretch.version is not None and since <= until:
                yield stretch.version, since, until


def _days(record: AnyRecord, first: date, last: date) -> Iterator[tuple[What, date]]:
    for one in dated_events([record], first, last):
        yield _WHAT[one.kind], one.day
    due = recheck_day(record)
    if due is not None and first <= due <= last:
        yield What.RECHECK, due


def recheck_day(record: AnyRecord) -> date | None:
    """Return by when a record is to be held against its source again; None if it never was."""
    return a_year_after(record.checked_on) if record.checked_on is not None else None


def _of_versions(house: House) -> Iterator[Event]:
    """Yield what is published and still ahead."""
    for version in house.ledger.scheduled():
        if version.effective_on is not None:
            yield Event(
                day=version.effective_on,
                what=What.GOES if version.ends else What.COMES,
                id=version.record.id,
                title=version.record.title,
                href=f"/desk/{version.submission}",
            )


@dataclass(frozen=True, slots=True)
class MonthOfEvents:
    """A month with its days on which something happens."""

    first: date
    days: tuple[tuple[date, tuple[Event, ...]], ...]


def by_month(found: tuple[Event, ...]) -> tuple[MonthOfEvents, ...]:
    """Return what happens by month and day; months without anything are left out."""
    return tuple(
        MonthOfEvents(
            first=first,
            days=tuple((day, tuple(one)) for day, one in groupby(held, lambda event: event.day)),
        )
        for first, held in groupby(found, lambda event: event.day.replace(day=1))
    )
