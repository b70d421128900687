"""Finish days, slack and critical steps: a forward and a backward pass over the waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TypeVar

Step = TypeVar("Step", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a step runs, in working days from the day of applying; applying is day 0."""

    starts_day: int
    ends_day: int
    slack: int

    @property
    def critical(self) -> bool:
        """Say whether a day lost here is a day lost at the end."""
        return self.slack == 0


def schedule(
    waits_for: Mapping[Step, frozenset[Step]], takes: Mapping[Step, int]
) -> dict[Step, Slot]:
    """Return when each step runs, in an order that respects `waits_for`; O(n + e).

    Args:
        waits_for: for every step, the steps that must end first.
        takes: working days per step; same keys.

    Raises:
        graphlib.CycleError: two steps wait on each other.

    >>> slots = schedule({"licence": frozenset(), "tax": frozenset({"licence"})},
    ...                  {"licence": 3, "tax": 1})
    >>> slots["tax"].starts_day, slots["tax"].ends_day, slots["licence"].critical
    (3, 4, True)
    """
    order = steady_order(waits_for)
    ends: dict[Step, int] = {}
    for step in order:
        ends[step] = takes[step] + max((ends[before] for before in waits_for[step]), default=0)
    total = max(ends.values(), default=0)
    latest: dict[Step, int] = dict.fromkeys(order, total)
    for step in reversed(order):
        for before in waits_for[step]:
            latest[before] = min(latest[before], latest[step] - takes[step])
    return {
        step: Slot(
            starts_day=ends[step] - takes[step],
            ends_day=ends[step],
            slack=latest[step] - ends[step],
        )
        for step in order
    }


def steady_order(waits_for: Mapping[Step, frozenset[Step]]) -> list[Step]:
    """Return the steps in an order that respects the waits and otherwise keeps their own.

    Raises:
        graphlib.CycleError: two steps wait on each other.
    """
    place = {step: i for i, step in enumerate(waits_for)}
    sorter = TopologicalSorter(waits_for)
    sorter.prepare()
    order: list[Step] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        order.extend(ready)
        sorter.done(*ready)
    return order
