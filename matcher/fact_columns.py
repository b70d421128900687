"""The facts of many applicants as Arrow columns, and each column as numbers that compare quickly.

A batch has a column for every concept that is told of anybody, named by its id, and `holds` and
`granted` where papers and benefits are told. Null is unknown; a list given is the whole list.
Numbers are whole, in units of the concept's last decimal place, so that every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kb.built_in import GRANTED, HOLDS, code_of
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import Facts
from matcher.planes import Bits, Mask, every, joined, none_of, packed

ROWS: Final = 65_536
"""How many applicants stand in a batch; smaller ones are many times slower."""
LISTS: Final = {"holds": HOLDS, "granted": GRANTED}
"""The columns of lists of records, and the built-in fact each of them is."""
WORDS: Final = pa.dictionary(pa.int32(), pa.string())
_EPOCH: Final = date(1970, 1, 1).toordinal()
_FEW: Final = 8
"""Up to so many values are looked for one by one; more are looked up in a table."""
_TYPES: Final[dict[ConceptType, pa.DataType]] = {
    ConceptType.BOOLEAN: pa.bool_(),
    ConceptType.NUMBER: pa.int64(),
    ConceptType.DATE: pa.date32(),
    ConceptType.CODE: WORDS,
    ConceptType.AREA: WORDS,
    ConceptType.TEXT: WORDS,
    ConceptType.CODES: pa.list_(pa.string()),
}
Integers = npt.NDArray[np.int64]


def arrow_type(concept: InformationConcept, catalogue: Catalogue) -> pa.DataType:
    """Return the type of a concept's column."""
    if concept.type is not ConceptType.MEMBERS:
        return _TYPES[concept.type]
    parts = [catalogue.concepts[part] for part in sorted(concept.members)]
    inner = [pa.field(part.id, arrow_type(part, catalogue)) for part in parts]
    return pa.list_(pa.struct(inner))


def day_number(day: date) -> int:
    """Return a day as date32 counts it."""
    return day.toordinal() - _EPOCH


class Column:
    """The values of one concept for all applicants of a batch, and of whom they are known.

    Attributes:
        known: bits of those of whom it is known; None where it is known of everybody.
        rows: how many applicants there are.
    """

    def __init__(self, array: pa.Array) -> None:
        self.array = array
        self.rows = len(array)
        self.known: Bits | None = None
        if array.null_count:
            self.known = packed(array.is_valid().to_numpy(zero_copy_only=False))

    @cached_property
    def known_mask(self) -> Mask:
        """Return of whom it is known."""
        if not self.array.null_count:
            return np.ones(self.rows, dtype=np.bool_)
        return np.asarray(self.array.is_valid().to_numpy(zero_copy_only=False))

    def python(self, rows: Iterable[int]) -> list[Any]:
        """Return the values of some applicants as plain ones; None where unknown."""
        return list(self.array.take(pa.array(rows, type=pa.int64())).to_pylist())


class Flags(Column):
    """Yes or no."""

    @cached_property
    def yes(self) -> Bits:
        """Return of whom it is so; of the unknown it may say anything."""
        return packed(self.array.fill_null(False).to_numpy(zero_copy_only=False))


class Whole(Column):
    """Numbers, in units of the concept's last decimal place, or days since 1970."""

    def __init__(self, array: pa.Array) -> None:
        super().__init__(array)
        plain = array.view(pa.int32()) if pa.types.is_date32(array.type) else array
        filled = plain.fill_null(0) if array.null_count else plain
        self.values: npt.NDArray[Any] = filled.to_numpy(zero_copy_only=False)

    @cached_property
    def ends(self) -> tuple[int, int]:
        """Return the least and the greatest value; what stands for the unknown counts too."""
        if not self.rows:
            return 0, 0
        return int(self.values.min()), int(self.values.max())

    @property
    def largest(self) -> int:
        """Return the greatest distance of a value from zero."""
        return max(map(abs, self.ends))

    @cached_property
    def wide(self) -> Integers:
        """Return the values in 64 bits."""
        return self.values.astype(np.int64, copy=False)

    @cached_property
    def narrow(self) -> npt.NDArray[Any]:
        """Return the values in as few bytes as they need; narrower ones compare faster."""
        for kind in (np.int8, np.int16, np.int32):
            held = np.iinfo(kind)
            if held.min <= self.ends[0] and self.ends[1] <= held.max:
                return self.values.astype(kind)
        return self.values


