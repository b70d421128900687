"""What a misspelt fact or code may have meant: the nearest ids, spellings and titles."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping

from kb.catalogue import Catalogue
from kb.errors import did_you_mean, write_one_of
from kb.model import InformationConcept
from kb.text import Text, listed

_FEW = 3


def facts(said: str, catalogue: Catalogue) -> Text:
    """Return a sentence with the facts whose id, notation or title comes nearest, best first."""
    names: dict[str, str] = {}
    for concept in catalogue.of_kind(InformationConcept):
        tail = concept.id.partition("/")[2]
        for name in (tail, concept.notation, concept.title.zh, concept.title.en.lower()):
            if name:
                names.setdefault(name, concept.id)
    asked = said.removeprefix("concept/").lower()
    near = _nearest(asked, names, 0.6)
    if near:
        return did_you_mean(near)
    far = _nearest(asked, names, 0.0)
    if not far:
        return Text(zh="这些记录里没有信息项。", en="These records know no facts.")
    nearest = listed(far)
    return Text(zh=f"最接近的信息项：{nearest.zh}。", en=f"The nearest facts are: {nearest.en}.")


def codes(said: Iterable[object], concept: InformationConcept) -> Text:
    """Return what to write instead of wrong codes: the nearest ones, then all there are."""
    names: dict[str, str] = {}
    for entry in concept.codes:
        for name in (entry.code, entry.notation, entry.title.zh, entry.title.en.lower()):
            if name:
                names.setdefault(name, entry.code)
    near = [code for word in said for code in _nearest(str(word).lower(), names, 0.6)[:1]]
    good = write_one_of(entry.code for entry in concept.codes)
    if not near:
        return good
    hint = did_you_mean(dict.fromkeys(near))
    return Text(zh=f"{hint.zh}{good.zh}", en=f"{hint.en} {good.en}")


def _nearest(said: str, names: Mapping[str, str], cutoff: float) -> list[str]:
    """Return what the nearest names stand for; names that hold the words come first."""
    return list(dict.fromkeys(names[name] for name in _names(said, names, cutoff)))[:_FEW]


def _names(said: str, names: Mapping[str, str], cutoff: float) -> Iterator[str]:
    if len(said) > 1:
        yield from (name for name in names if said in name)
    yield from difflib.get_close_matches(said, names, n=2 * _FEW, cutoff=cutoff)
