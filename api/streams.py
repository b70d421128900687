"""What an open page hears of a case by server-sent events: the number of its newest event.

A thousand phones may listen at once, so a stream is one task and a few words: what the framework
offers for events takes twice the memory and five times as long to tell them all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from fastapi import Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api.news import News

HEARTBEAT_SECONDS: Final = 14
"""Shorter than what a proxy or a phone's network lets a quiet connection live."""
GONE: Final = -1
"""The number that says that whoever listens may not look any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One event as a browser hears it: its kind, and the number of the newest event of the case."""

    event: str
    data: int

    @property
    def id(self) -> str:
        """Return what a browser sends back as `Last-Event-ID`."""
        return str(self.data)

    @property
    def line(self) -> bytes:
        """Return it as it is sent."""
        return f"event: {self.event}\ndata: {self.data}\nid: {self.data}\n\n".encode()


class EventStream(Response):
    """Sends words as they come, until there are no more or the reader has left."""

    media_type = "text/event-stream"

    def __init__(self, words: AsyncIterator[Word]) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        writing = asyncio.create_task(self._write(send))
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing

    async def _write(self, send: Send) -> None:
        try:
            async for word in self._words:
                await send({"type": "http.response.body", "body": word.line, "more_body": True})
        finally:
            with suppress(OSError):
                await send({"type": "http.response.body", "body": b"", "more_body": False})


def heard_last(last_event_id: str, seen: int | None, now: int) -> int:
    """Return the event a page knows of: what its browser heard last, else what it shows.

    >>> heard_last("7", 3, 9), heard_last("", 3, 9), heard_last("", None, 9)
    (7, 3, 9)
    """
    if last_event_id.isascii() and last_event_id.isdigit():
        return int(last_event_id)
    return now if seen is None else seen


async def stream(
    news: News, case_id: str, known: int, look: Callable[[], int | None]
) -> AsyncIterator[Word]:
    """Yield the number of the newest event of a case, at once if some were missed.

    `moved` says that there is something new, or that nobody may look any more; `here` says now
    and then that nothing is, so that a page can tell a quiet stream from a stuck one.

    Args:
        news: of this process.
        case_id: which case.
        known: the event the page knows of.
        look: gives the newest event, GONE, or None while the database is away; it is asked in a
            thread of its own before every word that no event brought.
    """
    with news.following(case_id) as follower:
        told: int | None = None
        while not news.closed:
            now = await run_in_threadpool(look) if told is None else told
            if now is not None:
                said = "here" if now == known else "moved"
                yield Word(event=said, data=now)
                known = now
            if now == GONE:
                return
            told = await follower.news(HEARTBEAT_SECONDS)
