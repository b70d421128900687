"""How the rows of the ledger are read: versions with their standing, moves, what is in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, func, select

from kb.days import day_of
from kb.ledger_tables import AS_SEEDED, MOVE, SEEDER, VERSION
from kb.model import AnyRecord, Policy, PolicyDocument
from kb.older_words import in_words_of_today
from kb.reading import record_from
from kb.record_states import RecordState
from kb.record_times import ALWAYS, Course, Mark, course, standing
from kb.writing import from_json

_OF_ONE: Final = "version-"
"""Begins the name of a submission from the time before versions were sent in together."""
_NAMING_A_DAY: Final = (RecordState.DRAFT, RecordState.IN_REVIEW, RecordState.PUBLISHED)
"""The moves that say from which day a version counts, or is meant to."""
_LONG: Final = 15
"""A number of so many digits is none of a version."""
_MANY: Final = 500
"""How many ids one query names; databases take no list of any length."""
_WITHOUT_CONTENT: Final = tuple(one for one in VERSION.c if one is not VERSION.c.content)
_MARKS: Final = (
    RecordState.PUBLISHED,
    RecordState.SUSPENDED,
    RecordState.WITHDRAWN,
    RecordState.ARCHIVED,
)
"""The moves that decide what is in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMove:
    """One step of a version: to which state, by whom, when, why, and from which day it counts."""

    number: int
    to: RecordState
    by: str
    reason: str
    at: datetime
    effective_on: date | None = None
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """One version of a record, its state, and who wrote it when.

    Versions that were sent in together carry the same `submission` and are published together.

    Attributes:
        state: the one it was moved into last.
        standing: its state on the day it was asked for, worked out from the days.
        effective_on: the day from which it counts, once that is said; `ALWAYS` for what was there
            before anybody wrote down since when.
        until: the first day on which it is no longer in force, where one is known.
        origin: where it came from: a folder, a file, `form`.
        based_on: the version that stood when it was written.
        ends: whether it ends its record, and holds only what that said last.
    """

    number: int
    submission: str
    record: AnyRecord
    digest: str
    state: RecordState
    standing: RecordState
    author: str
    at: datetime
    effective_on: date | None = None
    until: date | None = None
    origin: str | None = None
    based_on: int | None = None
    ends: bool = False

    @property
    def standing_word(self) -> str:
        """Return the key of the words for its standing.

        A record that was ended is not told as a draft that was dropped.
        """
        published = self.state is RecordState.PUBLISHED
        is_ended = published and self.standing is RecordState.WITHDRAWN
        return "ended" if is_ended else self.standing.value


def with_state(*states: RecordState, record_id: str = "") -> Select[Any]:
    """Return the query for versions with the state each is in now."""
    newest = select(func.max(MOVE.c.number)).group_by(MOVE.c.version)
    query = (
        select(*_WITHOUT_CONTENT, MOVE.c.to_state)
        .join(MOVE, MOVE.c.version == VERSION.c.number)
        .where(MOVE.c.number.in_(newest))
        .order_by(VERSION.c.number)
    )
    if states:
        query = query.where(MOVE.c.to_state.in_(states))
    return query.where(VERSION.c.record_id == record_id) if record_id else query


def of_submission(name: str) -> Select[Any]:
    """Return the query for the versions that were sent in together, sorted by id."""
    alone = name.removeprefix(_OF_ONE)
    mine = (
        VERSION.c.submission == name
        if alone == name or not (alone.isascii() and alone.isdigit() and len(alone) < _LONG)
        else VERSION.c.number == int(alone)
    )
    return with_state().where(mine).order_by(None).order_by(VERSION.c.record_id)


def versions(
    connection: Connection, query: Select[Any], day: date | None = None
) -> tuple[RecordVersion, ...]:
    """Return versions in the order of a query, each with its standing on a day.

    Without a day the standing is the state it was moved into last.
    """
    rows = connection.execute(query).all()
    records = _records(connection, rows)
    if day is None:
        return tuple(_version(row, records[row.number], None, None) for row in rows)
    held = courses_of(connection, {row.record_id for row in rows})
    said = _effective_days(connection, [row.number for row in rows])
    return tuple(
        _version(row, records[row.number], held.get(row.record_id), day, said.get(row.number))
        for row in rows
    )


_READ: Final[dict[tuple[str, str], AnyRecord]] = {}
"""Records that were read, by id and digest: what is written in the ledger never changes."""
_MOST_READ: Final = 50_000


