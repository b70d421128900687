"""What people and papers call a record: titles and phrases, keys, document numbers.

A text names a record when it is one of its keys, or when a number or a phrase of the record
stands in it; the longest name that stands there is the one that is meant. Names are looked up by
every piece of the text, so a thousand records more cost nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from kb.catalogue import Catalogue
from kb.model import Policy, PolicyDocument, PublicService, Scene
from kb.text import LANGUAGES
from matcher.analyser import is_chinese, normalised, stem

Flags = npt.NDArray[np.bool_]
Searchable = Scene | PublicService | Policy

_WORDS: Final = re.compile(r"[a-z0-9\u00c0-\u024f]+")
_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]+\((?:19|20)\d\d\)\d+号")


@dataclass(slots=True)
class _Register:
    """Names of one sort, and the places of the records that bear each."""

    places: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    sizes: set[int] = field(default_factory=set)

    def add(self, name: str, size: int, place: int) -> None:
        """Take a name in; no name is none."""
        if name:
            self.places[name].add(place)
            self.sizes.add(size)

    def named(self, pieces: Iterable[str], allowed: Flags) -> dict[int, int]:
        """Return the places some pieces of a text name, with the length of the longest name."""
        found: dict[int, int] = {}
        for piece in pieces:
            for place in self.places.get(piece, ()):
                if allowed[place]:
                    found[place] = max(found.get(place, 0), len(piece))
        return found


class Naming:
    """Who is called what, among some records."""

    def __init__(self, records: Sequence[Searchable], catalogue: Catalogue) -> None:
        self._keys, self._numbers, self._cited = _Register(), _Register(), _Register()
        self._chinese, self._latin = _Register(), _Register()
        self._characters: list[frozenset[str]] = []
        for place, record in enumerate(records):
            self._add_keys(place, record, catalogue)
            self._add_phrases(place, [normalised(phrase) for phrase in names_of(record)])

    def _add_keys(self, place: int, record: Searchable, catalogue: Catalogue) -> None:
        """Take in what programs and papers call a record; numbers are about services only."""
        for key in (record.id, record.id.partition("/")[2], record.notation or ""):
            self._keys.add(_key(key), 1, place)
        if not isinstance(record, Scene):
            own = _number(getattr(record, "document", None), catalogue)
            self._numbers.add(own, len(own), place)
            for cited in _cited(record, catalogue):
                self._cited.add(cited, len(cited), place)

    def _add_phrases(self, place: int, phrases: Iterable[str]) -> None:
        chinese = {_tight(phrase) for phrase in phrases if is_chinese(phrase)}
        for phrase in chinese:
            self._chinese.add(phrase, len(phrase), place)
        for words in (_stems(phrase) for phrase in phrases if not is_chinese(phrase)):
            self._latin.add(" ".join(words), len(words), place)
        self._characters.append(frozenset("".join(chinese)))

    def characters(self, place: int) -> frozenset[str]:
        """Return the characters that the Chinese names of a record are made of."""
        return self._characters[place]

    def keyed(self, text: str, allowed: Flags) -> dict[int, int]:
        """Return the places of the records whose key a text is, or whose number stands in it.

        A key that is the whole text goes before a number, and the number of a record's own
        document before one it cites.

        Args:
            text: what was said.
            allowed: for every record, whether it counts.
        """
        tight = _tight(normalised(text))
        return (
            self._keys.named([_key(text)], allowed)
            or self._numbers.named(_pieces(tight, "", self._numbers.sizes), allowed)
            or self._cited.named(_pieces(tight, "", self._cited.sizes), allowed)
        )

    def named(self, text: str, allowed: Flags) -> dict[int, int]:
        """Return the places of the records whose name stands in a text, with its length in stems.

        Args:
            text: what was said.
            allowed: for every record, whether it counts.
        """
        tight, words = _tight(normalised(text)), _stems(normalised(text))
        return _longer(
            self._chinese.named(_pieces(tight, "", self._chinese.sizes), allowed),
            self._latin.named(_pieces(words, " ", self._latin.sizes), allowed),
        )


def _pieces(parts: Sequence[str], joint: str, sizes: Iterable[int]) -> Iterator[str]:
    """Yield every run of parts that has one of some sizes: characters, or words.

    >>> list(_pieces(["open", "a", "shop"], " ", [2]))
    ['open a', 'a shop']
    """
    for size in sizes:
        for start in range(len(parts) - size + 1):
            yield joint.join(parts[start : start + size])


def _longer(some: dict[int, int], others: dict[int, int]) -> dict[int, int]:
    return {i: max(some.get(i, 0), others.get(i, 0)) for i in some.keys() | others.keys()}


def names_of(record: Searchable) -> Iterator[str]:
    """Yield the titles and phrases of a record."""
    for language in LANGUAGES:
        yield record.title.get(language)
        yield from record.phrases.get(language)


def _cited(record: Searchable, catalogue: Catalogue) -> Iterator[str]:
    for source in record.sources:
        yield _number(source.document, catalogue)
        yield from _NUMBER.findall(_tight(normalised(source.name)))


def _number(document: str | None, catalogue: Catalogue) -> str:
    held = catalogue.records.get(document or "")
    number = held.number if isinstance(held, PolicyDocument) else None
    return _tight(normalised(number or ""))


def _key(text: str) -> str:
    return normalised(text).replace("_", "-")


def _tight(text: str) -> str:
    return text.replace(" ", "")


def _stems(text: str) -> list[str]:
    """Return the Latin words of a text, by their stems.

    >>> _stems("开 cafes, licences")
    ['caf', 'licenc']
    """
    return list(map(stem, _WORDS.findall(text)))
