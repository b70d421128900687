"""What `/v1` answers: the models of the contract, one for every shape in `api.shapes`.

Answers are written by `api.shapes`, byte for byte as the console prints them; these models say so
to others, and the tests hold every answer against them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from api.v1_asked import FROM_CATALOGUE, Kind
from flowchart.materials import MaterialStanding
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.kinds import BenefitKind, Venue
from matcher.match import Eligibility
from matcher.search import Outcome
from matcher.verdict import Verdict
from matcher.windows import WindowState

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Absent = SkipJsonSchema[None]
"""A key that may be missing, but is never null."""


class Shape(BaseModel):
    """An object of an answer; it has these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Shape):
    """The same words in Chinese and in English."""

    zh: str
    en: str


# ---- search ----------------------------------------------------------------------------------


class Hit(Shape):
    """A record that fits; the score ranks it among the others of one search."""

    id: str
    kind: Kind
    title: Words
    score: float


class Understood(Shape):
    """A fact that the words seem to say, and those words; true only once somebody confirms it.

    Two entries for one fact contradict each other.
    """

    concept: str
    value: bool | Number | str | list[str]
    words: str


class SearchAnswer(Shape):
    """What became of a search: one answer, several to ask back with, or nothing of ours."""

    outcome: Outcome
    results: list[Hit]
    facts: Annotated[list[Understood], Field(min_length=1)] | Absent = None


# ---- matches ---------------------------------------------------------------------------------


class Reason(Shape):
    """Why a condition is met, unmet or open; `steps` say how its value came about."""

    text: Words
    verdict: Verdict
    fact: str | None
    value: Words | None
    standing: Words | None
    limit: Words | None
    distance: Words | None
    source: Words | None
    steps: list[Words] | Absent = None


class Benefit(Shape):
    """What one gets, worked out as far as the facts go.

    `at_most` instead of `amount` where the figure is a ceiling; `from` and `to` (either may be
    left out) while facts are open. `missing` names the facts that would narrow it, and `steps`
    read the calculation aloud. Without any figure there is only the text.
    """

    kind: BenefitKind
    text: Words
    unit: Words | None
    amount: Number | Absent = None
    at_most: Number | Absent = None
    from_: Annotated[Number | Absent, Field(alias="from")] = None
    to: Number | Absent = None
    missing: list[str]
    steps: list[Words]


class Window(Shape):
    """Whether one can apply on that day."""

    state: WindowState
    opens: date | None
    closes: date | None


class PolicyMaterial(Shape):
    """A material of a policy and the services that issue it."""

    evidence: str
    issued_by: list[str]


class Match(Shape):
    """One policy with its verdict and reasons. A score ranks; it never decides."""

    policy: str
    verdict: Eligibility
    missing: list[str]
    because: list[Reason]
    benefit: Benefit | None
    window: Window
    materials: list[PolicyMaterial]
    score: float


class Question(Shape):
    """The fact to ask for next, how it is asked, and why."""

    concept: str
    ask: Words | None
    why: Words | None
    settles: float


class MatchAnswer(Shape):
    """Every policy, best first, and the question that would settle most."""

    policies: list[Match]
    next_question: Question | None


# ---- plans -----------------------------------------------------------------------------------


class Step(Shape):
    """One service of the plan; days are working days, applying is day 0."""

    service: str
    standing: Applies
    wrapper: bool
    starts_day: int
    ends_day: int
    slack: int
    critical: bool
    where: Venue | None
    waits_for: list[str]
    because: list[Reason]


class Excluded(Shape):
    """A service of the scene that is not needed, and why."""

    service: str
    because: list[Reason]


class Warned(Shape):
    """Something to say aloud before rent is paid; with `forbids`, once certain, it is refused."""

    text: Words
    certain: bool
    forbids: bool | Absent = None


class Material(Shape):
    """A material, which services want it, and who has it."""

    evidence: str
    standing: MaterialStanding
    for_: Annotated[list[str], Field(alias="for")]
    issued_by: str | Absent = None


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


class PlanAnswer(Shape):
    """One plan; steps stand in an order that respects `waits_for`."""

    scenes: list[str]
    generation: str
    on: date
    steps: list[Step]
    excluded: list[Excluded]
    questions: list[Question]
    warnings: list[Warned]
    materials: list[Material]
    material_counts: MaterialCounts
    working_days: WorkingDays
    working_days_at_most: WorkingDays | Absent = None
    visits: int
    fee: Number
    fees_unknown: list[str]
    finish_on: date
    finish_provisional: bool
    latest_on: date
    policies: list[Match]


# ---- records ---------------------------------------------------------------------------------


class RecordTitle(Shape):
    """A record by id and title."""

    id: str
    title: Words


class RecordPage(Shape):
    """Records in the order of their ids; `next` is the `after` of the next page, or null."""

    generation: str
    records: list[RecordTitle]
    next: str | None


class RecordAnswer(Shape):
    """One record as its file spells it; keys at their default are left out."""

    generation: str
    record: Annotated[dict[str, Any], WithJsonSchema({FROM_CATALOGUE: "record"})]


# ---- cases -----------------------------------------------------------------------------------


class CaseEvent(Shape):
    """One move of one step; `by` is the id of an account or of a key."""

    sequence: int
    step: str
    from_: Annotated[StepState, Field(alias="from")]
    to: StepState
    by: str
    at: datetime
    undoes: int | None


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


# ---- errors ----------------------------------------------------------------------------------


class OneProblem(Shape):
    """One of several problems."""

    place: str
    problem: str
    remedy: str


class Problem(Shape):
    """An error (RFC 9457): what is wrong, and in `remedy` what to do instead."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    place: str | Absent = None
    problems: list[OneProblem] | Absent = None
