"""A set of services laid out in time: what they need, who waits for whom, when each runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flowchart.calendar import Timeline
from flowchart.needs import Need, needs
from flowchart.order import Company, Order, order
from flowchart.plan import WorkingDays
from flowchart.scene import Applicable, Applies, done
from flowchart.schedule import Slot, Spells, schedule, serial
from flowchart.ways import Way
from kb.ids import ParameterId, ServiceId
from kb.kinds import HandlingMode
from kb.model import PublicService
from matcher.criteria import Judge

JOINT_CEILING: Final = ParameterId("parameter/joint-handling-limit")
"""The most working days the law gives bodies that decide together (行政许可法第42条)."""


@dataclass(frozen=True)
class Laid:
    """Services of a plan in time; worked out when asked for, so that what nobody reads is free.

    Attributes:
        items: the services that are meant, wrappers among them, and how certain each is.
        ways: how each of them goes.
        judge: of conditions, for one applicant on one day.
        line: numbers the working days.
        instead: for a service that is not needed, the step that replaces it.
    """

    items: Sequence[Applicable]
    ways: Mapping[ServiceId, Way]
    judge: Judge
    line: Timeline
    instead: Mapping[ServiceId, ServiceId]

    @cached_property
    def services(self) -> tuple[PublicService, ...]:
        """Return every service, wrappers too."""
        return tuple(self.judge.catalogue.services[item.service] for item in self.items)

    @cached_property
    def working(self) -> tuple[PublicService, ...]:
        """Return the services without wrappers."""
        wrappers = {item.service for item in self.items if item.wrapper}
        return tuple(one for one in self.services if one.id not in wrappers)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Return what they need; a wrapper needs nothing of its own."""
        judge = self.judge
        return needs(self.working, self.ways, judge.facts, judge.catalogue, self._firm)

    @cached_property
    def order(self) -> Order:
        """Return who waits for whom.

        Raises:
            graphlib.CycleError: two of them wait on each other.
        """
        company = Company(
            services=self.services,
            ways=self.ways,
            needs=self.needs,
            firm=self._firm,
            instead=self.instead,
            done=done(self.judge.facts.held, self.judge.catalogue),
        )
        return order(company, self.judge, self._takes(Way.spells), self.line)

    @cached_property
    def slots(self) -> dict[ServiceId, Slot]:
        """Return when each step runs if every body keeps what it promised."""
        return self.scheduled(Way.spells)

    @cached_property
    def finish(self) -> int:
        """Return the number of the day on which everything is done as promised."""
        return max((slot.ends_day for slot in self.slots.values()), default=0)

    @cached_property
    def latest(self) -> int:
        """Return the number of the day by which the law has everything decided."""
        slots = self.scheduled(lambda way: way.spells(True, self.ceiling(way)))
        return max((slot.ends_day for slot in slots.values()), default=0)

    def scheduled(
        self, spells: Callable[[Way], Spells], deadline: int | None = None
    ) -> dict[ServiceId, Slot]:
        """Return when each step runs, with the time that a way is said to take."""
        order = self.order
        return schedule(order.before, self._takes(spells), self.line, order.follows, deadline)

    def totals(self) -> WorkingDays:
        """Return how long the bodies have for deciding; waiting of other kinds is not counted."""
        figures = []
        working = {one.id for one in self.working}
        for limit in (Way.limit, lambda way: way.limit(True, self.ceiling(way))):
            slots = self.scheduled(limit)
            takes = [limit(self.ways[one]) for one in slots if one in working]
            figures += [
                serial(takes, self.line),
                max((slots[one.id].ends_day for one in self.working), default=0),
            ]
        return WorkingDays(
            serial=figures[0],
            parallel=figures[1],
            statutory_serial=figures[2],
            statutory_parallel=figures[3],
        )

    def ceiling(self, way: Way) -> int | None:
        """Return the most the law allows a step that is decided together with others."""
        if way.mode is not HandlingMode.ONE_FORM or self._on_forms[way.group] < 2:
            return None
        catalogue = self.judge.catalogue
        known = JOINT_CEILING in catalogue.parameters
        return int(catalogue.parameter(JOINT_CEILING, self.judge.on)) if known else None

    @cached_property
    def _firm(self) -> frozenset[ServiceId]:
        """Return the services that are certain."""
        return frozenset(i.service for i in self.items if i.standing is Applies.CERTAIN)

    @cached_property
    def _on_forms(self) -> Counter[str | None]:
        """Return how many services are sure to go on each form."""
        ways = (self.ways[one.id] for one in self.working if one.id in self._firm)
        return Counter(way.group for way in ways if way.mode is HandlingMode.ONE_FORM)

    def _takes(self, spells: Callable[[Way], Spells]) -> dict[ServiceId, Spells]:
        return {
            item.service: () if item.wrapper else spells(self.ways[item.service])
            for item in self.items
        }

    def only(self, standings: Collection[Applies]) -> Laid:
        """Return the services with one of these standings, laid out by themselves."""
        chosen = [item for item in self.items if item.standing in standings]
        if len(chosen) == len(self.items):
            return self
        return Laid(chosen, self.ways, self.judge, self.line, self.instead)
