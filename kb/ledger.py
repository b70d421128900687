"""Record versions in the database: what was published when, by whom and why; append-only.

`data/` seeds it, published "as seeded". An edited file becomes a new draft and never
overwrites what is published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, func, select

from kb.database import METADATA, Database, Moment
from kb.model import AnyRecord
from kb.reading import record_from
from kb.writing import from_json, to_json


class RecordState(StrEnum):
    """The standing of one version of a record."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


VERSION = Table(
    "record_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(200), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)
MOVE = Table(
    "record_move",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("version", Integer, ForeignKey("record_version.number"), nullable=False),
    Column("to_state", String(30), nullable=False),
    Column("by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """One version of a record, its state now, and who wrote it when."""

    number: int
    record: AnyRecord
    digest: str
    state: RecordState
    author: str
    at: datetime


def written(record: AnyRecord) -> str:
    """Return a record as one canonical line of JSON; numbers stay exact."""
    return to_json(record)


def digest(record: AnyRecord) -> str:
    """Return the SHA-256 of a record's canonical form, in hex."""
    return hashlib.sha256(written(record).encode()).hexdigest()


class Ledger:
    """The append-only history of every record."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def seed(self, records: Iterable[AnyRecord]) -> tuple[str, ...]:
        """Publish records never seen before; make drafts of those whose file was edited.

        Returns:
            The ids that became drafts because the file differs from what is published.
        """
        drafts = []
        with self._database.write() as connection:
            known = self._digests(connection)
            for record in records:
                seen = known.get(record.id)
                mark = digest(record)
                if seen is None:
                    number = self._append(connection, record, mark, "data")
                    self._move(connection, number, RecordState.PUBLISHED, "data", "as seeded")
                elif mark not in seen:
                    number = self._append(connection, record, mark, "data")
                    self._move(connection, number, RecordState.DRAFT, "data", "file edited")
                    drafts.append(record.id)
        return tuple(drafts)

    def unknown(self, records: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
        """Return the records whose content the ledger has never held."""
        with self._database.read() as connection:
            known = self._digests(connection)
        return tuple(r for r in records if digest(r) not in known.get(r.id, set()))

    def published(self) -> tuple[RecordVersion, ...]:
        """Return the current published version of every record, sorted by id."""
        return tuple(v for v in self._latest() if v.state is RecordState.PUBLISHED)

    def drafts(self) -> tuple[RecordVersion, ...]:
        """Return versions that wait for an officer, newest last."""
        waiting = {RecordState.DRAFT, RecordState.IN_REVIEW, RecordState.APPROVED}
        return tuple(v for v in self._versions() if v.state in waiting)

    def history(self, record_id: str) -> tuple[RecordVersion, ...]:
        """Return every version of a record, oldest first."""
        return tuple(v for v in self._versions() if v.record.id == record_id)

    @staticmethod
    def _digests(connection: Connection) -> dict[str, set[str]]:
        known: dict[str, set[str]] = {}
        for record_id, mark in connection.execute(select(VERSION.c.record_id, VERSION.c.digest)):
            known.setdefault(record_id, set()).add(mark)
        return known

    def _append(self, connection: Connection, record: AnyRecord, mark: str, author: str) -> int:
        result = connection.execute(
            VERSION.insert().values(
                record_id=record.id,
                digest=mark,
                content=written(record),
                author=author,
                at=self._now(),
            )
        )
        return int(result.inserted_primary_key[0])  # type: ignore[index]

    def _move(
        self, connection: Connection, number: int, to: RecordState, by: str, reason: str
    ) -> None:
        connection.execute(
            MOVE.insert().values(version=number, to_state=to, by=by, reason=reason, at=self._now())
        )

    def _latest(self) -> list[RecordVersion]:
        held: dict[str, RecordVersion] = {}
        for version in self._versions(RecordState.PUBLISHED):
            held[version.record.id] = version
        return [held[key] for key in sorted(held)]

    def _versions(self, state: RecordState | None = None) -> list[RecordVersion]:
        last = select(MOVE.c.version, func.max(MOVE.c.number).label("move")).group_by(
            MOVE.c.version
        )
        ending = last.subquery()
        query = (
            select(VERSION, MOVE.c.to_state)
            .join(ending, ending.c.version == VERSION.c.number)
            .join(MOVE, MOVE.c.number == ending.c.move)
            .order_by(VERSION.c.number)
        )
        if state is not None:
            query = query.where(MOVE.c.to_state == state)
        with self._database.read() as connection:
            return [_version(row) for row in connection.execute(query)]


def _version(row: Any) -> RecordVersion:
    return RecordVersion(
        number=row.number,
        record=record_from(from_json(row.content), row.record_id),
        digest=row.digest,
        state=RecordState(row.to_state),
        author=row.author,
        at=row.at,
    )
