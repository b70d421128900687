"""What the outcome of a rule hangs on besides the facts: the day, and figures a district sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from kb import criteria as form
from kb import derivation
from kb.catalogue import Catalogue
from kb.ids import ConceptId, ParameterId
from matcher.inputs import Inputs
from matcher.limits import A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """The facts that are counted from the day, the days of change, and figures by fact."""

    clocked: frozenset[ConceptId]
    turns: tuple[date, ...]
    figures: frozenset[tuple[ConceptId, ParameterId]]


def hanging(subject: Any, catalogue: Catalogue) -> Hanging:
    """Return what a rule hangs on, through the facts that are worked out."""
    inputs = Inputs(catalogue)
    clocked: set[ConceptId] = set()
    turns: dict[date, None] = {}
    figures: set[tuple[ConceptId, ParameterId]] = set()
    for held in _everything(subject, catalogue):
        if isinstance(held, derivation.YearsSince | derivation.MonthsSince):
            clocked |= {getattr(held, field.name) for field in fields(held)}
        elif isinstance(held, form.FactLeaf):
            read = inputs.of(held)  # type: ignore[arg-type]
            if isinstance(held, form.WithinMonths | form.WithinDays):
                clocked |= read
            for limit in _limits(held):
                if isinstance(limit, form.ParameterLimit):
                    figures |= {(fact, limit.parameter) for fact in read}
                if isinstance(limit, form.DatedLimit):
                    clocked |= read
                    turns |= {d: None for r in limit.dated for d in (r.from_, r.from_ - A_DAY)}
    return Hanging(clocked=frozenset(clocked), turns=tuple(turns), figures=frozenset(figures))


def _everything(subject: Any, catalogue: Catalogue) -> Iterator[Any]:
    """Yield every part of a rule, and of the derivations it reads, each derivation once."""
    waiting, seen = [subject], set()
    for part in waiting:
        yield part
        for name in (field.name for field in fields(part)):
            held = getattr(part, name)
            waiting += [one for one in _many(held) if is_dataclass(one)]
            named = [one for one in _many(held) if isinstance(one, str)]
            for concept in (catalogue.concepts.get(ConceptId(one)) for one in named):
                if concept is not None and concept.derive and concept.id not in seen:
                    seen.add(concept.id)
                    waiting.append(concept.derive)


def _many(held: Any) -> tuple[Any, ...]:
    return held if isinstance(held, tuple) else (held,)


def _limits(leaf: Any) -> Iterator[Any]:
    for name in (field.name for field in fields(leaf)):
        yield from _many(getattr(leaf, name))
