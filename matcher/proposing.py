"""Examples proposed for a rule, few and short, so that an officer reads them before keeping them.

One that passes, one that fails and one that stays open (or goes to people), as far as the rule can
say so, and as many more as it takes to notice every slip that can be noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from kb.catalogue import Catalogue
from kb.errors import WrongInput
from kb.examples import Example, Outcome
from kb.examples import plain_facts as canonical
from matcher.applicant import NOTHING, plain_facts
from matcher.candidates import Candidate, candidates
from matcher.hanging import Hanging, hanging
from matcher.mutants import Mutant, mutants
from matcher.rules import Rule, judge_of, outcome, read_example

_ORDER: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The right ones among the kept examples, further ones, and the slips none of them notices."""

    kept: tuple[Example, ...]
    new: tuple[Example, ...]
    missed: tuple[Mutant, ...]
    total: int

    @property
    def examples(self) -> tuple[Example, ...]:
        """Return all of them, those that pass first."""
        return tuple(_in_order((*self.kept, *self.new)))


def proposed(rule: Rule, catalogue: Catalogue) -> Proposal:
    """Return examples for a rule that go with those already kept for it.

    Takes milliseconds for a condition or two, seconds for a large table.
    """
    hangs = hanging(rule.subject, catalogue)
    days = dict.fromkeys((rule.on, *hangs.turns))
    pool = [one for day in days for one in candidates(rule, catalogue, day)]
    kept = dict(_kept(rule, catalogue))
    made = mutants(rule, catalogue)
    new = _chosen(rule, tuple(kept), pool, made)
    every = (*kept, *new)
    return Proposal(
        kept=tuple(kept.values()),
        new=tuple(_in_order(_example(one, rule, hangs, catalogue) for one in new)),
        missed=tuple(one for one in made if not any(notices(rule, c, one) for c in every)),
        total=len(made),
    )


def _in_order(examples: Iterable[Example]) -> list[Example]:
    return sorted(examples, key=lambda one: _ORDER.index(one.gives))


def notices(rule: Rule, held: Candidate, mutant: Mutant) -> bool:
    """Say whether a rule with a slip says something else of these facts."""
    return outcome(mutant.subject, held.judge, rule.fact, held.is_) is not held.gives


def _kept(rule: Rule, catalogue: Catalogue) -> Iterator[tuple[Candidate, Example]]:
    """Yield the kept examples that give what they say."""
    for example in rule.examples:
        try:
            facts, figures = read_example(example, catalogue)
        except WrongInput:
            continue
        judge = judge_of(facts, figures, catalogue, example.day or rule.on)
        if outcome(rule.subject, judge, rule.fact, example.is_) is example.gives:
            yield Candidate(facts, judge, example.gives, example.is_), example


def _chosen(
    rule: Rule, kept: Sequence[Candidate], pool: Sequence[Candidate], made: Sequence[Mutant]
) -> list[Candidate]:
    """Return candidates that notice all slips the kept ones let pass, and say what these do not."""
    chosen = list(kept)
    for mutant in made:
        if not any(notices(rule, one, mutant) for one in reversed(chosen)):
            chosen += islice((one for one in pool if notices(rule, one, mutant)), 1)
    for gives in Outcome:
        if all(one.gives is not gives for one in chosen):
            of_it = [one for one in pool if one.gives is gives]
            chosen += [one for one in of_it if one.facts != NOTHING][:1] or of_it[:1]
    return _needed(rule, chosen, len(kept), made)


def _needed(
    rule: Rule, chosen: Sequence[Candidate], kept: int, made: Sequence[Mutant]
) -> list[Candidate]:
    """Return the chosen ones without those that others make needless, the longest looked at first.

    The first `kept` are kept already and stay out of it.
    """
    noticed = [{i for i, m in enumerate(made) if notices(rule, one, m)} for one in chosen]
    stays = set(range(len(chosen)))
    for i in sorted(range(kept, len(chosen)), key=lambda i: -chosen[i].size):
        others = stays - {i}
        is_last = all(chosen[j].gives is not chosen[i].gives for j in others)
        if not is_last and noticed[i] <= set[int]().union(*(noticed[j] for j in others)):
            stays = others
    return [one for i, one in enumerate(chosen) if i in stays and i >= kept]


# ---- as they are kept -------------------------------------------------------------------------


def _example(held: Candidate, rule: Rule, hangs: Hanging, catalogue: Catalogue) -> Example:
    """Return facts as an example, with the day and the local figures its outcome hangs on."""
    day = held.judge.on
    facts: dict[str, Any] = plain_facts(held.facts)
    line = canonical(facts)
    for fact, figure in hangs.figures:
        if _names(line, fact):
            facts[figure] = catalogue.parameter(figure, day)
    counted = day != rule.on or any(_names(line, fact) for fact in hangs.clocked)
    return Example(
        facts=canonical(facts),
        gives=held.gives,
        is_=_exact(held.is_),
        day=day if counted else None,
    )


def _names(line: str, fact: str) -> bool:
    return f'"{fact}"' in line


def _exact(value: Any) -> Any:
    """Return a value as a record holds it; sums come as fractions that end."""
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value
