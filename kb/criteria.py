"""Criteria as data: one small class per form of condition (条件), readable aloud in YAML.

A class is told apart by the key it has alone (`at_most`, `within`, `count` …). A trailing
underscore is only there because Python owns the word: `in_` is written `in`.
`matcher.criteria` judges them; nothing here sees a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kb.ids import AreaId, Code, ConceptId, DocumentId, EvidenceId, ParameterId, PolicyId
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The place in a document that a condition was taken from."""

    document: DocumentId
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One comparison of one subject; its wording and source are shown with the reason."""

    wording: Text | None = None
    source: Clause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLeaf(Leaf):
    """A comparison whose subject is one fact."""

    fact: ConceptId


# ---- limits ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A limit that is a multiple of another fact: 0.03 × revenue."""

    times: Decimal
    of: ConceptId


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLimit:
    """A limit that is another fact."""

    fact: ConceptId


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLimit:
    """A limit that a district sets for itself, sourced and dated in `parameters.yaml`."""

    parameter: ParameterId


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One row of a threshold table: for this number or code of the other fact, this limit.

    With `up_to` in place of `for` it holds for every number up to that one and above the row
    before.
    """

    value: Decimal
    for_: Decimal | Code | None = None
    up_to: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimit:
    """A limit read from a table by another fact; outside it, `beyond`, else unknown."""

    by: ConceptId
    table: tuple[Threshold, ...]
    beyond: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """The value that holds from this day on."""

    from_: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedLimit:
    """A limit that changes on known days; before the first it is unknown."""

    dated: tuple[DatedValue, ...]


Limit = Decimal | Times | FactLimit | ParameterLimit | TableLimit | DatedLimit
DateLimit = date | FactLimit
Bound = Decimal | date | Times | FactLimit | ParameterLimit | TableLimit | DatedLimit


# ---- leaves over one fact -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Is(FactLeaf):
    """The fact is exactly this flag, number or code."""

    is_: bool | Decimal | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class IsNot(FactLeaf):
    """The fact is known and is anything but this flag, number or code."""

    is_not: bool | Decimal | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class In(FactLeaf):
    """The fact is one of these codes."""

    in_: frozenset[Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotIn(FactLeaf):
    """The fact is known and none of these codes."""

    not_in: frozenset[Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast(FactLeaf):
    """The fact is a number no smaller than `at_least`."""

    at_least: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreThan(FactLeaf):
    """The fact is a number greater than `more_than`."""

    more_than: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMost(FactLeaf):
    """The fact is a number no greater than `at_most`."""

    at_most: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class LessThan(FactLeaf):
    """The fact is a number smaller than `less_than`."""

    less_than: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(FactLeaf):
    """The fact is a number or date from the first bound to the second, both included."""

    between: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnOrAfter(FactLeaf):
    """The fact is this day or a later one."""

    on_or_after: DateLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(FactLeaf):
    """The fact is a day earlier than this one."""

    before: DateLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinMonths(FactLeaf):
    """Today lies no more than this many months after the fact, and not before it.

    Months are added to the fact, the end of the month clamped: 31 August + 18 months is
    28 February.
    """

    within_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinDays(FactLeaf):
    """Today lies no more than this many calendar days after the fact, and not before it."""

    within_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Has(FactLeaf):
    """The set contains this code."""

    has: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class HasAny(FactLeaf):
    """The set contains at least one of these codes."""

    has_any: frozenset[Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class HasAll(FactLeaf):
    """The set contains every one of these codes."""

    has_all: frozenset[Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Within(FactLeaf):
    """The area lies in this one; sound on partial knowledge (a district is in its city)."""

    within: AreaId


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinAny(FactLeaf):
    """The area lies in one of these."""

    within_any: frozenset[AreaId]


@dataclass(frozen=True, slots=True, kw_only=True)
class InIssuersArea(FactLeaf):
    """The area lies in that of the body that issues the policy; a city's rule and its city."""

    in_issuers_area: bool


# ---- other leaves ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Leaf):
    """At least (or at most) so many members of a list meet a joint condition."""

    count: ConceptId
    where: Criterion | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds(Leaf):
    """The applicant has this document in hand or in the e-licence library."""

    holds: EvidenceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted(Leaf):
    """The applicant already draws this benefit."""

    granted: PolicyId


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Leaf):
    """Decided by people, never by machine."""

    review: Text


# ---- trees ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every one of these is met."""

    all: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one of these is met."""

    any: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The condition inside is unmet; unknown stays unknown."""

    not_: Criterion


NumberLeaf = AtLeast | MoreThan | AtMost | LessThan
Tree = All | AnyOf | Not
Criterion = (
    Is
    | IsNot
    | In
    | NotIn
    | AtLeast
    | MoreThan
    | AtMost
    | LessThan
    | Between
    | OnOrAfter
    | Before
    | WithinMonths
    | WithinDays
    | Has
    | HasAny
    | HasAll
    | Within
    | WithinAny
    | InIssuersArea
    | Count
    | Holds
    | Granted
    | Review
    | All
    | AnyOf
    | Not
)
