"""The facts of many applicants as Arrow columns, and each column as numbers that compare quickly.

A batch has a column for every concept that is told of anybody, named by its id, and `holds` and
`granted` where papers and benefits are told. Null is unknown; a list given is the whole list.
Numbers are whole, in units of the concept's last decimal place, so that every comparison is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from kb.built_in import GRANTED, HOLDS, code_of
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import Facts
from matcher.one_column import Coded, Column, Flags, Integers, Sets, Whole
from matcher.planes import Bits, Mask, every, none_of

ROWS: Final = 65_536
"""How many applicants stand in a batch; smaller ones are many times slower."""
LISTS: Final = {"holds": HOLDS, "granted": GRANTED}
"""The columns of lists of records, and the built-in fact each of them is."""
WORDS: Final = pa.dictionary(pa.int32(), pa.string())
_EPOCH: Final = date(1970, 1, 1).toordinal()
_TYPES: Final[dict[ConceptType, pa.DataType]] = {
    ConceptType.BOOLEAN: pa.bool_(),
    ConceptType.NUMBER: pa.int64(),
    ConceptType.DATE: pa.date32(),
    ConceptType.CODE: WORDS,
    ConceptType.AREA: WORDS,
    ConceptType.TEXT: WORDS,
    ConceptType.CODES: pa.list_(pa.string()),
}


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
