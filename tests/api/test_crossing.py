"""Two servers of two and one workers over one PostgreSQL: what happens in one is known in all."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
import psutil
import pytest
from sqlalchemy import text

from flowchart.states import StepState
from tests.running import Running, ThirdHand, little_records, started, third_hand
from tests.waiting import seconds_until

MOVE_SECONDS = 1
PUBLISH_SECONDS = 2
ROUND = COLLECTING, SUBMITTED, _ = StepState.COLLECTING, StepState.SUBMITTED, StepState.WITHDRAWN


@dataclass
class Pair:
    """One server of two workers, one of one, and a hand in their database."""

    many: Running
    one: Running
    hand: ThirdHand

    @property
    def servers(self) -> tuple[Running, Running]:
        return self.many, self.one


@pytest.fixture(scope="module")
def pair(postgres, tmp_path_factory) -> Iterator[Pair]:
    """Start both at the same moment on an empty database: all of them want to seed it."""
    records = little_records(tmp_path_factory.mktemp("crossing"))
    with ExitStack() as stack:
        url = stack.enter_context(postgres.fresh())
        many = stack.enter_context(started(url, records, workers=2))
        one = stack.enter_context(started(url, records))
        hand = stack.enter_context(third_hand(url))
        for server in (many, one):
            server.wait_until_ready()
        yield Pair(many, one, hand)


@dataclass
class Stream:
    """An open event stream: what came, and when."""

    heard: list[tuple[float, str]] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)

    def numbers(self) -> list[str]:
        return [number for _, number in self.heard]

    def follow(self, server: Running, token: str) -> None:
        with httpx.stream("GET", f"{server.url}/c/{token}/events", timeout=30) as answer:
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    self.heard.append((time.monotonic(), line.removeprefix("data:").strip()))
                    self.begun.set()


@contextmanager
def streams(token: str, servers: tuple[Running, ...], each: int) -> Iterator[list[Stream]]:
    """Open several streams at every server, so that every worker has some."""
    opened = [(server, Stream()) for server in servers for _ in range(each)]
    for server, stream in opened:
        threading.Thread(target=_follow, args=(stream, server, token), daemon=True).start()
    for _, stream in opened:
        assert stream.begun.wait(10)
    yield [stream for _, stream in opened]


def _follow(stream: Stream, server: Running, token: str) -> None:
    try:
        stream.follow(server, token)
    except httpx.HTTPError:
        return  # the server stopped, or was killed


class Visitors:
    """Ask both servers for a page twenty times a second and remember every answer."""

    def __init__(self, servers: tuple[Running, ...], path: str) -> None:
        self._servers, self._path = servers, path
        self._done = threading.Event()
        self.answers: list[tuple[float, int, str]] = []
        self._threads = [threading.Thread(target=self._visit, args=(s,)) for s in servers]

    def _visit(self, server: Running) -> None:
        while not self._done.wait(0.05):
            asked = time.monotonic()
            try:
                answer = server.get(self._path, accept="text/html", **{"accept-language": "en"})
                self.answers.append((asked, answer.status_code, answer.text))
            except httpx.HTTPError as error:
                self.answers.append((asked, 0, repr(error)))

    def __enter__(self) -> Visitors:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def refused(self) -> list[tuple[float, int, str]]:
        return [one for one in self.answers if one[1] != 200]


def workers_of(server: Running) -> list[psutil.Process]:
    """Return the processes that serve; beside them runs one that only clears up."""
    return [
        child
        for child in psutil.Process(server.process.pid).children()
        if child.status() != psutil.STATUS_ZOMBIE and "spawn_main" in " ".join(child.cmdline())
    ]


def cut_all_listeners(hand: ThirdHand) -> int:
    """End the connection by which each worker hears; returns how many there were."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    with hand.database.read() as connection:
        return len(connection.execute(text(query)).all())


def notice(title: str) -> str:
    return f"{{id: document/notice, title: {{zh: 公告, en: {title}}}}}"


def test_all_of_them_start_at_once_and_seed_once(pair):
    with pair.hand.database.read() as connection:
        twice = "SELECT record_id FROM record_version GROUP BY record_id HAVING count(*) > 1"
        assert connection.execute(text(twice)).all() == []
    generations = {server.get("/health").json()["generation"] for server in pair.servers * 5}

    assert len(generations) == 1
    assert [len(server.links) for server in pair.servers] in ([5, 5], [5, 0], [0, 5])


def moved(pair, server, case, to, seen, opened):
    """Make a move at a server; returns the seconds from then until every stream heard of it."""
    began, newest = time.monotonic(), str(seen + 1)
    pair.hand.move(server, case, to, seen)
    seconds_until(lambda: all(newest in stream.numbers() for stream in opened))
    return round(time.monotonic() - began, 3)


