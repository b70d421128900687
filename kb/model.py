"""The frozen domain types: every record the product knows, one class per word of the field.

RDF term and Chinese term stand in the docstrings; `kb.vocab` holds the IRIs.
Every record says what it was read in (`sources`), which fields were `seen` there, which are to
`confirm`, and when it was last `checked_on`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from kb.benefit import Benefit, Quota
from kb.criteria import Criterion, DatedValue
from kb.derivation import Derivation
from kb.examples import Example
from kb.handling import ConditionalPrerequisite, Days, Due, InputTerms, Output, ServiceMode, Stage
from kb.ids import (
    AreaId,
    CalendarId,
    Code,
    ConceptId,
    DocumentId,
    EvidenceId,
    OrganisationId,
    ParameterId,
    PolicyId,
    SceneId,
    ServiceId,
)
from kb.kinds import (
    Audience,
    ConceptType,
    Effort,
    PolicyMode,
    SceneKind,
    ServiceKind,
    Supplier,
    Venue,
)
from kb.text import Phrases, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record's facts were read: a title; the article, web address and date when known."""

    name: str
    article: str | None = None
    document: DocumentId | None = None
    link: str | None = None
    read_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record carries, whatever it is about."""

    id: str
    title: Text
    description: Text | None = None
    notation: str | None = None
    sources: tuple[Source, ...] = ()
    seen: frozenset[str] = frozenset()
    confirm: frozenset[str] = frozenset()
    checked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """One value a coded fact can take, in everyday words."""

    code: Code
    title: Text
    notation: str | None = None
    phrases: Phrases = Phrases()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How a fact is asked, and why; never in legal categories."""

    ask: Text
    why: Text
    help: Text | None = None
    effort: Effort = Effort.KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationConcept(Record):
    """Something that can be known of an applicant. `cv:InformationConcept`, 信息项.

    What is `sensitive` is taken with separate consent alone, and what is `of_child` with a
    parent's or guardian's (个人信息保护法第二十九条、第三十一条).
    """

    id: ConceptId
    type: ConceptType
    unit: Text | None = None
    decimals: int = 0
    codes: tuple[CodeEntry, ...] = ()
    members: frozenset[ConceptId] = frozenset()
    question: Question | None = None
    derive: Derivation | None = None
    sensitive: bool = False
    of_child: bool = False
    phrases: Phrases = Phrases()
    examples: tuple[Example, ...] = ()


# ---- materials and services -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceType(Record):
    """A kind of paper or data a service asks for; who says yes to `told_by` has it. 申请材料."""

    id: EvidenceId
    supplied_by: Supplier = Supplier.APPLICANT
    told_by: ConceptId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicService(Record):
    """One approval, filing or registration. `cpsv:PublicService`, 政务服务事项.

    In `requires` and `inputs` the outer list is *all*, an inner list is *any of*. `form` names the
    fields of its application form.
    """

    id: ServiceId
    organisation: OrganisationId | None = None
    kind: ServiceKind | None = None
    requires: tuple[frozenset[ServiceId], ...] = ()
    requires_when: tuple[ConditionalPrerequisite, ...] = ()
    inputs: tuple[frozenset[EvidenceId], ...] = ()
    terms: tuple[InputTerms, ...] = ()
    form: frozenset[Code] = frozenset()
    outputs: tuple[Output, ...] = ()
    days: Days | None = None
    stages: tuple[Stage, ...] = ()
    modes: tuple[ServiceMode, ...] = ()
    due: Due | None = None
    visits: int | None = None
    fee: Decimal | None = None
    where: Venue | None = None
    online: bool | None = None
    phrases: Phrases = Phrases()


