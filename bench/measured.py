"""Timing with the median and the 95th percentile, and a comparison that prints itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ROUNDS: Final = 3
"""The same work is timed so often, and the quietest round counts: other programs run too."""


class NotCompared(Exception):
    """A peer cannot be run here; the message says why."""


Clock = Callable[[], float]
"""Seconds from some beginning."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What we hold ourselves to: so many seconds, or so many times faster than the peer."""

    median: float | None = None
    p95: float | None = None
    ratio: float | None = None

    def said(self, ours: Times, ratio: float | None) -> str:
        """Return the budget and whether it is kept, to stand behind the figures."""
        for name, most, found in (
            ("median", self.median, ours.median),
            ("p95", self.p95, ours.p95),
        ):
            if most is not None:
                return f" (budget: {name} {most * 1000:.0f} ms, {_kept(found <= most)})"
        if self.ratio is None or ratio is None:
            return ""
        return f" (budget: {self.ratio:.0f}×, {_kept(ratio >= self.ratio)})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside a named peer, measured in the same run; without times it was not compared.

    `doing` is what the peer's time is for, where ours does more; it is our own time for that alone.
    """

    ours: Times
    peer: str
    theirs: Times | None = None
    budget: Budget = Budget()
    doing: Times | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return how many times as long the peer takes for the same."""
        if self.theirs is None:
            return None
        return self.theirs.median / (self.doing or self.ours).median

    def __str__(self) -> str:
        beside = self.peer
        if self.theirs is not None:
            beside = f"{self.peer} {_milliseconds(self.theirs.median)}; {self.ratio:,.1f}×"
        return (
            f"median {_milliseconds(self.ours.median)}, p95 {_milliseconds(self.ours.p95)}"
            f"{self.budget.said(self.ours, self.ratio)}; {beside}{self.note}"
        )


def timed(
    work: Callable[[], object], runs: int, rounds: int = ROUNDS, clock: Clock = time.perf_counter
) -> Times:
    """Return the times of the quietest of several rounds, after one run that is not counted.

    Args:
        work: what is timed.
        runs: how often in each round.
        rounds: the one with the least median counts.
        clock: `time.process_time` leaves out what other programs took.
    """
    work()
    return min((_round(work, runs, clock) for _ in range(rounds)), key=lambda times: times.median)


def _round(work: Callable[[], object], runs: int, clock: Clock) -> Times:
    seconds = []
    for _ in range(runs):
        began = clock()
        work()
        seconds.append(clock() - began)
    return Times(tuple(sorted(seconds)))


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _kept(is_kept: bool) -> str:
    return "kept" if is_kept else "NOT KEPT"
