"""The names that codes, areas and records go by in registers: ids, the fact sheet's, titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from kb.built_in import GRANTED, HOLDS
from kb.catalogue import Catalogue
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher import register_says as says
from matcher.register_headings import of_trade, parts_of, usual_words
from matcher.register_says import Refused, folded

RECORDS: Final[Mapping[ConceptId, tuple[str, str]]] = {
    HOLDS: ("holds", "evidence"),
    GRANTED: ("granted", "policy"),
}
"""The facts that list records: the name of their column, and the kind of what they list."""


def names_of(concept: InformationConcept) -> frozenset[str]:
    """Return the folded names a concept goes by: its id, the fact sheet's name, its titles."""
    tail = concept.id.partition("/")[2]
    names = (concept.id, tail, concept.notation, concept.title.zh, concept.title.en)
    return frozenset(folded(name) for name in names if name)


class Names:
    """What the words of one concept stand for."""

    def __init__(self, concept: InformationConcept, catalogue: Catalogue) -> None:
        self._concept = concept
        self._catalogue = catalogue
        self._exact = {one.notation: one.code for one in concept.codes}
        self._exact |= {one.code: one.code for one in concept.codes}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_part: dict[str, set[str]] = defaultdict(set)
        for stands_for, name in _spelt(concept, catalogue):
            if name:
                self._by_name[folded(name)].add(stands_for)
        for code, word in usual_words(concept):
            self._by_name[folded(word)].add(code)
        for entry in concept.codes:
            for part in parts_of(entry.title.zh):
                self._by_part[folded(part)].add(entry.code)

    def __contains__(self, word: str) -> bool:
        """Say whether a word is a name, of one or of several."""
        return self._is_exact(word) or bool(self._meanings(word))

    def meant(self, word: str) -> str:
        """Return the code or id a name stands for; itself where it is one, or stands for none.

        Raises:
            Refused: several have this name.
        """
        if self._is_exact(word):
            return word
        held = self._meanings(word)
        if len(held) > 1:
            raise Refused(says.several(word, sorted(held)))
        return next(iter(held), word)

    def _meanings(self, word: str) -> set[str]:
        """Return what a name stands for, else what the city before it or a 业 behind it hides."""
        name = folded(word)
        bare = of_trade(name)
        for names, wanted in (
            (self._by_name, name),
            (self._by_name, name.removeprefix("上海市")),
            (self._by_part, name),
            (self._by_part, bare),
        ):
            if wanted in names:
                return names[wanted]
        return set()

    def _is_exact(self, word: str) -> bool:
        kind = RECORDS[self._concept.id][1] if self._concept.id in RECORDS else "area"
        if self._concept.id in RECORDS or self._concept.type is ConceptType.AREA:
            return self._catalogue.resolve(kind, word) is not None
        return word in self._exact or word.replace("_", "-") in self._exact


def _spelt(concept: InformationConcept, catalogue: Catalogue) -> Iterator[tuple[str, str | None]]:
    if concept.id in RECORDS:
        kind = RECORDS[concept.id][1]
        for one in catalogue.records.values():
            if one.id.startswith(f"{kind}/"):
                yield from ((one.id, name) for name in (one.id, one.title.zh, one.title.en))
    elif concept.type is ConceptType.AREA:
        for area in catalogue.areas:
            yield from ((area, name) for name in _area_names(area, catalogue))
    else:
        for entry in concept.codes:
            for name in (entry.code, entry.notation, entry.title.zh, entry.title.en):
                yield entry.code, name


def _area_names(area: AreaId, catalogue: Catalogue) -> Iterator[str]:
    """Yield an area's titles, and its Chinese title behind those of what it lies in."""
    held = catalogue.areas[area]
    yield held.title.en
    said, seen = held.title.zh, {area}
    yield said
    while held.within is not None and held.within in catalogue.areas and held.within not in seen:
        seen.add(held.within)
        held = catalogue.areas[held.within]
        said = held.title.zh + said
        yield said
