"""Comparisons decided for whole columns, with the same verdicts as `matcher.criteria` gives.

Plain limits become whole-number thresholds in the unit of the column. What hangs on other facts is
compared as fractions. The few forms that no column operation takes are judged once for every
distinct set of the facts they read.
"""

from __future__ import annotations

import operator
from abc import abstractmethod
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, floor
from typing import Any, Final

import numpy as np

from kb import criteria as form
from kb import derivation
from kb.areas import Containment, Places
from kb.built_in import GRANTED, HOLDS, code_of
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from matcher.banks import CODE_OF, INFORMATION
from matcher.column_days import beside_day, between_days, recent
from matcher.column_values import ColumnValues
from matcher.criteria import Judge, places
from matcher.exact import Figures, difference_of
from matcher.fact_columns import FactColumns, per_list
from matcher.one_by_one import applicants_of
from matcher.one_column import Coded, Flags, Sets, from_threshold, known_bits
from matcher.opened import PLAIN, Asked
from matcher.planes import (
    Bits,
    Mask,
    Planes,
    constant,
    every,
    joined,
    known_or_asked,
    none_of,
    open_where,
)

Test = Callable[[Any, Any], Any]
"""How a value compares with its limit."""
_ORDER: Final[dict[type, tuple[str, Test]]] = {
    form.AtLeast: ("at_least", operator.ge),
    form.MoreThan: ("more_than", operator.gt),
    form.AtMost: ("at_most", operator.le),
    form.LessThan: ("less_than", operator.lt),
}


