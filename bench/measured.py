"""Timing with the median and the 95th percentile, and a comparison that prints itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each run, sorted."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median in seconds."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """Return the 95th percentile in seconds."""
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * 0.95))]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside a named peer, measured in the same run."""

    ours: Times
    peer: str
    theirs: Times

    def __str__(self) -> str:
        ratio = self.theirs.median / self.ours.median
        return (
            f"median {self.ours.median * 1000:.1f} ms, p95 {self.ours.p95 * 1000:.1f} ms; "
            f"{self.peer} {self.theirs.median * 1000:.1f} ms; {ratio:.1f}×"
        )


def timed(work: Callable[[], object], runs: int) -> Times:
    """Return the times of so many runs, after one that is not counted."""
    work()
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return Times(tuple(sorted(seconds)))
