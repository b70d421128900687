"""A made-up register to try rules on: the same people for the same rules, none of them real.

Values lie at the limits of the rules and a step to either side, where rules differ, and spread
around them, where most people are; a part is never more than its whole. Some things are not
known of everybody.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.benefit import Benefit
from kb.catalogue import Catalogue
from kb.criteria import Criterion, Limit
from kb.derivation import Divide
from kb.ids import ConceptId, EvidenceId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import NOTHING, Fact, Facts
from matcher.criteria import Judge
from matcher.verdict import Verdict
from matcher.ways import Ways

SIZE: Final = 2_000
_UNKNOWN: Final = 0.1
"""The share of people of whom one thing or another is not known."""
_AT_A_LIMIT: Final = 0.6
_MOST_VALUES: Final = 60
_LONG: Final = timedelta(days=365)
_SOME_SUM: Final = Decimal(100_000)
_SOME_UNITS: Final = Decimal(3)
"""What amounts are worked out from where no limit says which sums matter."""

Pool = dict[ConceptId, list[Any]]


def sample(
    rules: Iterable[tuple[Criterion, Catalogue]], on: date, size: int = SIZE
) -> tuple[Facts, ...]:
    """Return made-up people for conditions; the same for the same conditions.

    Args:
        rules: conditions with the catalogue they belong to, as they are and as they would be.
        on: the day that counts.
        size: how many.
    """
    tried = [one for rule, catalogue in rules for one in _tried(rule, catalogue, on)]
    concepts = _concepts(rules)
    pool, held, granted = _pool(tried), _named(tried, "holds"), _named(tried, "granted")
    parts = tuple(_parts(concepts))
    chance = random.Random(f"{on} {sorted(pool)}")
    return tuple(_person(pool, held, granted, concepts, parts, chance) for _ in range(size))


def turning(benefit: Benefit, catalogue: Catalogue, on: date) -> Iterator[Criterion]:
    """Yield conditions on the facts that an amount is worked out from, at limits where it turns.

    Args:
        benefit: what one gets.
        catalogue: has its facts and figures.
        on: the day that counts.
    """
    yield from (tier.when for tier in benefit.tiers if tier.when is not None)
    judge = Judge(catalogue, NOTHING, on)
    limits = [one for one in (benefit.of_at_most, benefit.at_most) if one is not None]
    if benefit.of is not None:
        for base in _bases(benefit, judge):
            yield form.AtMost(fact=benefit.of, at_most=base)
    if benefit.per is not None:
        yield _units(benefit, catalogue.concepts[benefit.per])
    for limit in limits:
        yield from _read_by(limit)


def _bases(benefit: Benefit, judge: Judge) -> list[Decimal]:
    """Return from which sums on no more of the base counts, or a share of it meets its limit."""
    most = judge.limit(benefit.of_at_most) if benefit.of_at_most is not None else None
    cap = judge.limit(benefit.at_most) if benefit.at_most is not None else None
    rates = [one for one in (benefit.rate, *(tier.rate for tier in benefit.tiers)) if one]
    found = [most] if isinstance(most, Decimal) else []
    found += [cap * 100 / rate for rate in rates] if isinstance(cap, Decimal) else []
    return found or [_SOME_SUM]


def _units(benefit: Benefit, per: InformationConcept) -> Criterion:
    most = benefit.units_at_most or _SOME_UNITS
    if per.type is ConceptType.MEMBERS:
        return form.Count(count=per.id, where=benefit.where, at_least=most)
    return form.AtMost(fact=per.id, at_most=most)


def _read_by(limit: Limit) -> Iterator[Criterion]:
    """Yield conditions on the fact that a limit is read by, if it is read by one."""
    if isinstance(limit, form.FactLimit):
        yield form.AtMost(fact=limit.fact, at_most=_SOME_SUM)
    elif isinstance(limit, form.Times):
        yield form.AtMost(fact=limit.of, at_most=_SOME_SUM)
    elif isinstance(limit, form.TableLimit):
        ends = [row.for_ if row.up_to is None else row.up_to for row in limit.table]
        codes = frozenset(one for one in ends if isinstance(one, str))
        if codes:
            yield form.In(fact=limit.by, in_=codes)
        for end in ends:
            if isinstance(end, Decimal):
                yield form.AtMost(fact=limit.by, at_most=end)


def _tried(rule: Criterion, catalogue: Catalogue, on: date) -> Iterator[Facts]:
    ways = Ways(catalogue, on, [rule])
    for want in (Verdict.MET, Verdict.UNMET):
        yield from ways.of(rule, want)


def _concepts(
    rules: Iterable[tuple[Criterion, Catalogue]],
) -> Mapping[ConceptId, InformationConcept]:
    found: dict[ConceptId, InformationConcept] = {}
    for _, catalogue in rules:
        found.update(catalogue.concepts)
    return found


def _parts(
    concepts: Mapping[ConceptId, InformationConcept],
) -> Iterator[tuple[ConceptId, ConceptId]]:
    """Yield a part and its whole: what is divided by something counted in the same unit."""
    for concept in concepts.values():
        if isinstance(concept.derive, Divide):
            part, whole = (concepts.get(one) for one in concept.derive.divide)  # type: ignore[arg-type]
            if part is not None and whole is not None and part.unit == whole.unit:
                yield part.id, whole.id


def _pool(tried: Sequence[Facts]) -> Pool:
    """Return the values that were tried for each fact, in a fixed order."""
    values: dict[ConceptId, list[Any]] = defaultdict(list)
    for facts in tried:
        for concept, fact in facts.known.items():
            held = values[concept]
            if len(held) < _MOST_VALUES and fact.value not in held:  # lists have no hash
                held.append(fact.value)
    return {concept: values[concept] for concept in sorted(values)}


def _named(tried: Iterable[Facts], what: str) -> list[Any]:
    return sorted({one for facts in tried for one in getattr(facts, what) or ()})


def _person(
    pool: Pool,
    held: Sequence[EvidenceId],
    granted: Sequence[PolicyId],
    concepts: Mapping[ConceptId, InformationConcept],
    parts: Sequence[tuple[ConceptId, ConceptId]],
    chance: random.Random,
) -> Facts:
    values = {
        concept: _value(tried, concepts[concept], chance)
        for concept, tried in pool.items()
        if chance.random() >= _UNKNOWN
    }
    for part, whole in parts:
        if part in values and whole in values:
            values[part] = min(values[part], values[whole])
    known = {concept: Fact(value) for concept, value in values.items()}
    return Facts(known=known, holds=_some(held, chance), granted=_some(granted, chance))


def _some(named: Sequence[Any], chance: random.Random) -> frozenset[Any] | None:
    if chance.random() < _UNKNOWN:
        return None
    return frozenset(one for one in named if chance.random() < 0.5)


def _value(values: Sequence[Any], concept: InformationConcept, chance: random.Random) -> Any:
    """Return a value at a limit of a rule, or one of the others people have."""
    value = chance.choice(values)
    if chance.random() < _AT_A_LIMIT:
        return value
    if concept.type is ConceptType.NUMBER:
        step = Decimal(1).scaleb(-concept.decimals)
        return (value * Decimal(chance.randint(0, 300)) / 100).quantize(step)
    if concept.type is ConceptType.DATE and date.min + _LONG < value < date.max - _LONG:
        return value + timedelta(days=chance.randint(-_LONG.days, _LONG.days))
    if concept.type is ConceptType.CODE:
        return chance.choice([entry.code for entry in concept.codes] or [value])
    return value
