"""“This seems wrong”: what companions and applicants point at, until an officer has answered.

A flag names a record and says where it was met: scene, state of the step, verdict and its open
conditions, never a figure of the applicant. One of a conversation goes along into the case that is
opened from it. Words are the writer's own and go when the case is erased; those of a conversation
that led to no case go after a year.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, and_, delete, func, select, update

from api.flag_words import checked_words
from flowchart.case_tables import RECORD_FLAG
from kb.database import Database
from kb.errors import Conflict, NotFound
from kb.text import Text

REOPENED_FOR: Final = timedelta(days=1)
"""So long an answer can be taken back."""
_MOST_OPEN: Final = 10
_KEPT: Final = timedelta(days=365)
_TOO_MANY: Final = Text(
    zh="这里已经提了很多处，请等政策专员看过再提。",
    en="Many things are pointed out here already; please wait until a policy officer has looked.",
)
_NO_FLAG: Final = Text(zh="没有这条，或者已经答复过了。", en="There is none, or it is answered.")
_NOT_BACK: Final = Text(
    zh="没有这条，或者答复已经过了一天，不能撤回。",
    en="There is none, or its answer is older than a day and stays.",
)


class FlagPlace(StrEnum):
    """Where somebody was when it seemed wrong."""

    PLAN = "plan"
    CASE = "case"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that seemed wrong to somebody, where, and what an officer answered.

    `in_case`: it belongs to a case; which, no officer sees.
    """

    id: str
    record_id: str
    place: FlagPlace
    in_case: bool
    context: Mapping[str, Any]
    words: str
    at: datetime
    settled_at: datetime | None
    settled_by: str
    answer: str


