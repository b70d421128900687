"""How often a name was tried in vain, counted alike whether or not somebody has that name.

A try is counted before the password is looked at, so that many at once are no more than one
after another. Names are kept as hashes: people type passwords into the wrong field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, Integer, String, Table, case, delete, select

from kb.database import METADATA, Database, Moment, add_or_change

MOST_TRIES: Final = 5
WAIT: Final = timedelta(minutes=5)

TRY = Table(
    "sign_in_try",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)


class Tries:
    """Counts tries by name; a name rests some minutes after its last one."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def allows(self, name: str) -> bool:
        """Count a try and say whether it was still within the limit; those beyond add no time."""
        now, mine = self._now(), _hashed(name)
        once_more = {
            "tries": TRY.c.tries + 1,
            "last_at": case((TRY.c.tries < MOST_TRIES, now), else_=TRY.c.last_at),
        }
        with self._database.write(alone="sign-in tries") as connection:
            connection.execute(delete(TRY).where(TRY.c.last_at <= now - WAIT))
            add_or_change(connection, TRY, {"name": mine, "tries": 1, "last_at": now}, once_more)
            counted = connection.scalar(select(TRY.c.tries).where(TRY.c.name == mine))
        return counted is not None and counted <= MOST_TRIES

    def forget(self, name: str) -> None:
        """Begin again with a name: its owner came in, or chose a new password."""
        with self._database.write() as connection:
            connection.execute(delete(TRY).where(TRY.c.name == _hashed(name)))


def _hashed(name: str) -> str:
    return hashlib.sha256(name.casefold().encode()).hexdigest()
