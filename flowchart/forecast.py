"""What really happened → when the rest will: dates of a case counted anew from its log.

A body's time counts from the day it accepted, and stands still while a special procedure runs
(行政许可法第四十二条、第四十五条). What has not begun follows when what it waits for is expected,
at the earliest today. Nothing is promised that somebody else has to do first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from flowchart.calendar import Timeline
from flowchart.case import DONE, Case, waited_for
from flowchart.case_events import Move
from flowchart.plan import Step
from flowchart.scene import Applies
from flowchart.schedule import Spell, ending
from flowchart.states import StepState
from kb.ids import ServiceId
from kb.kinds import StageAt
from kb.model import WorkingCalendar


class Waits(StrEnum):
    """Why nobody can say when a step ends."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    UNFIXED = "unfixed"
    BEFORE = "before"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDates:
    """When a step began, was accepted, ended, or is expected to.

    Attributes:
        handed_in_on: the last time it was handed in.
        promised_by: accepted: the day the body has promised to decide by, stops counted out.
        stopped_days: working days its clock has stood still so far.
        supplement_by: until when missing papers are wanted.
        expected_on: the day it is expected to end; None where nobody can say, for `waits`.
        late_by: working days since the promised day that have gone by without a decision.
    """

    service: ServiceId
    handed_in_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    promised_by: date | None = None
    stopped_days: int = 0
    supplement_by: date | None = None
    expected_on: date | None = None
    waits: Waits | None = None
    late_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When a case will be done, as far as one can say today.

    `finish_on` is None where a certain step `waits`; `later_by` counts working days against the
    day the plan named, below zero for sooner.
    """

    today: date
    steps: Mapping[ServiceId, StepDates]
    finish_on: date | None
    later_by: int | None
    waits: tuple[ServiceId, ...]
    done: bool


_AT_OFFICE: Final = (StepState.ACCEPTED, StepState.UNDER_REVIEW, StepState.GRANTED)
_HANDED_IN: Final = (StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)
_STUCK: Final = {StepState.REFUSED: Waits.REFUSED, StepState.WITHDRAWN: Waits.WITHDRAWN}


def forecast(case: Case, today: date, calendars: Mapping[int, WorkingCalendar]) -> Forecast:
    """Return the dates of a case as they are expected today.

    Args:
        case: its plan and its log.
        today: in Shanghai.
        calendars: of working days, by year.
    """
    line = Timeline(min(case.plan.on, case.opened_on, today), calendars)
    found = _Forecasting(case, line, max(today, case.plan.on)).steps()
    firm = [s for s in case.plan.steps if s.standing is Applies.CERTAIN and not s.wrapper]
    waits = tuple(s.service for s in firm if found[s.service].expected_on is None)
    days = [one for s in firm if (one := found[s.service].expected_on) is not None]
    finish = max(days, default=case.plan.finish_on) if not waits else None
    later = None if finish is None else line.number(finish) - line.number(case.plan.finish_on)
    held = case.states()
    return Forecast(
        today=today,
        steps=found,
        finish_on=finish,
        later_by=later,
        waits=waits,
        done=all(held[s.service] in DONE for s in firm),
    )


class _Forecasting:
    def __init__(self, case: Case, line: Timeline, today: date) -> None:
        self._case = case
        self._line = line
        self._today = line.number(today)
        self._states = case.states()

    def steps(self) -> dict[ServiceId, StepDates]:
        """Return the dates of every step; the plan's order respects every wait."""
        found: dict[ServiceId, StepDates] = {}
        for step in self._case.plan.steps:
            found[step.service] = self._step(step, found)
        return found

    def _step(self, step: Step, found: Mapping[ServiceId, StepDates]) -> StepDates:
        state = self._states[step.service]
        told = self._told(step, self._case.moves(step.service))
        if state in DONE:
            return told
        if state in _STUCK:
            return _waiting(told, _STUCK[state])
        if state in _AT_OFFICE or state is StepState.SPECIAL_PROCEDURE:
            return self._at_office(step, state, told)
        return self._ahead(step, state, told, found)

    def _told(self, step: Step, moves: tuple[Move, ...]) -> StepDates:
        """Return what the log says of a step."""
        last = {move.to_state: move for move in moves}
        accepted, ended = last.get(StepState.ACCEPTED), last.get(StepState.ISSUED)
        handed_in, asked = last.get(StepState.SUBMITTED), last.get(StepState.TO_BE_SUPPLEMENTED)
        wanted = asked if moves and moves[-1] is asked else None
        return StepDates(
            service=step.service,
            handed_in_on=handed_in.on if handed_in else None,
            accepted_on=accepted.on if accepted else None,
            ended_on=ended.on if ended else None,
            expected_on=ended.on if ended else None,
            supplement_by=wanted.until if wanted else None,
            stopped_days=self._stopped(moves),
        )

    def _stopped(self, moves: tuple[Move, ...]) -> int:
        """Return for how many working days the clock of a step has stood still so far."""
        days = 0
        for move, after in pairwise([*moves, None]):
            if move is not None and move.to_state is StepState.SPECIAL_PROCEDURE:
                end = self._line.number(after.on) if after is not None else self._today
                days += max(0, end - self._line.number(move.on))
        return days

    def _at_office(self, step: Step, state: StepState, told: StepDates) -> StepDates:
        line, accepted = self._line, told.accepted_on or told.handed_in_on or self._case.opened_on
        limit = ending((_limit(step),), line.number(accepted), line)
        promised = limit + told.stopped_days
        during = [w.spell for w in step.waiting if w.at is StageAt.DURING and w.spell]
        if state is StepState.GRANTED:
            return _with(told, line.day(promised), line.day(self._today), 0)
        if state is StepState.SPECIAL_PROCEDURE:
            until = self._case.moves(step.service)[-1].until
            if until is None:
                return _waiting(told, Waits.STOPPED)
            promised += max(0, line.number(until) - self._today)
        if not step.days_known:
            return _waiting(told, Waits.UNFIXED)
        stages = ending(during, promised, line) if not told.stopped_days else promised
        late = max(0, self._today - promised)
        return _with(told, line.day(promised), line.day(max(stages, self._today)), late)

    def _ahead(
        self,
        step: Step,
        state: StepState,
        told: StepDates,
        found: Mapping[ServiceId, StepDates],
    ) -> StepDates:
        """Return when a step ends that no office has accepted yet."""
        line, begins = self._line, self._today
        for before in waited_for(self._case.plan, step.service):
            ready = found[before].expected_on if before in found else None
            if ready is None:
                return _waiting(told, Waits.BEFORE)
            begins = max(begins, line.number(ready))
        spells = [w.spell for w in step.waiting if w.spell]
        if state in _HANDED_IN:
            spells = [w.spell for w in step.waiting if w.spell and w.at is StageAt.DURING]
        if told.supplement_by is not None:
            begins = max(begins, line.number(told.supplement_by))
        end = ending((*spells, _limit(step)), begins, line)
        for before in step.follows:
            ready = found[before].expected_on if before in found else None
            end = max(end, line.number(ready)) if ready is not None else end
        return StepDates(
            service=told.service,
            handed_in_on=told.handed_in_on,
            supplement_by=told.supplement_by,
            stopped_days=told.stopped_days,
            expected_on=line.day(end),
        )


def _limit(step: Step) -> Spell:
    return Spell(step.takes_days, step.unit)


def _waiting(told: StepDates, waits: Waits) -> StepDates:
    return replace(told, expected_on=None, waits=waits)


def _with(told: StepDates, promised: date, expected: date, late: int) -> StepDates:
    return replace(told, promised_by=promised, expected_on=expected, late_by=late)
