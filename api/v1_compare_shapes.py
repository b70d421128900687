"""What `/v1` answers of plans beside each other: modes, why, and what changed."""

from __future__ import annotations

from datetime import date

from api.v1_plan_shapes import Offered, Trips
from api.v1_shapes import Absent, Reason, Shape
from flowchart.changes_shown import Change
from flowchart.needs import MaterialStanding
from flowchart.why import Presence
from kb.kinds import HandlingMode
from matcher.match import Eligibility
from matcher.verdict import Verdict


class ModeOption(Shape):
    """A plan in one mode.

    Attributes:
        verdict: met where a step goes that way, needs information where that depends on facts,
            unmet where every step that tells of the mode bars it, null where none tells of it.
        parallel: working days the bodies have, side by side.
        sooner: days of the calendar saved against the standard mode; below 0 for later.
        bring: papers to bring at the beginning; `later` may follow, for `promised` ones a written
            commitment stands in.
        used: the steps that go that way; `open` those of them that wait for facts.
        barred: the steps that do not, and why.
        ask: the facts that would settle it.
    """

    mode: HandlingMode
    verdict: Verdict | None
    finish_on: date
    finish_provisional: bool
    latest_on: date
    parallel: int
    sooner: int
    bring: int
    trips: Trips | Absent = None
    later: list[str]
    promised: list[str]
    used: list[str]
    open: list[Offered]
    barred: list[Offered]
    ask: list[str]


class WhatIfAnswer(Shape):
    """The same plan in the five modes, the standard one first."""

    options: list[ModeOption]


class NeededBy(Shape):
    """A step that waits for a service, and the paper it waits for, if it is one."""

    service: str
    evidence: str | Absent = None


class Why(Shape):
    """Why a service is in a plan, or why not.

    `because` is empty where it always belongs to its scene; `scenes` are those of the plan that
    have it, else those that would.
    """

    service: str
    presence: Presence
    because: list[Reason]
    scenes: list[str]
    needed_by: list[NeededBy]
    waits_for: list[str]


class WhyAnswer(Shape):
    """The services that were asked for, in that order."""

    why: list[Why]


class StepChange(Shape):
    """What became of one step; `days` is how many working days later it ends.

    `waits` are steps it has begun to wait for, `freed` those it no longer waits for.
    """

    service: str
    change: Change
    days: int
    waits: list[str]
    freed: list[str]
    because: list[Reason]


class MaterialChange(Shape):
    """A material whose standing changed; null where it is not in that plan."""

    evidence: str
    before: MaterialStanding | None
    after: MaterialStanding | None


class PolicyChange(Shape):
    """A policy whose verdict changed."""

    policy: str
    before: Eligibility
    after: Eligibility


class DayChange(Shape):
    """A day in both plans."""

    before: date
    after: date


class NumberChange(Shape):
    """A figure in both plans."""

    before: int
    after: int


class ChangesAnswer(Shape):
    """What distinguishes a plan from the one before.

    `settled` are steps that were possible and are certain now, `reopened` the other way round.
    """

    changed: bool
    steps: list[StepChange]
    settled: list[str]
    reopened: list[str]
    materials: list[MaterialChange]
    policies: list[PolicyChange]
    finish_on: DayChange
    working_days: NumberChange
    bring: NumberChange
    visits: NumberChange
