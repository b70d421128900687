"""Waiting in tests for what happens in another thread or process, never longer than needed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable

SOON = 10.0
"""Seconds after which a wait that should be short counts as for ever."""


def seconds_until(happened: Callable[[], object], at_most: float = SOON) -> float:
    """Wait until something is true and return how long that took.

    Raises:
        AssertionError: it did not become true in time.
    """
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < at_most, f"waited {at_most} s in vain"
        time.sleep(0.01)
    return time.monotonic() - began


def all_at_once(works: Iterable[Callable[[], object]]) -> list[object]:
    """Do several things at the same moment; returns what each gave back, or the error it raised."""
    held = list(works)
    start, said = threading.Barrier(len(held)), [None] * len(held)

    def do(number: int) -> None:
        start.wait()
        try:
            said[number] = held[number]()
        except Exception as error:
            said[number] = error

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(held))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
