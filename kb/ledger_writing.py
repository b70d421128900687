"""How versions and moves are added to the ledger; the one place that writes its tables."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection

from kb import ledger_chain
from kb.ledger_rows import courses_of
from kb.ledger_tables import VERSION
from kb.model import AnyRecord
from kb.record_states import RecordState
from kb.writing import to_json


def written(record: AnyRecord) -> str:
    """Return a record as one canonical line of JSON; numbers stay exact."""
    return to_json(record)


def digest(record: AnyRecord) -> str:
    """Return the SHA-256 of a record's canonical form, in hex."""
    return hashlib.sha256(written(record).encode()).hexdigest()


def written_from(connection: Connection, record_id: str, day: date) -> int | None:
    """Return the version that somebody who writes on a day has before them, if there is one.

    It is the one in force, or the one that was suspended or ended last; else what is ahead.
    """
    held = courses_of(connection, [record_id]).get(record_id)
    if held is None or not held.stretches:
        return None
    here = held.at(day) or held.stretches[-1]
    return here.because


class Writer:
    """Adds versions and moves at one moment, inside a transaction that has the turn."""

    def __init__(self, connection: Connection, at: datetime, submission: str) -> None:
        self._connection = connection
        self._at = at
        self._submission = submission
        self._head = ledger_chain.head(connection)

    def append(
        self,
        record: AnyRecord,
        author: str,
        origin: str | None,
        based_on: int | None,
        ends: bool = False,
        submission: str | None = None,
    ) -> Any:
        """Add a version and return its row; it belongs to the writer's submission or another."""
        content = written(record)
        held = {
            "record_id": record.id,
            "digest": hashlib.sha256(content.encode()).hexdigest(),
            "author": author,
            "submission": submission or self._submission,
            "origin": origin,
            "based_on": based_on,
            "ends": ends,
        }
        result = self._connection.execute(
            VERSION.insert().values(**held, content=content, at=self._at)
        )
        number = int(result.inserted_primary_key[0])  # type: ignore[index]
        return SimpleNamespace(**held, number=number)

    def move(
        self,
        version: Any,
        to: RecordState,
        by: str,
        reason: str,
        effective_on: date | None = None,
    ) -> None:
        """Add a move of a version, by its row, to the end of the chain."""
        move = {
            "version": version.number,
            "to_state": to.value,
            "by": by,
            "reason": reason,
            "at": self._at,
            "effective_on": effective_on,
        }
        self._head = ledger_chain.add_move(self._connection, version, move, self._head)
