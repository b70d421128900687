"""The seals of the ledger: every move vouches for all moves before it, and for what it moved.

A move's seal covers the content of its version by its digest, so that neither a record nor who
moved it when can be changed without making every later seal anew. Reasons are covered by their
digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, select

from kb.chain import first_broken, seal
from kb.ledger_tables import MOVE, VERSION


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the number of the last move, and its seal; 0 and empty if none."""

    number: int = 0
    seal: str = ""


def head(connection: Connection) -> Head:
    """Return where the chain ends."""
    last = select(MOVE.c.number, MOVE.c.seal).order_by(MOVE.c.number.desc()).limit(1)
    row = connection.execute(last).first()
    return Head(row.number, row.seal) if row is not None else Head()


def add_move(connection: Connection, version: Any, move: Mapping[str, Any], before: Head) -> Head:
    """Add a move to the end of the chain and return where it ends now.

    Args:
        connection: inside a transaction that has the turn of the ledger.
        version: the row of the version that moves.
        move: what stands in its row, without number and seal.
        before: where the chain ends.
    """
    sealed = seal(before.seal, _said(version, move))
    result = connection.execute(MOVE.insert().values(**move, seal=sealed))
    return Head(int(result.inserted_primary_key[0]), sealed)  # type: ignore[index]


def _said(version: Any, move: Mapping[str, Any]) -> list[Any]:
    effective = move["effective_on"]
    return [
        [version.number, version.record_id, version.digest, version.author],
        [version.submission, version.origin, version.based_on, bool(version.ends)],
        move["to_state"],
        move["by"],
        hashlib.sha256(move["reason"].encode()).hexdigest(),
        effective.isoformat() if effective is not None else None,
        move["at"].astimezone(UTC).isoformat(timespec="microseconds"),
    ]


def broken_at(connection: Connection) -> int | None:
    """Return the number of the first move that was tampered with, or whose version was.

    None if the whole chain holds. What was cut off at the end is missed by comparing the head with
    one that was noted down elsewhere.
    """
    numbers: list[int] = []

    def entries() -> Iterator[tuple[Any, str]]:
        for number, said, held in _sealed(connection):
            numbers.append(number)
            yield said, held

    broken = first_broken("", entries())
    return None if broken is None else numbers[broken]


def _sealed(connection: Connection) -> Iterator[tuple[int, Any, str]]:
    """Yield number, what is sealed, and the seal of every move; altered content spoils its seal."""
    versions = {row.number: row for row in connection.execute(select(VERSION))}
    altered = {
        number
        for number, row in versions.items()
        if hashlib.sha256(row.content.encode()).hexdigest() != row.digest
    }
    for row in connection.execute(select(MOVE).order_by(MOVE.c.number)):
        said = _said(versions[row.version], row._asdict())
        yield row.number, ["altered"] if row.version in altered else said, row.seal


def has_head(connection: Connection, sealed: str) -> bool:
    """Say whether the chain holds a seal that was noted down earlier."""
    return (
        connection.execute(select(MOVE.c.number).where(MOVE.c.seal == sealed)).first() is not None
    )
