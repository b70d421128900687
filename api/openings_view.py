"""Days of the knowledge ahead: what opens, closes, begins, ends, is to be checked, takes effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Final

from api.wiring import House
from kb.model import AnyRecord
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
    found = [*_of_records(house, first, last), *_of_versions(house)]
    near = (one for one in found if first <= one.day <= last)
    return tuple(sorted(near, key=lambda one: (one.day, one.what, one.id)))


def _of_records(house: House, first: date, last: date) -> Iterator[Event]:
    records = house.catalogue.records
    dated = dated_events(records.values(), first, last)
    days: list[tuple[str, What, date]] = []
    days += [(one.record, _WHAT[one.kind], one.day) for one in dated]
    for one in records.values():
        due = recheck_day(one)
        days += [(one.id, What.RECHECK, due)] if due is not None else []
    for record_id, what, day in days:
        if first <= day <= last:
            title = records[record_id].title
            yield Event(day=day, what=what, id=record_id, title=title, href=f"/record/{record_id}")


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
