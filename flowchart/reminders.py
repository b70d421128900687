"""Which days of a case somebody has to be reminded of today: one table of how long before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from flowchart.case_days import CaseDay, DayKind
from kb.text import Text

DAYS_BEFORE: Final[Mapping[DayKind, tuple[int, ...]]] = MappingProxyType(
    {
        DayKind.SUPPLEMENT: (3, 1),
        DayKind.DUE: (14, 3, 1),
        DayKind.BEGIN_BY: (14, 3, 1),
        DayKind.POLICY_CLOSES: (14, 3, 1),
        DayKind.POLICY_OPENS: (0,),
        DayKind.RENEW_FROM: (0,),
        DayKind.RENEW_BY: (30, 7, 1),
        DayKind.EXPIRES: (90, 30),
    }
)
"""How many days before a day one is reminded of it; of kinds not here nobody is."""

_TODAY: Final = Text(zh="今天", en="today")
_TOMORROW: Final = Text(zh="明天", en="tomorrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A day that comes near; `before` says which of its reminders this is, in days."""

    day: CaseDay
    before: int

    @property
    def key(self) -> str:
        """Return what names this reminder of its case; a day that moved has new ones."""
        return f"{self.day.key}:{self.day.on.isoformat()}:{self.before}"

    @property
    def since(self) -> date:
        """Return the day from which it holds."""
        return self.day.on - timedelta(days=self.before)


def due(days: Iterable[CaseDay], today: date) -> tuple[Reminder, ...]:
    """Return the reminders that hold today, the nearest day first.

    Of the reminders of one day the last that has come counts, so that none is lost where nobody
    looked for a while, and none comes twice.
    """
    found = [reminder for day in days if (reminder := _of(day, today)) is not None]
    return tuple(sorted(found, key=lambda one: (one.day.on, one.day.key)))


def _of(day: CaseDay, today: date) -> Reminder | None:
    left = (day.on - today).days
    come = [before for before in DAYS_BEFORE.get(day.kind, ()) if 0 <= left <= before]
    return Reminder(day=day, before=min(come)) if come else None


def left_text(on: date, today: date) -> Text:
    """Return how long it is until a day.

    >>> left_text(date(2026, 12, 7), date(2026, 12, 4)).en
    'in 3 days'
    """
    left = (on - today).days
    if left <= 1:
        return _TOMORROW if left == 1 else _TODAY
    return Text(zh=f"还有 {left} 天", en=f"in {left} days")
