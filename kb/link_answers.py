"""The last answer of every web address that a record cites, and since when it has been dead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, Integer, Row, String, Table, func, select

from kb.addresses import LONGEST, cited
from kb.database import METADATA, Database, Moment, add_or_change
from kb.model import AnyRecord
from kb.text import Text

LINK_ANSWER: Final = Table(
    "link_answer",
    METADATA,
    Column("address", String(LONGEST), primary_key=True),
    Column("status", Integer),
    Column("problem", String(200)),
    Column("asked_at", Moment, nullable=False),
    Column("since", Moment),
)
"""One row an address; `since` is the first of the failures in a row that end with this answer."""


class NoAnswer(StrEnum):
    """Why an address gave no answer at all."""

    NOT_FOUND = "not-found"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    NOT_SECURE = "not-secure"
    NOT_PUBLIC = "not-public"
    TOO_FAR = "too-far"
    BROKEN = "broken"


_WHY: Final[Mapping[NoAnswer, Text]] = {
    NoAnswer.NOT_FOUND: Text(zh="找不到这个网站", en="there is no such site"),
    NoAnswer.UNREACHABLE: Text(zh="连不上", en="it cannot be reached"),
    NoAnswer.TIMED_OUT: Text(zh="太久没有回应", en="it took too long to answer"),
    NoAnswer.NOT_SECURE: Text(zh="证书有问题", en="its certificate is not good"),
    NoAnswer.NOT_PUBLIC: Text(zh="不是公开的网址", en="it is not open to the public"),
    NoAnswer.TOO_FAR: Text(zh="转来转去，没有到头", en="it leads on and on"),
    NoAnswer.BROKEN: Text(zh="回应读不懂", en="its answer cannot be read"),
}
_ALIVE: Final = frozenset({401, 403, 405, 412, 429})
"""Answers of a server that will not show the page to us; it may well show it to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered: an HTTP status, or why it gave none."""

    address: str
    asked_at: datetime
    status: int | None = None
    problem: NoAnswer | None = None

    @property
    def is_dead(self) -> bool:
        """Say whether nothing can be read there."""
        return self.status is None or (self.status >= 400 and self.status not in _ALIVE)

    @property
    def said(self) -> Text:
        """Return what came back, in a few words."""
        if self.problem is not None:
            return _WHY[self.problem]
        return Text(zh=f"回应是 {self.status}", en=f"it answers {self.status}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLink:
    """An address that a record cites and that does not answer, and since when it has not."""

    record: str
    since: datetime
    answer: Answer


class LinkAnswers:
    """Keeps the last answer of each address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, answers: Iterable[Answer]) -> None:
        """Keep answers in the place of those before; a first failure starts its own time."""
        with self._database.write() as connection:
            rows = connection.execute(select(LINK_ANSWER.c.address, LINK_ANSWER.c.since)).all()
            before = {row.address: row.since for row in rows}
            for answer in answers:
                since = before.get(answer.address) or answer.asked_at
                change = {
                    "status": answer.status,
                    "problem": answer.problem,
                    "asked_at": answer.asked_at,
                    "since": since if answer.is_dead else None,
                }
                row = {"address": answer.address, **change}
                add_or_change(connection, LINK_ANSWER, row, change)

    def dead_links(self, records: Iterable[AnyRecord]) -> tuple[DeadLink, ...]:
        """Return the dead addresses that records still cite, longest dead first."""
        with self._database.read() as connection:
            dead = LINK_ANSWER.c.since.is_not(None)
            rows = {r.address: r for r in connection.execute(select(LINK_ANSWER).where(dead))}
        found = [
            DeadLink(record=record, since=rows[address].since, answer=_answer(rows[address]))
            for address, ids in (cited(records) if rows else {}).items()
            if address in rows
            for record in ids
        ]
        return tuple(sorted(found, key=lambda one: (one.since, one.answer.address, one.record)))

    def last_asked(self) -> datetime | None:
        """Return when an address was last asked; None if none ever was."""
        with self._database.read() as connection:
            last = select(func.max(LINK_ANSWER.c.asked_at, type_=Moment))
            held: datetime | None = connection.execute(last).scalar()
        return held


def _answer(row: Row[Any]) -> Answer:
    problem = NoAnswer(row.problem) if row.problem else None
    return Answer(address=row.address, asked_at=row.asked_at, status=row.status, problem=problem)
