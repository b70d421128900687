"""Registers of any length for the shipped policies: seeded, with gaps and with wrong cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kb.catalogue import Catalogue
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.register_headers import wanted

UNKNOWN = 0.2
WRONG = 0.002
LIMITS = (0, 1, 3, 12, 18, 60, 300, 2_000, 100_000, 20_000_000)
Draw = np.random.Generator


def shipped_register(path: Path, rows: int, catalogue: Catalogue, seed: int = 5) -> Path:
    """Write a register that has a column for every fact a shipped policy reads; Parquet."""
    draw = np.random.default_rng(seed)
    concepts = [catalogue.concepts[one] for one in sorted(wanted(catalogue))]
    kinds = [one for one in concepts if one.type in CELLS]
    columns = {"编号": pa.array([f"a{row}" for row in range(rows)])}
    columns |= {one.id: CELLS[one.type](draw, one, rows, catalogue) for one in kinds}
    pq.write_table(pa.table(columns), path, row_group_size=100_000)
    return path


def _of_words(draw: Draw, words: list[str], rows: int, unknown: float = UNKNOWN) -> pa.Array:
    places = draw.integers(0, len(words), rows)
    return pa.array(words).take(pa.array(places, mask=draw.random(rows) < unknown))


def _flags(draw: Draw, _: InformationConcept, rows: int, __: Catalogue) -> pa.Array:
    return pa.array(draw.random(rows) < 0.5, mask=draw.random(rows) < UNKNOWN)


def _numbers(draw: Draw, _: InformationConcept, rows: int, __: Catalogue) -> pa.Array:
    """Numbers as text, near every limit there may be; some are none."""
    values = draw.choice(LIMITS, rows) + draw.integers(-1, 3, rows)
    texts = pa.array(np.maximum(values, 0).astype(str), mask=draw.random(rows) < UNKNOWN)
    wrong = pa.array(draw.random(rows) < WRONG)
    return pa.compute.if_else(wrong, "很多", texts)


def _days(draw: Draw, _: InformationConcept, rows: int, __: Catalogue) -> pa.Array:
    last = (date(2027, 1, 1) - date(1970, 1, 1)).days
    days = draw.integers(last - 9_000, last, rows).astype("datetime64[D]")
    return pa.array(days, mask=draw.random(rows) < UNKNOWN)


def _codes(draw: Draw, concept: InformationConcept, rows: int, __: Catalogue) -> pa.Array:
    return _of_words(draw, [code.code for code in concept.codes], rows)


def _lists(draw: Draw, concept: InformationConcept, rows: int, __: Catalogue) -> pa.Array:
    codes = [code.code for code in concept.codes]
    lists = [[], *([one] for one in codes), codes[:2], codes]
    places = pa.array(draw.integers(0, len(lists), rows), mask=draw.random(rows) < UNKNOWN)
    return pa.array(lists, type=pa.list_(pa.string())).take(places)


def _areas(draw: Draw, _: InformationConcept, rows: int, catalogue: Catalogue) -> pa.Array:
    return _of_words(draw, sorted(catalogue.areas), rows)


CELLS: dict[ConceptType, Callable[[Draw, InformationConcept, int, Catalogue], pa.Array]] = {
    ConceptType.BOOLEAN: _flags,
    ConceptType.NUMBER: _numbers,
    ConceptType.DATE: _days,
    ConceptType.CODE: _codes,
    ConceptType.CODES: _lists,
    ConceptType.AREA: _areas,
}
