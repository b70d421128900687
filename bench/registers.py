"""Made-up registers: policies of five conditions each, and batch after batch of applicants.

The policies are drawn as those of `bench.catalogues` are. A condition stands in two to three of
them, as it does in `data/` (741 places, 282 distinct conditions). Batches are the same every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from bench.catalogues import CODES, CRITERIA, KNOWN, ON, STREETS, Maker
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from matcher.columns import Columns
from matcher.fact_columns import ROWS, day_number
from matcher.program import inputs_of

USES: Final = 2.5
"""In how many policies a condition stands."""
FLAGS: Final = 60
MOST: Final = 6
"""The longest list of codes."""
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Register:
    """A catalogue, and applicants for it.

    Attributes:
        rows: how many applicants.
        known: the share of facts that is known.
        as_words: codes and areas as plain words, as in a text file; else by number and table.
    """

    catalogue: Catalogue
    rows: int
    known: float = KNOWN
    as_words: bool = False

    @cached_property
    def columns(self) -> Columns:
        """Return the policies, compiled."""
        return Columns(self.catalogue)

    @cached_property
    def concepts(self) -> tuple[ConceptId, ...]:
        """Return what the conditions read."""
        read = inputs_of(self.catalogue)
        leaves = self.columns.trees.program.leaves.values()
        return tuple(sorted({concept for leaf in leaves for concept in read.of(leaf)}))

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the applicants, so many at a time as a run takes."""
        for first in range(0, self.rows, ROWS):
            yield self._batch(first, min(ROWS, self.rows - first))

    def _batch(self, first: int, rows: int) -> pa.RecordBatch:
        random = np.random.default_rng(first)
        return pa.RecordBatch.from_pydict(
            {concept: self._column(concept, rows, random) for concept in self.concepts}
        )

    def _column(self, concept: ConceptId, rows: int, random: np.random.Generator) -> pa.Array:
        made: pa.Array = _DRAWN[self.catalogue.concepts[concept].type](rows, random)
        unknown = random.random(rows) >= self.known
        if self.known < 1:
            made = pc.if_else(pa.array(unknown), pa.scalar(None, made.type), made)
        is_word = pa.types.is_dictionary(made.type)
        return made.cast(pa.string()) if self.as_words and is_word else made


def register(policies: int, rows: int, known: float = KNOWN, as_words: bool = False) -> Register:
    """Return a register of so many applicants for so many policies."""
    maker = Maker(Random(4), FLAGS)
    pool = maker.distinct(round(policies * CRITERIA / USES))
    catalogue = maker.catalogue(maker.dealt(pool, policies, again=True))
    return Register(catalogue, rows, known, as_words)


def _numbers(rows: int, random: np.random.Generator) -> pa.Array:
    return pa.array(random.integers(1, 50_000, rows))


def _days(rows: int, random: np.random.Generator) -> pa.Array:
    days = day_number(ON) - random.integers(1, 3650, rows)
    return pa.array(days.astype(np.int32)).cast(pa.date32())


def _flags(rows: int, random: np.random.Generator) -> pa.Array:
    return pa.array(random.random(rows) < 0.5)


def _words(places: Whole, words: tuple[str, ...]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(words))


def _codes(rows: int, random: np.random.Generator) -> pa.Array:
    return _words(random.integers(0, len(CODES), rows), CODES)


def _streets(rows: int, random: np.random.Generator) -> pa.Array:
    return _words(random.integers(0, len(STREETS), rows), STREETS)


def _lists(rows: int, random: np.random.Generator) -> pa.Array:
    ends = np.concatenate([[0], np.cumsum(random.integers(0, MOST + 1, rows))])
    items = _codes(int(ends[-1]), random)
    return pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)), items)


_DRAWN: Final[dict[ConceptType, Callable[[int, np.random.Generator], Any]]] = {
    ConceptType.NUMBER: _numbers,
    ConceptType.DATE: _days,
    ConceptType.BOOLEAN: _flags,
    ConceptType.CODE: _codes,
    ConceptType.AREA: _streets,
    ConceptType.CODES: _lists,
}