class ColumnLeaves(ColumnValues):
    """Decides comparisons for all applicants of a batch."""

    def leaf(self, leaf: Any) -> Planes:
        """Return the verdicts on a comparison whose fact is given or worked out as a number."""
        method = _FORMS.get(type(leaf))
        return method(self, leaf) if method else self._one_by_one(leaf)

    @abstractmethod
    def members(self, facts: FactColumns) -> ColumnLeaves:
        """Return what decides for the members of all lists."""

    # ---- open, or in a list -------------------------------------------------------------------

    def _asked(self, _: Asked) -> Planes:
        return constant(INFORMATION, self.rows)

    def _in_lists(self, fact: ConceptId, test: Callable[[Sets], Bits]) -> Planes:
        if fact not in self.facts:
            return constant(INFORMATION, self.rows)
        column: Sets = self.facts[fact]
        return known_bits(test(column), column.known)

    def _in_hand(self, leaf: Any) -> Planes:
        granted = isinstance(leaf, form.Granted)
        code = code_of(leaf.granted if granted else leaf.holds)
        return self._in_lists(GRANTED if granted else HOLDS, lambda column: column.having(code))

    def _has(self, leaf: form.Has) -> Planes:
        return self._in_lists(leaf.fact, lambda column: column.having(leaf.has))

    def _has_any(self, leaf: form.HasAny) -> Planes:
        return self._in_lists(leaf.fact, lambda column: column.having_any(leaf.has_any))

    def _has_all(self, leaf: form.HasAll) -> Planes:
        nothing = none_of(self.rows)
        return self._in_lists(
            leaf.fact,
            lambda column: ~joined([nothing, *(~column.having(code) for code in leaf.has_all)]),
        )

    def _count(self, leaf: form.Count) -> Planes:
        """Return whether so many members meet a joint condition, whoever of them is not known."""
        if leaf.count not in self.facts:
            return constant(INFORMATION, self.rows)
        column = self.facts[leaf.count]
        inner = self.members(column.facts)
        if leaf.where is None:
            met = per_list(np.ones(inner.rows, dtype=np.bool_), column.bounds)
            asked = people = np.zeros_like(met)
        else:
            masks = inner.masks(inner.planes(leaf.where))
            met, asked, people = (per_list(mask, column.bounds) for mask in masks)
        could = met + asked + people
        surely, possibly = np.ones(self.rows, np.bool_), np.ones(self.rows, np.bool_)
        if leaf.at_least is not None:
            least = ceil(leaf.at_least)
            surely, possibly = surely & (met >= least), possibly & (could >= least)
        if leaf.at_most is not None:
            most = floor(leaf.at_most)
            surely, possibly = surely & (could <= most), possibly & (met <= most)
        unsure = possibly & ~surely
        known = column.known_mask
        return open_where(~known | (unsure & (asked > 0)), known & unsure & (asked == 0), surely)

    # ---- flags, codes, areas, texts -----------------------------------------------------------

    def _plain(self, leaf: Any) -> Planes:
        kind = self.catalogue.concepts[leaf.fact].type
        if kind is ConceptType.NUMBER:
            return self._equal(leaf)
        if leaf.fact not in self.facts:
            return constant(INFORMATION, self.rows)
        column = self.facts[leaf.fact]
        holds = PLAIN[type(leaf)]
        if kind is ConceptType.BOOLEAN:
            return known_bits(
                _of_flags(column, holds(leaf, True), holds(leaf, False)), column.known
            )
        wanted = column.where([holds(leaf, word) for word in column.words])
        return known_bits(wanted, column.known)

    def _equal(self, leaf: Any) -> Planes:
        """Return who has one of some numbers."""
        figures = self.figures(leaf.fact)
        found = np.zeros(self.rows, dtype=np.bool_)
        for number in _named(leaf):
            found |= _as_mask(difference_of(figures.low, self.limit(number).low) == 0)
        wanted = found if isinstance(leaf, form.Is | form.In) else ~found
        return open_where(figures.asks, figures.people & ~figures.asks, wanted)

    def _area(self, leaf: Any) -> Planes:
        """Return who lives within; a coarse area stays unknown."""
        if leaf.fact not in self.facts:
            return constant(INFORMATION, self.rows)
        column: Coded = self.facts[leaf.fact]
        inside = isinstance(leaf, form.Within)
        wanted = frozenset({leaf.within}) if inside else leaf.within_any
        found = _containments(places(self.catalogue), wanted, column.words)
        met = column.where([one is Containment.INSIDE for one in found])
        coarse = column.where([one is Containment.TOO_COARSE for one in found])
        known = every(self.rows) if column.known is None else column.known
        return Planes(met & known, met | coarse | ~known)

    # ---- numbers ------------------------------------------------------------------------------

    def _number(self, leaf: Any) -> Planes:
        key, is_met = _ORDER[type(leaf)]
        limit = getattr(leaf, key)
        fixed = self.fixed(limit)
        if fixed is not None and self._is_given(leaf.fact):
            return self._against(leaf.fact, type(leaf), fixed)
        if isinstance(limit, form.Times):
            share = self._share(leaf.fact, limit, is_met)
            if share is not None:
                return share
        return _compared(self.figures(leaf.fact), self.limit(limit), is_met)

    def _is_given(self, fact: ConceptId) -> bool:
        return self.catalogue.concepts[fact].derive is None

    def _against(self, fact: ConceptId, kind: type, limit: Decimal) -> Planes:
        """Return who is on the right side of a threshold in the unit of the column."""
        if fact not in self.facts:
            return constant(INFORMATION, self.rows)
        threshold = _threshold(kind, limit, self.catalogue.concepts[fact].decimals)
        return from_threshold(self.facts[fact], threshold, kind in (form.AtLeast, form.MoreThan))

    def _share(self, fact: ConceptId, limit: form.Times, is_met: Test) -> Planes | None:
        """Return who compares with a multiple of another figure, both of them as they are told.

        Both sides are brought to one unit. None where one is worked out, or 64 bits are too few.
        """
        if not (limit.times and self._is_told(fact) and self._is_told(limit.of)):
            return None
        column, other = self.facts[fact], self.facts[limit.of]
        unit = [10 ** self.catalogue.concepts[one].decimals for one in (fact, limit.of)]
        ratio = Fraction(limit.times) * unit[0] / unit[1]
        if column.largest * ratio.denominator + other.largest * abs(ratio.numerator) >= 1 << 62:
            return None
        met = is_met(column.wide * ratio.denominator, other.wide * ratio.numerator)
        both = [known for known in (column.known, other.known) if known is not None]
        return known_or_asked(_as_mask(met), reduce(operator.and_, both) if both else None)

    def _is_told(self, fact: ConceptId) -> bool:
        return fact in self.facts and self._is_given(fact)

    def _between(self, leaf: form.Between) -> Planes:
        low, high = leaf.between
        if self.catalogue.concepts[leaf.fact].type is ConceptType.DATE:
            return between_days(leaf, self.facts)
        derive = self.catalogue.concepts[leaf.fact].derive
        if isinstance(derive, derivation.Decision):
            return self._one_by_one(leaf)
        value, least, most = self.figures(leaf.fact), self.limit(low), self.limit(high)
        below = least.known & _gap(value.high, least.low, operator.lt)
        above = most.known & _gap(value.low, most.low, operator.gt)
        out = (value.has_high & below) | (value.has_low & above)
        inside = least.known & most.known & value.has_low & value.has_high
        inside &= _gap(value.low, least.low, operator.ge)
        inside &= _gap(value.high, most.low, operator.le)
        # A value that is known but for one of its ends is open to its limits.
        bounded = value.known | (value.has_low & value.has_high)
        out &= bounded
        asks = np.where(value.known, least.asks | most.asks, value.asks)
        return open_where(asks & ~out & ~inside, ~asks & ~out & ~inside, inside)

    # ---- days ---------------------------------------------------------------------------------

    def _day(self, leaf: form.OnOrAfter | form.Before) -> Planes:
        return beside_day(leaf, self.facts)

    def _recent(self, leaf: form.WithinMonths | form.WithinDays) -> Planes:
        return recent(leaf, self.facts, self.on)

    # ---- one by one -----------------------------------------------------------------------------

    def _one_by_one(self, leaf: Any) -> Planes:
        """Return the verdicts of a judge, asked once for every distinct set of facts."""
        which, applicants = applicants_of(self.facts, leaf)
        codes = [
            CODE_OF[Judge(self.catalogue, facts, self.on).judge(leaf).verdict]
            for facts in applicants
        ]
        found = np.array(codes, dtype=np.uint8)[which]
        return open_where(found == 1, found == 2, found == 3)


