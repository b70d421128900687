"""Sums, differences, products, ratios and points of values that may be open; exact fractions.

An open operand with bounds gives a result with bounds: a score that needs 60 points is settled as
soon as 60 are sure, or can no longer be reached.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import cast

from matcher.values import Known, Number, Unknown, as_fraction, open_together

Bounds = tuple[Fraction | None, Fraction | None]


def bounds(value: Known | Unknown) -> Bounds:
    """Return the least and greatest number a value may be; None where it has no such bound."""
    if not isinstance(value, Unknown):
        exact = as_fraction(cast(Number, value))
        return exact, exact
    return value.low, value.high


def total(values: Sequence[Known | Unknown]) -> Fraction | Unknown:
    """Return the sum."""
    return _combined(values, lambda held: (_sum([b[0] for b in held]), _sum([b[1] for b in held])))


def difference(values: Sequence[Known | Unknown]) -> Fraction | Unknown:
    """Return the first less all others."""
    return _combined(values, _less)


def multiple(values: Sequence[Known | Unknown]) -> Fraction | Unknown:
    """Return the product; nothing times anything is nothing."""
    if any(not isinstance(v, Unknown) and as_fraction(cast(Number, v)) == 0 for v in values):
        return Fraction(0)
    return _combined(values, _times)


def ratio(above: Known | Unknown, below: Known | Unknown) -> Fraction | Unknown:
    """Return the quotient; for people to judge while the divisor is zero."""
    if not isinstance(below, Unknown) and as_fraction(cast(Number, below)) == 0:
        return Unknown(frozenset(), judgement=True)
    return _combined((above, below), _parts)


def _combined(
    values: Sequence[Known | Unknown], of_bounds: Callable[[Sequence[Bounds]], Bounds]
) -> Fraction | Unknown:
    low, high = of_bounds([bounds(value) for value in values])
    missing = open_together(values)
    if missing is None:
        return cast(Fraction, low)
    return Unknown(missing.missing, missing.judgement, low=low, high=high)


def _sum(numbers: Sequence[Fraction | None]) -> Fraction | None:
    return None if None in numbers else sum(cast(Sequence[Fraction], numbers), Fraction(0))


def _less(held: Sequence[Bounds]) -> Bounds:
    (low, high), *rest = held
    most, least = _sum([b[1] for b in rest]), _sum([b[0] for b in rest])
    return (
        None if low is None or most is None else low - most,
        None if high is None or least is None else high - least,
    )


def _times(held: Sequence[Bounds]) -> Bounds:
    if any(None in one for one in held):
        return None, None
    low = high = Fraction(1)
    for one in held:
        ends = [a * b for a, b in product((low, high), cast(Sequence[Fraction], one))]
        low, high = min(ends), max(ends)
    return low, high


def _parts(held: Sequence[Bounds]) -> Bounds:
    above, (low, high) = held
    if None in above or low is None or high is None or low <= 0 <= high:
        return None, None
    ends = [a / b for a, b in product(cast(Sequence[Fraction], above), (low, high))]
    return min(ends), max(ends)
