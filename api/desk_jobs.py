"""Long work of the desk, kept in the database: how far it is, what came of it, whether it stopped.

Every worker sees the same; as long as work lives, a thread beside it says so now and then. Work
that was killed is said to have stopped and can be begun again.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Event, Thread, current_thread
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, String, Table, Text, exists, select, update

from kb.database import METADATA, Database, Moment
from kb.errors import CompanionError, Unavailable

JOB: Final = Table(
    "desk_job",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("by", String(100), nullable=False),
    Column("done", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("result", Text),
    Column("problem", Text),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("beat_at", Moment, nullable=False),
)
SILENT: Final = timedelta(seconds=60)
"""Work that has not been heard of for so long has stopped."""
_ALONE: Final = "jobs"
"""The turn in which it is seen that nobody does the same, and work is begun."""
_LIVES_SECONDS: Final = 15.0
_TELL_SECONDS: Final = 0.5
_CLOSE_SECONDS: Final = 10

Progress = Callable[[int, int], None]
Work = Callable[[Progress], Any]
"""Does it, tells how far it is, and returns what came of it, ready for JSON."""


class Stage(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of long work.

    Attributes:
        subject: what it is about: the name of a submission, or empty for the whole base.
        result: what came of it, once it is done.
        problem: why it failed, by language.
    """

    id: str
    kind: str
    subject: str
    by: str
    stage: Stage
    done: int
    of: int
    result: Any
    problem: Any
    started_at: datetime
    ended_at: datetime | None

    @property
    def percent(self) -> int:
        """Return how much of it is done, from 0 to 100."""
        return 100 * self.done // self.of if self.of else 0


class DeskJobs:
    """Begins long work and knows how it stands."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        lives_seconds: float = _LIVES_SECONDS,
    ) -> None:
        self._database = database
        self._now = now
        self._lives_seconds = lives_seconds
        self._threads: set[Thread] = set()
        self.closed = False
        """Whether the house closes; work under way ends where it is."""

    def close(self) -> None:
        """Let work under way end where it is; whoever looks at it later finds that it stopped."""
        self.closed = True
        for thread in tuple(self._threads):
            thread.join(_CLOSE_SECONDS)

    def begin(self, kind: str, subject: str, by: str, work: Work) -> str:
        """Begin work in a thread of its own, unless the same is under way; returns its id."""
        with self._database.write(alone=_ALONE) as connection:
            held = self._newest(connection, kind, subject)
            if held is not None and held.stage is Stage.RUNNING:
                return held.id
            job = self._note(connection, kind, subject, by)
        thread = Thread(target=self._run_apart, args=(job, work), name=kind, daemon=True)
        self._threads.add(thread)
        thread.start()
        return job

    def do(self, kind: str, subject: str, by: str, work: Work) -> str:
        """Do work at once and return its id when it is over."""
        with self._database.write(alone=_ALONE) as connection:
            job = self._note(connection, kind, subject, by)
        self._run(job, work)
        return job

    def newest(self, kind: str, subject: str = "") -> Job | None:
        """Return the newest work of a kind on a subject, if there was any."""
        with self._database.read() as connection:
            return self._newest(connection, kind, subject)

    def _newest(self, connection: Connection, kind: str, subject: str) -> Job | None:
        query = select(JOB).where(JOB.c.kind == kind, JOB.c.subject == subject)
        row = connection.execute(query.order_by(JOB.c.started_at.desc()).limit(1)).first()
        return self._job(row) if row is not None else None

    def under_way(self) -> tuple[Job, ...]:
        """Return what is not over and was not begun again since, newest first."""
        later = JOB.alias()
        again = exists().where(
            later.c.kind == JOB.c.kind,
            later.c.subject == JOB.c.subject,
            later.c.started_at > JOB.c.started_at,
        )
        query = select(JOB).where(JOB.c.ended_at.is_(None), ~again)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(JOB.c.started_at.desc()).limit(20))
            return tuple(self._job(row) for row in found)

    def _job(self, row: Any) -> Job:
        return Job(
            id=row.id,
            kind=row.kind,
            subject=row.subject,
            by=row.by,
            stage=self._stage(row),
            done=row.done,
            of=row.of,
            result=json.loads(row.result) if row.result else None,
            problem=json.loads(row.problem) if row.problem else None,
            started_at=row.started_at,
            ended_at=row.ended_at,
        )

    def _stage(self, row: Any) -> Stage:
        if row.ended_at is None:
            return Stage.RUNNING if self._now() - row.beat_at <= SILENT else Stage.STOPPED
        return Stage.FAILED if row.problem else Stage.DONE

    def _note(self, connection: Connection, kind: str, subject: str, by: str) -> str:
        job, now = secrets.token_hex(8), self._now()
        values = {"id": job, "kind": kind, "subject": subject, "by": by, "done": 0, "of": 0}
        connection.execute(JOB.insert().values(**values, started_at=now, beat_at=now))
        return job

    def _run_apart(self, job: str, work: Work) -> None:
        try:
            self._run(job, work)
        finally:
            self._threads.discard(current_thread())

    def _run(self, job: str, work: Work) -> None:
        try:
            with self._said_to_live(job):
                result = work(_Told(self, job))
        except _HouseCloses:
            return
        except CompanionError as error:
            self._end(job, problem={lang: error.told(lang) for lang in ("zh", "en")})
        except Exception:
            self._end(job, problem=_UNFORESEEN)
            raise
        else:
            self._end(job, result=result)

    @contextmanager
    def _said_to_live(self, job: str) -> Iterator[None]:
        """Say now and then that a job lives, also while it has nothing to tell; until it ends."""
        over = Event()

        def say() -> None:
            while not (over.wait(self._lives_seconds) or self.closed):
                with suppress(Unavailable):  # the database may be back the next time
                    self.tell(job)

        thread = Thread(target=say, name=f"{job} lives", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _end(self, job: str, **values: Any) -> None:
        if self.closed:
            return
        kept = {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}
        self.tell(job, ended_at=self._now(), **kept)

    def tell(self, job: str, **values: Any) -> None:
        """Write down how a job stands."""
        with self._database.write() as connection:
            change = update(JOB).where(JOB.c.id == job)
            connection.execute(change.values(beat_at=self._now(), **values))


_UNFORESEEN: Final = {
    "zh": "出了意料之外的错，已经记在服务器的日志里。请再试一次。",
    "en": "Something unforeseen went wrong; the server's log has it. Try once more.",
}


class _HouseCloses(Exception):
    """Ends work that is under way when the house closes."""


class _Told:
    """Tells the database how far a job is, a few times a second at most."""

    def __init__(self, jobs: DeskJobs, job: str) -> None:
        self._jobs, self._job, self._told = jobs, job, 0.0

    def __call__(self, done: int, of: int) -> None:
        if self._jobs.closed:
            raise _HouseCloses
        now = time.monotonic()
        if now - self._told >= _TELL_SECONDS:
            self._told = now
            self._jobs.tell(self._job, done=done, of=of)
