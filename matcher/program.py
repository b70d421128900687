"""The conditions of a catalogue compiled once: distinct leaves, and trees over their numbers.

Equal leaves and equal trees are one node, whoever uses them. Comparisons of derived facts are
opened into what the facts are worked out from; a fact that is given all the same overrides that.
`matcher.node_codes` runs the program for one applicant and for every possible answer to a question,
`matcher.columns` for a whole register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

import numpy as np

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import ConceptId
from matcher.banks import (
    CODE_OF,
    INFORMATION,
    JUDGEMENT,
    MET,
    UNMET,
    Bank,
    Codes,
    Each,
    Numbers,
    banks_of,
    numbers_of,
)
from matcher.criteria import Judge, places
from matcher.inputs import Inputs
from matcher.opened import Asked, openings

_FIXED: Final = (UNMET, JUDGEMENT, MET)
"""The first nodes: what is never so, what people decide, what is always so."""
_NEVER, _PEOPLE, _ALWAYS = range(3)


@dataclass(frozen=True, slots=True)
class Level:
    """Trees of one height: their nodes, their parts one after another, where each one's begin."""

    kind: type
    nodes: Numbers
    parts: Numbers
    begins: Numbers


@dataclass(frozen=True, slots=True)
class Override:
    """A comparison of a derived fact, for when the fact is given: which node, at which level."""

    node: int
    leaf: Any
    height: int


class Program:
    """Some conditions, compiled."""

    def __init__(self, catalogue: Catalogue, conditions: Iterable[Criterion | None]) -> None:
        self.inputs = inputs_of(catalogue)
        builder = _Builder(catalogue)
        self.roots = numbers_of(
            builder.node(condition) if condition is not None else _ALWAYS
            for condition in conditions
        )
        self.size = builder.count
        self.levels = builder.levels()
        self.banks: tuple[Bank, ...]
        self.each: Each
        self.banks, self.each = banks_of(builder.leaves.items(), places(catalogue))
        self.leaves = builder.leaves
        self.overrides = builder.overrides
        self.readers = self._readers()

    def _readers(self) -> dict[ConceptId, tuple[tuple[int, Any], ...]]:
        """Return for every given fact the leaves it can change."""
        found: dict[ConceptId, list[tuple[int, Any]]] = defaultdict(list)
        for node, leaf in self.leaves.items():
            for concept in self.read_by(leaf):
                found[concept].append((node, leaf))
        for concept in self.overrides.keys() & found.keys():
            found[concept] += [(one.node, one.leaf) for one in self.overrides[concept]]
        return {concept: tuple(leaves) for concept, leaves in found.items()}

    def read_by(self, leaf: Any) -> frozenset[ConceptId]:
        """Return what a leaf reads of the applicant; what a count reads further is of members."""
        if isinstance(leaf, Asked):
            return frozenset({leaf.fact})
        if isinstance(leaf, form.Count):
            return self.inputs.of_concept(leaf.count)
        return self.inputs.of(leaf)

    def leaf_codes(self, judge: Judge) -> Codes:
        """Return the codes of all nodes with those of the leaves filled in."""
        codes = np.full(self.size, INFORMATION, dtype=np.uint8)
        codes[: len(_FIXED)] = _FIXED
        for bank in self.banks:
            bank.fill(codes, judge)
        self.each.fill(codes, judge)
        return codes

    def given(self, judge: Judge) -> dict[int, tuple[list[int], list[int]]]:
        """Return by height the nodes that given facts override, and their codes."""
        found: dict[int, tuple[list[int], list[int]]] = {}
        for concept, held in self.overrides.items():
            if concept in judge.facts.known:
                for one in held:
                    nodes, codes = found.setdefault(one.height, ([], []))
                    nodes.append(one.node)
                    codes.append(CODE_OF[judge.judge(one.leaf).verdict])
        return found


@lru_cache(maxsize=4)
def inputs_of(catalogue: Catalogue) -> Inputs:
    """Return what a catalogue's conditions read, worked out once for all programs of it."""
    return Inputs(catalogue)


