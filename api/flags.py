"""“This seems wrong”: what companions and applicants point at, until an officer has answered.

A flag names a record and says where it was met: scene, state of the step, verdict and its open
conditions, never a figure of the applicant. Words are the writer's own and go when the case is
erased; those of a conversation go after a year.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, delete, func, select, update

from flowchart.case_tables import RECORD_FLAG
from kb.database import Database
from kb.errors import Conflict, NotFound
from kb.text import Text

LONGEST: Final = 300
_MOST_OPEN: Final = 10
_KEPT: Final = timedelta(days=365)
_TOO_MANY: Final = Text(
    zh="这个办件已经提了很多处，请等工作人员看过再提。",
    en="Many things of this case are pointed out already; please wait until somebody has looked.",
)
_NO_FLAG: Final = Text(zh="没有这条，或者已经答复过了。", en="There is none, or it is answered.")


class FlagPlace(StrEnum):
    """Where somebody was when it seemed wrong."""

    PLAN = "plan"
    CASE = "case"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One thing that seemed wrong to somebody, where, and what an officer answered."""

    id: str
    record_id: str
    place: FlagPlace
    context: Mapping[str, Any]
    words: str
    at: datetime
    settled_at: datetime | None
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
    ) -> None:
        """Keep a flag; the same one of the same case takes the place of the one before.

        Raises:
            Conflict: so many of this case are open already.
        """
        said = words.strip()[:LONGEST]
        same = (
            RECORD_FLAG.c.record_id == record_id,
            RECORD_FLAG.c.case_id == case_id,
            RECORD_FLAG.c.place == place,
            RECORD_FLAG.c.settled_at.is_(None),
        )
        with self._database.write() as connection:
            if case_id is not None:
                connection.execute(delete(RECORD_FLAG).where(*same))
                mine = (RECORD_FLAG.c.case_id == case_id, RECORD_FLAG.c.settled_at.is_(None))
                count = select(func.count()).select_from(RECORD_FLAG).where(*mine)
                if connection.execute(count).scalar_one() >= _MOST_OPEN:
                    raise Conflict(_TOO_MANY)
            else:
                self._forget_old(connection)
            row = {
                "id": secrets.token_hex(8),
                "record_id": record_id,
                "place": place.value,
                "case_id": case_id,
                "context": json.dumps(dict(context), ensure_ascii=False),
                "words": said or None,
                "by": by,
                "at": self._now(),
            }
            connection.execute(RECORD_FLAG.insert().values(**row))

    def _forget_old(self, connection: Any) -> None:
        """Let go of the words of conversations that lie a year back."""
        old = (RECORD_FLAG.c.case_id.is_(None), RECORD_FLAG.c.at < self._now() - _KEPT)
        connection.execute(update(RECORD_FLAG).where(*old).values(words=None))

    def waiting(self) -> tuple[Flag, ...]:
        """Return what nobody has answered yet, oldest first."""
        return self._found(RECORD_FLAG.c.settled_at.is_(None))

    def of_case(self, case_id: str) -> tuple[Flag, ...]:
        """Return what was pointed out about a case, oldest first."""
        return self._found(RECORD_FLAG.c.case_id == case_id)

    def _found(self, *where: Any) -> tuple[Flag, ...]:
        query = select(RECORD_FLAG).where(*where).order_by(RECORD_FLAG.c.at, RECORD_FLAG.c.id)
        with self._database.read() as connection:
            return tuple(_flag(row) for row in connection.execute(query))

    def settle(self, flag_id: str, by: str, answer: str) -> None:
        """Answer a flag; whoever raised it reads the answer beside the case.

        Raises:
            NotFound: there is none that waits.
        """
        waits = (RECORD_FLAG.c.id == flag_id, RECORD_FLAG.c.settled_at.is_(None))
        change = {"settled_at": self._now(), "settled_by": by, "answer": answer.strip()[:LONGEST]}
        with self._database.write() as connection:
            if not connection.execute(update(RECORD_FLAG).where(*waits).values(**change)).rowcount:
                raise NotFound(_NO_FLAG)


def _flag(row: Row[Any]) -> Flag:
    return Flag(
        id=row.id,
        record_id=row.record_id,
        place=FlagPlace(row.place),
        context=json.loads(row.context),
        words=row.words or "",
        at=row.at,
        settled_at=row.settled_at,
        answer=row.answer or "",
    )
