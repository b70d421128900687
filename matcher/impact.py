"""What changed rules mean for people: who gains a policy, who loses one, who has to be asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kb.catalogue import Catalogue
from kb.criteria import Criterion
from kb.ids import PolicyId
from kb.references import reachable
from matcher.amounts import amount_of
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.match import Eligibility, Match, Matcher
from matcher.sample import SIZE, sample, turning
from matcher.wording import wording_of

EXAMPLES: Final = 3
"""How many people are shown for each thing that happens."""
_MANY: Final = 100
Progress = Callable[[int, int], None]


class Shift(StrEnum):
    """What becomes of one person's standing with one policy."""

    GAINS = "gains"
    LOSES = "loses"
    AMOUNT = "amount"
    UNKNOWN = "unknown"
    JUDGEMENT = "judgement"
    RULED_OUT = "ruled-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A made-up person with whom something happens, judged before and after."""

    facts: Facts
    before: Match | None
    after: Match | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyImpact:
    """One policy: how many of the people shift how, and some of them."""

    policy: PolicyId
    counts: Mapping[Shift, int]
    examples: Mapping[Shift, tuple[Example, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Every policy that changed rules reach, with what they do to so many people."""

    people: int
    policies: tuple[PolicyImpact, ...]


def shift(before: Eligibility | None, after: Eligibility | None) -> Shift | None:
    """Return what becomes of a standing; None of a policy is that there is no such policy.

    >>> shift(Eligibility.ELIGIBLE, Eligibility.NEEDS_INFORMATION)
    <Shift.UNKNOWN: 'unknown'>
    >>> shift(None, Eligibility.NOT_ELIGIBLE) is None
    True
    """
    was, now = before or Eligibility.NOT_ELIGIBLE, after or Eligibility.NOT_ELIGIBLE
    if was is now:
        return None
    if now is Eligibility.NOT_ELIGIBLE:
        return Shift.LOSES if was is Eligibility.ELIGIBLE else Shift.RULED_OUT
    return _BECOMES[now]


_BECOMES: Final = {
    Eligibility.ELIGIBLE: Shift.GAINS,
    Eligibility.NEEDS_INFORMATION: Shift.UNKNOWN,
    Eligibility.NEEDS_JUDGEMENT: Shift.JUDGEMENT,
}


def nobody_watches(_done: int, _of: int) -> None:
    """Tell nobody how far the work is."""


def impact(
    policies: Iterable[PolicyId],
    before: Catalogue,
    after: Catalogue,
    on: date,
    progress: Progress = nobody_watches,
    size: int = SIZE,
) -> Impact:
    """Return what changed rules do to a made-up register.

    Args:
        policies: those that are looked at.
        before: the rules as they are.
        after: the rules as they would be.
        on: the day that counts.
        progress: told how many people are done, of how many.
        size: how many people are made up.
    """
    looked_at = sorted(policies)
    priced = _priced(looked_at, before, after)
    rules = [
        (rule, held)
        for one in looked_at
        for held in (before, after)
        for rule in _rules(one, held, on, priced)
    ]
    people = sample(rules, on, size)
    return judged(
        looked_at, _only(before, looked_at), _only(after, looked_at), people, on, progress
    )


def judged(
    policies: Sequence[PolicyId],
    before: Matcher,
    after: Matcher,
    people: Sequence[Facts],
    on: date,
    progress: Progress = nobody_watches,
) -> Impact:
    """Return what changed rules do to given people.

    Args:
        policies: those that are looked at.
        before: matches by the rules as they are.
        after: matches by the rules as they would be.
        people: whose standing is compared.
        on: the day that counts.
        progress: told how many people are done, of how many.
    """
    counts: dict[PolicyId, Counter[Shift]] = defaultdict(Counter)
    shown: dict[PolicyId, dict[Shift, list[Facts]]] = defaultdict(lambda: defaultdict(list))
    priced = _priced(policies, before.catalogue, after.catalogue)
    for done, facts in enumerate(people):
        if done % _MANY == 0:
            progress(done, len(people))
        was, now = before.judged(facts, on).verdicts, after.judged(facts, on).verdicts
        for policy in policies:
            found = shift(was.get(policy), now.get(policy))
            if found is None and policy in priced and now.get(policy) is Eligibility.ELIGIBLE:
                found = _other_amount(policy, facts, before, after, on)
            if found is not None:
                counts[policy][found] += 1
                shown[policy][found].append(facts)
    progress(len(people), len(people))
    return Impact(
        people=len(people),
        policies=tuple(
            PolicyImpact(
                policy=policy,
                counts=counts[policy],
                examples={
                    found: tuple(_example(policy, facts, before, after, on) for facts in _few(held))
                    for found, held in shown[policy].items()
                },
            )
            for policy in policies
        ),
    )


def _rules(
    policy: PolicyId, catalogue: Catalogue, on: date, priced: Collection[PolicyId]
) -> Iterator[Criterion]:
    """Yield the conditions of a policy, and those at which its amount turns if that may differ."""
    if policy in catalogue.conditions:
        yield catalogue.conditions[policy]
    held = catalogue.policies.get(policy)
    if policy in priced and held is not None and held.benefit is not None:
        yield from turning(held.benefit, catalogue, on)


def _priced(
    policies: Iterable[PolicyId], before: Catalogue, after: Catalogue
) -> frozenset[PolicyId]:
    """Return the policies of which what one gets is said, or worked out from, something else."""
    return frozenset(one for one in policies if _worth(one, before) != _worth(one, after))


def _worth(policy: PolicyId, catalogue: Catalogue) -> object:
    """Return what one gets of a policy, with every record that it is worked out from."""
    held = catalogue.policies.get(policy)
    benefit = held.benefit if held is not None else None
    named = reachable(benefit, catalogue.records) if benefit is not None else ()
    return benefit, {one: catalogue.records.get(one) for one in named}


def _other_amount(
    policy: PolicyId, facts: Facts, before: Matcher, after: Matcher, on: date
) -> Shift | None:
    """Say whether somebody who is eligible either way gets something else."""
    was, now = (_gets(policy, Judge(one.catalogue, facts, on)) for one in (before, after))
    return None if was == now else Shift.AMOUNT


def _gets(policy: PolicyId, judge: Judge) -> object:
    """Return what somebody gets, in words and figures; how it was worked out is left aside."""
    benefit = judge.catalogue.policies[policy].benefit
    if benefit is None:
        return None
    amount = amount_of(benefit, judge, wording_of(judge.catalogue))
    if amount is None:
        return benefit, None
    return benefit, (amount.low, amount.high, amount.unit, amount.ceiling)


def _few(held: Iterable[Facts]) -> list[Facts]:
    """Return the people of whom least has to be read."""
    return sorted(held, key=lambda facts: len(facts.known))[:EXAMPLES]


def _only(catalogue: Catalogue, policies: Iterable[PolicyId]) -> Matcher:
    """Return a matcher for some policies of a catalogue alone."""
    return Matcher(catalogue, only=frozenset(policies))


def _example(policy: PolicyId, facts: Facts, before: Matcher, after: Matcher, on: date) -> Example:
    was, now = (_match(policy, facts, matcher, on) for matcher in (before, after))
    return Example(facts=facts, before=was, after=now)


def _match(policy: PolicyId, facts: Facts, matcher: Matcher, on: date) -> Match | None:
    return next((m for m in matcher.matches(facts, on) if m.policy == policy), None)