class _Builder:
    """Numbers the nodes of trees, equal ones alike."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._openings = openings(catalogue)
        self._concepts = catalogue.concepts
        self._by_object: dict[int, int] = {}
        self._by_content: dict[Any, int] = {}
        self._heights: list[int] = [0] * len(_FIXED)
        self._trees: list[tuple[int, type, tuple[int, ...]]] = []
        self.leaves: dict[int, Any] = {}
        self.overrides: dict[ConceptId, list[Override]] = defaultdict(list)
        self._alive: list[Any] = []
        """Keeps every object whose identity is remembered."""

    @property
    def count(self) -> int:
        """Return how many nodes there are."""
        return len(self._heights)

    def node(self, criterion: Any) -> int:
        """Return the number of a condition's node."""
        held = self._by_object.get(id(criterion))
        if held is None:
            held = self._by_object[id(criterion)] = self._made(criterion)
            self._alive.append(criterion)
        return held

    def _made(self, criterion: Any) -> int:
        if isinstance(criterion, form.All | form.AnyOf):
            parts = criterion.all if isinstance(criterion, form.All) else criterion.any
            return self._joined(type(criterion), [self.node(part) for part in parts])
        if isinstance(criterion, form.Not):
            return self._tree(form.Not, (self.node(criterion.not_),))
        if isinstance(criterion, form.Review | form.InIssuersArea):
            return _PEOPLE
        key = _content(criterion)
        held = self._by_content.get(key)
        if held is None:
            held = self._by_content[key] = self._leaf(criterion)
        return held

    def _joined(self, kind: type, parts: Sequence[int]) -> int:
        """Return the node of `all` or `any`; what cannot matter is left out."""
        idle, decides = (_ALWAYS, _NEVER) if kind is form.All else (_NEVER, _ALWAYS)
        kept = tuple(dict.fromkeys(part for part in parts if part != idle))
        if decides in kept:
            return decides
        if len(kept) < 2:
            return kept[0] if kept else idle
        return self._tree(kind, kept)

    def _tree(self, kind: type, parts: tuple[int, ...]) -> int:
        key = (kind, parts)
        held = self._by_content.get(key)
        if held is None:
            held = self._by_content[key] = self._add(1 + max(self._heights[p] for p in parts))
            self._trees.append((held, kind, parts))
        return held

    def _leaf(self, leaf: Any) -> int:
        opened = self._openings.of(leaf)
        if opened is not None:
            return self._derived(leaf, self.node(opened))
        pair = _ends(leaf) if self._is_given(leaf) else None
        if pair is not None:
            return self._joined(form.All, [self.node(end) for end in pair])
        node = self._add(0)
        self.leaves[node] = leaf
        return node

    def _is_given(self, leaf: Any) -> bool:
        """Say whether a fact is not worked out; what may be one of some is judged as a whole."""
        concept = self._concepts.get(getattr(leaf, "fact", ConceptId("")))
        return concept is not None and concept.derive is None

    def _derived(self, leaf: Any, inner: int) -> int:
        """Return a node of its own above what a derived fact was opened into, to override it."""
        height = self._heights[inner] + 1
        node = self._add(height)
        self._trees.append((node, form.All, (inner,)))
        self.overrides[leaf.fact].append(Override(node, leaf, height))
        return node

    def _add(self, height: int) -> int:
        self._heights.append(height)
        return len(self._heights) - 1

    def levels(self) -> tuple[tuple[Level, ...], ...]:
        """Return the trees by height, those of one kind together."""
        sorted_in: dict[tuple[int, type], list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        for node, kind, parts in self._trees:
            sorted_in[self._heights[node], kind].append((node, parts))
        highest = max(self._heights)
        return tuple(
            tuple(
                _level(kind, sorted_in[height, kind])
                for kind in (form.All, form.AnyOf, form.Not)
                if (height, kind) in sorted_in
            )
            for height in range(1, highest + 1)
        )


def _level(kind: type, trees: Sequence[tuple[int, tuple[int, ...]]]) -> Level:
    sizes = [len(parts) for _, parts in trees]
    return Level(
        kind,
        numbers_of(node for node, _ in trees),
        numbers_of(part for _, parts in trees for part in parts),
        numbers_of(accumulate([0, *sizes[:-1]])),
    )


def _content(leaf: Any) -> Any:
    """Return what makes two leaves the same: all but the words and the source they are shown by.

    The type of an operand counts too, for True equals 1.
    """
    held = [
        getattr(leaf, field.name)
        for field in fields(leaf)
        if field.name not in ("wording", "source")
    ]
    return (type(leaf), *((type(value), value) for value in held))


def _ends(leaf: Any) -> tuple[Any, Any] | None:
    """Return the two halves of a plain `between`; of days, the next one ends it."""
    if not isinstance(leaf, form.Between):
        return None
    low, high = leaf.between
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return form.AtLeast(fact=leaf.fact, at_least=low), form.AtMost(fact=leaf.fact, at_most=high)
    if isinstance(low, date) and isinstance(high, date) and high < date.max:
        after = date.fromordinal(high.toordinal() + 1)
        return form.OnOrAfter(fact=leaf.fact, on_or_after=low), form.Before(
            fact=leaf.fact, before=after
        )
    return None
