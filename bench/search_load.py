"""Eight people search at once among 10,000 items: a server of its own, over loopback.

Each looks at an answer for a twentieth of a second before the next search, which is faster than
anybody reads; without that pause the two cores are never idle, and that figure stands beside it.
Every sentence is new to the server. What each is answered is compared with what one person alone
is answered by a server that was started anew. The state lies in a folder below var/, so that only
the first run encodes the 10,000 texts (some minutes).
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from api.keys import Keys, Scope
from api.settings import CHECKOUT, Settings
from api.wiring import utc_now
from bench.many_records import ITEMS, records, sayings
from bench.measured import Budget, Comparison, Times
from kb.database import Database, open_database
from kb.ledger import Ledger
from matcher.analyser import is_chinese

BUDGET: Final = Budget(p95=0.050)
USERS: Final = 8
EACH: Final = 60
"""Searches of each user, one after the other."""
PAUSE_SECONDS: Final = 0.05
PORT: Final = 8930
STATE: Final = CHECKOUT / "var" / "bench-search"
_PATIENCE_SECONDS: Final = 900


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked, what came back, and after how many seconds."""

    said: str
    answer: dict[str, Any]
    seconds: float


def compare() -> Comparison:
    """Return the times of eight users at once, beside those of one alone."""
    said = sayings(2 * USERS * EACH + 40)
    warming, first, second = said[:40], said[40 : 40 + USERS * EACH], said[-USERS * EACH :]
    with _server() as (secret, start):
        _ask(secret, warming)
        together = _together(secret, first, PAUSE_SECONDS)
        hurried = _together(secret, second, 0.0)
    with _server() as (secret, _):
        _ask(secret, warming)
        alone = _ask(secret, [one.said for one in together[::4]])
    for one, other in zip(together[::4], alone, strict=True):
        assert _same(one.answer, other.answer), one.said
    return _compared(together, hurried, alone, start)


def _compared(
    together: Sequence[Answered], hurried: Sequence[Answered], alone: Sequence[Answered], start: str
) -> Comparison:
    single, english = _times(alone), [one for one in together if not is_chinese(one.said)]
    note = (
        f"; {USERS} users, {ITEMS:,} items, {len(together)} searches, answers the same; "
        f"English p95 {_ms(_times(english).p95)}; without a pause {_said(_times(hurried))}; {start}"
    )
    peer = f"one user alone {_said(single)}"
    return Comparison(_times(together), peer, budget=BUDGET, note=note)


def _said(times: Times) -> str:
    return f"median {_ms(times.median)}, p95 {_ms(times.p95)}"


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Say whether two answers are the same; a vector may differ in its seventh place."""
    pairs = zip(one["results"], other["results"], strict=True)
    near = all(abs(mine.pop("score") - yours.pop("score")) < 0.001 for mine, yours in pairs)
    return near and one == other


def _together(secret: str, said: Sequence[str], pause: float) -> list[Answered]:
    """Ask all of it, each user a part, all users at once."""
    found: list[list[Answered]] = [[] for _ in range(USERS)]
    begin = threading.Barrier(USERS)

    def user(number: int) -> None:
        begin.wait()
        found[number] = _ask(secret, said[number::USERS], pause)

    users = [threading.Thread(target=user, args=[number]) for number in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    answered = [one for part in found for one in part]
    assert len(answered) == len(said), "a search failed"
    return answered


def _ask(secret: str, said: Sequence[str], pause: float = 0.0) -> list[Answered]:
    """Ask one after the other, on one connection, with a pause after every answer."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    answered = []
    for one in said:
        began = time.perf_counter()
        answer = json.loads(_got(connection, f"/v1/search?{urlencode({'text': one})}", secret))
        answered.append(Answered(one, answer, time.perf_counter() - began))
        time.sleep(pause)
    connection.close()
    return answered


def _got(connection: http.client.HTTPConnection, path: str, secret: str) -> bytes:
    connection.request("GET", path, headers={"Authorization": f"Bearer {secret}"})
    response = connection.getresponse()
    content = response.read()
    assert response.status == 200, f"{response.status}: {content!r}"
    return content


@contextmanager
def _server() -> Iterator[tuple[str, str]]:
    """Serve the items; give a key to it, and what is to be said of its start."""
    secret = _prepared()
    empty = STATE / "nothing"
    empty.mkdir(exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if name[:10] != "COMPANION_"},
        "COMPANION_STATE": str(STATE),
        "COMPANION_DATA": str(empty),
        "COMPANION_RATE": "1000000/minute",
    }
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.start", "serve", "--port", str(PORT)],
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
    )
    try:
        _until(process, lambda: _ask(secret, ["open a bakery"]))
        answers = time.monotonic() - began
        _until(process, lambda: _has_encoder(secret))
        whole = time.monotonic() - began
        yield secret, f"first answer after {answers:.1f} s, with the encoder after {whole:.1f} s"
    finally:
        process.terminate()
        process.wait(30)


def _prepared() -> str:
    """Return a fresh key to a database that holds the items."""
    STATE.mkdir(parents=True, exist_ok=True)
    database = open_database(Settings(state=STATE, database_url="").resolved_database_url())
    try:
        Ledger(database, utc_now).seed(records())
        return _key(database)
    finally:
        database.close()


def _key(database: Database) -> str:
    made = Keys(database, utc_now).issue("bench", [Scope.SEARCH, Scope.MATCH], Settings().centre)
    return made.secret


def _has_encoder(secret: str) -> None:
    """Fail while the encoder has not joined."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    connection.request("POST", "/v1/match", '{"facts": {}, "rank": true}', headers)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise ConnectionError(response.status)


def _until(process: subprocess.Popen[bytes], works: Any) -> None:
    """Try until it works."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            works()
        except OSError:
            assert process.poll() is None, "the server has ended"
            assert time.monotonic() < until, "the server is not ready"
            time.sleep(0.05)
        else:
            return


def _times(answered: Sequence[Answered]) -> Times:
    return Times(tuple(sorted(one.seconds for one in answered)))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    print(compare())
