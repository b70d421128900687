"""Record versions in the database: what was published when, by whom and why; append-only.

`data/` seeds it, published "as seeded". An edited file becomes a new draft and never
overwrites what is published.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Select,
    String,
    Table,
    Text,
    func,
    select,
)

from kb.database import METADATA, Database, Moment
from kb.errors import Conflict, NotFound
from kb.model import AnyRecord
from kb.older_words import in_words_of_today
from kb.reading import record_from
from kb.record_states import MOVES, WAITING, RecordState
from kb.text import Text as Words
from kb.writing import from_json, to_json

VERSION = Table(
    "record_version",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("record_id", String(200), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("content", Text, nullable=False),
    Column("author", String(100), nullable=False),
    Column("submission", String(40)),
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


PUBLISHED: Final = "published"
"""Told whenever what is published has changed."""
ALONE: Final = "ledger"
"""The turn that workers wait for before they write."""
_OF_ONE: Final = "version-"
"""Begins the name of a submission from the time before versions were sent in together."""
SEEDER: Final = "data"
"""The author of what was read from folders at the start."""
_MOVED: Final = Words(
    zh="刚才有人先操作了。请再看一看。", en="Somebody moved this meanwhile. Look at it again."
)
_NO_SUBMISSION: Final = Words(zh="没有这份送审内容。", en="There is no such submission.")


def _no_move(now: RecordState, to: RecordState) -> Words:
    return Words(
        zh="现在的状态不能这样操作。请重新打开这一页，看看进展。",
        en=f"What is {now} cannot become {to}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMove:
    """One step of a version: to which state, by whom, when and why."""

    to: RecordState
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """One version of a record, its state now, and who wrote it when.

    Versions that were sent in together carry the same `submission` and are published together.
    """

    number: int
    submission: str
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

    def turn(self) -> AbstractContextManager[None]:
        """Let nobody else publish between the gates and what they let through.

        Two changes that are sound each by itself may not be so together.
        """
        return self._database.turn("gates")

    def seed(self, records: Iterable[AnyRecord]) -> tuple[str, ...]:
        """Publish records never seen before; make drafts of those whose file was edited.

        Returns:
            The ids that became drafts because the file differs from what is published.
        """
        drafts = []
        together = secrets.token_hex(8)
        with self._database.write(alone=ALONE) as connection:
            known = self._digests(connection)
            for record in records:
                seen = known.get(record.id)
                if seen is None:
                    number = self._append(connection, record, SEEDER, together)
                    self._move(connection, number, RecordState.PUBLISHED, SEEDER, "as seeded")
                    self._database.signals.tell(connection, PUBLISHED, SEEDER)
                elif digest(record) not in seen:
                    number = self._append(connection, record, SEEDER, together)
                    self._move(connection, number, RecordState.DRAFT, SEEDER, "file edited")
                    drafts.append(record.id)
        return tuple(drafts)

    def propose(self, records: Iterable[AnyRecord], author: str) -> str:
        """Keep records as drafts that belong together; returns the name of the submission."""
        together = secrets.token_hex(8)
        with self._database.write(alone=ALONE) as connection:
            for record in records:
                number = self._append(connection, record, author, together)
                self._move(connection, number, RecordState.DRAFT, author, "loaded")
        return together

    def move(
        self, versions: Iterable[RecordVersion], to: RecordState, by: str, reason: str
    ) -> None:
        """Move versions on, all or none; publishing replaces what was published before.

        Raises:
            Conflict: a version is no longer in the state it was read in, or may not move there.
        """
        with self._database.write(alone=ALONE) as connection:
            for version in versions:
                if self._state(connection, version.number) is not version.state:
                    raise Conflict(_MOVED)
                if to not in MOVES[version.state]:
                    raise Conflict(_no_move(version.state, to))
                if to is RecordState.PUBLISHED:
                    self._replace(connection, version.record.id, by)
                self._move(connection, version.number, to, by, reason)
                if RecordState.PUBLISHED in (to, version.state):
                    self._database.signals.tell(connection, PUBLISHED, version.record.id)

    def _replace(self, connection: Connection, record_id: str, by: str) -> None:
        """Move the version that is published now out of the way."""
        for row in connection.execute(
            _with_state(RecordState.PUBLISHED, record_id=record_id)
        ).all():
            self._move(connection, row.number, RecordState.SUPERSEDED, by, "a newer one")

    @staticmethod
    def _state(connection: Connection, number: int) -> RecordState:
        query = select(MOVE.c.to_state).where(MOVE.c.version == number)
        return RecordState(
            connection.execute(query.order_by(MOVE.c.number.desc()).limit(1)).scalars().one()
        )

    def unknown(self, records: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
        """Return the records whose content the ledger has never held."""
        with self._database.read() as connection:
            known = self._digests(connection)
        return tuple(r for r in records if digest(r) not in known.get(r.id, set()))

    def holds(self, digests: Mapping[str, str]) -> bool:
        """Say whether all of these records, and at least one, were ever held word for word."""
        with self._database.read() as connection:
            known = self._digests(connection)
        return bool(digests) and all(
            mark in known.get(record, ()) for record, mark in digests.items()
        )

    def differing(self, records: Iterable[AnyRecord]) -> tuple[AnyRecord, ...]:
        """Return the records that say something else than what is published, and than any draft.

        What was replaced or dropped may come back: going back is a version like any other.
        """
        held: set[tuple[str, str]] = set(self.published_digests().items())
        held.update((version.record.id, version.digest) for version in self.drafts())
        return tuple(r for r in records if (r.id, digest(r)) not in held)

    def published(self) -> tuple[RecordVersion, ...]:
        """Return the current published version of every record, sorted by id."""
        return tuple(self._latest(self._versions(RecordState.PUBLISHED)))

    def published_digests(self) -> dict[str, str]:
        """Return the digest of what is published of every record; far cheaper than reading it."""
        with self._database.read() as connection:
            rows = connection.execute(_with_state(RecordState.PUBLISHED)).all()
        return {row.record_id: row.digest for row in rows}

    def published_of(self, record_ids: Iterable[str]) -> tuple[RecordVersion, ...]:
        """Return the current published versions of some records."""
        query = _with_state(RecordState.PUBLISHED).where(VERSION.c.record_id.in_(list(record_ids)))
        with self._database.read() as connection:
            return tuple(self._latest(_version(row) for row in connection.execute(query)))

    def drafts(self) -> tuple[RecordVersion, ...]:
        """Return versions that wait for an officer, newest last."""
        return tuple(self._versions(*WAITING))

    def submission(self, name: str) -> tuple[RecordVersion, ...]:
        """Return the versions that were sent in together, sorted by id.

        Raises:
            NotFound: there is no such submission.
        """
        alone = name.removeprefix(_OF_ONE)
        mine = (
            VERSION.c.submission == name
            if alone == name or not alone.isdigit()
            else VERSION.c.number == int(alone)
        )
        query = _with_state().where(mine).order_by(VERSION.c.record_id)
        with self._database.read() as connection:
            found = tuple(_version(row) for row in connection.execute(query))
        if not found:
            raise NotFound(_NO_SUBMISSION)
        return found

    def moves(self, number: int) -> tuple[RecordMove, ...]:
        """Return every step of a version, oldest first."""
        query = select(MOVE).where(MOVE.c.version == number).order_by(MOVE.c.number)
        with self._database.read() as connection:
            return tuple(
                RecordMove(to=RecordState(row.to_state), by=row.by, reason=row.reason, at=row.at)
                for row in connection.execute(query)
            )

    def history(self, record_id: str) -> tuple[RecordVersion, ...]:
        """Return every version of a record, oldest first."""
        query = _with_state(record_id=record_id).order_by(VERSION.c.number)
        with self._database.read() as connection:
            return tuple(_version(row) for row in connection.execute(query))

    @staticmethod
    def _digests(connection: Connection) -> dict[str, set[str]]:
        known: dict[str, set[str]] = {}
        for record_id, mark in connection.execute(select(VERSION.c.record_id, VERSION.c.digest)):
            known.setdefault(record_id, set()).add(mark)
        return known

    def _append(
        self, connection: Connection, record: AnyRecord, author: str, submission: str
    ) -> int:
        result = connection.execute(
            VERSION.insert().values(
                record_id=record.id,
                digest=digest(record),
                content=written(record),
                author=author,
                submission=submission,
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

    @staticmethod
    def _latest(versions: Iterable[RecordVersion]) -> list[RecordVersion]:
        held = {version.record.id: version for version in versions}
        return [held[key] for key in sorted(held)]

    def _versions(self, *states: RecordState) -> list[RecordVersion]:
        query = _with_state(*states).order_by(VERSION.c.number)
        with self._database.read() as connection:
            return [_version(row) for row in connection.execute(query)]


def _with_state(*states: RecordState, record_id: str = "") -> Select[Any]:
    """Return the query for versions with the state each is in now."""
    newest = select(func.max(MOVE.c.number)).group_by(MOVE.c.version)
    query = (
        select(VERSION, MOVE.c.to_state)
        .join(MOVE, MOVE.c.version == VERSION.c.number)
        .where(MOVE.c.number.in_(newest))
    )
    if states:
        query = query.where(MOVE.c.to_state.in_(states))
    return query.where(VERSION.c.record_id == record_id) if record_id else query


def _version(row: Any) -> RecordVersion:
    return RecordVersion(
        number=row.number,
        submission=row.submission or f"{_OF_ONE}{row.number}",
        record=record_from(in_words_of_today(from_json(row.content)), row.record_id),
        digest=row.digest,
        state=RecordState(row.to_state),
        author=row.author,
        at=row.at,
    )
