"""What a search reads of a record: its names, what is said of it, passages for an encoder."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from kb.text import LANGUAGES, Language
from matcher import elsewhere
from matcher.naming import Searchable, names_of
from matcher.ranking import Document


def not_ours(spoken: AbstractSet[Language] = frozenset()) -> list[Document]:
    """Return what no record holds, a document a group of names; each name is a passage.

    Of a group in a language that no encoder speaks one name is enough.
    """
    return [
        Document(" ".join(names), " ".join(names), names if language in spoken else names[:1])
        for language, names in elsewhere.groups()
    ]


def document_of(record: Searchable, spoken: AbstractSet[Language] = frozenset()) -> Document:
    """Return what is said of a record, with passages in the languages an encoder speaks."""
    names = list(names_of(record))
    said = [record.description.get(each) for each in LANGUAGES] if record.description else []
    return Document(
        text=" ".join([*names, *said]),
        names=" ".join(names),
        passages=tuple(one for each in LANGUAGES if each in spoken for one in _read(record, each)),
    )


def _read(record: Searchable, language: Language) -> Iterator[str]:
    title = record.title.get(language)
    said = record.description.get(language) if record.description else ""
    yield f"{title}. {said}" if said else title
    yield from sorted(record.phrases.get(language))
