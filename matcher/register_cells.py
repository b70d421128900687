"""The cells of a register → facts; what cannot be used is unknown, and said so by row and column.

Columns are read whole: numbers by arithmetic on arrays, everything else by its distinct words.
Nothing here knows of files, so that a worker on another machine reads by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher import negative
from matcher import register_says as says
from matcher.fact_columns import arrow_type
from matcher.register_batch import Column, ReadBatch, Role, Unread
from matcher.register_names import RECORDS, names_of
from matcher.register_numbers import whole_numbers
from matcher.register_says import Refusal, folded
from matcher.register_texts import as_texts, days, flat, for_numbers, mask_of, without_empty
from matcher.register_words import BLANKS, ERRORS, NOTHING, Meaning, Words, is_blank

LONGEST_SHOWN: Final = 40
LONGEST_TEXT: Final = 500
_EXACT_FLOAT: Final = float(1 << 53)
_SCIENTIFIC: Final = r"^[0-9]\.?[0-9]*[eE]\+[0-9]{1,3}$"


@dataclass(frozen=True, slots=True)
class _Bad:
    """A cell that cannot be used, by its place in the batch."""

    place: int
    shown: Any
    refusal: Refusal


Read = tuple[pa.Array, list[_Bad]]


def read_columns(
    raw: pa.RecordBatch, columns: Sequence[Column], catalogue: Catalogue, first_row: int
) -> ReadBatch:
    """Return the facts of raw columns, which carry the headers of the register as names.

    A column that the raw batch lacks is left out. Nothing is kept but what words mean, so that
    batches may be read in any order and place.
    """
    unread: list[Unread] = []
    found: dict[Role, dict[str, pa.Array]] = {role: {} for role in Role}
    for reader in _readers(tuple(columns), catalogue):
        column = reader.column
        if column.name in raw.schema.names:
            array, bad = reader.read(raw.column(raw.schema.names.index(column.name)))
            found[column.role][_name(column)] = array
            unread += _told(bad, column, first_row)
    return ReadBatch(
        first_row=first_row,
        facts=_batch(found[Role.FACT], raw.num_rows),
        ids=next(iter(found[Role.ID].values()), None),
        consent=next(iter(found[Role.CONSENT].values()), None),
        unread=tuple(sorted(unread, key=lambda one: one.row)),
    )


def _name(column: Column) -> str:
    """Return what a column of facts is called in a batch."""
    records = RECORDS.get(column.concept) if column.concept else None
    return records[0] if records else str(column.concept)


def _told(bad: Iterable[_Bad], column: Column, first_row: int) -> list[Unread]:
    return [
        Unread(
            row=first_row + one.place,
            column=column.name,
            shown=_shown(one.shown)[:LONGEST_SHOWN],
            problem=one.refusal.problem,
            remedy=one.refusal.remedy,
        )
        for one in bad
    ]


def _shown(cell: Any) -> str:
    return "; ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)


def _batch(arrays: dict[str, pa.Array], rows: int) -> pa.RecordBatch:
    if arrays:
        return pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
    return pa.RecordBatch.from_struct_array(pa.array([{}] * rows, pa.struct([])))


@lru_cache(maxsize=4)
def _readers(columns: tuple[Column, ...], catalogue: Catalogue) -> tuple[_Reader, ...]:
    """Return the readers of some columns; kept, for they remember what words mean."""
    return tuple(_Reader(column, catalogue) for column in columns)


class _Reader:
    """Reads the cells of one column."""

    def __init__(self, column: Column, catalogue: Catalogue) -> None:
        self.column = column
        self.catalogue = catalogue
        self.words = Words(column, catalogue)
        self.concept = self.words.concept
        self.type = self._type()
        self.parts: dict[ConceptId, _Reader] = {}
        if self.concept is not None and self.concept.type is ConceptType.MEMBERS:
            for part in self.concept.members:
                own = replace(column, concept=part, values=(), times=Decimal(1))
                self.parts[part] = _Reader(own, catalogue)

    def _type(self) -> pa.DataType:
        return pa.string() if self.concept is None else arrow_type(self.concept, self.catalogue)

    def read(self, array: pa.Array) -> Read:
        """Return the cells as the concept's Arrow column, and those that cannot be used."""
        array = flat(array)
        if pa.types.is_null(array.type):
            return pa.nulls(len(array), self.type), []
        kind = self.concept.type if self.concept is not None else self.column.role
        whole = None if self.column.values else _WHOLE.get(kind)
        held = whole(self, array) if whole is not None else None
        return self.by_words(array) if held is None else held

    # ---- by distinct words ------------------------------------------------------------------

    def by_words(self, array: pa.Array) -> Read:
        """Return cells read one distinct word at a time."""
        texts = as_texts(array)
        if isinstance(texts, list):
            return self._one_by_one(texts)
        encoded = texts.dictionary_encode()
        words = encoded.dictionary.to_pylist()
        places = encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        return self._taken(words, places)

    def _one_by_one(self, cells: list[Any]) -> Read:
        places: dict[Any, int] = {}
        taken = [-1 if cell is None else places.setdefault(cell, len(places)) for cell in cells]
        at = np.array(taken, dtype=np.int64)
        return self._taken(list(places), np.where(at < 0, len(places), at))

    def _taken(self, words: list[Any], places: Any) -> Read:
        """Return what each cell means; cells are places in a list of words, or behind its end."""
        meanings = [*map(self.words.meaning, words), NOTHING]
        array = self._array(meanings, places)
        refused = np.array([one.refusal is not None for one in meanings])
        if not refused.any():
            return array, []
        wrong = np.flatnonzero(refused[places]).tolist()
        at = places[wrong].tolist()
        refusals = cast(list[Refusal], [meanings[place].refusal for place in at])
        return array, [
            _Bad(row, words[place], why)
            for row, place, why in zip(wrong, at, refusals, strict=True)
        ]

    def _array(self, meanings: list[Meaning], places: Any) -> pa.Array:
        values = [one.value for one in meanings]
        if not pa.types.is_dictionary(self.type):
            return pa.array(values, type=self.type).take(pa.array(places))
        told = dict.fromkeys(value for value in values if value is not None)
        order = {value: i for i, value in enumerate(told)}
        table = pa.array([order.get(value) for value in values], type=pa.int32())
        codes = pa.array(list(order), type=pa.string())
        return pa.DictionaryArray.from_arrays(table.take(pa.array(places)), codes)

    # ---- by whole columns -------------------------------------------------------------------

    def flags(self, array: pa.Array) -> Read | None:
        """Return what is yes or no already."""
        return (array, []) if pa.types.is_boolean(array.type) else None

    def numbers(self, array: pa.Array) -> Read:
        """Return numbers; what is not plain is read by its words."""
        array = for_numbers(array)
        concept = cast(InformationConcept, self.concept)
        below = negative.allowed(concept, self.catalogue)
        values, held = whole_numbers(array, concept.decimals, self.column.times, below)
        rest = np.flatnonzero(mask_of(array) & ~held)
        if not len(rest):
            return pa.array(values, type=pa.int64(), mask=~held), []
        read, bad = self.by_words(array.take(pa.array(rest)))
        values[rest] = read.fill_null(0).to_numpy(zero_copy_only=False)
        held[rest] = mask_of(read)
        moved = [replace(one, place=int(rest[one.place])) for one in bad]
        return pa.array(values, type=pa.int64(), mask=~held), moved

    def days(self, array: pa.Array) -> Read | None:
        """Return what are days already."""
        held = days(array)
        return None if held is None else (held, [])

    def texts(self, array: pa.Array) -> Read | None:
        """Return short texts; where any is too long all are read as words."""
        texts = as_texts(array)
        if isinstance(texts, list):
            return None
        encoded = without_empty(texts).dictionary_encode()
        words = encoded.dictionary
        if pc.any(pc.greater(pc.utf8_length(words), LONGEST_TEXT)).as_py():
            return None
        if pc.any(pc.is_in(pc.utf8_lower(words), _special())).as_py():
            return None
        return encoded.cast(self.type), []

    def members(self, array: pa.Array) -> Read | None:
        """Return nested members, whose parts are columns again."""
        if not (pa.types.is_list(array.type) and pa.types.is_struct(array.type.value_type)):
            return None
        array = array.take(pa.array(np.arange(len(array))))  # its values and offsets from 0 on
        parted = array.values
        inner = pa.RecordBatch.from_arrays(parted.flatten(), names=[f.name for f in parted.type])
        owners = np.repeat(np.arange(len(array)), np.diff(array.offsets.to_numpy()))
        parts, bad = [], []
        for field in self.type.value_type:
            read, wrong = self._part(inner, self.parts[ConceptId(field.name)])
            parts.append(read)
            bad += [replace(one, place=int(owners[one.place])) for one in wrong]
        struct = pa.StructArray.from_arrays(parts, fields=list(self.type.value_type))
        mask = array.is_null() if array.null_count else None
        return pa.ListArray.from_arrays(array.offsets, struct, type=self.type, mask=mask), bad

    def _part(self, inner: pa.RecordBatch, reader: _Reader) -> Read:
        """Return the cells of one fact of members; none where they do not tell it."""
        known = names_of(cast(InformationConcept, reader.concept))
        for place, name in enumerate(inner.schema.names):
            if folded(name) in known:
                return reader.read(inner.column(place))
        return pa.nulls(inner.num_rows, reader.type), []

    def ids(self, array: pa.Array) -> Read | None:
        """Return the applicants' own ids as text; long ones kept as numbers have lost digits."""
        texts = as_texts(array)
        if isinstance(texts, list):
            return None
        texts = _without_blanks(without_empty(texts))
        lost = pc.match_substring_regex(texts, _SCIENTIFIC)
        if pa.types.is_floating(array.type):
            lost = pc.greater(pc.abs(array.cast(pa.float64())), _EXACT_FLOAT)
        rows = np.flatnonzero(lost.fill_null(False).to_numpy(zero_copy_only=False)).tolist()
        bad = [_Bad(row, shown := texts[row].as_py(), says.digits_lost(shown)) for row in rows]
        return pc.if_else(lost, pa.scalar(None, pa.string()), texts) if rows else texts, bad


def _without_blanks(ids: pa.Array) -> pa.Array:
    """Return ids without what stands in cells nobody filled."""
    short = pc.less(pc.utf8_length(ids), 5)
    if not pc.any(short).as_py():
        return ids
    words = pc.unique(ids.filter(short.fill_null(False))).to_pylist()
    blank = pa.array([word for word in words if is_blank(word)], type=pa.string())
    return pc.if_else(pc.is_in(ids, blank), pa.scalar(None, pa.string()), ids)


_WHOLE: Final[dict[Any, Callable[[_Reader, pa.Array], Read | None]]] = {
    ConceptType.BOOLEAN: _Reader.flags,
    ConceptType.NUMBER: _Reader.numbers,
    ConceptType.DATE: _Reader.days,
    ConceptType.TEXT: _Reader.texts,
    ConceptType.MEMBERS: _Reader.members,
    Role.ID: _Reader.ids,
}
"""What reads a column without looking at its words; with words of its own it is read by them."""


@cache
def _special() -> pa.Array:
    """Return the words that tell nothing; an array made at import would load pandas, if there."""
    return pa.array(sorted({*BLANKS, *(error.lower() for error in ERRORS)}))