class Coded(Column):
    """One word each: a code, an area, a text."""

    def __init__(self, array: pa.Array) -> None:
        coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
        super().__init__(coded)
        self.words: list[str] = coded.dictionary.to_pylist()
        self._place = {word: place for place, word in enumerate(self.words)}
        indices = coded.indices.fill_null(-1) if coded.null_count else coded.indices
        kind = np.int8 if len(self.words) < 128 else np.int32
        self.places = indices.to_numpy(zero_copy_only=False).astype(kind)
        self._held: dict[int, Bits] = {}

    def where(self, wanted: Sequence[bool]) -> Bits:
        """Return who has one of the words that are wanted; one answer a word."""
        some = [place for place, one in enumerate(wanted) if one]
        if len(some) <= _FEW:
            return joined([none_of(self.rows), *map(self._having, some)])
        table = np.array([*wanted, False], dtype=np.bool_)  # the last one is for the unknown
        return packed(table[self.places])

    def among(self, words: Iterable[str]) -> Bits:
        """Return who has one of some words."""
        wanted = [False] * len(self.words)
        for word in words:
            place = self._place.get(word)
            if place is not None:
                wanted[place] = True
        return self.where(wanted)

    def _having(self, place: int) -> Bits:
        held = self._held.get(place)
        if held is None:
            held = self._held[place] = packed(self.places == place)
        return held


class Sets(Column):
    """Lists of codes; each is the whole list."""

    def __init__(self, array: pa.Array, code: Any = None) -> None:
        super().__init__(array)
        items = array.values
        coded = items if pa.types.is_dictionary(items.type) else items.dictionary_encode()
        words = coded.dictionary.to_pylist()
        self._place = {code(word) if code else word: i for i, word in enumerate(words)}
        places = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        begins, ends = bounds(array)
        first, last = (int(begins[0]), int(ends.max())) if self.rows else (0, 0)
        self._items = places[first:last].astype(np.int8 if len(words) < 128 else np.int32)
        self._row = _rows_of(begins - first, ends - first, last - first)
        self._items[self._row < 0] = -1
        self._held: dict[str, Bits] = {}

    def having(self, code: str) -> Bits:
        """Return whose list holds a code."""
        held = self._held.get(code)
        if held is None:
            place = self._place.get(code)
            found = none_of(self.rows)
            if place is not None:
                mask = np.zeros(self.rows, dtype=np.bool_)
                mask[self._row[self._items == place]] = True
                found = packed(mask)
            held = self._held[code] = found
        return held


def _rows_of(begins: Integers, ends: Integers, size: int) -> Integers:
    """Return in which row's list each item stands; -1 for what stands in none."""
    rows = np.full(size, -1, dtype=np.int64)
    sizes = ends - begins
    if int(sizes.sum()) == size:
        return np.repeat(np.arange(len(sizes)), sizes)
    for row in np.flatnonzero(sizes).tolist():
        rows[begins[row] : ends[row]] = row
    return rows


class Members(Column):
    """Lists of members, each with facts of its own."""

    def __init__(self, array: pa.Array, catalogue: Catalogue) -> None:
        super().__init__(array)
        self.bounds = bounds(array)
        parts = array.values
        batch = pa.RecordBatch.from_arrays(parts.flatten(), names=[f.name for f in parts.type])
        self.facts = FactColumns(batch, catalogue)


def bounds(array: pa.ListArray) -> tuple[Integers, Integers]:
    """Return where each list begins and ends among `array.values`; of the unknown it is nothing.

    `flatten()` would break on slices and nulls.
    """
    offsets = array.offsets.to_numpy().astype(np.int64)
    begins, ends = offsets[:-1], offsets[1:]
    if array.null_count:
        valid = array.is_valid().to_numpy(zero_copy_only=False)
        ends = np.where(valid, ends, begins)
    return begins, ends


def per_list(mask: Mask, held: tuple[Integers, Integers]) -> Integers:
    """Return how often a mask is set within each list."""
    sums = np.concatenate([[0], np.cumsum(mask, dtype=np.int64)])
    return np.asarray(sums[held[1]] - sums[held[0]])


