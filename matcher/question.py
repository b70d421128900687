"""The next question: the unknown fact that is expected to settle most.

Every open fact is tried with the answers it may get, all at once, and what each answer would
settle is counted: services of the scene and policies together, by their weight and by how hard the
question is to answer. A question that can change nothing is never asked; one that settles nothing
by itself but brings an answer nearer is asked last; a sensitive one only when some item waits for
nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import ConceptId
from kb.kinds import ConceptType, Effort
from kb.model import InformationConcept
from matcher.applicant import Facts
from matcher.asking import Asking, Tried
from matcher.banks import MET, UNMET, Codes
from matcher.criteria import Judge
from matcher.node_codes import is_open

MOST_KEPT: Final = 64
"""So many sets of items are kept compiled: one for each mix of scenes and policies in use."""

_EFFORT: Final = {Effort.KNOWN: 1.0, Effort.LOOK_UP: 1.5, Effort.WORK_OUT: 2.5}
_BY_TYPE: Final = {ConceptType.NUMBER: 1.2, ConceptType.DATE: 1.2, ConceptType.MEMBERS: 2.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something a question may settle: a service of a scene, a warning, or a policy."""

    name: str
    criterion: Criterion
    weight: float = 1.0
    of_scene: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """A fact worth asking, what its answer is expected to settle, and for what it is needed.

    `settles` is weighted; `settles_policies` is the number of policies an answer settles on
    average, `may_settle_policies` the number that the most telling answer settles.
    """

    concept: ConceptId
    settles: float
    settles_policies: float
    may_settle_policies: int
    of_scene: bool
    needed_for: tuple[str, ...] = ()


class Questions:
    """Chooses questions over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._kept: OrderedDict[tuple[int, ...], Asking] = OrderedDict()

    def ranked(
        self, items: Sequence[Item], facts: Facts, on: date, first: Sequence[ConceptId] = ()
    ) -> tuple[NextQuestion, ...]:
        """Return every question that can still change something, best first.

        Args:
            items: what may be settled.
            facts: what is known.
            on: the day that counts.
            first: concepts a scene wants asked before others, as long as they settle anything.
        """
        asking = self._asking(items)
        judge = Judge(self._catalogue, facts, on)
        codes, overrides = asking.codes(judge)
        of_scene = np.array([item.of_scene for item in items], dtype=np.bool_)
        missing = asking.missing(judge, codes)
        of_the_scene = asking.missing(judge, codes, of_scene)
        needed = self._needed_for(missing, asking, items, judge, codes)
        wanted = sorted(c for c in missing if not self._is_sensitive(c) or c in needed)
        together = _together(asking, wanted, facts)
        tried = asking.tried([*wanted, *together], judge, codes, overrides)
        weighed = _weighed(tried, items, is_open(codes[asking.program.roots]))
        found = [
            replace(
                question,
                of_scene=question.concept in of_the_scene,
                needed_for=needed.get(question.concept, ()),
            )
            if question.concept in of_the_scene or question.concept in needed
            else question
            for question in _shared(weighed, together)
        ]
        order = {concept: i for i, concept in enumerate(first)}
        return tuple(
            sorted(
                found,
                key=lambda q: (
                    order.get(q.concept, len(order)),
                    not q.of_scene,
                    -q.settles / self._effort(q.concept),
                    q.concept,
                ),
            )
        )

    def _asking(self, items: Sequence[Item]) -> Asking:
        """Return the compiled items; the same conditions are compiled once."""
        key = tuple(id(item.criterion) for item in items)
        held = self._kept.get(key)
        if held is None:
            held = self._kept[key] = Asking(self._catalogue, [i.criterion for i in items])
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return held

    def _needed_for(
        self,
        missing: frozenset[ConceptId],
        asking: Asking,
        items: Sequence[Item],
        judge: Judge,
        codes: Codes,
    ) -> dict[ConceptId, tuple[str, ...]]:
        """Return for each sensitive fact the items that wait for sensitive facts alone."""
        found: dict[ConceptId, tuple[str, ...]] = {}
        if not any(map(self._is_sensitive, missing)):
            return found
        alone = asking.waits_for_sensitive_facts_alone(codes)
        for item, waits in zip(items, alone, strict=True):
            if waits:
                lacks = judge.judge(item.criterion).missing
                found.update({concept: (*found.get(concept, ()), item.name) for concept in lacks})
        return found

    def _is_sensitive(self, concept: ConceptId) -> bool:
        return self._catalogue.concepts[concept].sensitive

    def _effort(self, concept_id: ConceptId) -> float:
        return effort(self._catalogue.concepts[concept_id])


def effort(concept: InformationConcept) -> float:
    """Return how hard a fact is to answer; 1 is a yes or no that everybody knows."""
    asked = _EFFORT[concept.question.effort] if concept.question is not None else 1.0
    return asked * _BY_TYPE.get(concept.type, 1.0)


def _together(
    asking: Asking, wanted: Sequence[ConceptId], facts: Facts
) -> dict[ConceptId, frozenset[ConceptId]]:
    """Return the calculated facts that wait for more than one answer, and which.

    One part of a ratio alone settles nothing; without this it would be asked last.
    """
    waiting = {
        calculated: given.intersection(wanted)
        for calculated, given in sorted(asking.calculated.items())
        if calculated not in facts.known
    }
    return {calculated: given for calculated, given in waiting.items() if len(given) > 1}


def _shared(
    weighed: Sequence[NextQuestion], together: Mapping[ConceptId, frozenset[ConceptId]]
) -> Iterator[NextQuestion]:
    """Yield the questions; those needed for one calculated fact share what its value settles."""
    gains = {question.concept: question for question in weighed}
    for question in weighed:
        if question.concept in together:
            continue
        whole = [
            (gains[calculated], len(given))
            for calculated, given in together.items()
            if question.concept in given
        ]
        if not whole:
            yield question
            continue
        yield replace(
            question,
            settles=max([question.settles, *(gain.settles / n for gain, n in whole)]),
            may_settle_policies=max(
                [question.may_settle_policies, *(gain.may_settle_policies for gain, _ in whole)]
            ),
        )


def _weighed(
    tried: Tried, items: Sequence[Item], undecided: npt.NDArray[np.bool_]
) -> list[NextQuestion]:
    """Return the questions whose answers change anything, with what they are expected to settle."""
    rows = [i for i, waits in enumerate(undecided) if waits]
    codes = tried.codes[rows]
    settled = (codes == UNMET) | (codes == MET)
    weights = np.array([items[row].weight for row in rows])
    policies = np.array([not items[row].of_scene for row in rows], dtype=np.bool_)
    policy_gains = settled[policies].sum(axis=0)
    of = np.repeat(np.arange(len(tried.concepts)), np.diff(tried.begins))
    shares = tried.weights / np.bincount(of, tried.weights, len(tried.concepts))[of]
    most = np.zeros(len(tried.concepts), dtype=np.intp)
    np.maximum.at(most, of, policy_gains)
    columns = zip(
        tried.concepts,
        np.bincount(of, weights @ settled * shares, len(tried.concepts)).tolist(),
        np.bincount(of, policy_gains * shares, len(tried.concepts)).tolist(),
        most.tolist(),
        strict=True,
    )
    return [
        NextQuestion(
            concept=concept,
            settles=round(settles, 3),
            settles_policies=round(of_policies, 3),
            may_settle_policies=largest,
            of_scene=False,
        )
        for concept, settles, of_policies, largest in columns
    ]
