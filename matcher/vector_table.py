"""Vectors kept and compared in PostgreSQL by pgvector: exact, so answers equal those of FAISS.

The table is made on demand, beside the house's own: it can be made again from the texts at any
time, so no backup holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from kb.database import Database, wait_your_turn
from kb.errors import Unavailable
from kb.text import Text
from matcher.embedding import Encoder, Vectors
from matcher.vector_file import digest
from matcher.vectors import Known, Progress, encoded, nobody_watches

UNUSED_DAYS: Final = 30
"""Vectors that no index asked for in so many days are dropped."""
_MANY: Final = 500

_EXTENSION: Final = "CREATE EXTENSION IF NOT EXISTS vector"
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS text_vector (
    number integer GENERATED ALWAYS AS IDENTITY,
    model char(64) NOT NULL,
    digest bytea NOT NULL,
    vector vector NOT NULL,
    used_on date NOT NULL,
    PRIMARY KEY (model, digest)
)"""
_NUMBERS: Final = "SELECT digest, number FROM text_vector WHERE model = :model"
_ADD: Final = """
INSERT INTO text_vector (model, digest, vector, used_on)
VALUES (:model, :digest, CAST(:vector AS vector), :today) ON CONFLICT DO NOTHING"""
_USED: Final = """
UPDATE text_vector SET used_on = :today
WHERE model = :model AND number = ANY(:numbers) AND used_on < :today"""
_FORGET: Final = "DELETE FROM text_vector WHERE used_on < :before"
_SCORES: Final = """
SELECT string_agg(int4send(number) || float4send(-(vector <#> CAST(:asked AS vector))::real), '')
FROM text_vector WHERE model = :model"""
_SCORE: Final = np.dtype([("number", ">i4"), ("score", ">f4")])

_NO_EXTENSION: Final = Text(
    zh="这个 PostgreSQL 没有 pgvector。请让管理员在那里安装 pgvector，"
    "并在这个数据库里运行 CREATE EXTENSION vector；或者写 COMPANION_VECTORS=faiss。",
    en="This PostgreSQL has no pgvector. Ask its administrator to install pgvector there and to "
    "run CREATE EXTENSION vector in this database, or set COMPANION_VECTORS=faiss.",
)
NOT_POSTGRESQL: Final = Text(
    zh="COMPANION_VECTORS=pgvector 需要 PostgreSQL。请写 COMPANION_DATABASE_URL="
    "postgresql://user:password@host/name，或者写 COMPANION_VECTORS=faiss。",
    en="COMPANION_VECTORS=pgvector needs PostgreSQL. Set COMPANION_DATABASE_URL=postgresql://"
    "user:password@host/name, or COMPANION_VECTORS=faiss.",
)


class VectorTable:
    """A table of vectors by model and text; makes the indexes that are asked in it."""

    def __init__(
        self,
        database: Database,
        progress: Progress = nobody_watches,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Make the table where it is missing.

        Raises:
            Unavailable: the database is no PostgreSQL, or has no pgvector and may not have it.
        """
        if not database.serves_many:
            raise Unavailable(NOT_POSTGRESQL)
        self._database = database
        self._progress = progress
        self._now = now
        with database.write(alone="vectors") as connection:
            try:
                connection.execute(sql(_EXTENSION))
                connection.execute(sql(_TABLE))
            except DBAPIError:
                raise Unavailable(_NO_EXTENSION) from None

    def __call__(
        self, documents: Sequence[str], encoder: Encoder, known: Known | None = None
    ) -> TableIndex:
        """Return the index of documents; what is in the table of this model is not encoded."""
        digests = {document: digest(document) for document in documents}
        held = self._numbers(encoder.fingerprint)
        new = [document for document in digests if digests[document] not in held]
        if new:
            made = encoded(new, encoder, {}, self._progress)
            self._add(encoder.fingerprint, made)
            held = self._numbers(encoder.fingerprint)
        numbers = [held[digests[document]] for document in documents]
        self._say_used(encoder.fingerprint, numbers)
        return TableIndex(self._database, encoder, numbers)

    def _numbers(self, model: str) -> dict[bytes, int]:
        with self._database.read() as connection:
            rows = connection.execute(sql(_NUMBERS), {"model": model}).all()
        return {bytes(row.digest): row.number for row in rows}

    def _add(self, model: str, made: Known) -> None:
        today = self._now().date()
        rows = [
            {"model": model, "digest": digest(one), "vector": _written(v), "today": today}
            for one, v in made.items()
        ]
        for begin in range(0, len(rows), _MANY):
            with self._database.write() as connection:
                connection.execute(sql(_ADD), rows[begin : begin + _MANY])

    def _say_used(self, model: str, numbers: Iterable[int]) -> None:
        today = self._now().date()
        used = {"model": model, "numbers": sorted(set(numbers)), "today": today}
        with self._database.write() as connection:
            wait_your_turn(connection, "vectors")
            connection.execute(sql(_USED), used)
            connection.execute(sql(_FORGET), {"before": today - timedelta(days=UNUSED_DAYS)})


class TableIndex:
    """Scores documents by the vectors in the table, every pair compared."""

    def __init__(self, database: Database, encoder: Encoder, numbers: Sequence[int]) -> None:
        self.known: Known = {}
        """Nothing: the vectors stay in the table."""
        self._database = database
        self._encoder = encoder
        self._numbers = np.asarray(numbers, dtype=np.int64)

    def scores(self, text: str) -> Vectors:
        """Return the cosine of the text with every document."""
        values = {
            "model": self._encoder.fingerprint,
            "asked": _written(self._encoder.encode([text])[0]),
        }
        with self._database.read() as connection:
            content = connection.execute(sql(_SCORES), values).scalar() or b""
        found = np.frombuffer(content, dtype=_SCORE)
        highest = max(int(self._numbers.max(initial=0)), int(found["number"].max(initial=0)))
        by_number = np.zeros(highest + 1, dtype=np.float32)
        by_number[found["number"]] = found["score"]
        scores: Vectors = by_number[self._numbers]
        return scores


def _written(vector: Vectors) -> str:
    """Return a vector as pgvector reads it, each number exact."""
    return f"[{','.join(map(repr, vector.tolist()))}]"
