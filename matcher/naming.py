"""What people and papers call a record: titles and phrases, keys, document numbers.

A text names a record when it is one of its keys, or when a number or a phrase of the record
stands in it; the longest name that stands there is the one that is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.catalogue import Catalogue
from kb.model import Policy, PolicyDocument, PublicService, Scene
from matcher.analyser import is_chinese, normalised, stem

Searchable = Scene | PublicService | Policy

_WORDS: Final = re.compile(r"[a-z0-9\u00c0-\u024f]+")
_NUMBER: Final = re.compile(r"[\u4e00-\u9fff]+\((?:19|20)\d\d\)\d+号")


@dataclass(frozen=True, slots=True)
class Names:
    """What one record is called, in the forms that a text is compared in."""

    keys: frozenset[str]
    number: str
    cited: frozenset[str]
    chinese: frozenset[str]
    latin: frozenset[str]

    @property
    def characters(self) -> frozenset[str]:
        """Return the characters that its Chinese names are made of."""
        return frozenset("".join(self.chinese))


@dataclass(frozen=True, slots=True)
class _Said:
    """A text in the forms that names are compared in."""

    key: str
    tight: str
    words: str


def names_of(record: Searchable, catalogue: Catalogue) -> Names:
    """Return what a record is called; a scene has no number, papers are about its services."""
    phrases = [normalised(name) for name in _phrases(record)]
    number = _number(getattr(record, "document", None), catalogue)
    cited = {number} if isinstance(record, Scene) else set(_cited(record, catalogue))
    return Names(
        keys=frozenset(map(_key, {record.id, record.id.partition("/")[2], record.notation or ""})),
        number=number,
        cited=frozenset(cited - {""}),
        chinese=frozenset(_tight(one) for one in phrases if is_chinese(one)),
        latin=frozenset(_spaced(one) for one in phrases if not is_chinese(one)) - {""},
    )


def named(text: str, names: Mapping[int, Names]) -> dict[int, int]:
    """Return the places of the records a text names, with the length of each name.

    A key that is the whole text goes before a number, the number of a record's own document
    before one it cites, and any number before phrases.

    Args:
        text: what was said.
        names: what each record is called, by its place.
    """
    said = _Said(key=_key(text), tight=_tight(normalised(text)), words=_spaced(normalised(text)))
    for lengths_of in _WAYS:
        found = {place: max(lengths_of(one, said), default=0) for place, one in names.items()}
        found = {place: length for place, length in found.items() if length}
        if found:
            return found
    return {}


def _by_key(names: Names, said: _Said) -> Iterator[int]:
    yield len(said.key) if said.key in names.keys else 0


def _by_number(names: Names, said: _Said) -> Iterator[int]:
    yield from _standing([names.number], said.tight)


def _by_citation(names: Names, said: _Said) -> Iterator[int]:
    yield from _standing(names.cited, said.tight)


def _by_phrase(names: Names, said: _Said) -> Iterator[int]:
    yield from _standing(names.chinese, said.tight)
    yield from (length - 2 for length in _standing(names.latin, said.words))


_WAYS: Final[Sequence[Callable[[Names, _Said], Iterator[int]]]] = (
    _by_key,
    _by_number,
    _by_citation,
    _by_phrase,
)


def _standing(names: Iterable[str], text: str) -> Iterator[int]:
    return (len(name) for name in names if name in text)


def _phrases(record: Searchable) -> Iterator[str]:
    for language in ("zh", "en"):
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


def _spaced(text: str) -> str:
    """Return the Latin words of a text, stems between spaces.

    >>> _spaced("开 cafés, licences")
    ' café licenc '
    """
    words = " ".join(map(stem, _WORDS.findall(text)))
    return f" {words} " if words else ""
