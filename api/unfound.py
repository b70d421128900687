"""How many searches found no one answer: by day, language and outcome, never what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Date, Integer, String, Table, delete, select

from kb.database import METADATA, Database, add_or_change
from kb.text import Language
from matcher.search import Outcome

_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
KEPT_DAYS: Final = 90
"""Older counts are dropped; what a quarter tells is enough to mend names by."""
SHOWN_DAYS: Final = 14

UNFOUND = Table(
    "search_unfound",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("outcome", String(10), primary_key=True),
    Column("times", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """How often, on a day, searches were asked back and said to be outside, by language."""

    day: date
    asked: dict[Language, int]
    outside: dict[Language, int]


class Unfound:
    """Counts searches that found no one answer."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def count(self, language: Language, outcome: Outcome) -> None:
        """Count one search, unless it was found."""
        if outcome is Outcome.FOUND:
            return
        today = self._today()
        row = {"day": today, "language": language, "outcome": outcome.value, "times": 1}
        with self._database.write() as connection:
            connection.execute(delete(UNFOUND).where(UNFOUND.c.day < _first(today, KEPT_DAYS)))
            add_or_change(connection, UNFOUND, row, {"times": UNFOUND.c.times + 1})

    def _today(self) -> date:
        return self._now().astimezone(_SHANGHAI).date()

    def days(self) -> tuple[Day, ...]:
        """Return the last two weeks, the latest day first; days without such a search are none."""
        first = _first(self._today(), SHOWN_DAYS)
        with self._database.read() as connection:
            rows = connection.execute(select(UNFOUND).where(UNFOUND.c.day >= first)).all()
        found: dict[date, Day] = {}
        for row in sorted(rows, key=lambda one: one.day, reverse=True):
            day = found.setdefault(row.day, Day(day=row.day, asked={}, outside={}))
            held = day.asked if row.outcome == Outcome.ASK else day.outside
            held[row.language] = row.times
        return tuple(found.values())


def _first(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)
