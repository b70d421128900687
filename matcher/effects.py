"""What the answers to one question make of the leaves that read it.

It depends on the answer and on the few other facts those leaves read; for the same ones it is
remembered, whoever the applicant is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from matcher.answers import Answer, answers
from matcher.banks import CODE_OF, Bank, Codes, Numbers, Share, numbers_of, one_by_one
from matcher.criteria import Judge
from matcher.opened import Asked
from matcher.program import Program
from matcher.trial import Trial

MOST_REMEMBERED: Final = 5_000


@dataclass(frozen=True, slots=True)
class Block:
    """The answers to a question and what they make of some leaves.

    `codes` has a row for each of `nodes` and a column for each answer. `given` holds, for answers
    that name a fact which is otherwise worked out: height, node, answer and code.
    """

    answers: tuple[Answer, ...]
    nodes: Numbers
    codes: Codes
    given: tuple[tuple[int, int, int, int], ...] = ()


_NO_NODES: Final = numbers_of(())


class Effects:
    """The effects of answers on the leaves of one program."""

    def __init__(self, catalogue: Catalogue, program: Program) -> None:
        self._catalogue = catalogue
        self._program = program
        self._held: dict[tuple[ConceptId, date, tuple[Any, ...]], Block] = {}
        self._banks: dict[ConceptId, list[Bank]] = defaultdict(list)
        self._others: dict[ConceptId, set[ConceptId]] = defaultdict(set)
        """The other facts that the leaves which read a fact hang on."""
        for bank in program.banks:
            read = self._read_by(bank)
            for concept in read:
                self._banks[concept].append(bank)
                self._others[concept] |= read - {concept}
        alone = {node for node, _ in program.each.leaves}
        self._each: dict[ConceptId, list[tuple[int, Any]]] = {
            concept: [one for one in leaves if one[0] in alone and not isinstance(one[1], Asked)]
            for concept, leaves in program.readers.items()
        }
        for concept, leaves in self._each.items():
            for _, leaf in leaves:
                self._others[concept] |= program.inputs.of(leaf) - {concept}

    def _read_by(self, bank: Bank) -> frozenset[ConceptId]:
        inputs = self._program.inputs
        read = inputs.of_concept(bank.fact)
        return read | inputs.of_concept(bank.of) if isinstance(bank, Share) else read

    def compares_directly(self) -> dict[int, ConceptId]:
        """Return the nodes of leaves that compare a given fact itself with a limit of the rule."""
        concepts = self._catalogue.concepts
        return {
            node: bank.fact
            for bank in self._program.banks
            if not isinstance(bank, Share) and concepts[bank.fact].derive is None
            for node in bank.nodes.tolist()
        }

    def of(self, concept: ConceptId, judge: Judge) -> Block:
        """Return the possible answers to a question and what they make of the leaves."""
        others = [judge.facts.fact(other) for other in sorted(self._others.get(concept, ()))]
        values = tuple(fact.value if fact is not None else None for fact in others)
        if any(isinstance(value, tuple) for value in values):
            return self._made(concept, judge)  # members cannot be compared
        key = (concept, judge.on, values)
        held = self._held.get(key)
        if held is None:
            if len(self._held) >= MOST_REMEMBERED:
                self._held.clear()
            held = self._held[key] = self._made(concept, judge)
        return held

    def _made(self, concept: ConceptId, judge: Judge) -> Block:
        leaves = [leaf for _, leaf in self._program.readers.get(concept, ())]
        possible = answers(self._catalogue.concepts[concept], leaves, judge)
        trials = [Trial(judge, concept, one.value, self._program.inputs) for one in possible]
        banks, each = self._banks.get(concept, []), self._each.get(concept, [])
        given = tuple(
            (one.height, one.node, column, CODE_OF[trial.judge(one.leaf).verdict])
            for column, trial in enumerate(trials)
            for one in self._program.overrides.get(concept, ())
        )
        return Block(possible, *_filled(self._program.size, banks, each, trials), given)


def _filled(
    size: int, banks: list[Bank], each: list[tuple[int, Any]], trials: list[Trial]
) -> tuple[Numbers, Codes]:
    """Return the nodes of banks and single leaves, and their codes, a column a trial."""
    nodes = np.concatenate([*(b.nodes for b in banks), numbers_of(n for n, _ in each), _NO_NODES])
    codes = np.zeros((len(nodes), len(trials)), dtype=np.uint8)
    scratch = np.zeros(size, dtype=np.uint8)
    for column, trial in enumerate(trials):
        for bank in banks:
            bank.fill(scratch, trial)
        one_by_one(scratch, each, trial)
        codes[:, column] = scratch[nodes]
    return nodes, codes
