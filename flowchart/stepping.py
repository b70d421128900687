"""Laid-out services → the steps of a plan, each with its days, dates, place and reasons."""

from __future__ import annotations

from datetime import date, timedelta

from flowchart.laid import Laid
from flowchart.places import Places
from flowchart.plan import Step
from flowchart.scene import Applicable, Applies
from flowchart.schedule import Slot, Spell, ending
from flowchart.ways import Way
from kb.handling import Due
from kb.ids import ServiceId
from kb.kinds import DayUnit


class Stepping:
    """Makes the steps of one plan."""

    def __init__(self, laid: Laid, firm: Laid, places: Places, open_on: date | None = None) -> None:
        self._laid = laid
        self._places = places
        self._slots = laid.slots
        self._firm = firm.slots
        self._place = {service: i for i, service in enumerate(laid.slots)}
        self._backwards = self._from_opening(open_on)

    def steps(self) -> tuple[Step, ...]:
        """Return the steps in an order that respects every wait."""
        items = {item.service: item for item in self._laid.items}
        return tuple(self._step(items[service], slot) for service, slot in self._slots.items())

    def _from_opening(self, open_on: date | None) -> dict[ServiceId, Slot]:
        """Return when each step must run at the latest for an opening day; none if too late."""
        if open_on is None:
            return {}
        last = self._laid.line.last(open_on)
        if last < self._laid.finish:
            return {}
        return self._laid.scheduled(Way.spells, deadline=last)

    def _step(self, item: Applicable, slot: Slot) -> Step:
        service = self._laid.judge.catalogue.services[item.service]
        way, line, order = self._laid.ways[service.id], self._laid.line, self._laid.order
        backwards = self._backwards.get(service.id)
        due = self._due(service.due) if service.due is not None else None
        days = way.days if not item.wrapper else None
        counted = self._firm.get(service.id, slot)
        return Step(
            service=service.id,
            standing=item.standing,
            wrapper=item.wrapper,
            waits_for=self._in_order(order.before[service.id]),
            follows=self._in_order(order.follows[service.id]),
            perhaps=self._in_order(order.perhaps[service.id]),
            starts_day=slot.starts_day,
            ends_day=slot.ends_day,
            slack=counted.slack,
            critical=counted.critical and not item.wrapper and self._counts(item),
            takes_days=days.committed if days is not None else 0,
            unit=days.unit if days is not None else DayUnit.WORKING,
            days_known=way.days is not None,
            waiting=way.waiting if not item.wrapper else (),
            starts_on=line.day(slot.starts_day),
            applies_on=line.day(ending(way.before(), slot.starts_day, line)),
            ends_on=line.day(slot.ends_day),
            latest_end_on=line.day(slot.latest_end),
            apply_by=line.day(backwards.latest_start) if backwards is not None else None,
            due_on=due,
            due_source=service.due.source if service.due is not None and due else None,
            where=service.where,
            place=self._places.of(service),
            visits=way.visits,
            mode=way.mode,
            mode_because=way.because,
            because=item.because,
        )

    def _counts(self, item: Applicable) -> bool:
        """Say whether the day everything is done depends on a step.

        Once some steps are certain it does on them alone, as the finish itself does.
        """
        return not self._firm or item.standing is Applies.CERTAIN

    def _in_order(self, services: frozenset[ServiceId]) -> tuple[ServiceId, ...]:
        return tuple(sorted(services, key=self._place.__getitem__))

    def _due(self, due: Due) -> date | None:
        """Return by when the law wants a step, where what it counts from is known."""
        start = self._since(due)
        if start is None:
            return None
        if due.unit is DayUnit.CALENDAR:
            return start + timedelta(days=due.days)
        line = self._laid.line
        return line.day(ending((Spell(due.days),), line.number(start), line))

    def _since(self, due: Due) -> date | None:
        """Return the day a limit counts from: the plan's step that issues a paper, or a fact."""
        if due.since is not None:
            fact = self._laid.judge.facts.fact(due.since)
            return fact.value if fact is not None and isinstance(fact.value, date) else None
        if due.after is None:
            return None
        issuers = self._laid.judge.catalogue.issuers.get(due.after, frozenset())
        ends = [self._slots[one].ends_day for one in issuers if one in self._slots]
        return self._laid.line.day(max(ends)) if ends else None
