"""Four workers on one PostgreSQL: readers from a cold start, while policies are published.

Who reads sees one generation after another and never an error. How long a worker takes to swap is
told by the worker itself; that all of them serve the new one is seen from outside.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from tests.running import Running, little_records, started, third_hand
from tests.support import DATA
from tests.waiting import seconds_until

WORKERS = 4
READERS = 6
SERVED_SECONDS = 2.0
START_SECONDS = 240
"""Four workers share two cores, and perhaps with other tests."""
PATHS = (
    "/",
    "/record/document/notice",
    "/record/policy/old-grant",
    "/record/service/registration",
    "/plan/scene/shop",
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
    begun: threading.Event = field(default_factory=threading.Event)
    _done: threading.Event = field(default_factory=threading.Event)

    def read(self, number: int) -> None:
        """Read until told to stop; what cannot be reached counts from the first answer on."""
        turn = number
        while not self._done.is_set():
            path = self.paths[turn % len(self.paths)]
            turn += 1
            asked = time.monotonic()
            try:
                answer = self.server.get(path, accept="text/html")
            except httpx.HTTPError as error:
                if self.begun.is_set() or not isinstance(error, httpx.ConnectError):
                    self.wrong.append(f"{path}: {error!r}")
                time.sleep(0.02)
                continue
            self.begun.set()
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


def generation_of(server: Running) -> str:
    return str(server.get("/health").json()["generation"])


def every_worker_serves(server: Running, old: set[str]) -> bool:
    """Say whether none of many answers in a row comes from a generation of before."""
    return all(generation_of(server) not in old for _ in range(3 * WORKERS))


def notice(title: str) -> str:
    return f"{{id: document/notice, title: {{zh: 通知, en: {title}}}}}"


def published_again_and_again(server, hand, readers, seconds, pause):
    """Publish for some seconds; return how long after each all workers served it."""
    took, old = [], {generation_of(server)}
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        hand.publish(notice(f"Round {len(took)}"))
        took.append(seconds_until(lambda: every_worker_serves(server, old)))
        old.add(generation_of(server))
        time.sleep(pause)
    return took


def read_while_publishing(postgres, records, seconds, pause, paths=PATHS):
    with (
        postgres.fresh() as url,
        started(url, records, workers=WORKERS) as server,
        third_hand(url) as hand,
    ):
        readers = Readers(server, paths)
        with readers.reading():
            server.wait_until_ready(at_most=START_SECONDS)
            took = published_again_and_again(server, hand, readers, seconds, pause)
        return readers, took


def assert_nobody_noticed(readers, took):
    print(
        f"{readers.answers} pages, {len(readers.wrong)} wrong; {len(took)} publications, "
        f"served everywhere after {max(took):.2f} s at most"
    )
    assert readers.wrong == []
    assert len({generation for _, generation in readers.seen}) > 1
    assert max(took) <= SERVED_SECONDS


def test_readers_of_four_workers_never_notice_that_something_is_published(postgres, tmp_path):
    readers, took = read_while_publishing(postgres, little_records(tmp_path / "little"), 5, 0.3)

    assert_nobody_noticed(readers, took)


@pytest.mark.prove
def test_for_a_minute_with_the_shipped_records_nobody_notices(postgres, tmp_path):
    pages = (
        "/",
        "/health",
        "/record/policy/childcare-subsidy",
        "/record/parameter/fire-check-area",
    )

    readers, took = read_while_publishing(postgres, DATA, 60, 1.0, pages)

    assert_nobody_noticed(readers, took)
