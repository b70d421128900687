"""An applicant's facts as they would be after some changes, to try what is said to be enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kb import criteria as form
from kb.built_in import GRANTED, HOLDS
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.remedies import Change, Means
from matcher.verdict import Verdict, opposite


def changed(changes: Iterable[Change], judge: Judge) -> Facts | None:
    """Return the facts after the changes; None where they contradict each other.

    A wait changes no fact: it is tried on a later day. Members of a list that are missing are
    added as persons of whom nothing is known.
    """
    facts = judge.facts
    for fact, wanted in _by_fact(changes).items():
        if fact in (HOLDS, GRANTED):
            facts = _papers(facts, fact, wanted)
            continue
        value = _value(fact, wanted, judge)
        if value is None:
            return None
        facts = facts.with_fact(fact, value)
    return facts


def _by_fact(changes: Iterable[Change]) -> dict[ConceptId, list[Change]]:
    found: defaultdict[ConceptId, list[Change]] = defaultdict(list)
    for change in changes:
        if change.means is not Means.WAIT:
            found[_subject(change.finding.criterion)].append(change)
    return found


def _subject(leaf: Any) -> ConceptId:
    if isinstance(leaf, form.Holds | form.Granted):
        return HOLDS if isinstance(leaf, form.Holds) else GRANTED
    fact: ConceptId = leaf.count if isinstance(leaf, form.Count) else leaf.fact
    return fact


def _papers(facts: Facts, kind: ConceptId, wanted: Sequence[Change]) -> Facts:
    key = "holds" if kind == HOLDS else "granted"
    held: frozenset[Any] = getattr(facts, key) or frozenset()
    for change in wanted:
        item = getattr(change.finding.criterion, key)
        held = held - {item} if change.negated else held | {item}
    return replace(facts, holds=held) if kind == HOLDS else replace(facts, granted=held)


def _value(fact: ConceptId, wanted: Sequence[Change], judge: Judge) -> Any:
    """Return a value of the fact that meets all that is wanted of it; None if none was found."""
    if isinstance(wanted[0].finding.criterion, form.Count):
        return _members(wanted, judge)
    concept = judge.catalogue.concepts[fact]
    return next(
        (v for v in _candidates(concept, wanted, judge) if _fits(v, fact, wanted, judge)), None
    )


def _fits(value: Any, fact: ConceptId, wanted: Sequence[Change], judge: Judge) -> bool:
    trial = Judge(judge.catalogue, judge.facts.with_fact(fact, value), judge.on)
    for change in wanted:
        verdict = trial.judge(change.finding.criterion).verdict
        if (opposite(verdict) if change.negated else verdict) is Verdict.UNMET:
            return False
    return True


def _candidates(
    concept: InformationConcept, wanted: Sequence[Change], judge: Judge
) -> Iterator[Any]:
    """Yield the values worth trying: the nearest numbers and days, or all codes."""
    for change in wanted:
        if change.missing is not None:
            yield _target(change.missing.target)
    if concept.type is ConceptType.BOOLEAN:
        yield from (True, False)
    elif concept.type is ConceptType.CODE:
        yield from (entry.code for entry in concept.codes)
        yield from (getattr(change.finding.criterion, "is_", None) for change in wanted)
    elif concept.type is ConceptType.AREA:
        yield from judge.catalogue.areas
    elif concept.type is ConceptType.CODES:
        yield from _sets(concept, wanted, judge)
    elif concept.type is ConceptType.NUMBER:
        yield from (Decimal(number) for number in (0, 1))


def _target(target: Fraction | date) -> Any:
    """Return the nearest value as a fact is written; a third stays a fraction."""
    if isinstance(target, date):
        return target
    written = Decimal(target.numerator) / Decimal(target.denominator)
    return written if Fraction(written) == target else target


def _sets(concept: InformationConcept, wanted: Sequence[Change], judge: Judge) -> Iterator[Any]:
    held = judge.value(concept.id)
    now = held if isinstance(held, frozenset) else frozenset()
    named: frozenset[Any] = frozenset()
    for change in wanted:
        leaf: Any = change.finding.criterion
        one = getattr(leaf, "has", None)
        codes = frozenset({one}) if one else getattr(leaf, "has_any", None) or leaf.has_all
        named |= codes
        yield now - codes if change.negated else now | codes
    yield from (now | named, now - named, frozenset(entry.code for entry in concept.codes))


def _members(wanted: Sequence[Change], judge: Judge) -> Any:
    """Return a list with as many more members as are missing, or without those too many."""
    count: Any = wanted[0].finding.criterion
    members = judge.value(count.count)
    missing = wanted[0].missing
    if not isinstance(members, tuple) or missing is None:
        return None
    if missing.short:
        return (*members, *(Facts() for _ in range(int(missing.amount))))
    return _without(members, count, int(missing.amount), judge)


def _without(members: Any, count: form.Count, number: int, judge: Judge) -> tuple[Facts, ...]:
    """Return the members without the first so many that count."""
    kept: list[Facts] = []
    for member in members:
        where = count.where
        verdict = Judge(judge.catalogue, member, judge.on).judge(where).verdict if where else None
        counts = where is None or verdict is Verdict.MET
        if counts and number > 0:
            number -= 1
        else:
            kept.append(member)
    return tuple(kept)
