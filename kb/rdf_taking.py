"""Takes words and links out of another authority's graph; notes what was used and what is amiss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from rdflib import DCTERMS, RDF, RDFS, SKOS

from kb.errors import Problem
from kb.rdf_left_out import LeftOut, short
from kb.rdf_parsing import RdfGraph, Term, key
from kb.rdf_words import spoken
from kb.text import LANGUAGES, Language, Text

TITLES: Final = (
    str(DCTERMS.title),
    str(SKOS.prefLabel),
    str(RDFS.label),
    "http://data.europa.eu/eli/ontology#title",
    "http://xmlns.com/foaf/0.1/name",
)
TYPE: Final = str(RDF.type)
_DESCRIPTION: Final = str(DCTERMS.description)
_TONGUE: Final[dict[Language, Text]] = {
    "zh": Text(zh="中文", en="Chinese"),
    "en": Text(zh="英文", en="English"),
}
_HALF: Final = (
    Text(
        zh="说明（dct:description）不是中英文都有，没有读进来。",
        en="the description (dct:description) is not in both languages and was left out.",
    ),
    Text(zh="请用 @zh 和 @en 各写一句。", en="Write one with @zh and one with @en."),
)


@dataclass(slots=True)
class Taking:
    """A graph, what was taken out of it so far, and where that now stands.

    `id_of` gives the id behind an address; empty where nothing is known of it.
    """

    graph: RdfGraph
    id_of: Callable[[str], str]
    file: str
    left_out: LeftOut
    problems: list[Problem] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    _inverse: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def pointing(self, subject: str, predicate: str) -> tuple[str, ...]:
        """Return who points at a subject by a predicate, and note that as used."""
        if predicate not in self._inverse:
            back = self._inverse[predicate] = {}
            for other, about in self.graph.held.items():
                for term in about.get(predicate, ()):
                    back.setdefault(key(term), []).append(other)
        found = self._inverse[predicate].get(subject, ())
        self.used.update((other, predicate) for other in found)
        return tuple(found)

    def take(self, subject: str, *predicates: str) -> tuple[Term, ...]:
        """Return what stands under some predicates, and note it as used."""
        self.used.update((subject, predicate) for predicate in predicates)
        return self.graph.terms(subject, *predicates)

    def visit(self, subject: str, place: str) -> None:
        """Note that a thing is dealt with, and where."""
        self.places.setdefault(subject, place)
        self.used.add((subject, TYPE))

    def value(self, subject: str, *predicates: str) -> str | None:
        """Return the one plain value under some predicates; of several or none, None."""
        values = {term.value for term in self.graph.terms(subject, *predicates)}
        if len(values) != 1:
            return None
        self.take(subject, *predicates)
        return values.pop()

    def ids(self, subject: str, kind: str, *predicates: str) -> list[str]:
        """Return the ids of what is pointed at, if it is of a kind; else that is left out."""
        found = []
        for term in self.take(subject, *predicates):
            own = self.id_of(key(term))
            if own.startswith(f"{kind}/"):
                found.append(own)
            else:
                self.left_out.add(self.places[subject], *_nowhere(term))
        return list(dict.fromkeys(found))

    def title(self, subject: str, place: str) -> dict[str, str]:
        """Return a title; what is missing or doubled of it joins the problems."""
        terms = self.take(subject, *TITLES)
        out: dict[str, str] = {}
        for language in LANGUAGES:
            words = next(filter(None, (self._words(subject, p, language) for p in TITLES)), [])
            if len(words) == 1:
                out[language] = words[0]
            else:
                said = _twice(language) if words else _missing(language, terms)
                self.problem(f"{place}.{language}", *said)
        return out

    def _words(self, subject: str, predicate: str, language: Language) -> list[str]:
        return spoken(self.graph.terms(subject, predicate))[language]

    def description(self, subject: str) -> dict[str, str] | None:
        """Return a description that stands in both languages; half of one is left out."""
        terms = self.take(subject, _DESCRIPTION)
        said = {str(language): words[0] for language, words in spoken(terms).items() if words}
        if terms and len(said) < len(LANGUAGES):
            self.left_out.add(self.places[subject], *_HALF)
        return said if len(said) == len(LANGUAGES) else None

    def problem(self, place: str, problem: Text, remedy: Text) -> None:
        """Note what cannot be done without."""
        self.problems.append(Problem(file=self.file, place=place, problem=problem, remedy=remedy))


def _twice(language: Language) -> tuple[Text, Text]:
    tongue = _TONGUE[language]
    problem = Text(zh=f"有不止一个{tongue.zh}名称。", en=f"has more than one {tongue.en} title.")
    return problem, Text(zh="请只留一个。", en="Keep one.")


def _missing(language: Language, terms: tuple[Term, ...]) -> tuple[Text, Text]:
    tongue = _TONGUE[language]
    said = [
        *(word for words in spoken(terms).values() for word in words),
        *(t.value for t in terms),
    ]
    only = (
        Text(zh=f"，文件里只有“{said[0][:60]}”", en=f'; the file only says "{said[0][:60]}"')
        if said
        else Text(zh="", en="")
    )
    return (
        Text(zh=f"没有{tongue.zh}名称{only.zh}。", en=f"has no {tongue.en} title{only.en}."),
        Text(
            zh=f'请在文件里加上 dct:title "…"@{language}。',
            en=f'Add dct:title "…"@{language} in the file.',
        ),
    )


def _nowhere(term: Term) -> tuple[Text, Text]:
    name = short(term.value) if not key(term).startswith("_:") else "[ ]"
    return (
        Text(
            zh=f"指向的 {name} 不在文件里，也不是已有的记录，没有读进来。",
            en=f"what it points at, {name}, is neither in the file nor a record; it was left out.",
        ),
        Text(
            zh="请在文件里写上它的类和名称，或在记录里另外写上。",
            en="Describe it in the file with its class and titles, or write it by hand.",
        ),
    )
