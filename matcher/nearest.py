"""What a misspelt fact or code may have meant: the nearest ids, spellings and titles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from kb.catalogue import Catalogue
from kb.model import InformationConcept

_FEW = 3


def facts(said: str, catalogue: Catalogue) -> str:
    """Return a sentence with the facts whose id, notation or title comes nearest, best first."""
    names: dict[str, str] = {}
    for concept in catalogue.concepts.values():
        tail = concept.id.partition("/")[2]
        for name in (tail, concept.notation, concept.title.zh, concept.title.en.lower()):
            if name:
                names.setdefault(name, concept.id)
    asked = said.removeprefix("concept/").lower()
    near = _nearest(asked, names, 0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    far = ", ".join(_nearest(asked, names, 0.0))
    return f"The nearest facts are: {far}." if far else "These records know no facts."


def codes(said: Iterable[object], concept: InformationConcept) -> str:
    """Return what to write instead of wrong codes: the nearest ones, then all there are."""
    names: dict[str, str] = {}
    for entry in concept.codes:
        for name in (entry.code, entry.notation, entry.title.zh, entry.title.en.lower()):
            if name:
                names.setdefault(name, entry.code)
    near = [code for word in said for code in _nearest(str(word).lower(), names, 0.6)[:1]]
    hint = f"Did you mean {', '.join(dict.fromkeys(near))}? " if near else ""
    return f"{hint}Write one of: {', '.join(entry.code for entry in concept.codes)}."


def _nearest(said: str, names: Mapping[str, str], cutoff: float) -> list[str]:
    """Return what the nearest names stand for; names that hold the words come first."""
    return list(dict.fromkeys(names[name] for name in _names(said, names, cutoff)))[:_FEW]


def _names(said: str, names: Mapping[str, str], cutoff: float) -> Iterator[str]:
    if len(said) > 1:
        yield from (name for name in names if said in name)
    yield from difflib.get_close_matches(said, names, n=2 * _FEW, cutoff=cutoff)
