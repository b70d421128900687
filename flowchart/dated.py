"""The plan of a case with the days as they really came or are expected, for its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flowchart.case import Case
from flowchart.case_days import CaseDay, DayKind
from flowchart.forecast import Forecast, StepDates
from flowchart.plan import Plan, Step


def dated(case: Case, forecast: Forecast, days: Iterable[CaseDay]) -> Plan:
    """Return the plan of a case in which no day contradicts its forecast.

    By when the law or the opening day wants a step is told as long as it waits for the applicant.

    Args:
        case: its plan and its log.
        forecast: its dates as they are expected today.
        days: of `case_days.days_of`.
    """
    held = {(day.kind, day.about): day for day in days}
    steps = tuple(
        _step(
            step,
            forecast.steps[step.service],
            held.get((DayKind.DUE, step.service)),
            held.get((DayKind.BEGIN_BY, step.service)),
        )
        for step in case.plan.steps
    )
    finish_on = forecast.finish_on or forecast.not_before
    return replace(
        case.plan,
        steps=steps,
        finish_on=finish_on,
        latest_on=max(finish_on, case.plan.latest_on),
        finish_on_at_most=None,
    )


def _step(step: Step, dates: StepDates, due: CaseDay | None, begin_by: CaseDay | None) -> Step:
    if step.starts_on == date.min or step.wrapper:
        return replace(step, due_on=None, apply_by=None)
    begins = dates.begins_on if dates.begins_on > date.min else step.starts_on
    ends = max(dates.not_before, begins)
    applies = dates.handed_in_on or dates.accepted_on or max(begins, step.applies_on)
    return replace(
        step,
        starts_on=begins,
        applies_on=min(max(applies, begins), ends),
        ends_on=ends,
        latest_end_on=max(ends, step.latest_end_on),
        due_on=due.on if due is not None else None,
        due_source=due.source if due is not None else None,
        apply_by=begin_by.on if begin_by is not None else None,
    )
