"""The facts of a register as plain numpy columns, as engines without lists or areas take them.

A place is told as its city, district and street, a list of codes as one flag for each code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.catalogues import CITY, CODES, DISTRICTS, STREETS
from bench.registers import Register
from kb import criteria as form
from kb.areas import chain
from kb.catalogue import Catalogue
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType

LEVELS: Final = ("city", "district", "street")
Array = npt.NDArray[Any]

SIGNS: Final = {
    form.AtLeast: ("at_least", ">="),
    form.MoreThan: ("more_than", ">"),
    form.AtMost: ("at_most", "<="),
    form.LessThan: ("less_than", "<"),
    form.OnOrAfter: ("on_or_after", ">="),
    form.Before: ("before", "<"),
}
"""The key of each comparison, and its sign in most languages."""


def name_of(record_id: str, part: str = "") -> str:
    """Return the name of a fact, or of a part of it."""
    name = record_id.partition("/")[2]
    return f"{name}_{part}" if part else name


ENUMS: Final = {
    "code": CODES,
    "city": (name_of(CITY),),
    "district": tuple(map(name_of, DISTRICTS)),
    "street": tuple(map(name_of, STREETS)),
}
"""All words of each kind, in the order in which they are numbered."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of everybody.

    Attributes:
        kind: number, flag, day, or a kind of words.
        fact: the concept it is of.
        values: numbers, days, flags; of words their place among all of the kind, as bytes.
        known: of whom it is known.
    """

    kind: str
    fact: ConceptId
    values: Array
    known: Array

    def words(self) -> Array:
        """Return words as text, everything else as it is."""
        return np.array(ENUMS[self.kind])[self.values] if self.kind in ENUMS else self.values


def told(register: Register) -> dict[str, Told]:
    """Return all facts by name."""
    table = pa.Table.from_batches(list(register.batches()))
    found: dict[str, Told] = {}
    for concept in register.concepts:
        array = table.column(concept).combine_chunks()
        known = array.is_valid().to_numpy(zero_copy_only=False)
        for part, kind, values in _PARTS[register.catalogue.concepts[concept].type](
            array, register
        ):
            found[name_of(concept, part)] = Told(kind, concept, values, known)
    return found


Parts = Iterable[tuple[str, str, Array]]


def _whole(array: pa.Array, _: Register) -> Parts:
    yield "", "number", array.fill_null(0).to_numpy().astype(np.int32)


def _days(array: pa.Array, _: Register) -> Parts:
    yield "", "day", array.view(pa.int32()).fill_null(0).to_numpy().astype("datetime64[D]")


def _flags(array: pa.Array, _: Register) -> Parts:
    yield "", "flag", array.fill_null(False).to_numpy(zero_copy_only=False)


def _codes(array: pa.Array, _: Register) -> Parts:
    yield "", "code", _places(array, CODES)


def _areas(array: pa.Array, register: Register) -> Parts:
    streets = _places(array, STREETS)
    chains = [levels(area, register.catalogue) for area in STREETS]
    for place, level in enumerate(LEVELS):
        numbers = [ENUMS[level].index(name_of(outer[place][1])) for outer in chains]
        yield level, level, np.array(numbers, dtype=np.uint8)[streets]


def _lists(array: pa.Array, _: Register) -> Parts:
    array = array.fill_null([])
    rows = np.repeat(np.arange(len(array)), np.diff(array.offsets.to_numpy()))
    items = _places(array.flatten(), CODES)
    for place, code in enumerate(CODES):
        held = np.zeros(len(array), dtype=np.bool_)
        held[rows[items == place]] = True
        yield code, "flag", held


def _places(array: pa.Array, words: tuple[str, ...]) -> Array:
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    at = {word: place for place, word in enumerate(words)}
    places = np.array([*(at[word] for word in coded.dictionary.to_pylist()), 0], dtype=np.uint8)
    return np.asarray(places[coded.indices.fill_null(-1).to_numpy()])


_PARTS: Final[dict[ConceptType, Any]] = {
    ConceptType.NUMBER: _whole,
    ConceptType.DATE: _days,
    ConceptType.BOOLEAN: _flags,
    ConceptType.CODE: _codes,
    ConceptType.AREA: _areas,
    ConceptType.CODES: _lists,
}


def levels(area: AreaId, catalogue: Catalogue) -> list[tuple[str, AreaId]]:
    """Return the city, the district and the street of an area, as far as it goes."""
    return list(zip(LEVELS, reversed(list(chain(area, catalogue.areas))), strict=False))


def people(facts: dict[str, Told], rows: int) -> Iterator[dict[str, Any]]:
    """Yield the first applicants one by one, by name of fact; days by number, None the unknown."""
    columns = []
    for held in facts.values():
        values = held.words()[:rows]
        plain = values.astype(np.int64) if held.kind == "day" else values
        columns.append(
            [v if k else None for v, k in zip(plain.tolist(), held.known.tolist(), strict=False)]
        )
    for row in zip(*columns, strict=True):
        yield dict(zip(facts, row, strict=True))
