"""Facts that a rule says something of, to choose its examples from.

All of them were judged: each is given with what the rule says. Besides the facts that settle a
rule at its limits there are those with one fact less, which leave it open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from kb import derivation
from kb.catalogue import Catalogue
from kb.examples import Outcome
from matcher.applicant import NOTHING, Fact, Facts
from matcher.criteria import Judge
from matcher.inputs import inside
from matcher.rules import Rule, outcome
from matcher.tries import MET, PEOPLE, UNMET, only_row, only_rows
from matcher.values import Unknown
from matcher.ways import Ways, distinct, key_of

_EXACT = tuple(map(Decimal, ("30", "3", "0.25", "1.5")))
"""What a calculation is made to come to; shares of these end after two decimals."""
_OPEN = 4
"""An example that stays open is chosen where it is so much shorter."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Facts with their judge, and what the rule says; `is_` is the value of a worked-out fact."""

    facts: Facts
    judge: Judge
    gives: Outcome
    is_: Any = None

    @property
    def size(self) -> int:
        """Return how much there is to read; what stays open tells less than what is settled."""
        return _size(self.facts) + _OPEN * (self.gives is Outcome.UNKNOWN)


def candidates(rule: Rule, catalogue: Catalogue, day: date) -> tuple[Candidate, ...]:
    """Return what there is to choose from on a day, each facts once; the shortest first."""
    held: dict[str, Candidate] = {}

    def said(facts: Facts) -> Candidate:
        key = key_of(facts)
        if key not in held:
            held[key] = candidate(facts, rule, Judge(catalogue, facts, day))
        return held[key]

    def least(one: Candidate) -> Candidate:
        """Return a candidate without the facts that change nothing."""
        for facts in _one_less(one.facts):
            shorter = said(facts)
            if (shorter.gives, shorter.is_) == (one.gives, one.is_):
                return least(shorter)
        return one

    settled = [said(facts) for facts in distinct(_ways(rule, catalogue, day))]
    short = [least(one).facts for one in settled]
    open_ones = (facts for one in settled for facts in _one_less(one.facts))
    every = distinct(chain(short, (one.facts for one in settled), open_ones, (NOTHING,)))
    return tuple(sorted(map(said, every), key=lambda one: one.size))


def candidate(facts: Facts, rule: Rule, judge: Judge) -> Candidate:
    """Return facts with what a rule says of them."""
    is_ = None
    if rule.fact is not None:
        value = judge.worked_out(rule.subject, rule.fact)  # type: ignore[arg-type]
        is_ = None if isinstance(value, Unknown | bool) else value
    return Candidate(facts, judge, outcome(rule.subject, judge, rule.fact, is_), is_)


def _ways(rule: Rule, catalogue: Catalogue, day: date) -> Iterator[Facts]:
    subject: Any = rule.subject
    conditions = [subject] if rule.fact is None else list(_conditions(subject))
    ways = Ways(catalogue, day, conditions)
    for one in conditions:
        for want in (MET, UNMET, PEOPLE):
            yield from ways.of(one, want)
    if rule.fact is not None and not inside(subject):
        counts = isinstance(subject, derivation.YearsSince | derivation.MonthsSince)
        for value in _EXACT[:2] if counts else _EXACT:
            yield from ways.working(subject, value)
    if isinstance(subject, derivation.Divide) and isinstance(subject.divide[1], str):
        yield Facts({subject.divide[1]: Fact(Decimal(0))})


def _conditions(derive: Any) -> Iterator[Any]:
    """Yield the conditions under which a derivation takes each of its values."""
    if isinstance(derive, derivation.When):
        yield derive.when
    elif isinstance(derive, derivation.Decision):
        yield from (only_row(derive, i) for i in range(len(derive.first) + 1))
    elif isinstance(derive, derivation.Points):
        yield from (row.when for row in derive.points)
        rows = range(len(derive.points))
        yield from (only_rows(derive, chosen) for chosen in ((), *((i,) for i in rows), rows))


def _one_less(facts: Facts) -> Iterator[Facts]:
    """Yield facts with one of them open again."""
    yield from (facts.without(concept) for concept in facts.known)
    if facts.holds is not None:
        yield replace(facts, holds=None)
    if facts.granted is not None:
        yield replace(facts, granted=None)


def _size(facts: Facts) -> int:
    named = sum(len(held) + 1 for held in (facts.holds, facts.granted) if held is not None)
    return named + sum(1 + _length(fact.value) for fact in facts.known.values())


def _length(value: Any) -> int:
    if isinstance(value, tuple):
        return sum(1 + _size(member) for member in value)
    return len(value) if isinstance(value, frozenset) else 0
