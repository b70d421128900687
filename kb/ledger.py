"""Record versions in the database: what was published when, by whom and why; append-only.

`data/` seeds it, published "as seeded". An edited file becomes a new draft and never
overwrites what is published. What is in force on which day follows from the effective days
(`kb.record_times`); every move is sealed upon the one before (`kb.ledger_chain`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from kb import ledger_chain
from kb.database import Database
from kb.days import day_of
from kb.errors import Conflict, NotFound
from kb.in_force import Look, Remembered, in_force, numbered
from kb.ledger_chain import Head
from kb.ledger_rows import (
    RecordMove,
    RecordVersion,
    all_courses,
    all_moves,
    courses_of,
    moves_of,
    of_submission,
    versions,
    with_state,
)
from kb.ledger_tables import ALONE, AS_SEEDED, PUBLISHED, SEEDER, VERSION
from kb.ledger_writing import Writer, digest, written_from
from kb.model import AnyRecord
from kb.record_states import MOVES, WAITING, RecordState
from kb.record_times import Course
from kb.text import Text as Words

_MOVED: Final = Words(
    zh="刚才有人先操作了。请再看一看。", en="Somebody moved this meanwhile. Look at it again."
)
_NO_SUBMISSION: Final = Words(zh="没有这份送审内容。", en="There is no such submission.")
_NO_VERSION: Final = Words(zh="没有这个版本。", en="There is no such version.")
_OUTSIDE: Final = frozenset({RecordState.PUBLISHED, RecordState.SUSPENDED})
"""What has left the desk: moving it changes what is served."""


def _no_move(now: RecordState, to: RecordState) -> Words:
    return Words(
        zh="现在的状态不能这样操作。请重新打开这一页，看看进展。",
        en=f"What is {now} cannot become {to}.",
    )


class Ledger:
    """The append-only history of every record."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._remembered = Remembered()

    def today(self) -> date:
        """Return the day it is in Shanghai."""
        return day_of(self._now())

    def turn(self) -> AbstractContextManager[None]:
        """Let nobody else publish between the gates and what they let through.

        Two changes that are sound each by itself may not be so together.
        """
        return self._database.turn("gates")

    # ---- writing --------------------------------------------------------------------------------

    def seed(
        self, records: Iterable[AnyRecord], origins: Mapping[str, str] | None = None
    ) -> tuple[str, ...]:
        """Publish records never seen before; make drafts of those whose file was edited.

        Args:
            records: as they stand in the files.
            origins: by id the folder a record came from.

        Returns:
            The ids that became drafts because the file differs from what is published.
        """
        drafts, come_from, is_served = [], origins or {}, False
        seeded, edited = secrets.token_hex(8), secrets.token_hex(8)
        with self._database.write(alone=ALONE) as connection:
            known = self._digests(connection)
            writer = Writer(connection, self._now(), seeded)
            for record in records:
                seen = known.get(record.id)
                origin = come_from.get(record.id)
                if seen is None:
                    row = writer.append(record, SEEDER, origin, based_on=None)
                    writer.move(row, RecordState.PUBLISHED, SEEDER, AS_SEEDED)
                    is_served = True
                elif digest(record) not in seen:
                    base = self._written_from(connection, record.id)
                    row = writer.append(record, SEEDER, origin, base, submission=edited)
                    writer.move(row, RecordState.DRAFT, SEEDER, "file edited")
                    drafts.append(record.id)
            if is_served:
                self._database.signals.tell(connection, PUBLISHED, SEEDER)
        return tuple(drafts)

    def _written_from(self, connection: Connection, record_id: str) -> int | None:
        return written_from(connection, record_id, self.today())

    def propose(
        self,
        records: Iterable[AnyRecord],
        author: str,
        origin: str | None = None,
        ends: bool = False,
        reason: str = "loaded",
        based_on: Mapping[str, int] | None = None,
        effective_on: date | None = None,
    ) -> str:
        """Keep records as drafts that belong together; returns the name of the submission.

        Args:
            records: to be kept.
            author: the account that wrote them.
            origin: where they came from: a file's name, `form`, the version that was taken back.
            ends: whether the drafts end their records instead of saying something new.
            reason: what was done to them.
            based_on: by record id the version it was written from; else the one of today.
            effective_on: the day it is meant to count from, where that was said before.
        """
        together, bases = secrets.token_hex(8), based_on or {}
        with self._database.write(alone=ALONE) as connection:
            writer = Writer(connection, self._now(), together)
            for record in records:
                base = bases.get(record.id) or self._written_from(connection, record.id)
                row = writer.append(record, author, origin, base, ends)
                writer.move(row, RecordState.DRAFT, author, reason, effective_on)
        return together

    def move(
        self,
        moved: Iterable[RecordVersion],
        to: RecordState,
        by: str,
        reason: str,
        effective_on: date | None = None,
    ) -> None:
        """Move versions on, all or none.

        Args:
            moved: versions as they were read.
            to: the state.
            by: the account.
            reason: why, in words.
            effective_on: the day from which it counts; today where none is given.

        Raises:
            Conflict: a version is no longer in the state it was read in, or may not move there.
        """
        with self._database.write(alone=ALONE) as connection:
            writer, is_served = Writer(connection, self._now(), ""), False
            for version in moved:
                row = connection.execute(
                    with_state().where(VERSION.c.number == version.number)
                ).one()
                if row.to_state != version.state:
                    raise Conflict(_MOVED)
                if to not in MOVES[version.state]:
                    raise Conflict(_no_move(version.state, to))
                writer.move(row, to, by, reason, effective_on)
                is_served |= bool(_OUTSIDE & {to, version.state})
            if is_served:  # once: whoever hears it looks at everything that moved
                self._database.signals.tell(connection, PUBLISHED, by)

    # ---- what is in force -----------------------------------------------------------------------

    def courses(self) -> Mapping[str, Course]:
        """Return for every record that was ever published what is in force when."""
        with self._database.read() as connection:
            return self._remembered.look(connection).courses

    def published(
        self, day: date | None = None, known: date | None = None
    ) -> tuple[RecordVersion, ...]:
        """Return the version of every record in force on a day, sorted by id.

        Args:
            day: today where none is given.
            known: as it was known at the end of that day; as it is known now without it.
        """
        with self._database.read() as connection:
            look = self._remembered.look(connection)
            numbers = self._numbers(connection, look, day, known)
            missing = [one for one in numbers.values() if one not in look.read]
            look.read.update((one.number, one) for one in numbered(connection, missing))
            return tuple(look.read[number] for number in numbers.values())

    def published_digests(
        self, day: date | None = None, known: date | None = None
    ) -> dict[str, str]:
        """Return the digest of each record in force on a day; far cheaper than reading them."""
        with self._database.read() as connection:
            look = self._remembered.look(connection)
            numbers = self._numbers(connection, look, day, known)
            return {record_id: look.digests[number] for record_id, number in numbers.items()}

    def _numbers(
        self, connection: Connection, look: Look, day: date | None, known: date | None
    ) -> dict[str, int]:
        held = look.courses if known is None else all_courses(connection, known)
        return in_force(held, day or self.today())

    def published_of(
        self, record_ids: Iterable[str], day: date | None = None
    ) -> tuple[RecordVersion, ...]:
        """Return the versions of some records that are in force on a day, sorted by id."""
        with self._database.read() as connection:
            numbers = in_force(courses_of(connection, record_ids), day or self.today())
            found = {one.number: one for one in numbered(connection, numbers.values())}
            return tuple(found[number] for number in numbers.values())

    def next_turn(self, day: date) -> date | None:
        """Return the first day after one on which something else is in force; None if none is."""
        turns = (turn for one in self.courses().values() for turn in one.turns_after(day)[:1])
        return min(turns, default=None)

    # ---- what is held ---------------------------------------------------------------------------

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

        What is to come counts as published. What was replaced or dropped may come back: going back
        is a version like any other.
        """
        held: set[tuple[str, str]] = set(self.published_digests().items())
        waiting = (*self.drafts(), *self.scheduled())
        held.update((version.record.id, version.digest) for version in waiting if not version.ends)
        return tuple(r for r in records if (r.id, digest(r)) not in held)

    def drafts(self) -> tuple[RecordVersion, ...]:
        """Return versions that wait for an officer, newest last."""
        with self._database.read() as connection:
            return versions(connection, with_state(*WAITING), self.today())

    def scheduled(self) -> tuple[RecordVersion, ...]:
        """Return the versions that are published and still ahead, soonest first."""
        today = self.today()
        with self._database.read() as connection:
            ahead = [
                one.because
                for held in self._remembered.look(connection).courses.values()
                for one in held.stretches
                if one.since > today
            ]
            found = numbered(connection, ahead, today)
        return tuple(sorted(found, key=lambda one: (one.effective_on or today, one.number)))

    def suspended(self) -> tuple[RecordVersion, ...]:
        """Return the versions that are suspended today."""
        today = self.today()
        with self._database.read() as connection:
            found = versions(connection, with_state(RecordState.SUSPENDED), today)
        return tuple(one for one in found if one.standing is RecordState.SUSPENDED)

    def submission(self, name: str) -> tuple[RecordVersion, ...]:
        """Return the versions that were sent in together, sorted by id.

        Raises:
            NotFound: there is no such submission.
        """
        with self._database.read() as connection:
            found = versions(connection, of_submission(name), self.today())
        if not found:
            raise NotFound(_NO_SUBMISSION)
        return found

    def version(self, number: int) -> RecordVersion:
        """Return one version by its number.

        Raises:
            NotFound: there is none.
        """
        with self._database.read() as connection:
            found = numbered(connection, [number], self.today())
        if not found:
            raise NotFound(_NO_VERSION)
        return found[0]

    def moves(self, number: int) -> tuple[RecordMove, ...]:
        """Return every step of a version, oldest first."""
        with self._database.read() as connection:
            return moves_of(connection, number)

    def history(self, record_id: str) -> tuple[RecordVersion, ...]:
        """Return every version of a record, oldest first."""
        query = with_state(record_id=record_id).order_by(VERSION.c.number)
        with self._database.read() as connection:
            return versions(connection, query, self.today())

    def everything(self) -> Iterator[tuple[RecordVersion, tuple[RecordMove, ...]]]:
        """Yield every version ever kept with its moves, in the order they were written."""
        with self._database.read() as connection:
            found = versions(connection, with_state(), self.today())
            moves = all_moves(connection)
        yield from ((one, tuple(moves[one.number])) for one in found)

    # ---- the chain ------------------------------------------------------------------------------

    def head(self) -> Head:
        """Return where the chain of seals ends: it stands for everything that was ever done."""
        with self._database.read() as connection:
            return ledger_chain.head(connection)

    def broken_at(self) -> int | None:
        """Return the number of the first move that was tampered with; None if all hold."""
        with self._database.read() as connection:
            return ledger_chain.broken_at(connection)

    def has_head(self, seal: str) -> bool:
        """Say whether a head noted down elsewhere, as in a backup, is part of the chain."""
        with self._database.read() as connection:
            return ledger_chain.has_head(connection, seal)

    @staticmethod
    def _digests(connection: Connection) -> dict[str, set[str]]:
        known: dict[str, set[str]] = {}
        for record_id, mark in connection.execute(select(VERSION.c.record_id, VERSION.c.digest)):
            known.setdefault(record_id, set()).add(mark)
        return known