@lru_cache(maxsize=1 << 14)
def _threshold(kind: type, limit: Decimal, decimals: int) -> int:
    """Return the least number, in units of the last decimal, on the upper side of a limit."""
    scaled: Fraction = Fraction(limit) * 10**decimals
    return ceil(scaled) if kind in (form.AtLeast, form.LessThan) else floor(scaled) + 1


@lru_cache(maxsize=4096)
def _containments(
    held: Places, wanted: frozenset[AreaId], words: tuple[str, ...]
) -> tuple[Containment, ...]:
    """Return how each area of a column lies to some others; the same in most batches."""
    return tuple(held.containment(AreaId(word), wanted) for word in words)


def _named(leaf: Any) -> Iterable[Any]:
    """Return the values that a leaf names."""
    named = getattr(leaf, _NAMED[type(leaf)])
    return named if isinstance(named, frozenset) else (named,)


def _of_flags(column: Flags, if_yes: bool, if_no: bool) -> Bits:
    if if_yes == if_no:
        return every(column.rows) if if_yes else none_of(column.rows)
    return column.yes if if_yes else ~column.yes


def _gap(one: Any, other: Any, test: Test) -> Mask:
    return _as_mask(test(difference_of(one, other), 0))


def _as_mask(values: Any) -> Mask:
    return np.asarray(values, dtype=np.bool_)


def _compared(value: Figures, limit: Figures, is_met: Test) -> Planes:
    """Return who meets a comparison; settled wherever all that both may be agree."""
    sure = value.has_low & value.has_high & limit.has_low & limit.has_high
    ends = [
        _gap(one, other, is_met)
        for one in (value.low, value.high)
        for other in (limit.low, limit.high)
    ]
    met = sure & np.logical_and.reduce(ends)
    unmet = sure & ~np.logical_or.reduce(ends)
    is_open = ~(met | unmet)
    asks = is_open & np.where(value.known, limit.asks, value.asks)
    return open_where(asks, is_open & ~asks, met)


_NAMED: Final = {form.Is: "is_", form.IsNot: "is_not", form.In: "in_", form.NotIn: "not_in"}
_FORMS: Final[dict[type, Callable[[ColumnLeaves, Any], Planes]]] = {
    Asked: ColumnLeaves._asked,
    form.Granted: ColumnLeaves._in_hand,
    form.Holds: ColumnLeaves._in_hand,
    form.Has: ColumnLeaves._has,
    form.HasAny: ColumnLeaves._has_any,
    form.HasAll: ColumnLeaves._has_all,
    form.Count: ColumnLeaves._count,
    **dict.fromkeys(_NAMED, ColumnLeaves._plain),
    **dict.fromkeys(_ORDER, ColumnLeaves._number),
    form.OnOrAfter: ColumnLeaves._day,
    form.Before: ColumnLeaves._day,
    form.Between: ColumnLeaves._between,
    form.WithinMonths: ColumnLeaves._recent,
    form.WithinDays: ColumnLeaves._recent,
    form.Within: ColumnLeaves._area,
    form.WithinAny: ColumnLeaves._area,
}
