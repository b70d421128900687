"""When each step runs: a forward and a backward pass over the waits.

Time is told in numbers of working days from the day of applying. A spell is counted in working
days or in days of the calendar; the latter ends on the first working day that has come by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from graphlib import TopologicalSorter
from typing import Final, TypeVar

from flowchart.calendar import Timeline
from kb.kinds import DayUnit

Step = TypeVar("Step", bound=str)


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time."""

    days: int
    unit: DayUnit = DayUnit.WORKING


Spells = tuple[Spell, ...]
AT_ONCE: Final[Spells] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a step runs, in working days from the day of applying; applying is day 0.

    `latest_start` and `latest_end` are the last ones that delay nothing at the end.
    """

    starts_day: int
    ends_day: int
    latest_start: int
    latest_end: int

    @property
    def slack(self) -> int:
        """Return by how many working days the step may end later."""
        return self.latest_end - self.ends_day

    @property
    def critical(self) -> bool:
        """Say whether a day lost here is a day lost at the end."""
        return self.slack == 0


def schedule(
    waits_for: Mapping[Step, frozenset[Step]],
    takes: Mapping[Step, Spells],
    line: Timeline,
    follows: Mapping[Step, frozenset[Step]] | None = None,
    deadline: int | None = None,
) -> dict[Step, Slot]:
    """Return when each step runs, in an order that respects the waits; O(n + e).

    Args:
        waits_for: for every step, the steps that must end before it begins.
        takes: how long each step takes; same keys.
        line: numbers the working days.
        follows: steps that must end before a step ends, but do not keep it from beginning.
        deadline: the number of the day on which all must have ended; without it the last end.

    Raises:
        graphlib.CycleError: two steps wait on each other.

    >>> from datetime import date
    >>> slots = schedule({"licence": frozenset(), "tax": frozenset({"licence"})},
    ...                  {"licence": (Spell(3),), "tax": (Spell(1),)},
    ...                  Timeline(date(2027, 1, 4), {}))
    >>> slots["tax"].starts_day, slots["tax"].ends_day, slots["licence"].critical
    (3, 4, True)
    """
    after = follows or {}
    order = steady_order({s: w | after.get(s, frozenset()) for s, w in waits_for.items()})
    starts: dict[Step, int] = {}
    ends: dict[Step, int] = {}
    for step in order:
        starts[step] = max((ends[before] for before in waits_for[step]), default=0)
        own = ending(takes[step], starts[step], line)
        ends[step] = max([own, *(ends[before] for before in after.get(step, ()))])
    total = max(ends.values(), default=0) if deadline is None else deadline
    latest_end = dict.fromkeys(order, total)
    latest_start: dict[Step, int] = {}
    for step in reversed(order):
        latest_start[step] = beginning(takes[step], latest_end[step], line)
        for before in waits_for[step]:
            latest_end[before] = min(latest_end[before], latest_start[step])
        for before in after.get(step, ()):
            latest_end[before] = min(latest_end[before], latest_end[step])
    return {
        step: Slot(
            starts_day=starts[step],
            ends_day=ends[step],
            latest_start=latest_start[step],
            latest_end=latest_end[step],
        )
        for step in order
    }


def ending(spells: Iterable[Spell], start: int, line: Timeline) -> int:
    """Return the number of the day on which spells are over that begin on a day."""
    for spell in spells:
        if spell.unit is DayUnit.WORKING:
            start += spell.days
        elif spell.days:
            start = line.number(line.day(start) + timedelta(days=spell.days))
    return start


def beginning(spells: Spells, end: int, line: Timeline) -> int:
    """Return the last day on which spells may begin to be over by a day; below 0 for too late."""
    for spell in reversed(spells):
        if spell.unit is DayUnit.WORKING:
            end -= spell.days
        elif spell.days:
            end = line.last(line.day(max(end, 0)) - timedelta(days=spell.days))
    return end


def serial(takes: Iterable[Spells], line: Timeline) -> int:
    """Return the day on which steps are over that are done one after another."""
    end = 0
    for spells in takes:
        end = ending(spells, end, line)
    return end


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
