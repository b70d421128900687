"""A record's page: every field in words, with its standing and where it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from api.lines import FieldStanding, FieldView, Line
from api.record_conditions import FORMS, LIMITS, Conditions
from api.record_handling import HANDLING, Handling, limit_text, listed_codes
from api.record_parts import DERIVATIONS, Parts
from api.record_words import led, part_name, same, word
from kb import model
from kb.benefit import Tier
from kb.catalogue import Catalogue
from kb.examples import Example
from kb.fields import key_of
from kb.ids import is_id
from kb.kinds import DayUnit, Effort
from kb.model import AnyRecord, InformationConcept, Period, Record
from kb.text import LANGUAGES, Phrases, Text
from matcher.wording import NO, YES, Wording, day_text, number_text

_ALREADY_SHOWN = {f.name for f in fields(Record)}
_EMPTY: tuple[object, ...] = ((), frozenset(), Phrases(), Effort.KNOWN)


def record_view(record: AnyRecord, catalogue: Catalogue) -> tuple[FieldView, ...]:
    """Return the fields of a record that say something, or should, in their order."""
    teller = _Teller(record, catalogue)
    shown = []
    for field in fields(record):
        if field.name in _ALREADY_SHOWN:
            continue
        key = key_of(field.name)
        lines = tuple(teller.lines(getattr(record, field.name), 0, key))
        if not lines and any(_is_in(key, named) for named in record.confirm):
            lines = (Line(word("record.not_found"), part=key, missing=True),)
        if lines:
            shown.append(_field(record, key, lines))
    return tuple(shown)


def named_standing(record: AnyRecord, key: str) -> FieldStanding | None:
    """Return the standing a record itself gives a field or part; a doubt wins."""
    if key in record.confirm:
        return FieldStanding.TO_CONFIRM
    return FieldStanding.SEEN if key in record.seen else None


def description_standing(record: AnyRecord) -> FieldStanding | None:
    """Return the standing of a description; scenes and facts are described in our own words."""
    said = named_standing(record, "description")
    ours = isinstance(record, model.Scene | InformationConcept)
    return said if said or ours or not record.description else FieldStanding.TO_CONFIRM


def _is_in(key: str, named: str) -> bool:
    return named == key or named.startswith(f"{key}.")


def _field(record: AnyRecord, key: str, lines: tuple[Line, ...]) -> FieldView:
    """Return a field with one standing for all, or one for each line where parts differ.

    A doubted part that no line stands for puts the whole field in doubt.
    """
    told = {line.part for line in lines if line.standing or line.missing}
    doubted = {named for named in record.confirm if _is_in(key, named)} - told
    seen = key in record.seen and not doubted
    whole = FieldStanding.SEEN if seen else FieldStanding.TO_CONFIRM
    if not told:
        return FieldView(key, whole, nested(lines))
    own = (
        line if line.standing or line.indent or line.missing else replace(line, standing=whole)
        for line in lines
    )
    return FieldView(key, None, nested(tuple(own)))


def nested(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines with those further in under the one before them; at least one is needed."""
    heads = [i for i, line in enumerate(lines) if line.indent <= lines[0].indent]
    return tuple(
        replace(lines[start], under=nested(lines[start + 1 : end]))
        for start, end in pairwise([*heads, len(lines)])
    )


