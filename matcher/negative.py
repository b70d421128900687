"""Which numbers may lie below zero: those a condition or their own question names as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.model import InformationConcept
from kb.possible import asks_below_zero


def allowed(concept: InformationConcept, catalogue: Catalogue) -> bool:
    """Say whether a fact may be negative: floor -1 is a basement, -1 employees is a slip."""
    return concept.id in all_allowed(catalogue)


@lru_cache(maxsize=2)
def all_allowed(catalogue: Catalogue) -> frozenset[ConceptId]:
    """Return every fact that may be negative; all records are walked, once a catalogue."""
    asked = (one.id for one in catalogue.concepts.values() if asks_below_zero(one))
    compared = (fact for record in catalogue.records.values() for fact in _below_zero(record))
    return frozenset((*asked, *compared))


def _below_zero(part: Any) -> Iterator[ConceptId]:
    """Yield the facts that conditions inside a record compare with a number below zero."""
    if isinstance(part, tuple):
        for item in part:
            yield from _below_zero(item)
    if not is_dataclass(part):
        return
    held = [getattr(part, field.name) for field in fields(part)]
    fact = getattr(part, "fact", None)
    if fact is not None and any(_is_negative(value) for value in held):
        yield fact
    for value in held:
        yield from _below_zero(value)


def _is_negative(value: object) -> bool:
    if isinstance(value, tuple):
        return any(map(_is_negative, value))
    return isinstance(value, Decimal) and value < 0
