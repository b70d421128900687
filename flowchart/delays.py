"""Why a case ends when it does: the chain of steps that decides it, and the days each one cost.

From the step that ends last one goes back to the step it waited for longest, and so on. What the
chain cost and saved adds up to the working days by which the case ends later than planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from flowchart.case import Case, ended_first, waited_for
from flowchart.case_events import Move
from flowchart.forecast import Forecast, StepDates, since_begun, working_days
from flowchart.plan import Step
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.ids import ServiceId
from kb.kinds import DayUnit
from kb.model import WorkingCalendar


class DelayKind(StrEnum):
    """What cost days, or saved them."""

    NOT_HANDED_IN = "not-handed-in"
    PAPERS = "papers"
    STOPPED = "stopped"
    OFFICE = "office"
    SOONER = "sooner"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Working days that one step cost the whole case; below zero where it saved them.

    `OTHER` are days nobody lost: days of the calendar that fall on other days off, and the like.
    """

    service: ServiceId
    kind: DelayKind
    days: int


def delays(
    case: Case, forecast: Forecast, calendars: Mapping[int, WorkingCalendar]
) -> tuple[Delay, ...]:
    """Return what makes a case end later or sooner than its plan, from the first step of the chain.

    Their days add up to `forecast.later_by`. Nothing is returned where nobody can say when the
    case ends, nor for plans that were kept before days were reckoned.

    Args:
        case: its plan and its log.
        forecast: its dates as they are expected on `forecast.today`.
        calendars: of working days, by year.
    """
    firm = [s for s in case.plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]
    undated = any(step.starts_on == date.min for step in case.plan.steps)
    if forecast.later_by is None or undated or not firm:
        return ()
    last = max(firm, key=lambda s: (forecast.steps[s.service].not_before, s.critical))
    found = _Chain(case, forecast, calendars).of(last)
    return tuple(_fitted(found, forecast.later_by, last.service))


class _Chain:
    def __init__(
        self, case: Case, forecast: Forecast, calendars: Mapping[int, WorkingCalendar]
    ) -> None:
        self._case = case
        self._dates = forecast.steps
        self._calendars = calendars
        self._today = max(forecast.today, case.plan.on)
        self._steps = {step.service: step for step in case.plan.steps}

    def of(self, step: Step) -> list[Delay]:
        """Return what makes a step end later or sooner than planned, by so many days in all."""
        dates = self._dates[step.service]
        total = self._between(step.ends_on, dates.not_before)
        held_up = self._last(ended_first(self._case.plan, step))
        if held_up and dates.ended_on is None and self._ends(held_up) == dates.not_before:
            return _fitted(self.of(held_up), total, step.service)
        awaited = self._last(waited_for(self._case.plan, step.service))
        begins = max(self._case.plan.on, self._ends(awaited) if awaited else date.min)
        moved = self._between(step.starts_on, begins)
        before = _fitted(self.of(awaited) if awaited else [], moved, step.service)
        return [*before, *self._own(step, begins, total - moved)]

    def _last(self, services: Iterable[ServiceId]) -> Step | None:
        """Return the step that ends last of some."""
        held = [self._steps[one] for one in services]
        return max(held, key=self._ends, default=None)

    def _ends(self, step: Step) -> date:
        return self._dates[step.service].not_before

    def _between(self, first: date, last: date) -> int:
        return working_days(first, last, self._calendars)

    def _own(self, step: Step, begins: date, total: int) -> list[Delay]:
        """Return what a step cost by itself once it could begin."""
        dates, moves = self._dates[step.service], since_begun(self._case.moves(step.service))
        costs = self._costs(step, dates, moves, begins, total)
        rest = total - sum(costs.values())
        slow = DelayKind.OFFICE if dates.ended_on is not None else DelayKind.OTHER
        kind = slow if rest > 0 else DelayKind.SOONER
        costs[kind] = costs.get(kind, 0) + rest
        return [Delay(service=step.service, kind=k, days=days) for k, days in costs.items() if days]

    def _costs(
        self, step: Step, dates: StepDates, moves: tuple[Move, ...], begins: date, total: int
    ) -> dict[DelayKind, int]:
        first = next((m.on for m in moves if m.to_state is StepState.SUBMITTED), None)
        if first is None:
            lost = dates.ended_on is None and self._today > begins
            return {DelayKind.NOT_HANDED_IN: max(0, total) if lost else 0}
        lead = max(0, self._between(step.starts_on, max(step.starts_on, step.applies_on)))
        return {
            DelayKind.NOT_HANDED_IN: max(0, self._between(begins, first) - lead),
            DelayKind.PAPERS: self._papers(moves, dates),
            DelayKind.STOPPED: _stopped(step, dates, moves),
            DelayKind.OFFICE: self._office(dates),
        }

    def _papers(self, moves: tuple[Move, ...], dates: StepDates) -> int:
        """Return for how many working days missing papers were, or will be, waited for."""
        open_end = max(self._today, dates.supplement_open_on or self._today)
        ends = [*(move.on for move in moves[1:]), open_end]
        asked = zip(moves, ends, strict=True)
        wanted = StepState.TO_BE_SUPPLEMENTED
        return sum(max(0, self._between(m.on, end)) for m, end in asked if m.to_state is wanted)

    def _office(self, dates: StepDates) -> int:
        """Return for how many working days an office has not accepted, or is late."""
        if dates.handed_in_on is None or dates.supplement_by is not None:
            return 0
        until = dates.accepted_on or dates.ended_on or self._today
        return max(0, self._between(dates.handed_in_on, until)) + dates.late_by


def _stopped(step: Step, dates: StepDates, moves: tuple[Move, ...]) -> int:
    """Return for how many working days a clock stands still that the plan has not reckoned with."""
    stops = {move.reason for move in moves if move.reason is not None}
    spells = (one.spell for one in step.waiting if one.kind in stops and one.spell is not None)
    planned = sum(spell.days for spell in spells if spell.unit is DayUnit.WORKING)
    return max(0, dates.stopped_days + dates.still_stopped - planned)


def _fitted(found: Iterable[Delay], total: int, service: ServiceId) -> list[Delay]:
    """Return delays that add up to so many days: room that was left takes the first ones away."""
    held = list(found)
    over, left = sum(one.days for one in held) - total, []
    for one in held:
        taken = max(0, min(over, one.days))
        over -= taken
        left.append(replace(one, days=one.days - taken))
    if over:
        kind = DelayKind.SOONER if over > 0 else DelayKind.OTHER
        left.append(Delay(service=service, kind=kind, days=-over))
    return [one for one in left if one.days]
