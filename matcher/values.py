"""The value of any concept for one applicant, on one day: given, worked out, or unknown.

An unknown carries the facts that would settle it. A derived value is unknown only where the
open inputs could still change it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from kb.criteria import (
    Bound,
    DatedLimit,
    FactLimit,
    ParameterLimit,
    TableLimit,
    Threshold,
    Times,
)
from kb.ids import ConceptId
from matcher.applicant import Value

Number = Decimal | Fraction
Known = Value | Fraction


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, which facts would make it known (none if only people can say), and what it can be.

    `among` lists every value it may yet have, `low` and `high` bound a number; None is no bound.
    """

    missing: frozenset[ConceptId]
    judgement: bool = False
    among: frozenset[Value] | None = None
    low: Fraction | None = None
    high: Fraction | None = None


def open_together(values: Iterable[Known | Unknown]) -> Unknown | None:
    """Return what is not known of several values as one; None if all are known."""
    held = [value for value in values if isinstance(value, Unknown)]
    if not held:
        return None
    missing = frozenset[ConceptId]().union(*(value.missing for value in held))
    return Unknown(missing, any(value.judgement for value in held))


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


def table_value(limit: TableLimit, by: Known) -> Decimal | None:
    """Return the limit for a value of the other fact; None outside a table without `beyond`.

    Rows say one number or code each, or (`up_to`) every number up to theirs.
    """
    if isinstance(by, str):
        return next((row.value for row in limit.table if row.for_ == by), limit.beyond)
    number = as_fraction(cast(Number, by))
    for row in limit.table:
        if row.up_to is not None and number <= as_fraction(row.up_to):
            return row.value
        if row.for_ is not None and as_fraction(cast(Decimal, row.for_)) == number:
            return row.value
    largest = max((_end(row) for row in limit.table), default=None)
    return limit.beyond if largest is not None and number > largest else None


def _end(row: Threshold) -> Fraction:
    return as_fraction(cast(Decimal, row.for_ if row.up_to is None else row.up_to))


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
    "open_together",
    "table_value",
]
