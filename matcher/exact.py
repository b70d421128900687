"""Numbers of many applicants as exact fractions, with bounds where they are not known.

What `matcher.arithmetic` does for one applicant this does for columns. Whole 64-bit numbers where
they are wide enough, Python's own where they are not; never a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matcher.planes import Mask

_WIDEST: Final = 1 << 62
Values = npt.NDArray[Any]
"""Whole numbers: int64, or Python's own as objects."""


@dataclass(frozen=True, slots=True)
class Exact:
    """One fraction an applicant: above / below, below > 0."""

    above: Values
    below: int | Values = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a number, applicant by applicant.

    Attributes:
        low: its least value where it has one; of the known the value itself.
        high: its greatest value where it has one; of the known the value itself.
        has_low: who has a least value.
        has_high: who has a greatest one.
        asks: of whom it is not known and a fact would settle it.
        people: of whom people must judge; with `asks` facts come first.
    """

    low: Exact
    high: Exact
    has_low: Mask
    has_high: Mask
    asks: Mask
    people: Mask

    @property
    def known(self) -> Mask:
        """Return of whom the number is known."""
        return ~(self.asks | self.people)

    @property
    def rows(self) -> int:
        """Return how many applicants there are."""
        return len(self.asks)


def known_figures(value: Exact, known: Mask) -> Figures:
    """Return numbers of which nothing is known but themselves."""
    return Figures(value, value, known, known, ~known, np.zeros_like(known))


def one_figure(value: Fraction | int, rows: int) -> Figures:
    """Return the same number for everybody."""
    fraction = Fraction(value)
    above = np.repeat(whole([fraction.numerator]), rows)
    return known_figures(Exact(above, fraction.denominator), np.ones(rows, dtype=np.bool_))


def whole(numbers: Sequence[int]) -> Values:
    """Return whole numbers as an array, in 64 bits where all are small enough."""
    small = all(abs(number) < _WIDEST for number in numbers)
    return np.array(numbers, dtype=np.int64 if small else object)


def unknown_figures(rows: int, people: bool = False) -> Figures:
    """Return numbers of which nothing is known."""
    none, every = np.zeros(rows, dtype=np.bool_), np.ones(rows, dtype=np.bool_)
    nothing = Exact(np.zeros(rows, dtype=np.int64))
    return Figures(nothing, nothing, none, none, none if people else every, every & people)


# ---- fractions ------------------------------------------------------------------------------


def _largest(numbers: int | Values) -> int:
    if isinstance(numbers, int):
        return abs(numbers)
    return max(abs(int(numbers.min())), abs(int(numbers.max()))) if len(numbers) else 0


def _times(one: int | Values, other: int | Values) -> Any:
    """Return a product; in Python's own numbers where 64 bits could be too few."""
    if isinstance(one, int) and isinstance(other, int):
        return one * other
    if _largest(one) * _largest(other) < _WIDEST:
        return one * other
    return _objects(one) * _objects(other)


def _objects(numbers: int | Values) -> Any:
    return numbers if isinstance(numbers, int) else numbers.astype(object)


def _sum(one: Any, other: Any, sign: int = 1) -> Any:
    if _largest(one) + _largest(other) >= _WIDEST:
        one, other = _objects(one), _objects(other)
    return one + other if sign > 0 else one - other