def _with_units(held: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a value; where they share a unit of days, the days are said with it."""
    unit = held.get("unit")
    if not isinstance(unit, DayUnit):
        return held
    return {
        name: limit_text(part, unit) if isinstance(part, int) else part
        for name, part in held.items()
        if name != "unit"
    }


_FLAGS = frozenset({"ceiling", "forbids"})
"""Only worth a line when they are set."""


class _Teller:
    """Says any value of a record as lines."""

    def __init__(self, record: AnyRecord, catalogue: Catalogue) -> None:
        self._record = record
        self._catalogue = catalogue
        self._wording = Wording(catalogue)
        conditions, parts = Conditions(record, catalogue), Parts(record, catalogue)
        handling = Handling(record, catalogue)
        self._tellers: dict[type, Callable[[Any, int], Iterator[Line]]] = {
            **dict.fromkeys(FORMS, conditions.said),
            **dict.fromkeys(LIMITS, conditions.limit),
            **dict.fromkeys(DERIVATIONS, parts.derived),
            **dict.fromkeys(HANDLING, handling.said),
            Example: parts.example,
            Tier: parts.tier,
        }

    def lines(self, value: Any, indent: int, path: str) -> Iterator[Line]:
        """Say a value; `path` is the field it stands in, or the part."""
        if value is None or value in _EMPTY:
            return
        if type(value) in self._tellers:
            yield from self._tellers[type(value)](value, indent)
        elif isinstance(value, Phrases):
            said = Text(zh="、".join(sorted(value.zh)), en=", ".join(sorted(value.en)))
            yield Line(said, indent=indent)
        elif isinstance(value, Period):
            yield from self._period(value, indent, path)
        elif path == "form":
            yield from listed_codes(value, indent)
        elif isinstance(value, tuple | frozenset):
            yield from self._items(value, indent, path)
        elif is_dataclass(value) and not isinstance(value, Text):
            yield from self._parts(value, indent, path)
        else:
            yield self._scalar(value, indent)

    def _items(self, value: Any, indent: int, path: str) -> Iterator[Line]:
        for item in sorted(value) if isinstance(value, frozenset) else value:
            either = isinstance(item, frozenset) and len(item) > 1
            if either:
                yield Line(word("record.one_of"), indent=indent)
            yield from self.lines(item, indent + either, path)

    def _period(self, period: Period, indent: int, path: str) -> Iterator[Line]:
        """Say both ends; one that is not known is said not to be known."""
        if period == Period():
            yield Line(word("record.unknown"), indent=indent, part=path, missing=True)
            return
        for key, day in (("from", period.from_), ("to", period.to)):
            part = f"{path}.{key}"
            if day is None:
                unknown = word(f"record.{key}_unknown")
                yield Line(unknown, indent=indent, part=part, missing=True)
            else:
                days = {lang: day_text(day, lang) for lang in LANGUAGES}
                line = Line(word(f"record.{key}", Text(**days)), indent=indent, part=part)
                yield replace(line, standing=named_standing(self._record, part))

    def _parts(self, value: Any, indent: int, path: str) -> Iterator[Line]:
        """Say the parts of a value: its first is the heading, the others stand under it, named."""
        if isinstance(value, model.Usual):
            concept = self._catalogue.concepts[value.fact]
            said = self._wording.value(value.is_, concept)
            yield Line(led(concept.title, said), concept.id, indent)
            return
        if isinstance(value, model.CodeEntry):
            code = " · ".join(filter(None, (value.code, value.notation)))
            said = Text(zh=f"{value.title.zh}（{code}）", en=f"{value.title.en} ({code})")
            yield Line(said, indent=indent)
            return
        held = _with_units({field.name: getattr(value, field.name) for field in fields(value)})
        under = indent + (part_name(next(iter(held))) is None)
        for i, (name, said) in enumerate(held.items()):
            part = f"{path}.{key_of(name)}"
            yield from self._part(said, name, under if i else indent, part)

    def _part(self, value: Any, name: str, indent: int, path: str) -> Iterator[Line]:
        """Say one part, its name before the first line, with a standing of its own if it has."""
        title = part_name(name)
        if name in _FLAGS:
            if value and title:
                yield Line(title, indent=indent)
            return
        lines = list(self.lines(value, indent, path))
        if not lines and path in self._record.confirm:
            lines = [Line(word("record.not_found"), indent=indent, missing=True)]
        for line in lines[:1]:
            text = led(title, line.text) if title else line.text
            standing = None if line.missing else named_standing(self._record, path)
            yield replace(line, text=text, part=path, standing=standing)
        yield from lines[1:]

    def _scalar(self, value: Any, indent: int) -> Line:
        if isinstance(value, Text):
            return Line(value, indent=indent)
        if isinstance(value, StrEnum):
            return Line(word(f"value.{value}"), indent=indent)
        found = self._catalogue.records.get(value) if is_id(str(value)) else None
        if found is not None:
            return Line(found.title, found.id, indent)
        return Line(self._plain(value), indent=indent)

    def _plain(self, value: Any) -> Text:
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, int):
            return same(str(value) if value > 1900 else number_text(value))  # a year, or a number
        if isinstance(value, Decimal):
            return same(number_text(value))
        if isinstance(value, time):
            return same(value.isoformat("minutes"))
        if isinstance(value, date):
            return Text(**{lang: day_text(value, lang) for lang in LANGUAGES})
        if isinstance(self._record, InformationConcept) and not is_id(str(value)):
            return self._wording.value(value, self._record)
        return same(str(value))
