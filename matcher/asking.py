"""A compiled program tried with every possible answer to every question at once.

Each answer is one column; one run of the program decides them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import ConceptId
from matcher.banks import Codes, numbers_of
from matcher.criteria import Judge
from matcher.effects import Effects
from matcher.inputs import CALCULATIONS
from matcher.node_codes import Overrides, is_open, live, run
from matcher.program import Program


@dataclass(frozen=True, slots=True)
class Tried:
    """What every answer to some questions would leave of the items.

    `codes` has a row for each item and a column for each answer; question q owns the columns from
    `begins[q]` to `begins[q + 1]`, and `weights` are the shares of the answers.
    """

    concepts: tuple[ConceptId, ...]
    begins: tuple[int, ...]
    weights: npt.NDArray[np.float64]
    codes: Codes


class Asking:
    """The conditions of some items, ready to be tried."""

    def __init__(self, catalogue: Catalogue, criteria: Sequence[Criterion]) -> None:
        self.criteria = tuple(criteria)
        self.program = Program(catalogue, criteria)
        self._effects = Effects(catalogue, self.program)
        self._leaves = numbers_of(self.program.leaves)
        self._facts = self._effects.compares_directly()
        self.calculated = self._calculated(catalogue)
        """Facts calculated from others, and the given facts each hangs on."""
        sensitive = {c.id for c in catalogue.concepts.values() if c.sensitive}
        self._harmless = np.ones(self.program.size, dtype=np.bool_)
        for concept in sensitive:
            held = [node for node, _ in self.program.readers.get(concept, ())]
            self._harmless[held] = False

    def _calculated(self, catalogue: Catalogue) -> dict[ConceptId, frozenset[ConceptId]]:
        found = {}
        for bank in self.program.banks:
            if type(catalogue.concepts[bank.fact].derive) in CALCULATIONS:
                read = self.program.inputs.of_concept(bank.fact)
                found[bank.fact] = frozenset(
                    c for c in read if catalogue.concepts[c].derive is None
                )
        return found

    def codes(self, judge: Judge) -> tuple[Codes, Overrides]:
        """Return the codes of all nodes for an applicant, and what given facts override."""
        overrides = self.program.given(judge)
        return run(self.program, self.program.leaf_codes(judge), overrides), overrides

    def missing(
        self, judge: Judge, codes: Codes, among: npt.NDArray[np.bool_] | None = None
    ) -> frozenset[ConceptId]:
        """Return the facts that an open item (of some, where given) still waits for."""
        matters = self._leaves[live(self.program, codes, among)[self._leaves]]
        found: set[ConceptId] = set()
        for node in matters.tolist():
            found |= self._lacks(node, self.program.leaves[node], judge)
        return frozenset(found)

    def _lacks(self, node: int, leaf: Any, judge: Judge) -> frozenset[ConceptId]:
        fact = self._facts.get(node)
        if fact is not None and not isinstance(leaf, form.Count):
            return frozenset({fact})
        return judge.judge(leaf).missing

    def waits_for_sensitive_facts_alone(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """Say which open items have no open leaf that a harmless fact could settle."""
        harmless = is_open(codes) & self._harmless
        for levels in self.program.levels:
            for level in levels:
                under = np.logical_or.reduceat(harmless[level.parts], level.begins)
                harmless[level.nodes] = under & is_open(codes[level.nodes])
        roots = self.program.roots
        return np.asarray(is_open(codes[roots]) & ~harmless[roots])

    def tried(
        self, concepts: Sequence[ConceptId], judge: Judge, codes: Codes, overrides: Overrides
    ) -> Tried:
        """Return what every answer to every one of these questions would leave.

        Args:
            concepts: the facts to ask.
            judge: of what is known so far.
            codes: of all nodes, as known so far.
            overrides: of given facts.
        """
        blocks = [self._effects.of(concept, judge) for concept in concepts]
        begins = [0, *np.cumsum([len(block.answers) for block in blocks]).tolist()]
        columns = np.repeat(codes[:, None], begins[-1], axis=1)
        cells: dict[int, tuple[list[int], list[int], list[int]]] = {}
        for begin, block in zip(begins, blocks, strict=False):
            columns[block.nodes, begin : begin + len(block.answers)] = block.codes
            for height, node, column, code in block.given:
                held = cells.setdefault(height, ([], [], []))
                for row, value in zip(held, (node, begin + column, code), strict=True):
                    row.append(value)
        run(self.program, columns, overrides, cells)
        weights = np.array([answer.weight for block in blocks for answer in block.answers])
        return Tried(tuple(concepts), tuple(begins), weights, columns[self.program.roots])
