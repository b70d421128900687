"""A catalogue's conditions judged for a whole register: the same program over Arrow batches.

Distinct comparisons are decided once a batch, as packed bits; trees join them in a few operations
each. Verdicts agree with `judge` in every cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.model import Policy
from matcher.banks import JUDGEMENT, MET, UNMET
from matcher.column_leaves import ColumnLeaves
from matcher.column_windows import bars
from matcher.fact_columns import FactColumns
from matcher.planes import (
    Codes,
    Planes,
    all_of,
    any_of,
    chosen,
    constant,
    opposite,
)
from matcher.program import Program

_FIXED: Final = (UNMET, JUDGEMENT, MET)
"""The first nodes of every program."""


Tree = tuple[int, type, tuple[int, ...]]
"""A node, what joins its parts, and the parts."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A program's trees in an order in which parts stand before the whole."""

    program: Program
    order: tuple[Tree, ...]
    overrides: Mapping[int, Any]
    leaves: tuple[tuple[int, Any], ...]
    """Those on one fact stand together, so that its column is still at hand."""

    @classmethod
    def of(cls, program: Program) -> Trees:
        """Return the trees of a program."""
        order = []
        for levels in program.levels:
            for level in levels:
                ends = [*level.begins.tolist()[1:], len(level.parts)]
                parts = level.parts.tolist()
                for node, begin, end in zip(
                    level.nodes.tolist(), level.begins.tolist(), ends, strict=True
                ):
                    order.append((node, level.kind, tuple(parts[begin:end])))
        held = {one.node: one.leaf for some in program.overrides.values() for one in some}
        leaves = sorted(program.leaves.items(), key=lambda item: getattr(item[1], "fact", ""))
        return cls(program, tuple(order), held, tuple(leaves))


class Compiled:
    """Conditions compiled once for all batches; those inside derived facts when they are met."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._held: dict[int, tuple[Criterion, Trees]] = {}

    def trees(self, criterion: Criterion) -> Trees:
        """Return the trees of one condition; the same object is compiled once."""
        held = self._held.get(id(criterion))
        if held is None:
            made = Trees.of(Program(self.catalogue, [criterion]))
            held = self._held[id(criterion)] = (criterion, made)
        return held[1]


class ColumnJudge(ColumnLeaves):
    """Judges conditions for all applicants of a batch."""

    def __init__(self, compiled: Compiled, facts: FactColumns, on: date) -> None:
        super().__init__(compiled.catalogue, facts, on)
        self._compiled = compiled
        self._held: dict[int, Planes] = {}

    def members(self, facts: FactColumns) -> ColumnJudge:
        """Return the judge of the members of all lists."""
        return ColumnJudge(self._compiled, facts, self.on)

    def planes(self, criterion: Criterion) -> Planes:
        """Return the verdicts on a condition."""
        held = self._held.get(id(criterion))
        if held is None:
            trees = self._compiled.trees(criterion)
            root = int(trees.program.roots[0])
            held = self._held[id(criterion)] = self.run(trees)[root]
        return held

    def run(self, trees: Trees) -> list[Planes]:
        """Return the verdicts on every node of a program, by its number."""
        program = trees.program
        nodes: list[Any] = [None] * program.size
        for node, code in enumerate(_FIXED):
            nodes[node] = constant(code, self.rows)
        for node, leaf in trees.leaves:
            nodes[node] = self.leaf(leaf)
        for node, kind, parts in trees.order:
            nodes[node] = self.tree(trees, node, kind, [nodes[part] for part in parts])
        return nodes

    def tree(self, trees: Trees, node: int, kind: type, parts: Sequence[Planes]) -> Planes:
        """Return the verdicts on a tree; of a derived fact that is given, on what is given."""
        held = _joined(kind, parts)
        leaf = trees.overrides.get(node)
        if leaf is None or leaf.fact not in self.facts:
            return held
        return chosen(self.facts.told(leaf.fact), self.leaf(leaf), held)


def _joined(kind: type, parts: Sequence[Planes]) -> Planes:
    """Return the verdicts on a tree from those on its parts."""
    if kind is form.Not:
        return opposite(parts[0])
    if len(parts) == 1:
        return parts[0]
    return all_of(parts) if kind is form.All else any_of(parts)


class Columns:
    """Judges one batch of applicants after another against every policy of a catalogue."""

    def __init__(self, catalogue: Catalogue, policies: Iterable[Policy] | None = None) -> None:
        self.catalogue = catalogue
        chosen_ones = catalogue.policies.values() if policies is None else policies
        self.policies = tuple(chosen_ones)
        conditions = [catalogue.conditions.get(policy.id) for policy in self.policies]
        self.trees = Trees.of(Program(catalogue, conditions))
        self.compiled = Compiled(catalogue)

    @cached_property
    def trees_of(self) -> tuple[tuple[Tree, ...], ...]:
        """Return the trees of every policy, parts before the whole."""
        return tuple(
            tuple(tree for tree in self.trees.order if tree[0] in held) for held in self._under
        )

    @cached_property
    def leaves_of(self) -> tuple[tuple[int, ...], ...]:
        """Return the leaves of every policy, by the numbers of their nodes."""
        leaves = self.trees.program.leaves
        return tuple(tuple(sorted(held & leaves.keys())) for held in self._under)

    @cached_property
    def _under(self) -> tuple[frozenset[int], ...]:
        """Return for every policy the nodes its condition is made of."""
        parts = {node: held for node, _, held in self.trees.order}
        return tuple(_reached(root, parts) for root in self.trees.program.roots.tolist())

    def judged(self, facts: pa.RecordBatch, on: date) -> JudgedColumns:
        """Return the verdicts on all policies for a batch of applicants.

        Args:
            facts: n applicants; columns as `matcher.fact_columns` describes them.
            on: the day that counts.
        """
        judge = ColumnJudge(self.compiled, FactColumns(facts, self.catalogue), on)
        return JudgedColumns(self, judge)


def _reached(root: int, parts: Mapping[int, tuple[int, ...]]) -> frozenset[int]:
    found, waiting = {root}, [root]
    while waiting:
        new = [part for part in parts.get(waiting.pop(), ()) if part not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


class JudgedColumns:
    """All policies decided for a batch of applicants; p policies, n applicants."""

    def __init__(self, columns: Columns, judge: ColumnJudge) -> None:
        self.columns = columns
        self.judge = judge
        self.rows = judge.rows
        self.nodes = judge.run(columns.trees)

    @cached_property
    def bars(self) -> tuple[Planes | None, ...]:
        """Return what dates alone come to, policy by policy; None where they bar nobody."""
        return tuple(bars(policy, self.judge) for policy in self.columns.policies)

    @cached_property
    def verdicts(self) -> tuple[Planes, ...]:
        """Return the verdicts, policy by policy."""
        roots = [self.nodes[root] for root in self.columns.trees.program.roots.tolist()]
        return tuple(
            root if bar is None else all_of([root, bar])
            for root, bar in zip(roots, self.bars, strict=True)
        )

    @cached_property
    def codes(self) -> Codes:
        """Return the verdicts as numbers; p × n, uint8.

        0 not eligible, 1 needs information, 2 needs judgement, 3 eligible.
        """
        out = np.empty((len(self.verdicts), self.rows), dtype=np.uint8)
        for place, planes in enumerate(self.verdicts):
            planes.codes(self.rows, out[place])
        return out
