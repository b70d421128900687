"""Between which numbers a figure lies while facts are open; exact fractions, never below zero.

An amount of money is never negative: a loss makes no tax to save, and a cap is no debt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kb.ids import ConceptId
from matcher.arithmetic import bounds
from matcher.values import Known, Unknown

NOTHING_MISSING: Final[frozenset[ConceptId]] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """The least and greatest a figure may be, and the facts that would narrow it.

    `high` None is open upwards. Equal ends are an exact figure, which nothing can narrow.
    """

    low: Fraction
    high: Fraction | None
    missing: frozenset[ConceptId] = NOTHING_MISSING

    @property
    def exact(self) -> bool:
        """Say whether there is only one figure left."""
        return self.low == self.high

    @property
    def unknown(self) -> bool:
        """Say whether nothing at all is known of it."""
        return self.low == 0 and self.high is None

    def times(self, other: Span) -> Span:
        """Return the product; nothing times anything is nothing."""
        high = None
        if self.high == 0 or other.high == 0:
            high = Fraction(0)
        elif self.high is not None and other.high is not None:
            high = self.high * other.high
        return _span(self.low * other.low, high, self.missing | other.missing)

    def capped(self, cap: Span) -> Span:
        """Return the lesser of the two; a cap that cannot bite leaves nothing open."""
        if not cap.bites(self):
            return self
        if cap.high is not None and self.low >= cap.high:
            return cap
        ends = [end for end in (self.high, cap.high) if end is not None]
        missing = self.missing | cap.missing
        return _span(min(self.low, cap.low), min(ends, default=None), missing)

    def bites(self, figure: Span) -> bool:
        """Say whether a cap may make a figure smaller."""
        return figure.high is None or self.low < figure.high


def exactly(number: Decimal | Fraction | int) -> Span:
    """Return a figure that is known.

    >>> exactly(3).times(exactly(Decimal("0.5"))).low
    Fraction(3, 2)
    """
    exact = max(Fraction(number), Fraction(0))
    return Span(exact, exact)


def span_of(value: Known | Unknown) -> Span:
    """Return between which numbers the value of a number fact or a limit lies."""
    low, high = bounds(value)
    least = max(low or Fraction(0), Fraction(0))
    most = None if high is None else max(high, Fraction(0))
    return _span(least, most, value.missing if isinstance(value, Unknown) else NOTHING_MISSING)


def either(spans: Iterable[Span]) -> Span:
    """Return what holds whichever of these figures it is.

    Raises:
        ValueError: there are none.
    """
    held = list(spans)
    highs = [span.high for span in held]
    ends = [high for high in highs if high is not None]
    missing = NOTHING_MISSING.union(*(span.missing for span in held))
    high = max(ends) if len(ends) == len(highs) else None
    return _span(min(span.low for span in held), high, missing)


def besides(span: Span, missing: frozenset[ConceptId]) -> Span:
    """Return the same figure with more facts that would narrow it, if it is not exact."""
    return span if span.exact else replace(span, missing=span.missing | missing)


def _span(low: Fraction, high: Fraction | None, missing: frozenset[ConceptId]) -> Span:
    return Span(low, high, NOTHING_MISSING if low == high else missing)


def to_the_cent(number: Fraction) -> Decimal:
    """Return a sum of money to the cent (分), half a cent up.

    >>> to_the_cent(Fraction(1, 8)), to_the_cent(Fraction(3000))
    (Decimal('0.13'), Decimal('3000'))
    """
    if number.denominator == 1:
        return Decimal(number.numerator)
    cents = (200 * number.numerator + number.denominator) // (2 * number.denominator)
    whole, rest = divmod(cents, 100)
    return Decimal(f"{cents}e-2") if rest else Decimal(whole)
