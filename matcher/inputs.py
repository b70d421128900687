"""Which given facts a criterion or a derived value can depend on, worked out once a catalogue."""

from __future__ import annotations

from typing import Any, Final

from kb.built_in import GRANTED, HOLDS
from kb.catalogue import Catalogue
from kb.criteria import Criterion, Granted, Holds
from kb.derivation import (
    Add,
    Decision,
    Derivation,
    Divide,
    MonthsSince,
    Multiply,
    Subtract,
    When,
    YearsSince,
)
from kb.echo import children
from kb.ids import ConceptId
from matcher.values import limit_inputs

CALCULATIONS: Final[dict[type, str]] = {
    Add: "add",
    Subtract: "subtract",
    Multiply: "times",
    Divide: "divide",
}
"""The key of each form of calculation."""
LIMIT_KEYS = ("at_least", "more_than", "at_most", "less_than", "on_or_after", "before")


class Inputs:
    """Remembers for every criterion object and concept what it reads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._of_criterion: dict[int, tuple[Criterion, frozenset[ConceptId]]] = {}
        """By identity; the criterion is kept, or another could be given its number."""
        self._of_concept: dict[ConceptId, frozenset[ConceptId]] = {}

    def of(self, criterion: Criterion) -> frozenset[ConceptId]:
        """Return every concept a criterion may read, through derived ones too."""
        held = self._of_criterion.get(id(criterion))
        if held is None:
            held = (criterion, self._read_by(criterion))
            self._of_criterion[id(criterion)] = held
        return held[1]

    def of_concept(self, concept: ConceptId) -> frozenset[ConceptId]:
        """Return a concept and everything it is worked out from."""
        held = self._of_concept.get(concept)
        if held is None:
            self._of_concept[concept] = frozenset({concept})
            held = frozenset({concept}) | self._derived_from(concept)
            self._of_concept[concept] = held
        return held

    def _read_by(self, criterion: Any) -> frozenset[ConceptId]:
        found: frozenset[ConceptId] = frozenset()
        subject = getattr(criterion, "fact", None) or getattr(criterion, "count", None)
        if subject is not None:
            found |= self.of_concept(subject)
        if isinstance(criterion, Granted | Holds):
            found |= {GRANTED if isinstance(criterion, Granted) else HOLDS}
        limits = [getattr(criterion, key, None) for key in LIMIT_KEYS]
        for limit in (*limits, *getattr(criterion, "between", ())):
            if limit is not None:
                for concept in limit_inputs(limit):
                    found |= self.of_concept(concept)
        for _, child in children(criterion):
            found |= self.of(child)
        return found

    def _derived_from(self, concept: ConceptId) -> frozenset[ConceptId]:
        derive = self._catalogue.concepts[concept].derive
        if derive is None:
            return frozenset()
        parts = [self.of(one) for one in inside(derive)]
        return frozenset().union(*parts, *map(self.of_concept, operands(derive)))


def inside(derive: Derivation) -> tuple[Criterion, ...]:
    """Return the conditions a derivation is made of."""
    if isinstance(derive, When):
        return (derive.when,)
    rows = derive.first if isinstance(derive, Decision) else getattr(derive, "points", ())
    return tuple(row.when for row in rows)


def operands(derive: Derivation) -> tuple[ConceptId, ...]:
    """Return the facts a derivation calculates with."""
    if isinstance(derive, YearsSince):
        return (derive.years_since,)
    if isinstance(derive, MonthsSince):
        return (derive.months_since,)
    kind = type(derive)
    held = getattr(derive, CALCULATIONS[kind]) if kind in CALCULATIONS else ()
    return tuple(ConceptId(one) for one in held if isinstance(one, str))
