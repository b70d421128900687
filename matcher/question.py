"""The next question: the unknown fact that is expected to settle most.

For each open fact its possible answers are tried (the codes of its list, yes and no, numbers
on both sides of every limit that reads it) and the services and policies that each answer
would settle are counted. A question that can change nothing is never asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.derivation import Decision, When
from kb.echo import children
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import NOTHING, Facts, Value
from matcher.criteria import Judge
from matcher.inputs import Inputs

MOST_ANSWERS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something a question may settle: a service of a scene, a warning, or a policy."""

    name: str
    criterion: Criterion
    weight: float = 1.0
    of_scene: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """A fact worth asking, and what its answer is expected to settle."""

    concept: ConceptId
    settles: float
    settles_policies: float
    of_scene: bool


class Questions:
    """Chooses questions over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._inputs = Inputs(catalogue)

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
        judge = Judge(self._catalogue, facts, on)
        open_items: dict[ConceptId, list[Item]] = defaultdict(list)
        for item in items:
            finding = judge.judge(item.criterion)
            if not finding.settled:
                for concept in finding.missing:
                    open_items[concept].append(item)
        found = [self._question(c, open_items[c], judge) for c in sorted(open_items)]
        order = {concept: i for i, concept in enumerate(first)}
        useful = [q for q in found if q.settles > 0]
        return tuple(
            sorted(
                useful,
                key=lambda q: (
                    order.get(q.concept, len(order)),
                    not q.of_scene,
                    -q.settles,
                    q.concept,
                ),
            )
        )

    def _question(self, concept_id: ConceptId, items: list[Item], judge: Judge) -> NextQuestion:
        concept = self._catalogue.concepts[concept_id]
        answers = list(self.possible_answers(concept, [i.criterion for i in items], judge.on))
        others = judge.without(concept_id, self._inputs)
        settled = policies = 0.0
        for answer in answers:
            answered = others.answered(concept_id, answer)
            for item in items:
                if answered.judge(item.criterion).settled:
                    settled += item.weight
                    policies += not item.of_scene
        count = max(1, len(answers))
        return NextQuestion(
            concept=concept_id,
            settles=round(settled / count, 3),
            settles_policies=round(policies / count, 3),
            of_scene=any(item.of_scene for item in items),
        )

    def possible_answers(
        self, concept: InformationConcept, criteria: Iterable[Criterion], on: date
    ) -> Iterator[Value]:
        """Yield answers that stand for all others as far as these criteria can tell."""
        if concept.type is ConceptType.BOOLEAN:
            yield from (True, False)
        elif concept.type is ConceptType.CODE:
            yield from [entry.code for entry in concept.codes][:MOST_ANSWERS]
        elif concept.type is ConceptType.CODES:
            yield frozenset()
            yield from [frozenset({entry.code}) for entry in concept.codes][: MOST_ANSWERS - 1]
        elif concept.type is ConceptType.NUMBER:
            limits = set(self._limits(criteria, concept.id))
            around = {v for limit in limits for v in (limit - 1, limit, limit + 1) if v >= 0}
            yield from sorted(around or {Decimal(0), Decimal(1)})[:MOST_ANSWERS]
        elif concept.type is ConceptType.DATE:
            yield from (on, on - timedelta(days=365), on - timedelta(days=3650))
        elif concept.type is ConceptType.AREA:
            yield from (AreaId("area/310101"), AreaId("area/cn"))
        elif concept.type is ConceptType.MEMBERS:
            yield from ((), (NOTHING,))

    def _limits(self, criteria: Iterable[Criterion], concept: ConceptId) -> Iterator[Decimal]:
        for criterion in criteria:
            yield from self._limits_in(criterion, concept)

    def _limits_in(self, criterion: Any, concept: ConceptId) -> Iterator[Decimal]:
        if getattr(criterion, "fact", None) == concept:
            for key in ("at_least", "more_than", "at_most", "less_than", "is_", "is_not"):
                limit = getattr(criterion, key, None)
                parameter = getattr(limit, "parameter", None)
                if parameter is not None:
                    yield self._catalogue.parameters[parameter].value
                elif type(limit) is Decimal:
                    yield limit
        for child in self._inside(criterion):
            yield from self._limits_in(child, concept)

    def _inside(self, criterion: Any) -> Iterator[Criterion]:
        """Yield the criteria inside one, also those a derived fact is worked out by."""
        yield from (child for _, child in children(criterion))
        read = self._catalogue.concepts.get(getattr(criterion, "fact", ConceptId("")))
        if read is not None and isinstance(read.derive, When):
            yield read.derive.when
        elif read is not None and isinstance(read.derive, Decision):
            yield from (row.when for row in read.derive.first)