def _records(connection: Connection, rows: Sequence[Any]) -> dict[int, AnyRecord]:
    """Return the records of versions by number; each content is read once in a process."""
    new = [row for row in rows if (row.record_id, row.digest) not in _READ]
    if len(_READ) > _MOST_READ:
        _READ.clear()
        new = list(rows)
    for start in range(0, len(new), _MANY):
        numbers = [row.number for row in new[start : start + _MANY]]
        query = select(VERSION.c.record_id, VERSION.c.digest, VERSION.c.content)
        for row in connection.execute(query.where(VERSION.c.number.in_(numbers))):
            plain_values = in_words_of_today(from_json(row.content))
            _READ[row.record_id, row.digest] = record_from(plain_values, row.record_id)
    return {row.number: _READ[row.record_id, row.digest] for row in rows}


def moves_of(connection: Connection, number: int) -> tuple[RecordMove, ...]:
    """Return every step of a version, oldest first."""
    query = select(MOVE).where(MOVE.c.version == number).order_by(MOVE.c.number)
    return tuple(_move(row) for row in connection.execute(query))


def all_moves(connection: Connection) -> dict[int, list[RecordMove]]:
    """Return every step of every version, by its number, oldest first."""
    found: dict[int, list[RecordMove]] = defaultdict(list)
    for row in connection.execute(select(MOVE).order_by(MOVE.c.number)):
        found[row.version].append(_move(row))
    return found


def _move(row: Any) -> RecordMove:
    return RecordMove(
        number=row.number,
        to=RecordState(row.to_state),
        by=row.by,
        reason=row.reason,
        at=row.at,
        effective_on=row.effective_on,
        seal=row.seal,
    )


# ---- what is in force ---------------------------------------------------------------------------


def all_courses(connection: Connection, known: date | None = None) -> dict[str, Course]:
    """Return for every record that was ever published what is in force when."""
    return _courses(connection, _marks(), known)


def courses_of(connection: Connection, record_ids: Iterable[str]) -> dict[str, Course]:
    """Return what is in force of some records when."""
    asked = sorted(record_ids)
    if len(asked) > _MANY:
        wanted = set(asked)
        held = all_courses(connection)
        return {record_id: one for record_id, one in held.items() if record_id in wanted}
    return _courses(connection, _marks().where(VERSION.c.record_id.in_(asked)))


def _marks() -> Select[Any]:
    return (
        select(MOVE, VERSION.c.record_id, VERSION.c.ends)
        .join(VERSION, MOVE.c.version == VERSION.c.number)
        .where(MOVE.c.to_state.in_(_MARKS))
        .order_by(MOVE.c.number)
    )


def _courses(
    connection: Connection, query: Select[Any], known: date | None = None
) -> dict[str, Course]:
    marks: dict[str, list[Mark]] = defaultdict(list)
    for row in connection.execute(query):
        said_on = day_of(row.at)
        if known is not None and said_on > known:
            continue
        mark = Mark(
            version=row.version,
            to=RecordState(row.to_state),
            effective_on=_counts_from(row),
            said_on=said_on,
            ends=bool(row.ends),
        )
        marks[row.record_id].append(mark)
    return {record_id: course(held) for record_id, held in marks.items()}


def _counts_from(row: Any) -> date:
    """Return the day from which a move counts."""
    if row.effective_on is not None:
        return row.effective_on  # type: ignore[no-any-return]
    seeded = row.by == SEEDER and row.reason == AS_SEEDED
    return ALWAYS if seeded else day_of(row.at)


def _effective_days(connection: Connection, numbers: list[int]) -> dict[int, date | None]:
    """Return for versions the day each counts from: the one it was published for at first.

    One that was suspended and came back counts from the day it counted from before.
    """
    said: dict[int, date | None] = {}
    once: set[int] = set()
    query = select(MOVE).where(MOVE.c.to_state.in_(_NAMING_A_DAY))
    if len(numbers) <= _MANY:
        query = query.where(MOVE.c.version.in_(numbers))
    for row in connection.execute(query.order_by(MOVE.c.number)):
        published = row.to_state == RecordState.PUBLISHED
        if row.version not in once:
            said[row.version] = _counts_from(row) if published else row.effective_on
        if published:
            once.add(row.version)
    return said


def _version(
    row: Any,
    record: AnyRecord,
    held: Course | None,
    day: date | None,
    effective_on: date | None = None,
) -> RecordVersion:
    state = RecordState(row.to_state)
    return RecordVersion(
        number=row.number,
        submission=row.submission or f"{_OF_ONE}{row.number}",
        record=record,
        digest=row.digest,
        state=state,
        standing=(
            standing(row.number, state, held, day, last_day_of(record))
            if held is not None and day is not None
            else state
        ),
        author=row.author,
        at=row.at,
        effective_on=effective_on,
        until=held.until(row.number) if held is not None else None,
        origin=row.origin,
        based_on=row.based_on,
        ends=bool(row.ends),
    )


def last_day_of(record: AnyRecord) -> date | None:
    """Return the last day that a record itself names, if it names one."""
    if isinstance(record, Policy):
        return record.valid.to
    return record.in_force.to if isinstance(record, PolicyDocument) else None
