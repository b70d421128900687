"""What really happened → when the rest will: dates of a case counted anew from its log.

A body's time counts from the day it accepted, and stands still while a special procedure runs
(行政许可法第四十二条、第四十五条). What has not begun follows when what it waits for is expected,
at the earliest today. Nothing is promised that somebody else has to do first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from flowchart.calendar import Timeline
from flowchart.case import DONE, Case, ended_first, waited_for
from flowchart.case_events import Move
from flowchart.open_days import last_open
from flowchart.plan import Step
from flowchart.scene import Applies
from flowchart.schedule import Spell, ending
from flowchart.states import StepState
from flowchart.ways import Waiting
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

    A step that was refused or withdrawn and is taken up again begins anew.

    Attributes:
        handed_in_on: the last time it was handed in.
        promised_by: accepted: the day the body has promised to decide by, stops counted out.
        stopped_days: working days its clock has stood still so far.
        stopped_until: it stands still, and is said to go on on this day.
        still_stopped: working days from today to `stopped_until`; the promised day has them too.
        supplement_by: until when missing papers are wanted; `supplement_open_on` is the last day up
            to it on which one can bring them.
        begins_on: the day it was begun, or can be at the soonest.
        expected_on: the day it is expected to end; None where nobody can say, for `waits`.
        not_before: the day it can end at the soonest, if what nobody has fixed takes no time.
        late_by: working days since the promised day that have gone by without a decision.
    """

    service: ServiceId
    handed_in_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    promised_by: date | None = None
    stopped_days: int = 0
    stopped_until: date | None = None
    still_stopped: int = 0
    supplement_by: date | None = None
    supplement_open_on: date | None = None
    expected_on: date | None = None
    not_before: date = date.min
    begins_on: date = date.min
    waits: Waits | None = None
    late_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When a case will be done, as far as one can say today.

    `finish_on` is None where a certain step `waits`; `not_before` is the day at the soonest even
    then. `later_by` counts working days against the day the plan named, below zero for sooner.
    """

    today: date
    steps: Mapping[ServiceId, StepDates]
    finish_on: date | None
    not_before: date
    later_by: int | None
    waits: tuple[ServiceId, ...]
    done: bool


_AT_OFFICE: Final = (
    StepState.ACCEPTED,
    StepState.UNDER_REVIEW,
    StepState.SPECIAL_PROCEDURE,
    StepState.GRANTED,
)
_HANDED_IN: Final = (StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)
_STUCK: Final = {StepState.REFUSED: Waits.REFUSED, StepState.WITHDRAWN: Waits.WITHDRAWN}


def forecast(case: Case, today: date, calendars: Mapping[int, WorkingCalendar]) -> Forecast:
    """Return the dates of a case as they are expected today.

    Args:
        case: its plan and its log.
        today: in Shanghai.
        calendars: of working days, by year.
    """
    days = _Days(calendars)
    found = _Forecasting(case, days, today).steps()
    firm = [
        found[s.service] for s in case.plan.steps if s.standing is Applies.CERTAIN and not s.wrapper
    ]
    soonest = max((one.not_before for one in firm), default=case.plan.finish_on)
    waits = tuple(one.service for one in firm if one.expected_on is None)
    return Forecast(
        today=today,
        steps=found,
        finish_on=soonest if not waits else None,
        not_before=soonest,
        later_by=working_days(case.plan.finish_on, soonest, calendars) if not waits else None,
        waits=waits,
        done=bool(firm) and all(one.ended_on is not None for one in firm),
    )


class _Days:
    """Counts from any day; numbers on a line begin with that day, whatever day it is."""

    def __init__(self, calendars: Mapping[int, WorkingCalendar]) -> None:
        self._calendars = calendars
        self._lines: dict[date, Timeline] = {}

    def _from(self, day: date) -> Timeline:
        return self._lines.setdefault(day, Timeline(day, self._calendars))

    def over(self, spells: Iterable[Spell], begun: date) -> date:
        """Return the day on which spells are over that begin on a day."""
        line = self._from(begun)
        return line.day(ending(spells, 0, line))

    def last_open(self, day: date) -> date:
        """Return the last working day up to a day."""
        return last_open(day, self._calendars)

    def between(self, first: date, last: date) -> int:
        """Return how many working days come after the first day up to the last; 0 if sooner."""
        return max(0, self._from(first).last(last))


class _Forecasting:
    """Reckons one case; what is still ahead is counted from the plan's own day at the soonest.

    What has gone by is counted to `real_today`: a case opened on a day off has a plan for the next
    working day, and until then no working day has gone by.
    """

    def __init__(self, case: Case, days: _Days, today: date) -> None:
        self._case = case
        self._days = days
        self._real_today = today
        self._today = max(today, case.plan.on)
        self._states = case.states()

    def steps(self) -> dict[ServiceId, StepDates]:
        """Return the dates of every step; the plan's order respects every wait."""
        found: dict[ServiceId, StepDates] = {}
        for step in self._case.plan.steps:
            found[step.service] = self._step(step, found)
        return found

    def _step(self, step: Step, found: Mapping[ServiceId, StepDates]) -> StepDates:
        state, moves = self._states[step.service], since_begun(self._case.moves(step.service))
        told = self._told(step, moves)
        if told.ended_on is not None:
            return told
        if state in _STUCK:
            return _ends(told, self._today, _STUCK[state])
        if state is StepState.GRANTED:
            return _ends(replace(told, promised_by=self._promised(step, told)), self._today)
        if state in _AT_OFFICE:
            dates = self._at_office(step, told, moves)
        else:
            dates = self._ahead(step, told, moves, found)
        return _not_sooner(dates, [found[one] for one in ended_first(self._case.plan, step)])

    def _told(self, step: Step, moves: tuple[Move, ...]) -> StepDates:
        """Return what the log says of a step."""
        last = {move.to_state: move.on for move in moves}
        now = moves[-1] if moves else None
        asked = now is not None and now.to_state is StepState.TO_BE_SUPPLEMENTED
        stopped = now is not None and now.to_state is StepState.SPECIAL_PROCEDURE
        ended = now.on if now is not None and now.to_state in DONE else None
        until = now.until if now is not None and asked else None
        return StepDates(
            service=step.service,
            handed_in_on=last.get(StepState.SUBMITTED),
            accepted_on=last.get(StepState.ACCEPTED),
            ended_on=ended,
            expected_on=ended,
            not_before=ended or date.min,
            begins_on=moves[0].on if moves else date.min,
            stopped_until=now.until if now is not None and stopped else None,
            supplement_by=until,
            supplement_open_on=self._days.last_open(until) if until is not None else None,
            stopped_days=self._stopped(moves),
        )

    def _stopped(self, moves: tuple[Move, ...]) -> int:
        """Return for how many working days the clock of a step has stood still so far."""
        days = 0
        for move, after in pairwise([*moves, None]):
            if move is not None and move.to_state is StepState.SPECIAL_PROCEDURE:
                end = after.on if after is not None else self._real_today
                days += self._days.between(move.on, end)
        return days

    def _promised(self, step: Step, told: StepDates, more: int = 0) -> date | None:
        """Return the day a body has promised to decide by; None where nobody has fixed its time."""
        begun = told.accepted_on
        if begun is None or not step.days_known:
            return None
        limit = self._days.over(_limit(step), begun)
        return self._days.over((Spell(told.stopped_days + more),), limit)

    def _at_office(self, step: Step, told: StepDates, moves: tuple[Move, ...]) -> StepDates:
        reasons = {move.reason for move in moves if move.reason is not None}
        during = [w for w in _during(step) if w.kind not in reasons]
        stopped, more = moves[-1].to_state is StepState.SPECIAL_PROCEDURE, 0
        if told.stopped_until is not None:
            more = self._days.between(self._real_today, told.stopped_until)
        promised = self._promised(step, told, more)
        soonest = self._days.over(_spells(during), promised or self._today)
        soonest = max(soonest, self._today)
        if stopped and told.stopped_until is None:
            return _ends(told, soonest, Waits.STOPPED)
        late = 0 if promised is None else self._days.between(promised, self._real_today)
        unfixed = promised is None or _unfixed(during)
        dates = replace(told, promised_by=promised, late_by=late, still_stopped=more)
        return _ends(dates, soonest, Waits.UNFIXED if unfixed else None)

    def _ahead(
        self,
        step: Step,
        told: StepDates,
        moves: tuple[Move, ...],
        found: Mapping[ServiceId, StepDates],
    ) -> StepDates:
        """Return when a step ends that no office has accepted yet.

        What must pass before one can apply runs while the papers are got together.
        """
        awaited = [found[one] for one in waited_for(self._case.plan, step.service)]
        begins = max([self._today, *(one.not_before for one in awaited)])
        told = told if moves else replace(told, begins_on=begins)
        stages = [*_during(step)]
        if told.handed_in_on is None:
            before = [w for w in step.waiting if w.at is StageAt.BEFORE]
            begun = max([moves[0].on, *(one.not_before for one in awaited)]) if moves else begins
            begins = max(begins, self._days.over(_spells(before), begun))
            stages += before
        if told.supplement_open_on is not None:
            begins = max(begins, told.supplement_open_on)
        soonest = self._days.over((*_limit(step), *_spells(_during(step))), begins)
        unfixed = not step.wrapper and (not step.days_known or _unfixed(stages))
        return _not_sooner(_ends(told, soonest, Waits.UNFIXED if unfixed else None), awaited)


