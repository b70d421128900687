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


Operand = ConceptId | Decimal
"""A fact, or a plain number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Divide:
    """The first divided by the second; for people to judge while the second is zero."""

    divide: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """The sum of facts and numbers."""

    add: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtract:
    """The first less the second."""

    subtract: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiply:
    """The product of facts and numbers."""

    times: tuple[Operand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One row of a points table: so many points while the criterion is met."""

    when: Criterion
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The sum of the points of every row that is met; a range while rows are open."""

    points: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsSince:
    """Full years from a date to today; an age when the date is a birth date."""

    years_since: ConceptId


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsSince:
    """Full months from a date to today."""

    months_since: ConceptId


Derivation = (
    When | Decision | Add | Subtract | Multiply | Divide | Points | YearsSince | MonthsSince
)
