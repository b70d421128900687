"""What is in force when, remembered from one look to the next: only what moved since is read.

The ledger only grows, so what was read of a record stays true until one of its versions moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Final

from sqlalchemy import Connection, select

from kb.ledger_chain import Head, head
from kb.ledger_rows import RecordVersion, all_courses, courses_of, versions, with_state
from kb.ledger_tables import MOVE, VERSION
from kb.record_times import Course

_MANY: Final = 500
"""How many numbers one query names; databases take no list of any length."""


@dataclass(frozen=True, slots=True)
class Look:
    """The ledger as it was at one moment.

    Attributes:
        head: where its chain ended.
        courses: by record id, what is in force when.
        digests: of every version, by number.
        read: versions that were read, by number; filled as they are asked for.
    """

    head: Head = Head()
    courses: Mapping[str, Course] = field(default_factory=dict)
    digests: Mapping[int, str] = field(default_factory=dict)
    read: dict[int, RecordVersion] = field(default_factory=dict)

    def numbers(self, day: date) -> dict[str, int]:
        """Return the version of each record that is in force on a day, sorted by id."""
        return in_force(self.courses, day)


class Remembered:
    """The last look at a ledger; may be asked from any thread."""

    def __init__(self) -> None:
        self._last = Look()
        self._turn = Lock()

    def look(self, connection: Connection) -> Look:
        """Return the ledger as it is now; O(what moved since the last look)."""
        with self._turn:
            now = head(connection)
            if now != self._last.head:
                grown = self._is_longer(connection)
                self._last = self._added(connection, now) if grown else _whole(connection, now)
            return self._last

    def _is_longer(self, connection: Connection) -> bool:
        """Say whether what was seen last is part of what is there; a backup may have come back."""
        last = self._last.head
        query = select(MOVE.c.seal).where(MOVE.c.number == last.number)
        return bool(last.number) and connection.execute(query).scalar() == last.seal

    def _added(self, connection: Connection, now: Head) -> Look:
        last = self._last
        moved = (
            select(VERSION.c.record_id)
            .join(MOVE, MOVE.c.version == VERSION.c.number)
            .where(MOVE.c.number > last.head.number)
            .distinct()
        )
        ids = set(connection.execute(moved).scalars())
        digests = _digests(connection, after=max(last.digests, default=0))
        return Look(
            head=now,
            courses={**last.courses, **courses_of(connection, ids)},
            digests={**last.digests, **digests},
            read={number: one for number, one in last.read.items() if one.record.id not in ids},
        )


def _whole(connection: Connection, now: Head) -> Look:
    return Look(head=now, courses=all_courses(connection), digests=_digests(connection))


def _digests(connection: Connection, after: int = 0) -> dict[int, str]:
    query = select(VERSION.c.number, VERSION.c.digest).where(VERSION.c.number > after)
    return {row.number: row.digest for row in connection.execute(query)}


def in_force(courses: Mapping[str, Course], day: date) -> dict[str, int]:
    """Return the version of each record that is in force on a day, sorted by id."""
    found = ((record_id, one.in_force(day)) for record_id, one in sorted(courses.items()))
    return {record_id: number for record_id, number in found if number is not None}


def numbered(
    connection: Connection, numbers: Iterable[int], day: date | None = None
) -> list[RecordVersion]:
    """Return versions by number, each with its standing on a day if one is named."""
    asked = list(dict.fromkeys(numbers))
    found: list[RecordVersion] = []
    for start in range(0, len(asked), _MANY):
        some = VERSION.c.number.in_(asked[start : start + _MANY])
        found += versions(connection, with_state().where(some), day)
    return found
