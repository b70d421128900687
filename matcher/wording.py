"""Criteria, derivations and values read aloud in both languages ("at most 300 employees").

A wording written in the record wins. Under `not` a comparison is said as its opposite.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.derivation import MonthsSince, YearsSince
from kb.ids import ConceptId
from kb.model import InformationConcept
from kb.text import Text
from matcher.comparisons import wanted
from matcher.derivation_words import derivation_words
from matcher.figure_words import both, day_text, in_unit, number_text, with_unit
from matcher.sentences import sentence
from matcher.voice import NO, YES, Voice

_MOST_HELD: Final = 20_000
"""Sentences kept for the next applicant; then all are made anew."""


class Wording:
    """Words for criteria and values, by the labels of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._held: dict[tuple[Any, ...], tuple[Any, Text]] = {}
        """By identity; what was said is kept, or another could be given its number."""

    def concept(self, concept: ConceptId) -> Text:
        """Return a concept's label."""
        return self._catalogue.concepts[concept].title

    def value(self, value: Any, concept: InformationConcept | None) -> Text:
        """Return a value in words: codes by their labels, numbers with their unit."""
        if is_to_come(value, concept):
            return NOT_YET
        if isinstance(value, tuple):
            return self.said(lambda voice: voice.value(value, concept))
        key = (id(concept), type(value), value)
        return self._kept(key, concept, lambda voice: voice.value(value, concept))

    def criterion(self, criterion: Criterion, on: date | None = None) -> Text:
        """Return a whole tree read aloud; a wording of its own wins.

        Args:
            criterion: the tree, or one leaf.
            on: the day on which limits are said as they stand; without it, as they change.
        """
        return self.leaf(criterion, False, on)

    def leaf(self, criterion: Any, negated: bool, on: date | None = None) -> Text:
        """Return a criterion, or what is so when it is unmet."""
        key = (id(criterion), negated, on)
        return self._kept(key, criterion, lambda voice: sentence(criterion, negated, voice), on)

    def wanted(self, leaf: Any, negated: bool) -> Text:
        """Return what a flag, a code, a set or an area must be; empty for any other leaf."""
        key = (id(leaf), negated)
        return self._kept(key, leaf, lambda voice: wanted(leaf, negated, voice))

    def _kept(
        self, key: Any, what: Any, words: Callable[[Voice], str], on: date | None = None
    ) -> Text:
        held = self._held.get(key)
        if held is None:
            if len(self._held) >= _MOST_HELD:
                self._held.clear()
            held = self._held[key] = (what, self.said(words, on))
        return held[1]

    def derivation(self, concept: ConceptId, on: date | None = None) -> Text:
        """Return how a fact is worked out, read aloud; one that is not says that it is told."""
        derive = self._catalogue.concepts[concept].derive
        if derive is None:
            return Text(zh="由申请人说明，不用推算", en="told by the applicant, not worked out")
        return self.said(lambda voice: derivation_words(derive, concept, voice), on)

    def said(self, words: Callable[[Voice], str], on: date | None = None) -> Text:
        """Return what two voices of this catalogue say, one for each language."""
        return both(lambda language: words(Voice(self._catalogue, language, on)))


@lru_cache(maxsize=4)
def wording_of(catalogue: Catalogue) -> Wording:
    """Return the wording of a catalogue, the same for everybody who reads by it."""
    return Wording(catalogue)


__all__ = [
    "NO",
    "YES",
    "Wording",
    "day_text",
    "in_unit",
    "number_text",
    "with_unit",
    "wording_of",
]


NOT_YET: Final = Text(zh="还没到", en="not yet")


def is_to_come(value: Any, concept: InformationConcept | None) -> bool:
    """Say whether a value counts the time since a day that has not come."""
    since = concept is not None and isinstance(concept.derive, YearsSince | MonthsSince)
    return since and isinstance(value, Decimal) and value < 0
