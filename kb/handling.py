"""How a service is handled: its limits, the time no limit counts, its modes, its materials' form.

Parts of a `PublicService` record; a plan reckons its dates, its trips and its materials from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from kb.criteria import Criterion
from kb.ids import Code, ConceptId, EvidenceId, ServiceId
from kb.kinds import DayUnit, HandlingMode, PaperForm, StageAt, StageKind
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days from acceptance to decision; 0 is on the spot. They run without the stages.

    `extension` is how many days the law lets the body add once.
    """

    statutory: int
    committed: int
    unit: DayUnit = DayUnit.WORKING
    extension: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Time that no limit counts (行政许可法第45条): the clock stands still, or has not begun.

    A stage without days takes time that nobody has fixed; a date behind it is the earliest one.
    """

    kind: StageKind
    title: Text
    at: StageAt = StageAt.DURING
    days: int | None = None
    unit: DayUnit = DayUnit.WORKING
    when: Criterion | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTerms:
    """How a service takes a material: in what form and how many."""

    evidence: EvidenceId
    form: PaperForm | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMode:
    """How a service goes in a mode other than the standard one.

    `when` says who may use it; `barred` says why nobody may. `waives` are materials that a written
    commitment stands in for, `defers` those that may follow after acceptance. Services of one
    `group` share their form or their inspection. Where a mode is `usual`, the standard limits of
    the service are those of this mode, and `otherwise` holds for who may not use it.
    """

    mode: HandlingMode
    days: Days | None = None
    otherwise: Days | None = None
    usual: bool = False
    visits: int | None = None
    when: Criterion | None = None
    barred: Text | None = None
    waives: frozenset[EvidenceId] = frozenset()
    defers: frozenset[EvidenceId] = frozenset()
    group: Code | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when the law wants a service applied for, counted from a paper or a date."""

    days: int
    unit: DayUnit = DayUnit.CALENDAR
    after: EvidenceId | None = None
    since: ConceptId | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasts:
    """How long a paper is valid from the day it is issued: years, months or days, one of them."""

    years: int | None = None
    months: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """When to apply to renew a paper: from so many days before it ends, until so many before.

    Without `from_days` one may apply at any time before.
    """

    until_days: int
    from_days: int | None = None
    unit: DayUnit = DayUnit.CALENDAR
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a service hands over. `cv:Output`, 办理结果.

    `validity` says in words how long it is good for; `lasts` says it in figures, where that is
    fixed, and `renew` when to apply for the next.
    """

    title: Text
    evidence: EvidenceId | None = None
    validity: Text | None = None
    lasts: Lasts | None = None
    renew: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalPrerequisite:
    """Services of which one must come first, but only where a condition is met."""

    any_of: frozenset[ServiceId]
    when: Criterion
