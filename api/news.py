"""Tells open pages of this process that a case moved: one event per waiting stream."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class News:
    """Wakes the streams that follow a case; may be called from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = (
            defaultdict(set)
        )
        self.closed = False

    @contextmanager
    def following(self, case_id: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the case moves."""
        pair = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting[case_id].add(pair)
        try:
            yield pair[1]
        finally:
            self._waiting[case_id].discard(pair)
            if not self._waiting[case_id]:
                del self._waiting[case_id]

    def publish(self, case_id: str) -> None:
        """Wake everyone who follows a case."""
        for loop, event in tuple(self._waiting.get(case_id, ())):
            loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """Let every stream end; a server that stops would otherwise wait for open phones."""
        self.closed = True
        for case_id in tuple(self._waiting):
            self.publish(case_id)
