"""What is left of one fact once a condition is met: a span, a choice, a basket, or places.

Two conditions on one fact shut each other out where nothing is left. Only what is certain is
said here: a limit that depends on the day or on another fact leaves everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Protocol

from kb import criteria as form
from kb import derivation
from kb.areas import chain
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from kb.model import AnyRecord, Area, InformationConcept

Records = Mapping[str, AnyRecord]
Key = tuple[object, ...]
"""What a room is about: the kind of room, and the fact, paper, benefit or count."""


class Room(Protocol):
    """The values a fact may still have."""

    @property
    def is_empty(self) -> bool:
        """Say whether no value is left."""

    def met(self, other: Any) -> Any:
        """Return what is left of both."""


End = tuple[Any, bool] | None
"""A number or a date, and whether it counts itself; None is no end."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers or days from one end to the other, without some of them."""

    low: End = None
    high: End = None
    holes: frozenset[Any] = frozenset()

    @property
    def kinds(self) -> frozenset[type]:
        """Return the types of its ends: days are not compared with numbers."""
        ends = [end[0] for end in (self.low, self.high) if end is not None]
        return frozenset(type(value) for value in (*ends, *self.holes))

    @property
    def is_empty(self) -> bool:
        """Say whether no number lies between."""
        if self.low is None or self.high is None:
            return False
        (low, low_counts), (high, high_counts) = self.low, self.high
        only = low == high and low_counts and high_counts
        return bool(low > high or (low == high and not only) or (only and low in self.holes))

    def met(self, other: Span) -> Span:
        """Return what is left of both; an end that does not count is the tighter one."""
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        low = max(lows, key=lambda end: (end[0], not end[1]), default=None)
        high = min(highs, key=lambda end: (end[0], end[1]), default=None)
        return Span(low, high, self.holes | other.holes)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these codes, or of yes and no."""

    left: frozenset[Any]

    @property
    def is_empty(self) -> bool:
        """Say whether none is left."""
        return not self.left

    def met(self, other: Choice) -> Choice:
        """Return what both leave."""
        return Choice(self.left & other.left)


@dataclass(frozen=True, slots=True)
class Basket:
    """A set of codes: what must be in it, what may not, of which groups one or not all."""

    needs: frozenset[Any] = frozenset()
    barred: frozenset[Any] = frozenset()
    one_of: frozenset[frozenset[Any]] = frozenset()
    not_all: frozenset[frozenset[Any]] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Say whether no basket is left."""
        return (
            not self.needs.isdisjoint(self.barred)
            or any(group <= self.barred for group in self.one_of)
            or any(group <= self.needs for group in self.not_all)
        )

    def met(self, other: Basket) -> Basket:
        """Return what both leave."""
        return Basket(
            self.needs | other.needs,
            self.barred | other.barred,
            self.one_of | other.one_of,
            self.not_all | other.not_all,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Areas that lie in each of some groups of areas, and in none of others."""

    groups: tuple[tuple[frozenset[AreaId], bool], ...]
    """The areas of a group, and whether the fact must lie in one of them."""
    records: Records = field(repr=False, compare=False)

    @property
    def is_empty(self) -> bool:
        """Say whether no area is left; O(areas), and one group alone leaves some."""
        if len(self.groups) < 2:
            return False
        areas = {one.id: one for one in self.records.values() if isinstance(one, Area)}
        return not any(self._has(frozenset(chain(area, areas))) for area in areas)

    def _has(self, around: frozenset[AreaId]) -> bool:
        return all(inside is not named.isdisjoint(around) for named, inside in self.groups)

    def met(self, other: Places) -> Places:
        """Return what both leave."""
        return Places(self.groups + other.groups, self.records)


# ---- how a condition says it ----------------------------------------------------------------


def room_of(leaf: Any, negated: bool, records: Records) -> tuple[Key, Room] | None:
    """Return what is left once a leaf is met (or surely unmet), and of what; None if all is.

    Args:
        leaf: any leaf of a condition.
        negated: it stands under `not`.
        records: for the codes of a fact, its decimals, and the areas.
    """
    making = _ROOMS.get(type(leaf))
    room = making(leaf, negated, records) if making is not None else None
    if room is None:
        return None
    kinds = room.kinds if isinstance(room, Span) else frozenset({type(room)})
    return ((*kinds, *_about(leaf)), room) if len(kinds) == 1 else None


def _about(leaf: Any) -> Key:
    if isinstance(leaf, form.Count):
        return leaf.count, leaf.where
    if isinstance(leaf, form.Holds | form.Granted):
        return (leaf.holds if isinstance(leaf, form.Holds) else leaf.granted,)
    return (leaf.fact,)


def _concept(fact: ConceptId, records: Records) -> InformationConcept | None:
    held = records.get(fact)
    return held if isinstance(held, InformationConcept) else None


SUMS: Final = (
    derivation.Add,
    derivation.Subtract,
    derivation.Multiply,
    derivation.Divide,
    derivation.Points,
)
"""Facts worked out so are exact, and may be anything."""


def decimals_of(concept: InformationConcept | None) -> int | None:
    """Return how many decimals a number can have; None where it is computed exactly."""
    if concept is None or isinstance(concept.derive, SUMS):
        return None
    return max(concept.decimals, 0)


def rounded(number: Decimal, decimals: int, up: bool, beyond: bool = False) -> Decimal:
    """Return the nearest number with so many decimals that is not below (or above) another.

    Args:
        number: any; the result is exact, however many digits it has.
        decimals: how many the result has.
        up: not below; otherwise not above.
        beyond: and not the number itself.

    >>> rounded(Decimal("2.5"), 0, up=True), rounded(Decimal("2.5"), 0, up=False)
    (Decimal('3'), Decimal('2'))
    >>> rounded(Decimal(3), 1, up=True, beyond=True)
    Decimal('3.1')
    """
    steps = Fraction(number) * 10**decimals
    nearest = math.ceil(steps) if up else math.floor(steps)
    if beyond and nearest == steps:
        nearest += 1 if up else -1
    return Decimal(f"{nearest}e-{decimals}") if decimals else Decimal(nearest)


def _above(end: Any, counts: bool, decimals: int | None) -> End:
    """Return the low end of a span; where values have steps, the first of them."""
    if isinstance(end, date) or decimals is None:
        return end, counts
    return rounded(end, decimals, up=True, beyond=not counts), True


def _below(end: Any, counts: bool, decimals: int | None) -> End:
    """Return the high end of a span; where values have steps, the last of them."""
    if isinstance(end, date):
        earlier = end > date.min and not counts
        return (end - timedelta(days=1), True) if earlier else (end, counts)
    if decimals is None:
        return end, counts
    return rounded(end, decimals, up=False, beyond=not counts), True


_ENDS: Final[dict[type, tuple[str, bool, bool]]] = {
    form.AtLeast: ("at_least", True, True),
    form.MoreThan: ("more_than", True, False),
    form.OnOrAfter: ("on_or_after", True, True),
    form.AtMost: ("at_most", False, True),
    form.LessThan: ("less_than", False, False),
    form.Before: ("before", False, False),
}
"""The key of each form with one end, whether it is the low one, and whether it counts itself."""


def _one_end(leaf: Any, negated: bool, records: Records) -> Span | None:
    key, is_low, counts = _ENDS[type(leaf)]
    limit = getattr(leaf, key)
    if not isinstance(limit, Decimal | date):
        return None
    decimals = decimals_of(_concept(leaf.fact, records))
    if is_low is not negated:
        return Span(low=_above(limit, counts is not negated, decimals))
    return Span(high=_below(limit, counts is not negated, decimals))


def _between(leaf: form.Between, negated: bool, records: Records) -> Span | None:
    if negated or len(leaf.between) != 2:
        return None
    low, high = leaf.between
    decimals = decimals_of(_concept(leaf.fact, records))
    return Span(
        _above(low, True, decimals) if isinstance(low, Decimal | date) else None,
        _below(high, True, decimals) if isinstance(high, Decimal | date) else None,
    )


def _single(leaf: form.Is | form.IsNot, negated: bool, records: Records) -> Room | None:
    value = leaf.is_ if isinstance(leaf, form.Is) else leaf.is_not
    wanted = isinstance(leaf, form.Is) is not negated
    if isinstance(value, Decimal):
        return Span((value, True), (value, True)) if wanted else Span(holes=frozenset({value}))
    return _choice(leaf.fact, frozenset({value}), wanted, records)


def _listed(leaf: form.In | form.NotIn, negated: bool, records: Records) -> Room | None:
    named = leaf.in_ if isinstance(leaf, form.In) else leaf.not_in
    return _choice(leaf.fact, named, isinstance(leaf, form.In) is not negated, records)


def _choice(
    fact: ConceptId, named: frozenset[Any], wanted: bool, records: Records
) -> Choice | None:
    if wanted:
        return Choice(named)
    concept = _concept(fact, records)
    if concept is None or concept.type not in (ConceptType.BOOLEAN, ConceptType.CODE):
        return None
    codes: frozenset[Any] = frozenset(entry.code for entry in concept.codes)
    every = frozenset({True, False}) if concept.type is ConceptType.BOOLEAN else codes
    return Choice(every - named)


def _basket(leaf: Any, negated: bool, _: Records) -> Basket:
    all_of = not isinstance(leaf, form.HasAny)
    codes = frozenset({leaf.has}) if isinstance(leaf, form.Has) else None
    codes = codes or (leaf.has_all if isinstance(leaf, form.HasAll) else leaf.has_any)
    if all_of is negated and len(codes) != 1:
        groups = frozenset({codes})
        return Basket(not_all=groups) if negated else Basket(one_of=groups)
    return Basket(barred=codes) if negated else Basket(needs=codes)


def _places(leaf: form.Within | form.WithinAny, negated: bool, records: Records) -> Places:
    named = frozenset({leaf.within}) if isinstance(leaf, form.Within) else leaf.within_any
    return Places(((named, not negated),), records)


def _present(_: Any, negated: bool, __: Records) -> Choice:
    return Choice(frozenset({not negated}))


def _counted(leaf: form.Count, negated: bool, _: Records) -> Span | None:
    low, high = leaf.at_least, leaf.at_most
    if not negated:
        return Span(
            None if low is None else _above(low, True, 0),
            None if high is None else _below(high, True, 0),
        )
    if low is not None:
        return Span(high=_below(low, False, 0)) if high is None else None
    return Span(low=_above(high, False, 0)) if high is not None else None


_ROOMS: Final[dict[type, Callable[[Any, bool, Records], Room | None]]] = {
    **dict.fromkeys(_ENDS, _one_end),
    form.Between: _between,
    form.Is: _single,
    form.IsNot: _single,
    form.In: _listed,
    form.NotIn: _listed,
    form.Has: _basket,
    form.HasAny: _basket,
    form.HasAll: _basket,
    form.Within: _places,
    form.WithinAny: _places,
    form.Holds: _present,
    form.Granted: _present,
    form.Count: _counted,
}
