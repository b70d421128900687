"""How a fact is worked out from others: data, computed and explained, never asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kb.criteria import Criterion
from kb.ids import Code, ConceptId


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A flag: true while the criterion is met."""

    when: Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a decision table."""

    when: Criterion
    is_: bool | Decimal | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The value of the first row whose criterion is met, else `otherwise`.

    Without `otherwise` the fact is asked when no row applies.
    """

    first: tuple[Row, ...]
    otherwise: bool | Decimal | Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Divide:
    """The first fact divided by the second; for people to judge while the second is zero."""

    divide: tuple[ConceptId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsSince:
    """Full years from a date to today; an age when the date is a birth date."""

    years_since: ConceptId


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsSince:
    """Full months from a date to today."""

    months_since: ConceptId


Derivation = When | Decision | Divide | YearsSince | MonthsSince
