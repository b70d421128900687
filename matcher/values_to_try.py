"""Values worth trying for one comparison: at its limit, a smallest step to either side, each code.

The first of a list is the one that tells most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from kb import criteria as form
from kb.ids import AreaId, Code
from kb.model import Area, InformationConcept
from matcher.limits import A_DAY
from matcher.values import add_months, as_fraction, full_months


def numbers(limit: Decimal | Fraction, decimals: int) -> list[Decimal]:
    """Return the limit as exact as a fact can be written, and a step to either side.

    >>> numbers(Decimal(300), 0), numbers(Fraction(1, 3), 1)
    ([Decimal('300'), Decimal('299'), Decimal('301')], [Decimal('0.3'), Decimal('0.4')])
    """
    step = Decimal(1).scaleb(-decimals)
    exact = as_fraction(limit)
    whole = Decimal(exact.numerator * 10**decimals // exact.denominator)
    below = (whole * step).quantize(step, rounding=ROUND_FLOOR)
    if as_fraction(below) == exact:
        return [below, below - step, below + step]
    return [below, below + step]


def days(limit: date) -> list[date]:
    """Return a day, the day before and the day after."""
    return [limit, limit - A_DAY, limit + A_DAY]


def window(leaf: form.WithinMonths | form.WithinDays, on: date) -> list[date]:
    """Return the first day that still fits, the day before it, today, and tomorrow."""
    if isinstance(leaf, form.WithinMonths):
        first = _first_of(leaf.within_months, on)
    else:
        first = on - min(timedelta(days=leaf.within_days), on - date.min - A_DAY)
    return [first, first - A_DAY, on, on + A_DAY]


def _first_of(months: int, on: date) -> date:
    """Return the earliest day from which so many months reach today; months end unevenly."""
    first = add_months(on, -months)
    while add_months(first, months) < on:
        first += A_DAY
    while first > date.min + A_DAY and add_months(first - A_DAY, months) >= on:
        first -= A_DAY
    return first


def since(number: int, on: date, unit: int) -> list[date]:
    """Return the latest and the earliest day that lies so many full months (× `unit`) behind.

    None lies ahead, nor further back than anything is counted from.
    """
    if not 0 <= number * unit <= _MOST_MONTHS:
        return []
    latest = _latest(number * unit, on)
    earliest = _latest((number + 1) * unit, on) + A_DAY
    return list(dict.fromkeys((latest, earliest)))


def _latest(months: int, on: date) -> date:
    """Return the last day that lies at least so many full months behind."""
    day = add_months(on, -months)
    while full_months(day + A_DAY, on) >= months:
        day += A_DAY
    while full_months(day, on) < months:
        day -= A_DAY
    return day


def codes(named: Iterable[Any], concept: InformationConcept) -> list[Code]:
    """Return the codes a comparison names, then their neighbours, then all others."""
    named = set(named)
    order = [entry.code for entry in concept.codes]
    first = [i for i, code in enumerate(order) if code in named]

    def far(i: int) -> int:
        return min((abs(i - one) for one in first), default=0)

    return [order[i] for i in sorted(range(len(order)), key=lambda i: (far(i), i))]


def sets(leaf: Any, concept: InformationConcept) -> list[frozenset[Code]]:
    """Return sets of codes: each named one alone, all of them, all but one, and others."""
    held = frozenset({leaf.has}) if isinstance(leaf, form.Has) else None
    named = held or getattr(leaf, "has_any", None) or leaf.has_all
    order = codes(named, concept)
    others = [code for code in order if code not in named]
    single = [frozenset({code}) for code in order]
    beside = [frozenset(others[:n]) for n in (2, 3, len(others)) if others]
    less = [named - {code} for code in order if code in named and len(named) > 1]
    none: frozenset[Code] = frozenset()
    return list(dict.fromkeys((*single, named, *less, *beside, none)))


def places(named: Iterable[AreaId], areas: Mapping[AreaId, Area]) -> list[AreaId]:
    """Return areas: those named, what lies in them, their neighbours, what is around, others."""
    named = list(named)
    around = [areas[one].within for one in named]
    inside = [one for one, area in areas.items() if area.within in named]
    beside = [one for one, area in areas.items() if area.within in around and area.within]
    wider = [one for one in around if one is not None]
    return list(dict.fromkeys((*named, *beside, *wider, *inside, *areas)))[:_MOST_PLACES]


_MOST_PLACES = 12
_MOST_MONTHS = 200 * 12
