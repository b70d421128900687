"""The parts of a record that can be taken out, each in the words that would go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from api.lines import FieldView, Line
from api.records import record_view
from kb.catalogue import Catalogue
from kb.clauses import named, without
from kb.errors import WrongInput
from kb.model import AnyRecord
from kb.text import Text
from kb.writing import plain

_NEVER: Final = frozenset({"id", "title", "notation", "sources", "seen", "confirm", "checked_on"})
"""What a record is called and where it was read; nothing of it is a clause."""
_OUR_WORDS: Final = frozenset({"phrases", "examples", "place", "question"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A part by its path and field, whether it is all of the field, and the lines that go."""

    part: str
    key: str
    whole: bool
    lines: tuple[Text, ...]


def choices(record: AnyRecord, catalogue: Catalogue) -> tuple[Choice, ...]:
    """Return the parts that can be taken out while the rest of the record still makes sense."""
    before = _lines(record_view(record, catalogue))
    found = []
    for path in _paths(plain(record)):
        try:
            left = without(record, path)
        except WrongInput:
            continue
        gone = Counter(before) - Counter(_lines(record_view(left, catalogue)))
        lines = tuple(text for _, text in dict.fromkeys(one for one in before if one in gone))
        key = str(path[0])
        found.append(Choice(part=named(path), key=key, whole=len(path) == 1, lines=lines))
    return tuple(one for one in found if one.lines or one.whole)


def _paths(held: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every field and of every item of a list, also of a list in a field."""
    for key, value in held.items():
        if key in _NEVER | _OUR_WORDS:
            continue
        items = tuple(_items((key,), value))
        if len(items) != 1:
            yield (key,)
        yield from items


def _items(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, list):
        yield from ((*path, number) for number in range(len(value)))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list):
                yield from _items((*path, key), inner)


def _lines(view: Iterable[FieldView]) -> list[tuple[str, Text]]:
    return [(field.key, line.text) for field in view for line in _all(field.lines)]


def _all(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from _all(line.under)
