"""What `/v1` answers of plans and cases: one model for every shape in `api.plan_shapes`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from api.v1_shapes import Absent, Match, Number, Question, Reason, Shape, Words
from flowchart.agenda import Happening
from flowchart.case_kinds import Actor
from flowchart.needs import MaterialStanding
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.kinds import DayUnit, HandlingMode, PaperForm, StageAt, StageKind, Venue
from matcher.verdict import Verdict

Some = Annotated[list[str], Field(min_length=1)]
"""A list that is left out where it would be empty."""


# ---- plans -----------------------------------------------------------------------------------


class Waiting(Shape):
    """Time of a step that no limit counts; without `days` nobody has fixed how long it takes.

    One that is not `certain` depends on facts that are not known yet.
    """

    title: Words
    kind: StageKind
    at: StageAt
    certain: bool
    days: int | Absent = None
    unit: DayUnit | Absent = None
    source: str | Absent = None


class Step(Shape):
    """One service of the plan; days are working days, applying is day 0.

    Attributes:
        waits_for: what must end before it begins; `perhaps` are those of them whose condition is
            not known yet, `follows` what must only end before it ends.
        takes_days: the promised limit, in working days where `unit` does not say otherwise; left
            out where nobody has read it.
        latest_end_on: the last day of it that delays nothing at the end.
        apply_by: the last day to begin for the opening day that was asked for.
        due_on: by when the law wants it.
        visits: how often one must go; left out where nobody has read it.
        mode: how it is handled, where not as usual; `mode_because` says why the mode that was
            asked for does not work, or on what it depends.
    """

    service: str
    standing: Applies
    wrapper: bool
    starts_day: int
    ends_day: int
    slack: int
    critical: bool
    where: Venue | None
    waits_for: list[str]
    perhaps: Some | Absent = None
    follows: Some | Absent = None
    takes_days: int | Absent = None
    unit: DayUnit | Absent = None
    waiting: Annotated[list[Waiting], Field(min_length=1)] | Absent = None
    starts_on: date | Absent = None
    applies_on: date | Absent = None
    ends_on: date | Absent = None
    latest_end_on: date | Absent = None
    apply_by: date | Absent = None
    due_on: date | Absent = None
    due_source: str | Absent = None
    place: str | Absent = None
    visits: int | Absent = None
    mode: HandlingMode | Absent = None
    mode_because: Annotated[list[Reason], Field(min_length=1)] | Absent = None
    because: list[Reason]


class Excluded(Shape):
    """A service of the scene that is not needed, why, and what stands in its place."""

    service: str
    instead: str | Absent = None
    because: list[Reason]


class Warned(Shape):
    """Something to say aloud before rent is paid; with `forbids`, once certain, it is refused."""

    text: Words
    certain: bool
    forbids: bool | Absent = None


class Material(Shape):
    """A material, which services want it, and who has it; any of `alternatives` will do too.

    `form` is the strictest that a step asks for, `copies` those of all steps together.
    """

    evidence: str
    standing: MaterialStanding
    for_: Annotated[list[str], Field(alias="for")]
    issued_by: str | Absent = None
    alternatives: Some | Absent = None
    form: PaperForm | Absent = None
    copies: int | Absent = None


class MaterialCounts(Shape):
    """Materials in single lists, distinct ones, and those to bring."""

    raw: int
    distinct: int
    bring: int


class WorkingDays(Shape):
    """Totals over certain steps: one after another, and side by side; committed and statutory."""

    serial: int
    parallel: int
    statutory_serial: int
    statutory_parallel: int


class FieldCounts(Shape):
    """Fields of application forms: on the single forms, each once, and forms nobody has read."""

    single: int
    merged: int
    forms_unread: int


class Trips(Shape):
    """How often somebody must go: one trip a step, or `together` what one trip can do.

    `inspections` are the times somebody comes to the premises; of `unread` certain steps nobody
    has read how often one must go.
    """

    single: int
    together: int
    inspections: int
    unread: int


class Opening(Shape):
    """An opening day, planned backwards: the last days to begin.

    `apply_by` if all goes as promised, `safe_by` if every body takes what the law allows; null
    where that day is past already.
    """

    on: date
    apply_by: date | None
    safe_by: date | None


class Offered(Shape):
    """What became of a mode at one step: used, open or barred, and why."""

    service: str
    verdict: Verdict
    because: list[Reason]


class Entry(Shape):
    """Something with a date: of a step or a policy, which `about` names, or of the whole plan."""

    on: date
    happening: Happening
    about: str | Absent = None
    possible: bool | Absent = None
    provisional: bool | Absent = None
    critical: bool | Absent = None
    source: str | Absent = None


class PlanAnswer(Shape):
    """One plan; steps stand in an order that respects `waits_for`.

    `working_days` are what the bodies have for deciding; `finish_on` counts waiting too. Of
    `open_ended` steps nobody has fixed the time: the finish is the earliest day. `unannounced`
    are the years up to `latest_on` whose holidays are not known yet.
    """

    scenes: list[str]
    generation: str
    on: date
    mode: HandlingMode
    steps: list[Step]
    excluded: list[Excluded]
    questions: list[Question]
    warnings: list[Warned]
    materials: list[Material]
    material_counts: MaterialCounts
    fields: FieldCounts | Absent = None
    trips: Trips | Absent = None
    working_days: WorkingDays
    working_days_at_most: WorkingDays | Absent = None
    finish_on: date
    finish_on_at_most: date | Absent = None
    finish_provisional: bool
    latest_on: date
    open_ended: list[str]
    unannounced: list[int]
    opening: Opening | Absent = None
    visits: int
    fee: Number
    fees_unknown: list[str]
    offered: Annotated[list[Offered], Field(min_length=1)] | Absent = None
    agenda: list[Entry]
    policies: list[Match]


# ---- cases -----------------------------------------------------------------------------------


class CaseEvent(Shape):
    """What happened to a case; `by` is the id of an account, key, code or invitation.

    `step`, `from` and `to` are those of a move, `on` the day it happened, `undoes` the event that
    is taken back; what other kinds tell stands in `more`.
    """

    sequence: int
    kind: str
    step: str | None
    from_: Annotated[StepState | None, Field(alias="from")]
    to: StepState | None
    on: date | None
    undoes: int | None
    more: dict[str, Any]
    actor: Actor
    by: str
    at: datetime


class CaseSummary(Shape):
    """A case in short; `seen` is what a move must send back."""

    id: str
    number: str
    opened_on: date
    scenes: list[str]
    seen: int
    done: int
    total: int


class CasePage(Shape):
    """Cases, oldest first; `next` is the `after` of the next page, or null."""

    cases: list[CaseSummary]
    next: str | None


class CaseAnswer(CaseSummary):
    """A case: its plan without reasons, the state of every step, its log; nothing personal."""

    generation: str
    states: dict[str, StepState]
    events: list[CaseEvent]
    plan: PlanAnswer
