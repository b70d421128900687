"""The next question: the unknown fact that is expected to settle most.

For each open fact its possible answers are tried (the codes of its list, yes and no, numbers
and days on both sides of every limit that reads it) and the services and policies that each
answer would settle are counted. A question that can change nothing is never asked; one that
settles nothing by itself but brings an answer nearer is asked last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.criteria import Criterion, DatedLimit, ParameterLimit, WithinMonths
from kb.echo import children
from kb.ids import AreaId, Code, ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import NOTHING, Facts, Value
from matcher.criteria import Judge
from matcher.inputs import Inputs, inside
from matcher.trial import Trial
from matcher.values import add_months

MOST_ANSWERS: Final = 12
ELSEWHERE: Final = AreaId("area/elsewhere")
"""Stands for every area that no criterion names; it lies in none."""

_LIMIT_KEYS: Final = ("at_least", "more_than", "at_most", "less_than", "is_", "is_not")
_CODE_KEYS: Final = ("is_", "is_not", "in_", "not_in", "has", "has_any", "has_all")


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
        self._readings: dict[tuple[int, ConceptId], tuple[Any, ...]] = {}
        """By the identity of criteria, which `Inputs` keeps alive."""

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
        useful = [q for q in found if q is not None]
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

    def _question(
        self, concept_id: ConceptId, items: list[Item], judge: Judge
    ) -> NextQuestion | None:
        """Return a question and what it settles; none where no answer changes anything."""
        concept = self._catalogue.concepts[concept_id]
        answers = list(self.possible_answers(concept, [i.criterion for i in items], judge.on))
        settled = policies = 0.0
        changes = False
        for answer in answers:
            answered = Trial(judge, concept_id, answer, self._inputs)
            for item in items:
                finding = answered.judge(item.criterion)
                changes = changes or finding.missing != judge.judge(item.criterion).missing
                if finding.settled:
                    settled += item.weight
                    policies += not item.of_scene
        if not changes:
            return None
        count = len(answers)
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
        leaves = [leaf for criterion in criteria for leaf in self._reading(criterion, concept.id)]
        if concept.type is ConceptType.BOOLEAN:
            yield from (True, False)
        elif concept.type is ConceptType.CODE:
            yield from _codes(concept, leaves)[:MOST_ANSWERS]
        elif concept.type is ConceptType.CODES:
            codes = _codes(concept, leaves)
            yield from (frozenset(), frozenset(codes))
            yield from [frozenset({code}) for code in codes][: MOST_ANSWERS - 2]
        elif concept.type is ConceptType.NUMBER:
            yield from self._numbers(leaves, on)
        elif concept.type is ConceptType.DATE:
            yield from _days(leaves, on)
        elif concept.type is ConceptType.AREA:
            yield from _named(leaves, ("within", "within_any"))
            yield ELSEWHERE
        elif concept.type is ConceptType.MEMBERS:
            yield from ((), (NOTHING,))

    def _numbers(self, leaves: Sequence[Any], on: date) -> list[Decimal]:
        """Return numbers on both sides of every limit, thinned out evenly where there are many."""
        limits = {v for leaf in leaves for v in self._limits(leaf, on)}
        lowest = min({Decimal(0), *(limit - 1 for limit in limits if limit < 0)})
        around = {v for limit in limits for v in (limit - 1, limit, limit + 1) if v >= lowest}
        numbers = sorted(around or {Decimal(0), Decimal(1)})
        return numbers[:: -(-len(numbers) // MOST_ANSWERS)]

    def _limits(self, leaf: Any, on: date) -> Iterator[Decimal]:
        bounds = [getattr(leaf, key, None) for key in _LIMIT_KEYS]
        for limit in (*bounds, *getattr(leaf, "between", ())):
            if isinstance(limit, ParameterLimit):
                yield self._catalogue.parameter(limit.parameter, on)
            elif isinstance(limit, DatedLimit):
                yield from (dated.value for dated in limit.dated)
            elif type(limit) is Decimal:
                yield limit

    def _reading(self, criterion: Any, concept: ConceptId) -> Iterator[Any]:
        """Yield the leaves that compare a fact itself, also where a derived one is made of it."""
        key = (id(criterion), concept)
        if key not in self._readings:
            self._readings[key] = tuple(self._read(criterion, concept))
        yield from self._readings[key]

    def _read(self, criterion: Any, concept: ConceptId) -> Iterator[Any]:
        if concept not in self._inputs.of(criterion):
            return
        if getattr(criterion, "fact", None) == concept:
            yield criterion
        for child in self._inside(criterion):
            yield from self._read(child, concept)

    def _inside(self, criterion: Any) -> Iterator[Criterion]:
        """Yield the criteria inside one, also those a derived fact is worked out by."""
        yield from (child for _, child in children(criterion))
        read = self._catalogue.concepts.get(getattr(criterion, "fact", ConceptId("")))
        if read is not None and read.derive is not None:
            yield from inside(read.derive)


def _named(leaves: Sequence[Any], keys: Sequence[str]) -> list[Any]:
    """Return what leaves name under some keys, each once, in order."""
    held = [getattr(leaf, key, None) for leaf in leaves for key in keys]
    return sorted({one for h in held if h for one in ([h] if isinstance(h, str) else h)})


def _codes(concept: InformationConcept, leaves: Sequence[Any]) -> list[Code]:
    """Return the codes of a list, those that criteria name first."""
    words = [leaf for leaf in leaves if not isinstance(getattr(leaf, "is_", ""), bool | Decimal)]
    named = set(_named(words, _CODE_KEYS))
    return sorted((entry.code for entry in concept.codes), key=lambda code: code not in named)


def _days(leaves: Sequence[Any], on: date) -> list[date]:
    """Return days near and far, and both sides of every day that counts."""
    days = {on, on - timedelta(days=365), on - timedelta(days=3650)}
    for leaf in leaves:
        limits = [getattr(leaf, key, None) for key in ("on_or_after", "before")]
        counts = [d for d in (*limits, *getattr(leaf, "between", ())) if isinstance(d, date)]
        if isinstance(leaf, WithinMonths):
            counts.append(add_months(on, -leaf.within_months))
        days.update(
            day for d in counts for day in (d - timedelta(days=1), d, d + timedelta(days=1))
        )
    return sorted(days, reverse=True)[:MOST_ANSWERS]
