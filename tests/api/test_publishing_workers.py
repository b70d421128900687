"""Four workers on one PostgreSQL: readers from a cold start, while policies are published.

Who reads sees one generation after another and never an error. How soon all workers serve it is
seen from outside: by the last answer that still came from the generation before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import httpx
import pytest

from kb.catalogue import named_after
from kb.ledger import Ledger
from tests.postgres import Postgres
from tests.running import Running, ThirdHand, little_records, started, third_hand
from tests.support import DATA
from tests.waiting import seconds_until

WORKERS = 4
READERS = 4
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 30
HTML = {"accept": "text/html"}
SERVED_SECONDS = 2.0
START_SECONDS = 240
"""Four workers share two cores, and perhaps with other tests."""
PATHS = (
    "/health",
    "/",
    "/record/document/notice",
    "/health",
    "/record/policy/old-grant",
    "/record/service/registration",
    "/health",
)


@dataclass
class Readers:
    """Read page after page, each on a connection of its own, from before the server answers."""

    server: Running
    paths: tuple[str, ...] = PATHS
    wrong: list[str] = field(default_factory=list)
    seen: list[tuple[float, str]] = field(default_factory=list)
    answers: int = 0
    _begun: threading.Event = field(default_factory=threading.Event)
    _done: threading.Event = field(default_factory=threading.Event)

    def read(self, number: int) -> None:
        """Read until told to stop; what cannot be reached counts from the first answer on."""
        for path in islice(cycle(self.paths), number, None):
            if self._done.wait(PAUSE_SECONDS):
                return
            asked = time.monotonic()
            try:
                answer = httpx.get(self.server.url + path, headers=HTML, timeout=PATIENCE_SECONDS)
            except httpx.HTTPError as error:
                if self._begun.is_set() or not isinstance(error, httpx.ConnectError):
                    self.wrong.append(f"{path}: {error!r}")
            else:
                self._note(path, asked, answer)

    def _note(self, path: str, asked: float, answer: httpx.Response) -> None:
        self._begun.set()
        self.answers += 1
        if answer.status_code != 200:
            self.wrong.append(f"{path}: {answer.status_code}")
        elif path == "/health":
            self.seen.append((asked, answer.json()["generation"]))

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let all of them read for as long as the block lasts."""
        threads = [threading.Thread(target=self.read, args=(i,)) for i in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._done.set()
            for thread in threads:
                thread.join()

    def latest(self, publications: list[tuple[float, str]]) -> float:
        """Return for how long at most a generation was still served after the next was there.

        Args:
            publications: when each generation was published, and its name, oldest first.
        """
        order = {name: place for place, (_, name) in enumerate(publications)}
        late = [
            asked - published
            for asked, name in self.seen
            for place, (published, _) in enumerate(publications)
            if order.get(name, -1) < place and asked > published
        ]
        return max(late, default=0.0)


def notice(title: str) -> str:
    return f"{{id: document/notice, title: {{zh: 通知, en: {title}}}}}"


def published_again_and_again(
    hand: ThirdHand, seconds: float, pause: float
) -> list[tuple[float, str]]:
    """Publish for some seconds; return when each generation was there, and its name."""
    done: list[tuple[float, str]] = []
    ledger = Ledger(hand.database, lambda: datetime.now(UTC))
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        hand.publish(notice(f"Round {len(done)}"))
        done.append((time.monotonic(), named_after(ledger.published_digests())))
        time.sleep(pause)
    return done


def read_while_publishing(
    postgres: Postgres,
    records: Path,
    seconds: float,
    pause: float,
    paths: tuple[str, ...] = PATHS,
) -> tuple[Readers, list[tuple[float, str]]]:
    with (
        postgres.fresh() as url,
        started(url, records, workers=WORKERS) as server,
        third_hand(url) as hand,
    ):
        readers = Readers(server, paths)
        with readers.reading():
            server.wait_until_ready(at_most=START_SECONDS)
            publications = published_again_and_again(hand, seconds, pause)
            time.sleep(SERVED_SECONDS)
            seconds_until(lambda: readers.seen[-1][0] > publications[-1][0] + SERVED_SECONDS)
        return readers, publications


def nobody_noticed(readers: Readers, publications: list[tuple[float, str]]) -> float:
    """Return for how many seconds a generation was served at most after the next was published."""
    late = readers.latest(publications)
    print(
        f"{readers.answers} pages, {len(readers.wrong)} wrong; {len(publications)} publications, "
        f"the one before was served for {late:.2f} s more at most"
    )
    assert readers.wrong == []
    assert {name for _, name in readers.seen} & {name for _, name in publications}
    return late


def test_readers_of_four_workers_never_notice_that_something_is_published(postgres, tmp_path):
    readers, took = read_while_publishing(postgres, little_records(tmp_path / "little"), 5, 0.3)

    nobody_noticed(readers, took)


@pytest.mark.prove
def test_for_a_minute_with_the_shipped_records_nobody_notices(postgres, tmp_path):
    pages = (
        "/",
        "/health",
        "/record/policy/childcare-subsidy",
        "/record/parameter/fire-check-area",
    )

    shipped = tmp_path / "data"
    shipped.symlink_to(DATA, target_is_directory=True)  # what is made while it runs lies beside it

    readers, took = read_while_publishing(postgres, shipped, 60, 1.0, pages)

    assert nobody_noticed(readers, took) <= SERVED_SECONDS