class FactColumns:
    """The facts of a batch, each column made ready when it is first asked for."""

    def __init__(self, batch: pa.RecordBatch, catalogue: Catalogue) -> None:
        self.rows = batch.num_rows
        self.catalogue = catalogue
        self._batch = batch
        names = batch.schema.names
        self._names = {LISTS.get(name, ConceptId(name)): name for name in names}
        self._columns: dict[ConceptId, Any] = {}

    def __contains__(self, concept: ConceptId) -> bool:
        """Say whether a concept is told of anybody."""
        return concept in self._names

    def __getitem__(self, concept: ConceptId) -> Any:
        """Return the column of a concept that is told."""
        held = self._columns.get(concept)
        if held is None:
            held = self._columns[concept] = self._column(concept)
        return held

    def _column(self, concept: ConceptId) -> Column:
        array = self._batch.column(self._batch.schema.get_field_index(self._names[concept]))
        if concept in (GRANTED, HOLDS):
            return Sets(array, code_of)
        kind = self.catalogue.concepts[concept].type
        if kind is ConceptType.MEMBERS:
            return Members(array, self.catalogue)
        return _COLUMNS[kind](array)

    def told(self, concept: ConceptId) -> Bits:
        """Return of whom a concept is known."""
        if concept not in self:
            return none_of(self.rows)
        known = self[concept].known
        return every(self.rows) if known is None else known


_COLUMNS: Final[dict[ConceptType, type[Column]]] = {
    ConceptType.BOOLEAN: Flags,
    ConceptType.NUMBER: Whole,
    ConceptType.DATE: Whole,
    ConceptType.CODE: Coded,
    ConceptType.AREA: Coded,
    ConceptType.TEXT: Coded,
    ConceptType.CODES: Sets,
}


# ---- from applicants and back -------------------------------------------------------------------


def fact_batch(applicants: Sequence[Facts], catalogue: Catalogue) -> pa.RecordBatch:
    """Return applicants as a batch, one row each, with a column for whatever is told of any."""
    told = sorted({concept for facts in applicants for concept in facts.known})
    columns = {concept: _array(applicants, concept, catalogue) for concept in told}
    for name in LISTS:
        lists = [getattr(facts, name) for facts in applicants]
        if any(held is not None for held in lists):
            rows = [None if held is None else sorted(held) for held in lists]
            columns[ConceptId(name)] = pa.array(rows, type=pa.list_(pa.string()))
    if not columns:
        return pa.RecordBatch.from_struct_array(pa.array([{}] * len(applicants), pa.struct([])))
    return pa.RecordBatch.from_pydict(columns)


def _array(applicants: Sequence[Facts], concept: ConceptId, catalogue: Catalogue) -> pa.Array:
    held = catalogue.concepts[concept]
    facts = [one.known.get(concept) for one in applicants]
    values = [None if fact is None else _plain(fact.value, held, catalogue) for fact in facts]
    return pa.array(values, type=arrow_type(held, catalogue))


def _plain(value: Any, concept: InformationConcept, catalogue: Catalogue) -> Any:
    if concept.type is ConceptType.NUMBER:
        return int(value.scaleb(concept.decimals))
    if concept.type is ConceptType.CODES:
        return sorted(value)
    if concept.type is ConceptType.MEMBERS:
        return [_member(member, concept, catalogue) for member in value]
    return value


def _member(facts: Facts, concept: InformationConcept, catalogue: Catalogue) -> Mapping[str, Any]:
    return {
        part: _plain(facts.known[part].value, catalogue.concepts[part], catalogue)
        for part in concept.members
        if part in facts.known
    }


def value_of(plain: Any, concept: InformationConcept, catalogue: Catalogue) -> Any:
    """Return the value of a fact from a cell of its column."""
    if concept.type is ConceptType.NUMBER:
        return Decimal(plain).scaleb(-concept.decimals)
    if concept.type is ConceptType.CODES:
        return frozenset(plain)
    if concept.type is ConceptType.MEMBERS:
        return tuple(_member_facts(row, catalogue) for row in plain)
    return plain


def _member_facts(row: Mapping[str, Any], catalogue: Catalogue) -> Facts:
    facts = Facts()
    for name, plain in row.items():
        if plain is not None:
            concept = catalogue.concepts[ConceptId(name)]
            facts = facts.with_fact(concept.id, value_of(plain, concept, catalogue))
    return facts
