"""Applicants of a batch taken out of their columns again, each distinct one once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.built_in import GRANTED, HOLDS
from kb.ids import ConceptId, EvidenceId, PolicyId
from matcher.applicant import NOTHING, Facts
from matcher.fact_columns import FactColumns, value_of
from matcher.program import inputs_of


def applicants_of(
    facts: FactColumns, criterion: Any
) -> tuple[npt.NDArray[np.int64], tuple[Facts, ...]]:
    """Return for every row the place of its facts, and all distinct facts a criterion reads."""
    concepts = sorted(one for one in inputs_of(facts.catalogue).of(criterion) if one in facts)
    columns = [map(_key, facts[one].python(range(facts.rows))) for one in concepts]
    rows = list(zip(*columns, strict=True)) if concepts else [()] * facts.rows
    places = {row: place for place, row in enumerate(dict.fromkeys(rows))}
    found = tuple(facts_from(zip(concepts, row, strict=True), facts) for row in places)
    return np.array([places[row] for row in rows], dtype=np.int64), found


def facts_from(cells: Iterable[tuple[ConceptId, Any]], columns: FactColumns) -> Facts:
    """Return the facts of one applicant from the cells of their columns."""
    facts = NOTHING
    for concept, cell in cells:
        if cell is None:
            continue
        if concept == GRANTED:
            facts = Facts(facts.known, facts.holds, frozenset(map(PolicyId, cell)))
        elif concept == HOLDS:
            facts = Facts(facts.known, frozenset(map(EvidenceId, cell)), facts.granted)
        else:
            held = columns.catalogue.concepts[concept]
            plain = [dict(one) for one in cell] if cell and _is_rows(cell) else cell
            facts = facts.with_fact(concept, value_of(plain, held, columns.catalogue))
    return facts


def _is_rows(cell: Any) -> bool:
    return isinstance(cell, tuple) and isinstance(cell[0], tuple)


def _key(cell: Any) -> Any:
    """Return a cell so that equal ones are one key."""
    if isinstance(cell, list):
        return tuple(_key(one) for one in cell)
    return tuple((k, _key(v)) for k, v in cell.items()) if isinstance(cell, dict) else cell
