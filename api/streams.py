"""What an open page hears of a case by server-sent events: the number of its newest event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Final

from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.news import News

HEARTBEAT_SECONDS: Final = 14
"""Shorter than the 15 s after which the framework sends a comment that scripts cannot hear."""
GONE: Final = -1
"""The number that says that whoever listens may not look any more."""


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
) -> AsyncIterator[ServerSentEvent]:
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
                yield ServerSentEvent(event=said, id=str(now), data=now)
                known = now
            if now == GONE:
                return
            told = await follower.news(HEARTBEAT_SECONDS)