class Flags:
    """Keeps flags, and answers them."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def point_out(
        self,
        record_id: str,
        place: FlagPlace,
        context: Mapping[str, Any],
        words: str,
        *,
        by: str | None = None,
        case_id: str | None = None,
        intake: str | None = None,
    ) -> None:
        """Keep a flag; the same one of the same place takes the place of the one before.

        Args:
            record_id: what seems wrong.
            place: where somebody was.
            context: what stood there.
            words: of the writer.
            by: the account, of staff.
            case_id: the case it belongs to.
            intake: the conversation it belongs to, while there is no case.

        Raises:
            WrongInput: the words hold a number of somebody.
            Conflict: so many are open here already.
        """
        said = checked_words(words)
        open_here = (_of(case_id, intake), RECORD_FLAG.c.settled_at.is_(None))
        same = (RECORD_FLAG.c.record_id == record_id, RECORD_FLAG.c.place == place)
        row = {
            "id": secrets.token_hex(8),
            "record_id": record_id,
            "place": place.value,
            "case_id": case_id,
            "context": _written(context, intake),
            "words": said or None,
            "by": by,
            "at": self._now(),
        }
        with self._database.write() as connection:
            connection.execute(delete(RECORD_FLAG).where(*open_here, *same))
            count = select(func.count()).select_from(RECORD_FLAG).where(*open_here)
            if connection.execute(count).scalar_one() >= _MOST_OPEN:
                raise Conflict(_TOO_MANY)
            connection.execute(RECORD_FLAG.insert().values(**row))
        forget_words(self._database, self._now())

    def carry(self, intake: str, case_id: str) -> int:
        """Let what was pointed out in a conversation belong to the case; return how many."""
        with self._database.write() as connection:
            change = update(RECORD_FLAG).where(_of(None, intake)).values(case_id=case_id)
            return connection.execute(change).rowcount

    def waiting(self, record_id: str | None = None) -> tuple[Flag, ...]:
        """Return what nobody has answered yet, of one record or of all, oldest first."""
        of_it = () if record_id is None else (RECORD_FLAG.c.record_id == record_id,)
        return self._found(RECORD_FLAG.c.settled_at.is_(None), *of_it)

    def settled_since(self, moment: datetime) -> tuple[Flag, ...]:
        """Return what was answered from a moment on, the last answered first."""
        found = self._found(RECORD_FLAG.c.settled_at >= moment)
        return tuple(sorted(found, key=lambda one: one.settled_at or one.at, reverse=True))

    def of_case(self, case_id: str) -> tuple[Flag, ...]:
        """Return what was pointed out about a case, oldest first."""
        return self._found(_of(case_id, None))

    def answered_in(self, cases: Collection[str], moment: datetime) -> dict[str, tuple[Flag, ...]]:
        """Return by case what staff pointed out and was answered from a moment on, oldest first."""
        theirs = (RECORD_FLAG.c.case_id.in_(cases), RECORD_FLAG.c.place != FlagPlace.PHONE)
        query = select(RECORD_FLAG).where(RECORD_FLAG.c.settled_at >= moment, *theirs)
        found: dict[str, tuple[Flag, ...]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(RECORD_FLAG.c.at, RECORD_FLAG.c.id)):
                found[row.case_id] = (*found.get(row.case_id, ()), _flag(row))
        return found

    def of_intake(self, intake: str) -> tuple[Flag, ...]:
        """Return what was pointed out in a conversation, oldest first."""
        return self._found(_of(None, intake))

    def _found(self, *where: Any) -> tuple[Flag, ...]:
        query = select(RECORD_FLAG).where(*where).order_by(RECORD_FLAG.c.at, RECORD_FLAG.c.id)
        with self._database.read() as connection:
            return tuple(_flag(row) for row in connection.execute(query))

    def mark(self, case_id: str) -> str:
        """Return what changes whenever something is pointed out about a case, or answered."""
        found = self.of_case(case_id)
        times = (f"{one.id}{one.settled_at or ''}" for one in found)
        return hashlib.sha256("".join(times).encode()).hexdigest()[:8] if found else ""

    def settle(self, flag_id: str, by: str, answer: str) -> None:
        """Answer a flag; whoever raised it reads the answer where they raised it.

        Raises:
            NotFound: there is none that waits.
        """
        waits = (RECORD_FLAG.c.id == flag_id, RECORD_FLAG.c.settled_at.is_(None))
        change = {"settled_at": self._now(), "settled_by": by, "answer": answer.strip()}
        self._change(waits, change, _NO_FLAG)

    def reopen(self, flag_id: str) -> None:
        """Take an answer back: the flag waits again.

        Raises:
            NotFound: there is no such answer, or it is older than a day.
        """
        since = self._now() - REOPENED_FOR
        just_settled = (RECORD_FLAG.c.id == flag_id, RECORD_FLAG.c.settled_at >= since)
        change = dict.fromkeys(("settled_at", "settled_by", "answer"))
        self._change(just_settled, change, _NOT_BACK)

    def _change(self, where: tuple[Any, ...], change: Mapping[str, Any], if_none: Text) -> None:
        with self._database.write() as connection:
            if not connection.execute(update(RECORD_FLAG).where(*where).values(**change)).rowcount:
                raise NotFound(if_none)


def forget_words(database: Database, now: datetime) -> int:
    """Let go of the words of conversations without a case that lie a year back; return how many."""
    table = RECORD_FLAG.c
    old = (table.case_id.is_(None), table.at < now - _KEPT, table.words.is_not(None))
    with database.write() as connection:
        return connection.execute(update(RECORD_FLAG).where(*old).values(words=None)).rowcount


def _of(case_id: str | None, intake: str | None) -> Any:
    """Return what says that a flag belongs to a case; or to a conversation that has none."""
    if case_id is not None:
        return RECORD_FLAG.c.case_id == case_id
    held = RECORD_FLAG.c.context.contains(_written({}, intake)[1:-1], autoescape=True)
    return and_(RECORD_FLAG.c.case_id.is_(None), held)


def _written(context: Mapping[str, Any], intake: str | None) -> str:
    return json.dumps({"intake": intake, **context}, ensure_ascii=False)


def _flag(row: Row[Any]) -> Flag:
    return Flag(
        id=row.id,
        record_id=row.record_id,
        place=FlagPlace(row.place),
        in_case=row.case_id is not None,
        context=json.loads(row.context),
        words=row.words or "",
        at=row.at,
        settled_at=row.settled_at,
        settled_by=row.settled_by or "",
        answer=row.answer or "",
    )
