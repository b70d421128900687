"""What `/v1` answers: the models of the contract, one for every shape in `api.shapes`.

Answers are written by `api.shapes`, byte for byte as the console prints them; these models say so
to others, and the tests hold every answer against them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from api.v1_asked import FROM_CATALOGUE, Kind
from kb.kinds import BenefitKind
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
    """Whether one can apply on that day; `closes_at` is the hour of the last day, in Shanghai."""

    state: WindowState
    opens: date | None
    closes: date | None
    closes_at: str | None


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
