"""The value of any concept for one applicant, on one day: given, worked out, or unknown.

An unknown carries the facts that would settle it. A derived value is unknown only where the
open inputs could still change it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kb.criteria import (
    Bound,
    DatedLimit,
    FactLimit,
    ParameterLimit,
    TableLimit,
    Times,
)
from kb.ids import ConceptId
from matcher.applicant import Value

Number = Decimal | Fraction
Known = Value | Fraction


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and which facts would make it known; none if only people can say."""

    missing: frozenset[ConceptId]
    judgement: bool = False


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, the end of the month clamped.

    Beyond the calendar it is the calendar's own end: an applicant may write any day there is.

    >>> add_months(date(2026, 8, 31), 18)
    datetime.date(2028, 2, 29)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def full_months(start: date, today: date) -> int:
    """Return how many whole months have passed; negative before the start.

    The number is the largest whose addition does not pass today, which is never wrong at the
    end of a month.

    >>> full_months(date(2026, 1, 31), date(2026, 2, 28))
    1
    """
    months = (today.year - start.year) * 12 + today.month - start.month
    return months if add_months(start, months) <= today else months - 1


def as_fraction(number: Number) -> Fraction:
    """Return a number for exact comparison."""
    return number if isinstance(number, Fraction) else Fraction(number)


def limit_inputs(limit: Bound) -> frozenset[ConceptId]:
    """Return the facts a limit is computed from."""
    if isinstance(limit, Times):
        return frozenset({limit.of})
    if isinstance(limit, FactLimit):
        return frozenset({limit.fact})
    return frozenset({limit.by}) if isinstance(limit, TableLimit) else frozenset()


def table_value(limit: TableLimit, by: Number) -> Decimal | None:
    """Return the limit for a value of the other fact; None outside a table without `beyond`."""
    for row in limit.table:
        if as_fraction(row.for_) == as_fraction(by):
            return row.value
    largest = max((row.for_ for row in limit.table), default=None)
    return limit.beyond if largest is not None and as_fraction(by) > as_fraction(largest) else None


def dated_value(limit: DatedLimit, on: date) -> Decimal | None:
    """Return the value in force on a day; None before the first."""
    begun = [dated for dated in limit.dated if dated.from_ <= on]
    return max(begun, key=lambda dated: dated.from_).value if begun else None


__all__ = [
    "Known",
    "Number",
    "ParameterLimit",
    "Unknown",
    "add_months",
    "as_fraction",
    "dated_value",
    "full_months",
    "limit_inputs",
    "table_value",
]
