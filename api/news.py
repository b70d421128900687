"""Tells open pages of this process that a case moved: one event per waiting stream."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Follower:
    """One stream that waits for news of a case."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._told: int | None = None

    async def news(self, seconds: float) -> int | None:
        """Wait for news and return the event it told of; None if there was none to tell of.

        Then the reader looks for itself: the time was up, or the code may have changed.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return None
        self._woken.clear()
        return self._told

    def wake(self, sequence: int | None) -> None:
        """Let the stream go on; called from its own loop."""
        unheard = self._woken.is_set() and self._told is None
        self._told = None if unheard else sequence
        self._woken.set()


def _wake_all(followers: Iterable[Follower], sequence: int | None) -> None:
    """Wake many at once: a call into the loop for each of them would cost more than the news."""
    for follower in followers:
        follower.wake(sequence)


class News:
    """Wakes the streams that follow a case; may be called from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[Follower]] = defaultdict(set)
        self.closed = False

    @contextmanager
    def following(self, case_id: str) -> Iterator[Follower]:
        """Give a follower that hears whenever the case moves."""
        follower = Follower()
        self._waiting[case_id].add(follower)
        try:
            yield follower
        finally:
            self._waiting[case_id].discard(follower)
            if not self._waiting[case_id]:
                del self._waiting[case_id]

    def publish(self, case_id: str, sequence: int | None = None) -> None:
        """Wake everyone who follows a case.

        Args:
            case_id: the case.
            sequence: its newest event; without it every stream looks for itself, which costs a
                thousand of them most of a second.
        """
        by_loop: dict[asyncio.AbstractEventLoop, list[Follower]] = defaultdict(list)
        for follower in tuple(self._waiting.get(case_id, ())):
            by_loop[follower.loop].append(follower)
        for loop, followers in by_loop.items():
            loop.call_soon_threadsafe(_wake_all, followers, sequence)

    def heard(self, said: str) -> None:
        """Take what was told of a case: its id and its newest event; nothing at all after a gap."""
        case_id, _, sequence = said.partition(" ")
        if case_id:
            self.publish(case_id, int(sequence) if sequence else None)
            return
        for waiting in tuple(self._waiting):
            self.publish(waiting)

    def close(self) -> None:
        """Let every stream end; a server that stops would otherwise wait for open phones."""
        self.closed = True
        for case_id in tuple(self._waiting):
            self.publish(case_id)
