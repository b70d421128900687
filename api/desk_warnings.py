"""What the dates say about the base: what ends, opens and closes soon, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from api.inbox_rows import Group, Row, Urgency, on_day
from api.openings_view import Event, What, events
from api.record_words import led, same, word
from api.wiring import House
from kb.days import day_of
from kb.link_answers import LinkAnswers

_SOON: Final = timedelta(days=30)
_AHEAD: Final = timedelta(days=180)
_BEHIND: Final = timedelta(days=30)
_TOLD: Final = {What.ENDS: _AHEAD, What.OPENS: _SOON, What.CLOSES: _SOON}
"""What the inbox tells of ahead of its day, and how far."""


def warning_groups(house: House) -> tuple[Group, ...]:
    """Return what the dates of the records say, the most urgent first."""
    today = house.today()
    near = tuple(_near(house, today))
    due = tuple(_due(house, today))
    dead = tuple(_dead(house))
    return (
        Group(key="dates", rows=near),
        Group(key="links", rows=dead),
        Group(key="due", rows=due),
    )


def _dead(house: House) -> Iterator[Row]:
    """Yield cited web addresses that do not answer, the longest dead first."""
    records = house.catalogue.records
    for one in LinkAnswers(house.database).dead_links(records.values()):
        yield Row(
            title=records[one.record].title,
            href=f"/record/{one.record}",
            why=led(same(one.answer.address), one.answer.said),
            then=word("inbox.then.links"),
            urgency=Urgency.SOON,
            day=day_of(one.since),
        )


def _near(house: House, today: date) -> Iterator[Row]:
    """Yield what ends, opens or closes soon, and what has just ended."""
    for one in events(house, today - _BEHIND, today + _AHEAD):
        far = _TOLD.get(one.what)
        if far is None or one.day > today + far or (one.day < today and one.what is not What.ENDS):
            continue
        yield _row(one, today)


def _row(one: Event, today: date) -> Row:
    when = "was" if one.day < today else "will"
    urgency = Urgency.SOON if one.day <= today + _SOON else Urgency.CALM
    return Row(
        title=one.title,
        href=one.href,
        why=on_day(f"inbox.{when}.{one.what}", one.day),
        then=word(f"inbox.then.{one.what}"),
        urgency=Urgency.NOW if when == "was" else urgency,
        day=one.day,
    )


def _due(house: House, today: date) -> Iterator[Row]:
    """Yield records that nobody compared with their sources for a year, the longest ago first."""
    late = [one for one in events(house, date.min, today) if one.what is What.RECHECK]
    for one in late:
        yield Row(
            title=one.title,
            href=one.href,
            why=on_day("inbox.was.recheck", one.day),
            then=word("inbox.then.recheck"),
            urgency=Urgency.SOON,
            day=one.day,
        )
