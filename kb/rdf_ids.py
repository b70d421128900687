"""Ids for what other authorities call by addresses: the same file gives the same ids each time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from rdflib import DCTERMS, SKOS

from kb.model import AnyRecord
from kb.rdf_parsing import RdfGraph
from kb.rdf_words import spoken

_IDENTIFIER: Final = str(DCTERMS.identifier)
_TITLES: Final = (str(DCTERMS.title), str(SKOS.prefLabel))
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60


def proposed(
    kinds: Mapping[str, str], graph: RdfGraph, base: Mapping[str, AnyRecord]
) -> dict[str, str]:
    """Return an id for each subject.

    A record of the base that was read from the same address keeps its id. Else the id is made of
    the identifier, the end of the address or the English title; where two would share one, or
    somebody has it, a few letters made of the address tell them apart.

    Args:
        kinds: the kind that each subject shall be.
        graph: says what they are called.
        base: the records that are there.
    """
    known = {
        source.link or source.name: record.id
        for record in base.values()
        for source in record.sources
        if source.document is None
    }
    ids: dict[str, str] = {}
    wanted: dict[str, list[str]] = defaultdict(list)
    for subject, kind in kinds.items():
        held = known.get(subject, "")
        if held.startswith(f"{kind}/"):
            ids[subject] = held
        else:
            wanted[f"{kind}/{_words_of(subject, graph)}".rstrip("/")].append(subject)
    taken = {*base, *ids.values()}
    for record_id, subjects in wanted.items():
        for subject, own in zip(
            subjects, _told_apart(record_id, subjects, graph, taken), strict=True
        ):
            ids[subject] = own
    return ids


def _told_apart(
    record_id: str, subjects: list[str], graph: RdfGraph, taken: set[str]
) -> Iterable[str]:
    alone = len(subjects) == 1 and "/" in record_id and record_id not in taken
    if alone:
        taken.add(record_id)
        return [record_id]
    out: list[str] = []
    given: Counter[str] = Counter()
    for subject in subjects:
        own = f"{record_id}{'-' if '/' in record_id else '/'}{_mark(subject, graph)}"
        while own in taken:
            given[own] += 1
            own = f"{own}-{given[own] + 1}"
        taken.add(own)
        out.append(own)
    return out


def _mark(subject: str, graph: RdfGraph) -> str:
    """Return six letters of an address; of a blank node, which has none, of what it says."""
    about = graph.held.get(subject, {})
    said = sorted(
        f"{verb} {term}" for verb in about for term in about[verb] if "_:" not in str(term)
    )
    return sha256(("\n".join(said) if subject.startswith("_:") else subject).encode()).hexdigest()[
        :6
    ]


def _words_of(subject: str, graph: RdfGraph) -> str:
    identifiers = [term.value for term in graph.terms(subject, _IDENTIFIER)]
    ending = [] if subject.startswith("_:") else [re.split(r"[/#:]", subject.rstrip("/#"))[-1]]
    titles = spoken(graph.terms(subject, *_TITLES))["en"]
    for words in (*identifiers[:1], *ending, *titles[:1]):
        made = slug(words)
        if re.search("[a-z]", made):
            return made
    return ""


def slug(words: str) -> str:
    """Return words as the end of an id; empty where no letter or figure is left.

    >>> slug("Tax-on-web"), slug("publicService1"), slug("办理")
    ('tax-on-web', 'public-service1', '')
    """
    return _OTHER.sub("-", _HUMP.sub("-", words[:200]).lower()).strip("-")[:_LONGEST].strip("-")
