"""What has to be looked after, told from dates alone: nobody sets a flag or takes one back.

Ends that come near, windows that open and close, places that are used up, and records that nobody
has held against their source for a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from kb.model import AnyRecord, Area, Period, Policy, PolicyDocument, PublicService, WorkingCalendar
from kb.references import Path
from kb.text import Text

FIRST_WARNING_DAYS: Final = 180
LAST_WARNING_DAYS: Final = 30
WINDOW_WARNING_DAYS: Final = 30
_NEVER_RECHECKED: Final = (Area, WorkingCalendar)
"""A year that was announced stays announced; divisions change by their own notices."""


class Upkeep(StrEnum):
    """Why a record wants an officer."""

    EXPIRED = "expired"
    ENDS_WITHIN_30_DAYS = "ends-within-30-days"
    ENDS_WITHIN_180_DAYS = "ends-within-180-days"
    QUOTA_SPENT = "quota-spent"
    WINDOW_CLOSES_SOON = "window-closes-soon"
    WINDOW_OPENS_SOON = "window-opens-soon"
    RECHECK_DUE = "recheck-due"
    UNATTENDED = "unattended"


WORDS: Final[Mapping[Upkeep, Text]] = {
    Upkeep.EXPIRED: Text(zh="已到期", en="Has ended"),
    Upkeep.ENDS_WITHIN_30_DAYS: Text(zh="30 天内到期", en="Ends within 30 days"),
    Upkeep.ENDS_WITHIN_180_DAYS: Text(zh="180 天内到期", en="Ends within 180 days"),
    Upkeep.QUOTA_SPENT: Text(zh="名额已用完", en="All places are taken"),
    Upkeep.WINDOW_CLOSES_SOON: Text(zh="申请快截止", en="The window closes soon"),
    Upkeep.WINDOW_OPENS_SOON: Text(zh="申请快开始", en="The window opens soon"),
    Upkeep.RECHECK_DUE: Text(zh="该核对了", en="Is due to be checked again"),
    Upkeep.UNATTENDED: Text(zh="一年没有人看过", en="Nobody looked at it for a year"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One record that wants an officer: why, and the day it is about.

    `path` names the field that says so; it is empty where the record as a whole is meant.
    """

    record: str
    kind: Upkeep
    day: date
    path: Path = ()


class DateKind(StrEnum):
    """What happens to a record on a day of the calendar."""

    STARTS = "starts"
    ENDS = "ends"
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedEvent:
    """A day of the calendar of openings and expiries."""

    day: date
    record: str
    kind: DateKind
    path: Path


def upkeep(
    records: Iterable[AnyRecord],
    today: date,
    looked_at: Mapping[str, date] | None = None,
    beside: Iterable[AnyRecord] = (),
) -> tuple[Notice, ...]:
    """Return what wants an officer today, the oldest day first.

    Args:
        records: what is published.
        today: in Shanghai.
        looked_at: by record id the last day somebody worked on it at the desk.
        beside: what is suspended or comes into force later: what it replaces wants no new one.
    """
    records = list(records)
    replacing = (one for one in (*records, *beside) if isinstance(one, Policy | PolicyDocument))
    replaced: set[str] = {old for one in replacing for old in one.supersedes}
    found = [
        notice
        for record in records
        for notice in _dated_notices(record, today)
        if not (notice.kind is Upkeep.EXPIRED and record.id in replaced)
    ]
    found += due_for_recheck(records, today, looked_at)
    return tuple(sorted(found, key=lambda one: (one.day, one.record, one.kind)))


def due_for_recheck(
    records: Iterable[AnyRecord], today: date, looked_at: Mapping[str, date] | None = None
) -> tuple[Notice, ...]:
    """Return the records past their yearly re-check day, also where no end is given.

    A record never checked is due today. Services that nobody worked on for a year either are
    told as unattended.
    """
    found = []
    for record in records:
        if isinstance(record, _NEVER_RECHECKED):
            continue
        seen = [day for day in (record.checked_on, (looked_at or {}).get(record.id)) if day]
        due = a_year_after(max(seen)) if seen else today
        if due <= today:
            service = isinstance(record, PublicService)
            kind = Upkeep.UNATTENDED if service else Upkeep.RECHECK_DUE
            found.append(Notice(record=record.id, kind=kind, day=due, path=("checked_on",)))
    return tuple(sorted(found, key=lambda one: (one.day, one.record)))


def a_year_after(day: date) -> date:
    """Return the same day a year later; 29 February becomes 28 February.

    >>> a_year_after(date(2024, 2, 29))
    datetime.date(2025, 2, 28)
    """
    if day.year == date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def dated_events(records: Iterable[AnyRecord], first: date, last: date) -> tuple[DatedEvent, ...]:
    """Return what starts, ends, opens and closes from one day to another, both included."""
    found = [one for record in records for one in _events(record) if first <= one.day <= last]
    return tuple(sorted(found, key=lambda one: (one.day, one.record, one.kind)))


def _events(record: AnyRecord) -> Iterator[DatedEvent]:
    at, period = _period(record)
    days: list[tuple[date | None, DateKind, Path]] = [
        (period.from_, DateKind.STARTS, (*at, "from")),
        (period.to, DateKind.ENDS, (*at, "to")),
    ]
    for i, window in enumerate(record.windows if isinstance(record, Policy) else ()):
        days.append((window.opens, DateKind.OPENS, ("windows", i, "opens")))
        days.append((window.closes, DateKind.CLOSES, ("windows", i, "closes")))
    for day, kind, path in days:
        if day is not None:
            yield DatedEvent(day=day, record=record.id, kind=kind, path=path)


def _period(record: AnyRecord) -> tuple[Path, Period]:
    if isinstance(record, Policy):
        return ("valid",), record.valid
    return ("in_force",), record.in_force if isinstance(record, PolicyDocument) else Period()


def _dated_notices(record: AnyRecord, today: date) -> Iterator[Notice]:
    at, period = _period(record)
    kind = _ending(period.to, today)
    if kind is not None and period.to is not None:
        yield Notice(record=record.id, kind=kind, day=period.to, path=(*at, "to"))
    if isinstance(record, Policy) and kind is not Upkeep.EXPIRED:
        yield from _windows(record, today)
        spent = record.quota.used_up_on if record.quota is not None else None
        if spent is not None and spent <= today:
            path = ("quota", "used_up_on")
            yield Notice(record=record.id, kind=Upkeep.QUOTA_SPENT, day=spent, path=path)


def _ending(end: date | None, today: date) -> Upkeep | None:
    """Return what is to be said of a last day, which itself still counts."""
    if end is None:
        return None
    left = (end - today).days
    if left < 0:
        return Upkeep.EXPIRED
    if left <= LAST_WARNING_DAYS:
        return Upkeep.ENDS_WITHIN_30_DAYS
    return Upkeep.ENDS_WITHIN_180_DAYS if left <= FIRST_WARNING_DAYS else None


def _windows(policy: Policy, today: date) -> Iterator[Notice]:
    soon = today + timedelta(days=WINDOW_WARNING_DAYS)
    for i, window in enumerate(policy.windows):
        for key, kind in (
            ("opens", Upkeep.WINDOW_OPENS_SOON),
            ("closes", Upkeep.WINDOW_CLOSES_SOON),
        ):
            day = getattr(window, key)
            if day is not None and today <= day <= soon:
                yield Notice(record=policy.id, kind=kind, day=day, path=("windows", i, key))
