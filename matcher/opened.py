"""A comparison of a derived fact, opened up into the conditions the fact is worked out from.

`size-class in [micro, small]` becomes: not the rows of large and medium, or one of the rows of
small, else whatever `otherwise` says. So an open row that cannot change the comparison leaves
nothing open, and every tree is made of given facts alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.derivation import Decision, When
from kb.ids import ConceptId

ALWAYS: Final = form.All(all=())
NEVER: Final = form.AnyOf(any=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Stands where no row of a table applies and the fact itself must be asked."""

    fact: ConceptId


Opened = Criterion | Asked
Holds = Callable[[Any, Any], bool]

PLAIN: Final[dict[type, Holds]] = {
    form.Is: lambda c, v: bool(v == c.is_),
    form.IsNot: lambda c, v: bool(v != c.is_not),
    form.In: lambda c, v: v in c.in_,
    form.NotIn: lambda c, v: v not in c.not_in,
    form.Has: lambda c, v: c.has in v,
    form.HasAny: lambda c, v: bool(c.has_any & v),
    form.HasAll: lambda c, v: c.has_all <= v,
}
"""Comparisons of flags, codes and sets of codes with what the rule itself names."""
_NUMBERS: Final[dict[type, Holds]] = {
    form.AtLeast: lambda c, v: v >= c.at_least,
    form.MoreThan: lambda c, v: v > c.more_than,
    form.AtMost: lambda c, v: v <= c.at_most,
    form.LessThan: lambda c, v: v < c.less_than,
}


class Openings:
    """The opened trees of one catalogue's comparisons, each made once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._concepts = catalogue.concepts
        self._held: dict[int, tuple[Any, Opened | None]] = {}
        """By identity; the comparison is kept, or another could be given its number."""

    def of(self, leaf: Any) -> Opened | None:
        """Return the tree a comparison stands for; None where its fact is given, not derived."""
        held = self._held.get(id(leaf))
        if held is None:
            held = self._held[id(leaf)] = (leaf, self._opened(leaf))
        return held[1]

    def _opened(self, leaf: Any) -> Opened | None:
        concept = self._concepts.get(getattr(leaf, "fact", ConceptId("")))
        derive = concept.derive if concept is not None else None
        holds = _static(leaf)
        if holds is None or not isinstance(derive, When | Decision):
            return None
        if isinstance(derive, When):
            return _switch(derive.when, holds(leaf, True), holds(leaf, False))
        if derive.otherwise is None:
            rest: Opened = Asked(fact=leaf.fact)
        else:
            rest = ALWAYS if holds(leaf, derive.otherwise) else NEVER
        for row in reversed(derive.first):
            rest = _row(row.when, holds(leaf, row.is_), rest)
        return rest


@lru_cache(maxsize=4)
def openings(catalogue: Catalogue) -> Openings:
    """Return the openings of a catalogue, the same for everybody who judges by it."""
    return Openings(catalogue)


def _static(leaf: Any) -> Holds | None:
    """Return how a comparison is decided by a value alone; None where other facts matter."""
    kind = type(leaf)
    if kind in PLAIN:
        return PLAIN[kind]
    if kind in _NUMBERS and all(
        not hasattr(leaf, key) or isinstance(getattr(leaf, key), Decimal)
        for key in ("at_least", "more_than", "at_most", "less_than")
    ):
        return _NUMBERS[kind]
    return None


def _switch(when: Criterion, if_met: bool, if_unmet: bool) -> Opened:
    if if_met == if_unmet:
        return ALWAYS if if_met else NEVER
    return when if if_met else form.Not(not_=when)


def _row(when: Criterion, fits: bool, rest: Opened) -> Opened:
    """Return "this row applies and fits, or else the rest"; sound while either is open."""
    if fits:
        if rest is ALWAYS:
            return ALWAYS
        others: tuple[Any, ...] = () if rest is NEVER else _parts_of(rest, form.AnyOf)
        return form.AnyOf(any=(when, *others)) if others else when
    if rest is NEVER:
        return NEVER
    held: tuple[Any, ...] = () if rest is ALWAYS else _parts_of(rest, form.All)
    denied = form.Not(not_=when)
    return form.All(all=(denied, *held)) if held else denied


def _parts_of(tree: Any, kind: type) -> tuple[Any, ...]:
    """Return the parts of a tree of the same kind, so that rows in a row stay one level."""
    if isinstance(tree, kind):
        return tuple(tree.all if kind is form.All else tree.any)  # type: ignore[attr-defined]
    return (tree,)