def _level(one: Exact, other: Exact) -> tuple[Values, Values, int | Values]:
    """Return both numerators over one denominator."""
    if isinstance(one.below, int) and isinstance(other.below, int):
        below = lcm(one.below, other.below)
        return (
            _times(one.above, below // one.below),
            _times(other.above, below // other.below),
            below,
        )
    return (
        _times(one.above, other.below),
        _times(other.above, one.below),
        _times(one.below, other.below),
    )


def difference_of(one: Exact, other: Exact) -> Values:
    """Return numbers with the sign of one less the other."""
    left, right, _ = _level(one, other)
    return np.asarray(_sum(left, right, -1))


def added(one: Exact, other: Exact) -> Exact:
    """Return the sums."""
    left, right, below = _level(one, other)
    return Exact(np.asarray(_sum(left, right)), below)


def less(one: Exact, other: Exact) -> Exact:
    """Return the differences."""
    left, right, below = _level(one, other)
    return Exact(np.asarray(_sum(left, right, -1)), below)


def product(one: Exact, other: Exact) -> Exact:
    """Return the products."""
    return Exact(_times(one.above, other.above), _times(one.below, other.below))


def quotient(one: Exact, other: Exact) -> Exact:
    """Return the quotients; where the divisor is zero they mean nothing."""
    above = _times(one.above, other.below)
    below = np.asarray(_times(one.below, other.above))
    sign = np.where(below < 0, -1, 1)
    return Exact(_times(above, sign), np.where(below == 0, 1, _times(below, sign)))


def where(mask: Mask, one: Exact, other: Exact) -> Exact:
    """Return one number for some applicants and another for the rest."""
    both = isinstance(one.below, int) and isinstance(other.below, int)
    if both and one.below == other.below:
        return Exact(np.where(mask, one.above, other.above), one.below)
    return Exact(
        np.where(mask, one.above, other.above), np.asarray(np.where(mask, one.below, other.below))
    )


def _ends(values: Sequence[Exact]) -> tuple[Exact, Exact]:
    """Return the least and the greatest of several numbers, applicant by applicant."""
    low = high = values[0]
    for value in values[1:]:
        low = where(np.asarray(difference_of(value, low) < 0, dtype=np.bool_), value, low)
        high = where(np.asarray(difference_of(value, high) > 0, dtype=np.bool_), value, high)
    return low, high


# ---- figures --------------------------------------------------------------------------------


def merged(mask: Mask, one: Figures, other: Figures) -> Figures:
    """Return some figures for some applicants and others for the rest."""
    return Figures(
        where(mask, one.low, other.low),
        where(mask, one.high, other.high),
        np.where(mask, one.has_low, other.has_low),
        np.where(mask, one.has_high, other.has_high),
        np.where(mask, one.asks, other.asks),
        np.where(mask, one.people, other.people),
    )


def total(parts: Sequence[Figures]) -> Figures:
    """Return the sums."""
    held = parts[0]
    for part in parts[1:]:
        held = Figures(
            added(held.low, part.low),
            added(held.high, part.high),
            held.has_low & part.has_low,
            held.has_high & part.has_high,
            held.asks | part.asks,
            held.people | part.people,
        )
    return held


def difference(parts: Sequence[Figures]) -> Figures:
    """Return the first less all others."""
    first, rest = parts[0], total(parts[1:])
    return Figures(
        less(first.low, rest.high),
        less(first.high, rest.low),
        first.has_low & rest.has_high,
        first.has_high & rest.has_low,
        first.asks | rest.asks,
        first.people | rest.people,
    )


def multiple(parts: Sequence[Figures]) -> Figures:
    """Return the products; nothing times anything is nothing."""
    held = parts[0]
    nothing = held.known & _is_zero(held)
    for part in parts[1:]:
        nothing = nothing | (part.known & _is_zero(part))
        held = _multiplied(held, part)
    return merged(nothing, one_figure(0, held.rows), held)


def _multiplied(one: Figures, other: Figures) -> Figures:
    ends = [product(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
    low, high = _ends(ends)
    bounded = one.has_low & one.has_high & other.has_low & other.has_high
    return Figures(low, high, bounded, bounded, one.asks | other.asks, one.people | other.people)


def ratio(above: Figures, below: Figures) -> Figures:
    """Return the quotients; for people to judge while the divisor is zero."""
    low, high = below.low.above, below.high.above
    apart = below.has_low & below.has_high & np.asarray(~((low <= 0) & (high >= 0)), dtype=np.bool_)
    bounded = apart & above.has_low & above.has_high
    least, most = _ends(
        [quotient(a, b) for a in (above.low, above.high) for b in (below.low, below.high)]
    )
    asks, people = above.asks | below.asks, above.people | below.people
    held = Figures(least, most, bounded, bounded, asks, people)
    return merged(below.known & _is_zero(below), unknown_figures(held.rows, people=True), held)


def _is_zero(figures: Figures) -> Mask:
    return np.asarray(figures.low.above == 0, dtype=np.bool_)
