"""Days compared for whole columns: with a day of the rule, another of one's own, or today."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Any, cast

from kb import criteria as form
from kb.ids import ConceptId
from matcher.banks import INFORMATION
from matcher.fact_columns import FactColumns, day_number
from matcher.one_column import Whole, from_threshold
from matcher.planes import Planes, all_of, constant, known_or_asked, packed
from matcher.values import add_months


def beside_day(leaf: form.OnOrAfter | form.Before, facts: FactColumns) -> Planes:
    """Return whose day is on the right side of another."""
    after = isinstance(leaf, form.OnOrAfter)
    limit = leaf.on_or_after if isinstance(leaf, form.OnOrAfter) else leaf.before
    if leaf.fact not in facts:
        return constant(INFORMATION, facts.rows)
    column: Whole = facts[leaf.fact]
    if isinstance(limit, date):
        return from_threshold(column, day_number(limit), after)
    return _beside_own_day(column, limit, after, facts)


def between_days(leaf: form.Between, facts: FactColumns) -> Planes:
    """Return whose day lies between two, each included; outside one the other need not be told."""
    first, last = cast(tuple[Any, Any], leaf.between)
    not_before = beside_day(form.OnOrAfter(fact=leaf.fact, on_or_after=first), facts)
    return all_of([not_before, _not_after(leaf.fact, last, facts)])


def recent(leaf: form.WithinMonths | form.WithinDays, facts: FactColumns, on: date) -> Planes:
    """Return whose day lies behind today by no more than so many months or days."""
    if leaf.fact not in facts:
        return constant(INFORMATION, facts.rows)
    column: Whole = facts[leaf.fact]
    if isinstance(leaf, form.WithinMonths):
        earliest = first_day_reaching(on, leaf.within_months)
    else:
        earliest = day_number(on) - leaf.within_days
    until_today = from_threshold(column, day_number(on) + 1, False)
    return all_of([from_threshold(column, earliest, True), until_today])


def first_day_reaching(on: date, months: int) -> int:
    """Return the earliest day that, so many months later, is no longer before a day.

    Months are added with the end of the month clamped, so subtracting them would be wrong.
    """
    days = range(1, date.max.toordinal() + 1)
    found = bisect_left(days, on, key=lambda day: add_months(date.fromordinal(day), months))
    return found + 1 - date(1970, 1, 1).toordinal()


def _beside_own_day(column: Whole, limit: Any, after: bool, facts: FactColumns) -> Planes:
    if not isinstance(limit, form.FactLimit) or limit.fact not in facts:
        return constant(INFORMATION, facts.rows)
    other: Whole = facts[limit.fact]
    late = column.values >= other.values
    return known_or_asked(late if after else ~late, packed(column.known_mask & other.known_mask))


def _not_after(fact: ConceptId, last: Any, facts: FactColumns) -> Planes:
    if fact not in facts:
        return constant(INFORMATION, facts.rows)
    column: Whole = facts[fact]
    if isinstance(last, date):
        return from_threshold(column, day_number(last) + 1, False)
    if last.fact not in facts:
        return constant(INFORMATION, facts.rows)
    other: Whole = facts[last.fact]
    return known_or_asked(
        column.values <= other.values, packed(column.known_mask & other.known_mask)
    )
