"""A record's page: every field in words, with its standing and where it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args

from api.language import words
from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.fields import key_of
from kb.ids import is_id
from kb.model import AnyRecord, Record
from kb.text import LANGUAGES, Phrases, Text
from matcher.wording import NO, YES, Wording, day_text, number_text

_ALREADY_SHOWN = {f.name for f in fields(Record)}
_FORMS = get_args(Criterion)


class FieldStanding(StrEnum):
    """How well a field is known."""

    SEEN = "seen"
    TO_CONFIRM = "to-confirm"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field: words, and the record it leads to."""

    text: Text
    record: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its lines and standing."""

    key: str
    standing: FieldStanding
    lines: tuple[Line, ...]


def record_view(record: AnyRecord, catalogue: Catalogue) -> tuple[FieldView, ...]:
    """Return the fields of a record that say something, in their order."""
    teller = _Teller(catalogue)
    shown = []
    for field in fields(record):
        value = getattr(record, field.name)
        empty = value is None or value in ((), frozenset(), Phrases())
        if field.name not in _ALREADY_SHOWN and not empty:
            lines = tuple(teller.lines(value, 0))
            if lines:
                key = key_of(field.name)
                shown.append(FieldView(key, _standing(record, key), lines))
    return tuple(shown)


def _standing(record: AnyRecord, key: str) -> FieldStanding:
    """Return a field's standing: read in a source and no part of it in doubt, or to confirm."""
    doubted = any(name == key or name.startswith(f"{key}.") for name in record.confirm)
    seen = key in record.seen and not doubted
    return FieldStanding.SEEN if seen else FieldStanding.TO_CONFIRM


class _Teller:
    """Says any value of a record as lines."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._wording = Wording(catalogue)

    def lines(self, value: Any, indent: int) -> Iterator[Line]:
        if value is None or value in ((), frozenset()):
            return
        if isinstance(value, _FORMS):
            yield Line(self._wording.criterion(value), indent=indent)
        elif isinstance(value, Text):
            yield Line(value, indent=indent)
        elif isinstance(value, Phrases):
            yield Line(
                Text(zh="、".join(sorted(value.zh)), en=", ".join(sorted(value.en))), indent=indent
            )
        elif isinstance(value, tuple | frozenset):
            for item in sorted(value) if isinstance(value, frozenset) else value:
                yield from self.lines(item, indent)
        elif is_dataclass(value):
            yield from self._parts(value, indent)
        else:
            yield self._scalar(value, indent)

    def _parts(self, value: Any, indent: int) -> Iterator[Line]:
        """Say the parts of a value: its first is the heading, the others stand under it, named."""
        names = [field.name for field in fields(value)]
        under = indent + (_part_name(names[0]) is None)
        for i, name in enumerate(names):
            lines = self.lines(getattr(value, name), under if i else indent)
            yield from _named(lines, _part_name(name))

    def _scalar(self, value: Any, indent: int) -> Line:
        if isinstance(value, bool):
            return Line(YES if value else NO, indent=indent)
        if isinstance(value, Decimal | int):
            return Line(_same(number_text(value)), indent=indent)
        if isinstance(value, date):
            return Line(Text(**{lang: day_text(value, lang) for lang in LANGUAGES}), indent=indent)
        if isinstance(value, StrEnum):
            return Line(_word(f"value.{value}"), indent=indent)
        found = self._catalogue.records.get(value) if is_id(str(value)) else None
        if found is not None:
            return Line(found.title, found.id, indent)
        return Line(_same(str(value)), indent=indent)


def _part_name(field: str) -> Text | None:
    """Return what a part of a value is called; titles and the like speak for themselves."""
    key = f"part.{key_of(field)}"
    return _word(key) if key in words("zh") else None


def _word(key: str) -> Text:
    return Text(**{lang: words(lang)[key] for lang in LANGUAGES})


def _named(lines: Iterator[Line], name: Text | None) -> Iterator[Line]:
    """Yield lines, the first one led by a name."""
    for i, line in enumerate(lines):
        if i or name is None:
            yield line
        else:
            said = Text(zh=f"{name.zh}：{line.text.zh}", en=f"{name.en}: {line.text.en}")
            yield replace(line, text=said)


def _same(text: str) -> Text:
    return Text(zh=text, en=text)
