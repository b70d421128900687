"""Our conditions written as expressions of another language; a subclass is a language.

A list of codes is one flag for each code, an area its city, district and street; a day "within 30
days" is written as the days that come to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bench.told import SIGNS, levels, name_of
from kb import criteria as form
from kb.catalogue import Catalogue
from kb.ids import AreaId, ConceptId

THOUSANDTHS: Final = 1000
"""Shares have three decimals; both sides are multiplied, so that all numbers are whole."""


class Expressions(ABC):
    """Writes conditions."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self._catalogue = catalogue
        self._on = on

    # ---- a language ---------------------------------------------------------------------------

    @abstractmethod
    def fact(self, name: str) -> str:
        """Return the value of a fact."""

    @abstractmethod
    def day(self, day: date) -> str:
        """Return a day."""

    @abstractmethod
    def same(self, name: str, kind: str, word: str) -> str:
        """Return whether a fact is a word of a kind."""

    @abstractmethod
    def opposite(self, part: str) -> str:
        """Return `not`."""

    @abstractmethod
    def every(self, parts: Iterable[str]) -> str:
        """Return `and`."""

    @abstractmethod
    def one(self, parts: Iterable[str]) -> str:
        """Return `or`."""

    # ---- conditions ---------------------------------------------------------------------------

    def rule(self, criterion: Any) -> str:
        """Return a condition."""
        if isinstance(criterion, form.All):
            return self.every(self.rule(part) for part in criterion.all)
        if isinstance(criterion, form.AnyOf):
            return self.one(self.rule(part) for part in criterion.any)
        return self.leaf(criterion)

    def leaf(self, leaf: Any) -> str:
        """Return a comparison."""
        return _LEAVES[type(leaf)](self, leaf)

    def _compared(self, leaf: Any) -> str:
        key, sign = SIGNS[type(leaf)]
        limit, value = getattr(leaf, key), self.fact(name_of(leaf.fact))
        if isinstance(limit, form.Times):
            other = f"{self.fact(name_of(limit.of))} * {_whole(limit.times * THOUSANDTHS)}"
            return f"({value} * {THOUSANDTHS} {sign} {other})"
        plain = self.day(limit) if isinstance(limit, date) else str(_whole(limit))
        return f"({value} {sign} {plain})"

    def _between(self, leaf: form.Between) -> str:
        value, (low, high) = self.fact(name_of(leaf.fact)), leaf.between
        return self.every([f"({value} >= {low})", f"({value} <= {high})"])

    def _recent(self, leaf: form.WithinDays) -> str:
        value, first = self.fact(name_of(leaf.fact)), self._on - timedelta(days=leaf.within_days)
        return self.every([f"({value} >= {self.day(first)})", f"({value} <= {self.day(self._on)})"])

    def _flag(self, leaf: form.Is) -> str:
        value = self.fact(name_of(leaf.fact))
        return value if leaf.is_ else self.opposite(value)

    def _named(self, leaf: form.In) -> str:
        return self.one(self.same(name_of(leaf.fact), "code", one) for one in sorted(leaf.in_))

    def _not_named(self, leaf: form.NotIn) -> str:
        named = (self.same(name_of(leaf.fact), "code", one) for one in sorted(leaf.not_in))
        return self.opposite(self.one(named))

    def _has_any(self, leaf: form.HasAny) -> str:
        return self.one(self.fact(name_of(leaf.fact, one)) for one in sorted(leaf.has_any))

    def _has_all(self, leaf: form.HasAll) -> str:
        return self.every(self.fact(name_of(leaf.fact, one)) for one in sorted(leaf.has_all))

    def _within(self, leaf: form.Within) -> str:
        return self._place(leaf.fact, leaf.within)

    def _within_any(self, leaf: form.WithinAny) -> str:
        return self.one(self._place(leaf.fact, area) for area in sorted(leaf.within_any))

    def _place(self, fact: ConceptId, area: AreaId) -> str:
        """Return whether the level of the place that an area stands on is that area."""
        level, _ = levels(area, self._catalogue)[-1]
        return self.same(name_of(fact, level), level, name_of(area))


def _whole(number: Decimal) -> int:
    assert number == int(number), "a limit of the made-up policies has decimals"
    return int(number)


_LEAVES: Final[dict[type, Callable[[Expressions, Any], str]]] = {
    **dict.fromkeys(SIGNS, Expressions._compared),
    form.Between: Expressions._between,
    form.WithinDays: Expressions._recent,
    form.Is: Expressions._flag,
    form.In: Expressions._named,
    form.NotIn: Expressions._not_named,
    form.HasAny: Expressions._has_any,
    form.HasAll: Expressions._has_all,
    form.Within: Expressions._within,
    form.WithinAny: Expressions._within_any,
}