def working_days(first: date, last: date, calendars: Mapping[int, WorkingCalendar]) -> int:
    """Return how many working days come after a day up to another; below zero if that is sooner.

    A day off counts for nothing, whichever end it stands at.

    >>> working_days(date(2027, 1, 10), date(2027, 1, 10), {})  # a Sunday
    0
    >>> working_days(date(2027, 1, 10), date(2027, 1, 11), {})
    1
    """
    if last < first:
        return -working_days(last, first, calendars)
    return Timeline(first, calendars).last(last)


def since_begun(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return the moves since a step was last begun."""
    begun = [n for n, move in enumerate(moves) if move.to_state is StepState.COLLECTING]
    return moves[begun[-1] :] if begun else moves


def _limit(step: Step) -> tuple[Spell, ...]:
    return (Spell(step.takes_days, step.unit),)


def _during(step: Step) -> list[Waiting]:
    return [one for one in step.waiting if one.at is StageAt.DURING]


def _spells(stages: Iterable[Waiting]) -> tuple[Spell, ...]:
    return tuple(one.spell for one in stages if one.spell is not None)


def _unfixed(stages: Iterable[Waiting]) -> bool:
    return any(one.spell is None for one in stages)


def _ends(dates: StepDates, soonest: date, waits: Waits | None = None) -> StepDates:
    expected = soonest if waits is None else None
    return replace(dates, not_before=soonest, expected_on=expected, waits=waits)


def _not_sooner(dates: StepDates, others: Iterable[StepDates]) -> StepDates:
    """Return the dates of a step that ends no sooner than others, untold if one of them is."""
    soonest = max([dates.not_before, *(one.not_before for one in others)])
    untold = any(one.expected_on is None for one in others)
    return _ends(dates, soonest, dates.waits or (Waits.BEFORE if untold else None))
