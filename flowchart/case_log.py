"""The log of a case in the database: events are added to its end, each sealed upon the last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from flowchart.case import NO_CASE, CaseErased, MovedMeanwhile
from flowchart.case_events import KIND_OF, KINDS, By, CaseEvent, What
from flowchart.case_kinds import Actor
from flowchart.case_tables import CASE, EVENT
from flowchart.moves import check_actor
from kb.chain import first_broken, seal
from kb.database import Database
from kb.errors import NotFound
from kb.reading import value_from
from kb.writing import from_json, to_json

_SHANGHAI: Final = timezone(timedelta(hours=8))
CASE_MOVED: Final = "case"
"""Told of a case whenever something happened to it: its id, and its newest event if any."""


def tell_of_case(
    database: Database, connection: Connection, case_id: str, sequence: int | None = None
) -> None:
    """Tell every worker of news of a case, as part of the transaction that makes them."""
    said = case_id if sequence is None else f"{case_id} {sequence}"
    database.signals.tell(connection, CASE_MOVED, said)


def hold(connection: Connection, case_id: str) -> Any:
    """Return the row of a case and keep others from adding to its log until the end of this.

    Raises:
        NotFound: there is none, or it was erased: nothing happens to it any more.
    """
    row = connection.execute(select(CASE).where(CASE.c.id == case_id).with_for_update()).first()
    if row is None:
        raise NotFound(NO_CASE)
    if row.erased_at is not None:
        raise erased(connection, row)
    return row


def erased(connection: Connection, row: Any) -> CaseErased:
    """Return the error for a case that was erased: on which day, and whether somebody did it."""
    newest = select(EVENT.c.actor).where(EVENT.c.case_id == row.id)
    actor = connection.scalar(newest.order_by(EVENT.c.sequence.desc()).limit(1))
    day = row.erased_at.astimezone(_SHANGHAI).date()
    return CaseErased(day, wished=actor == Actor.STAFF)


def read_log(connection: Connection, case_id: str) -> tuple[CaseEvent, ...]:
    """Return every event of a case, oldest first."""
    query = select(EVENT).where(EVENT.c.case_id == case_id).order_by(EVENT.c.sequence)
    return tuple(_event(row) for row in connection.execute(query))


def add_event(connection: Connection, row: Any, what: What, by: By, at: datetime) -> CaseEvent:
    """Add an event to the end of a log and return it.

    Args:
        connection: inside a transaction that holds the case.
        row: of the case, from `hold`.
        what: happened.
        by: whom.
        at: which moment.

    Raises:
        NotAllowed: it is not theirs to do.
        MovedMeanwhile: somebody added one in spite of it.
    """
    check_actor(what, by)
    newest = select(EVENT).where(EVENT.c.case_id == row.id).order_by(EVENT.c.sequence.desc())
    last = connection.execute(newest.limit(1)).first()
    sequence = last.sequence + 1 if last is not None else 1
    content = to_json(what)
    said = _said(row.id, sequence, KIND_OF[type(what)], content, by, at)
    sealed = seal(last.seal if last is not None else first_seal(row), said)
    values = {
        "case_id": row.id,
        "sequence": sequence,
        "kind": KIND_OF[type(what)],
        "content": content,
        "actor": by.actor,
        "by": by.id,
        "at": at,
        "seal": sealed,
    }
    try:
        connection.execute(EVENT.insert().values(**values))
    except IntegrityError:
        raise MovedMeanwhile(()) from None
    connection.execute(update(CASE).where(CASE.c.id == row.id).values(sequence=sequence))
    return CaseEvent(sequence=sequence, what=what, by=by, at=at, seal=sealed)


def first_seal(row: Any) -> str:
    """Return the seal the log of a case begins with: which case, when, by which rules."""
    opened: date = row.opened_on
    return seal("", [row.id, row.number, opened.isoformat(), row.generation])


def broken_at(connection: Connection, case_id: str) -> int | None:
    """Return the number of the first event that was tampered with; None if the log is whole.

    Events cut off at the end are missed by the number of the last one beside the case.

    Raises:
        NotFound: there is no such case.
    """
    row = connection.execute(select(CASE).where(CASE.c.id == case_id)).first()
    if row is None:
        raise NotFound(NO_CASE)
    entries = list(_sealed(connection, case_id))
    place = first_broken(first_seal(row), entries)
    if place is None and len(entries) != row.sequence:
        place = min(len(entries), row.sequence)
    return place + 1 if place is not None else None


def _sealed(connection: Connection, case_id: str) -> Iterator[tuple[Any, str]]:
    query = select(EVENT).where(EVENT.c.case_id == case_id).order_by(EVENT.c.sequence)
    for row in connection.execute(query):
        by = By(actor=Actor(row.actor), id=row.by)
        yield _said(case_id, row.sequence, row.kind, row.content, by, row.at), row.seal


def _said(case_id: str, sequence: int, kind: str, content: str, by: By, at: datetime) -> list[Any]:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return [case_id, sequence, kind, content, str(by.actor), by.id, moment]


def _event(row: Any) -> CaseEvent:
    what: What = value_from(from_json(row.content), KINDS[row.kind], "event")
    by = By(actor=Actor(row.actor), id=row.by)
    return CaseEvent(sequence=row.sequence, what=what, by=by, at=row.at, seal=row.seal)