def test_a_move_made_in_one_process_is_heard_in_every_other(pair):
    case, token = pair.hand.open_case()

    with streams(token, pair.servers, each=4) as opened:
        seen = case.sequence
        there = moved(pair, pair.one, case, COLLECTING, seen, opened)
        back = moved(pair, pair.many, case, SUBMITTED, seen + 1, opened)
        again = moved(pair, pair.one, case, StepState.ACCEPTED, seen + 2, opened)

    print(f"heard after {there}, {back} and {again} s")
    assert sorted((there, back, again))[1] < MOVE_SECONDS


def test_a_code_issued_by_one_worker_is_shown_by_every_other_with_the_right_address(pair):
    """It lies sealed in the database, and only this session can open it."""
    case, _ = pair.hand.open_case()

    pair.hand.send(pair.many, f"/case/{case.id}/code")

    pages = [pair.hand.see(server, f"/case/{case.id}/code") for server in pair.servers * 4]
    tokens = {re.search(r"/C/([A-Z2-7]{26})", page)[1] for page in pages}
    assert len(tokens) == 1
    for server, page in zip(pair.servers * 4, pages, strict=True):
        assert f"{server.url}/c/{next(iter(tokens))}".upper() in page


def test_what_is_published_is_served_by_every_process_and_no_visitor_is_refused(pair):
    with Visitors(pair.servers, "/record/document/notice") as visitors:
        seconds_until(lambda: len(visitors.answers) > 4)
        pair.hand.publish(notice("Announcement"))
        published = time.monotonic()
        time.sleep(PUBLISH_SECONDS)
        seconds_until(lambda: visitors.answers[-1][0] > published + PUBLISH_SECONDS)

    old = [asked for asked, _, said in visitors.answers if "Announcement" not in said]
    print(f"the last old page was asked for {max(old) - published:.3f} s after the publication")
    assert visitors.refused() == []
    assert max(old) < published + PUBLISH_SECONDS
    assert {said.count("Announcement") > 0 for *_, said in visitors.answers[-4:]} == {True}


def test_listeners_that_are_cut_off_come_back_and_catch_up(pair):
    """What was said while nobody listened is looked up afterwards."""
    case, token = pair.hand.open_case()

    with streams(token, pair.servers, each=4) as opened:
        assert cut_all_listeners(pair.hand) == 3
        pair.hand.move(pair.one, case, COLLECTING, seen=case.sequence)
        pair.hand.publish(notice("Said in between"))

        newest = str(case.sequence + 1)
        caught_up = seconds_until(lambda: all(newest in stream.numbers() for stream in opened))
        seconds_until(
            lambda: all(
                "Said in between" in server.get("/record/document/notice").text
                for server in pair.servers * 4
            ),
            at_most=PUBLISH_SECONDS,
        )

    assert caught_up < PUBLISH_SECONDS


def one_round(pair, case, token, number, cut):
    """Make a move with streams open everywhere; returns the seconds until all have heard of it."""
    with streams(token, pair.servers, each=2) as opened:
        if cut:
            cut_all_listeners(pair.hand)
        if number % 5 == 0:
            pair.hand.publish(notice(f"Round {number}"))
        seen = case.sequence + number
        return moved(pair, pair.servers[number % 2], case, ROUND[number % 3], seen, opened)


def in_the_middle(times):
    return times[len(times) // 2]


@pytest.mark.prove
def test_for_two_hundred_rounds_nothing_is_late_and_nobody_is_refused(pair, capsys):
    """Moves cross while records are published and listeners are cut off again and again."""
    took = {True: [], False: []}
    case, token = pair.hand.open_case()
    with Visitors(pair.servers, "/record/document/notice") as visitors:
        for number in range(200):
            cut = number % 10 == 9
            took[cut].append(one_round(pair, case, token, number, cut))
        seconds_until(lambda: all("Round 195" in said for *_, said in visitors.answers[-8:]))

    with capsys.disabled():
        moves, after_cut = sorted(took[False]), sorted(took[True])
        print(f"\n{len(moves)} moves were heard after {in_the_middle(moves)} s in the middle")
        print(f"and {moves[-1]} s at most; where listeners had been cut off just before, after")
        print(f"{in_the_middle(after_cut)} s and {after_cut[-1]} s;")
        print(f"{len(visitors.answers)} visitors meanwhile, {len(visitors.refused())} refused")
    assert visitors.refused() == []
    assert moves[int(0.95 * len(moves))] < MOVE_SECONDS
    assert in_the_middle(after_cut) < PUBLISH_SECONDS


def test_a_worker_that_dies_is_started_again_and_visitors_are_served_meanwhile(pair):
    before = workers_of(pair.many)
    assert len(before) == 2

    before[0].kill()
    with Visitors((pair.many,), "/health") as visitors:
        seconds_until(
            lambda: len({one.pid for one in workers_of(pair.many)} - {one.pid for one in before}),
            at_most=30,
        )
    assert visitors.refused() == []


def test_stopping_the_first_process_stops_all_of_them(pair):
    every = [psutil.Process(pair.many.process.pid), *workers_of(pair.many)]
    assert len(every) == 3

    pair.many.process.terminate()

    took = seconds_until(lambda: not any(one.is_running() for one in every[1:]), at_most=15)
    assert pair.many.process.wait(10) == 0
    assert took < 10
