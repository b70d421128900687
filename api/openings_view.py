"""Days of the knowledge ahead: what opens, closes, begins, ends, is to be checked, takes effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from api.wiring import House
from kb.model import AnyRecord, Policy, PolicyDocument, PublicService
from kb.text import Text

_RECHECK: Final = timedelta(days=365)
_CHECKED_YEARLY: Final = (Policy, PolicyDocument, PublicService)


class What(StrEnum):
    """What happens on a day."""

    BEGINS = "begins"
    OPENS = "opens"
    CLOSES = "closes"
    ENDS = "ends"
    RECHECK = "recheck"
    COMES = "comes"
    GOES = "goes"


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
    found = [*_of_records(house), *_of_versions(house)]
    near = (one for one in found if first <= one.day <= last)
    return tuple(sorted(near, key=lambda one: (one.day, one.what, one.id)))


def _of_records(house: House) -> Iterator[Event]:
    for record in house.catalogue.records.values():
        for what, day in dates_of(record):
            yield Event(
                day=day, what=what, id=record.id, title=record.title, href=f"/record/{record.id}"
            )


def dates_of(record: AnyRecord) -> Iterator[tuple[What, date]]:
    """Yield the days that a record names itself, and the day it is to be checked again."""
    dated: list[tuple[What, date | None]] = []
    if isinstance(record, Policy):
        dated += [(What.BEGINS, record.valid.from_), (What.ENDS, record.valid.to)]
        for window in record.windows:
            dated += [(What.OPENS, window.opens), (What.CLOSES, window.closes)]
    elif isinstance(record, PolicyDocument):
        dated += [(What.BEGINS, record.in_force.from_), (What.ENDS, record.in_force.to)]
    if isinstance(record, _CHECKED_YEARLY) and record.checked_on is not None:
        dated.append((What.RECHECK, record.checked_on + _RECHECK))
    yield from ((what, day) for what, day in dated if day is not None)


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