# ---- scenes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A wrapper applies when enough of the services it bundles do; it takes no time."""

    services: frozenset[ServiceId]
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneService:
    """A service of a scene and when it applies; without a criterion it always does.

    Where it applies, the services it `replaces` are not needed.
    """

    service: ServiceId
    applicable_if: Criterion | None = None
    bundles: Bundle | None = None
    replaces: frozenset[ServiceId] = frozenset()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usually so in this scene; offered for one-tap confirmation, never assumed."""

    fact: ConceptId
    is_: bool | Decimal | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneWarning:
    """Something to say aloud before rent is paid; if it `forbids`, the matter is refused."""

    text: Text
    when: Criterion | None = None
    source: str | None = None
    forbids: bool = False
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene(Record):
    """One thing a person wants done. `cv:BusinessEvent` or `cv:LifeEvent`, 一件事（场景）."""

    id: SceneId
    kind: SceneKind = SceneKind.BUSINESS
    phrases: Phrases = Phrases()
    services: tuple[SceneService, ...] = ()
    place: int | None = None  # among all scenes where they are listed: the most frequent first
    opening_questions: tuple[ConceptId, ...] = ()
    usual: tuple[Usual, ...] = ()
    warnings: tuple[SceneWarning, ...] = ()


# ---- policies -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one day to another, both included; an open end is not known or not set."""

    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When one can apply: fixed dates, or counted in months from a date of the applicant.

    `closes_at` is the time of day on the last day, in Shanghai; without it the day ends it.
    """

    opens: date | None = None
    closes: date | None = None
    closes_at: time | None = None
    since: ConceptId | None = None
    after_months: int | None = None
    until_months: int | None = None
    text: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """One benefit item (政策事项); a document holds one or more. Subclass of a service.

    `selected_for` names the department that the item stands for in our own selection of core
    items. The district's real list is not public; every page that shows the mark says so.
    """

    id: PolicyId
    organisation: OrganisationId | None = None
    document: DocumentId | None = None
    article: str | None = None
    audience: Audience | None = None
    criteria: Criterion | None = None
    benefit: Benefit | None = None
    valid: Period = Period()
    windows: tuple[Window, ...] = ()
    materials: frozenset[EvidenceId] = frozenset()
    mode: PolicyMode | None = None
    channel: Text | None = None
    excludes: frozenset[PolicyId] = frozenset()
    stacks: frozenset[PolicyId] = frozenset()
    requires: frozenset[PolicyId] = frozenset()
    supersedes: frozenset[PolicyId] = frozenset()
    choose_one: frozenset[PolicyId] = frozenset()
    quota: Quota | None = None
    selected_for: OrganisationId | None = None
    phrases: Phrases = Phrases()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument(Record):
    """The notice or law an item stands in. `eli:LegalResource`, 政策文件."""

    id: DocumentId
    number: str | None = None
    issuers: tuple[str, ...] = ()
    published: date | None = None
    in_force: Period = Period()
    supersedes: frozenset[DocumentId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Record):
    """An administrative division (行政区划); it may lie in more than one."""

    id: AreaId
    within: AreaId | None = None
    also_within: frozenset[AreaId] = frozenset()
    phrases: Phrases = Phrases()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOrganisation(Record):
    """A body that decides or a centre that receives. `cv:PublicOrganisation`, 部门."""

    id: OrganisationId
    area: AreaId | None = None
    address: Text | None = None
    phone: str | None = None
    hours: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Record):
    """A local figure with its source; a district's layer may override it."""

    id: ParameterId
    value: Decimal
    unit: Text | None = None
    dated: tuple[DatedValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar(Record):
    """One announced year: weekdays off, and weekend days that are worked (调休)."""

    id: CalendarId
    year: int
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


AnyRecord = (
    Area
    | EvidenceType
    | InformationConcept
    | Parameter
    | Policy
    | PolicyDocument
    | PublicOrganisation
    | PublicService
    | Scene
    | WorkingCalendar
)

KINDS: dict[str, type[AnyRecord]] = {
    "area": Area,
    "calendar": WorkingCalendar,
    "concept": InformationConcept,
    "document": PolicyDocument,
    "evidence": EvidenceType,
    "organisation": PublicOrganisation,
    "parameter": Parameter,
    "policy": Policy,
    "scene": Scene,
    "service": PublicService,
}
"""The class each id prefix names."""
