"""A thousand phones hold an event stream of one case open: how soon is each told of a move?

One server of one worker in a process of its own; the phones are sockets in this one. What the
server needs for them is read from the operating system before they come and while they are there.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import psutil

from bench.measured import Times
from bench.served_case import Served, served
from flowchart.states import StepState

T = TypeVar("T")
STREAMS: Final = 1000
TOLD_SECONDS: Final = 0.250
MEMORY_MB: Final = 50
MOVES: Final = (StepState.COLLECTING, StepState.SUBMITTED, StepState.ACCEPTED)
_AT_ONCE: Final = 100
"""So many phones come at the same moment; more than a listener lets wait is no case of life."""
_PATIENCE_SECONDS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a number of open streams cost.

    `after` are the seconds from a move to each phone, for each of some moves: counted from the
    answer to whoever made it, or from the first phone that was told, whichever was sooner.
    `since_sent` counts from the moment the move was sent in, for the slowest phone.
    """

    streams: int
    after: tuple[Times, ...]
    since_sent: tuple[float, ...]
    memory_mb: float

    @property
    def last(self) -> float:
        """Return after how many seconds the last phone was told of the middle one of the moves."""
        return statistics.median(times.seconds[-1] for times in self.after)

    def __str__(self) -> str:
        last = ", ".join(f"{times.seconds[-1] * 1000:.0f}" for times in self.after)
        sent = ", ".join(f"{one * 1000:.0f}" for one in self.since_sent)
        return (
            f"{self.streams:,} streams: the last told {last} ms after a move (since it was sent "
            f"{sent} ms; budget {TOLD_SECONDS * 1000:.0f} ms, {_kept(self.last <= TOLD_SECONDS)}"
            f"); {self.memory_mb:.1f} MB more memory (budget {MEMORY_MB} MB, "
            f"{_kept(self.memory_mb <= MEMORY_MB)})"
        )


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "NOT KEPT"


class Phone:
    """One open stream; `heard` is when each event came, by its number."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}
        self.news = asyncio.Event()

    async def follow(self, server: Served) -> None:
        """Keep listening until the connection ends."""
        place = urlsplit(server.url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write(
            f"GET /c/{server.token}/events HTTP/1.1\r\nHost: {place.netloc}\r\n"
            "Accept: text/event-stream\r\n\r\n".encode()
        )
        try:
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    self.heard.setdefault(line[5:].strip().decode(), time.perf_counter())
                    self.news.set()
        finally:
            writer.close()

    async def told(self, number: str) -> float:
        """Return when an event came, as soon as it has."""
        while number not in self.heard:
            self.news.clear()
            await self.news.wait()
        return self.heard[number]


async def _measured(server: Served, streams: int) -> Told:
    process = psutil.Process(server.process)
    before = _memory(process)
    phones = [Phone() for _ in range(streams)]
    following = []
    for first in range(0, streams, _AT_ONCE):
        come = phones[first : first + _AT_ONCE]
        following += [asyncio.create_task(phone.follow(server)) for phone in come]
        await asyncio.wait_for(_all(phone.news.wait() for phone in come), _PATIENCE_SECONDS)
    seen = max(int(number) for number in phones[0].heard)
    more = _memory(process) - before
    after, sent = [], []
    for number, to in enumerate(MOVES, seen + 1):
        began = time.perf_counter()
        await asyncio.to_thread(server.move, to, number - 1)
        answered = time.perf_counter()
        heard = await asyncio.wait_for(
            _all(phone.told(str(number)) for phone in phones), _PATIENCE_SECONDS
        )
        made = min(answered, *heard)
        after.append(Times(tuple(sorted(one - made for one in heard))))
        sent.append(max(heard) - began)
    more = max(more, _memory(process) - before)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    return Told(
        streams=streams, after=tuple(after), since_sent=tuple(sent), memory_mb=more / 1_000_000
    )


async def _all(waiting: Iterable[Awaitable[T]]) -> list[T]:
    return await asyncio.gather(*waiting)


def _memory(process: psutil.Process) -> int:
    """Return what a server and its helpers hold of the machine's memory, in bytes."""
    return int(sum(one.memory_info().rss for one in (process, *process.children(recursive=True))))


def measured(streams: int = STREAMS, state: Path | None = None) -> Told:
    """Return what so many open streams cost on a server that was just started.

    Before that the page is looked at and a hundred streams come and go, so that neither what the
    first visitor loads is counted nor the threads every busy server has.

    Args:
        streams: how many.
        state: a folder whose database holds the records already; an empty one where left out.
    """
    with tempfile.TemporaryDirectory() as folder, served(state or Path(folder)) as server:
        for _ in range(3):
            urllib.request.urlopen(f"{server.url}/c/{server.token}", timeout=60).close()
        asyncio.run(_warmed(server))
        return asyncio.run(_measured(server, streams))


async def _warmed(server: Served) -> None:
    phones = [Phone() for _ in range(_AT_ONCE)]
    following = [asyncio.create_task(phone.follow(server)) for phone in phones]
    await asyncio.wait_for(_all(phone.news.wait() for phone in phones), _PATIENCE_SECONDS)
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)


if __name__ == "__main__":
    print(measured())
