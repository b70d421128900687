"""Mutants: a rule with one small slip in it; a rule is tested as well as examples notice them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb import derivation
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.text import Text
from matcher.rules import Path, Rule, Subject
from matcher.slips import Change, Slips, exchanged, inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule with one small change: where in the record, and in words what."""

    path: Path
    change: Text
    subject: Subject


def mutants(rule: Rule, catalogue: Catalogue) -> tuple[Mutant, ...]:
    """Return every mutant of a rule, in the order of its parts."""
    slips = Slips(catalogue, rule.on)
    made = slips.of(rule.subject) if rule.fact is None else _derived(rule.subject, rule.fact, slips)
    return tuple(
        Mutant(path=(*rule.path, *path), change=said, subject=new)
        for path, said, new in made
        if new != rule.subject
    )


def _derived(held: Any, fact: ConceptId, slips: Slips) -> Iterator[Change]:
    """Yield the changes of how a fact is worked out."""
    if isinstance(held, derivation.When):
        made = slips.of(held.when)
        yield from inside(("when",), made, lambda new: derivation.When(when=new))
    elif isinstance(held, derivation.Decision):
        yield from _decision(held, fact, slips)
    elif isinstance(held, derivation.Points):
        yield from _points(held, slips)
    else:
        yield from _sums(held)


def _decision(held: derivation.Decision, fact: ConceptId, slips: Slips) -> Iterator[Change]:
    for path, said, rows in _rows(held.first, "first", slips):
        if rows:
            yield path, said, replace(held, first=rows)
    for i, row in enumerate(held.first):
        for other in slips.others(fact, row.is_):
            rows = exchanged(held.first, i, replace(row, is_=other))
            yield ("first", i, "is"), _figure(row.is_, other), replace(held, first=rows)
        before = held.first[i - 1] if i else row
        if before.is_ != row.is_ and not _exclude(before.when, row.when):
            rows = (*held.first[: i - 1], row, before, *held.first[i + 1 :])
            yield ("first", i), _SWAPPED, replace(held, first=rows)
    if held.otherwise is not None:
        for other in slips.others(fact, held.otherwise):
            yield ("otherwise",), _figure(held.otherwise, other), replace(held, otherwise=other)


def _points(held: derivation.Points, slips: Slips) -> Iterator[Change]:
    for path, said, rows in _rows(held.points, "points", slips):
        yield path, said, replace(held, points=rows)
    for i, row in enumerate(held.points):
        for points in (row.points + 1, row.points - 1):
            rows = exchanged(held.points, i, replace(row, points=points))
            yield ("points", i, "points"), _figure(row.points, points), replace(held, points=rows)


def _rows(rows: tuple[Any, ...], key: str, slips: Slips) -> Iterator[Change]:
    """Yield a table with a row less, and with a row that fits others."""
    for i, row in enumerate(rows):
        yield (key, i), slips.left_out(row.when), (*rows[:i], *rows[i + 1 :])
        for path, said, new in slips.of(row.when):
            yield (key, i, "when", *path), said, exchanged(rows, i, replace(row, when=new))


def _sums(held: Any) -> Iterator[Change]:
    """Yield the changes of a calculation: another sign, parts swapped, months for years."""
    if isinstance(held, derivation.YearsSince):
        yield (), _YEARS, derivation.MonthsSince(months_since=held.years_since)
        return
    if isinstance(held, derivation.MonthsSince):
        yield (), _YEARS, derivation.YearsSince(years_since=held.months_since)
        return
    key, other, other_key = _SIGNS[type(held)]
    parts = getattr(held, key)
    if len(parts) == 2:
        yield (), _figure(key, other_key), other(**{other_key: parts})
    if key in ("divide", "subtract"):
        yield (key,), _SWAPPED, type(held)(**{key: parts[::-1]})
    for i, part in enumerate(parts):
        for number in (part + 1, part - 1) if isinstance(part, Decimal) else ():
            yield (key, i), _figure(part, number), type(held)(**{key: exchanged(parts, i, number)})


def _exclude(one: Any, two: Any) -> bool:
    """Say whether two conditions plainly never hold together: other codes of the same fact."""
    kinds = (form.Is, form.In)
    if not isinstance(one, kinds) or not isinstance(two, kinds) or one.fact != two.fact:
        return False
    return not _codes(one) & _codes(two)


def _codes(leaf: form.Is | form.In) -> frozenset[Any]:
    return leaf.in_ if isinstance(leaf, form.In) else frozenset({leaf.is_})


def _figure(was: object, now: object) -> Text:
    return Text(zh=f"{was} → {now}", en=f"{was} → {now}")


_SWAPPED: Final = Text(zh="前后对调", en="the other way round")
_YEARS: Final = Text(zh="年和月弄反", en="years and months mixed up")
_SIGNS: Final[dict[type, tuple[str, Any, str]]] = {
    derivation.Add: ("add", derivation.Subtract, "subtract"),
    derivation.Subtract: ("subtract", derivation.Add, "add"),
    derivation.Multiply: ("times", derivation.Divide, "divide"),
    derivation.Divide: ("divide", derivation.Multiply, "times"),
}
