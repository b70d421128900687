"""What holds of a whole match, whoever the applicant is and whatever the policies are.

Each law is tried on worlds of generated policies (relations, periods, windows, places) and on the
shipped ones, of whose facts anything may be known: answers on both sides of every limit.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import criteria as form
from kb.benefit import Quota
from kb.built_in import GRANTED
from kb.catalogue import snapshot
from kb.model import Period, Policy, Window
from kb.text import Text
from matcher.applicant import Facts
from matcher.match import Eligibility, Matcher
from tests.judging import DAYS
from tests.matching import NAMES, matcher_of, people, policy, several, shipped, shipped_people
from tests.support import TODAY, shipped_catalogue

ELIGIBLE, NOT_ELIGIBLE = Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE
SETTLED = (ELIGIBLE, NOT_ELIGIBLE)
ONE_DAY = timedelta(days=1)


def without(facts, hidden):
    for concept in hidden:
        facts = facts.without(concept)
    return facts


def verdicts(matcher, facts, on=TODAY):
    return matcher.judged(facts, on).verdicts


def assert_narrower(less, more):
    """Assert that what was settled with fewer facts is the same with more."""
    for name, verdict in less.items():
        assert verdict not in SETTLED or more[name] is verdict, name


# ---- hiding and adding ----------------------------------------------------------------------


@given(several, people())
def test_hiding_a_fact_only_ever_leads_to_unknown(policies, facts):
    """Of every kind: a figure, what is held, what is granted, the day that a window counts from."""
    matcher = matcher_of(policies)
    before = verdicts(matcher, facts)

    for hidden in facts.told:
        after = verdicts(matcher, facts.without(hidden))
        assert all(after[n] is before[n] or after[n] not in SETTLED for n in before), hidden


@settings(max_examples=10)
@given(shipped_people())
def test_hiding_a_fact_only_ever_leads_to_unknown_among_shipped_policies(facts):
    before = verdicts(shipped(), facts)

    for hidden in facts.told[::4]:
        after = verdicts(shipped(), facts.without(hidden))
        assert all(after[n] is before[n] or after[n] not in SETTLED for n in before), hidden


@given(several, people(), st.data())
def test_adding_facts_only_ever_narrows(policies, facts, data):
    matcher = matcher_of(policies)
    hidden = data.draw(st.lists(st.sampled_from(facts.told or [GRANTED]), unique=True))
    few, fewer = without(facts, hidden[:1]), without(facts, hidden)

    assert_narrower(verdicts(matcher, fewer), verdicts(matcher, few))
    assert_narrower(verdicts(matcher, few), verdicts(matcher, facts))


@settings(max_examples=20)
@given(shipped_people(), st.randoms(use_true_random=False))
def test_adding_facts_only_ever_narrows_among_shipped_policies(facts, random):
    order = random.sample(facts.told, len(facts.told))
    steps = [without(facts, order[i:]) for i in range(0, len(order), 20)]

    for less, more in zip(steps, [*steps[1:], facts], strict=True):
        assert_narrower(verdicts(shipped(), less), verdicts(shipped(), more))


@given(several, people(), st.data())
def test_what_people_decide_no_further_fact_decides(policies, facts, data):
    matcher = matcher_of(policies)
    hidden = data.draw(st.sampled_from(facts.told or [GRANTED]))
    before, after = verdicts(matcher, facts.without(hidden)), verdicts(matcher, facts)

    for name, verdict in before.items():
        if verdict is Eligibility.NEEDS_JUDGEMENT:
            assert after[name] is verdict


# ---- what never matters ---------------------------------------------------------------------


def shuffled(criterion, random):
    """Return a condition with the parts of all its trees in another order."""
    if isinstance(criterion, form.All | form.AnyOf):
        key = "all" if isinstance(criterion, form.All) else "any"
        parts = [shuffled(part, random) for part in getattr(criterion, key)]
        return replace(criterion, **{key: tuple(random.sample(parts, len(parts)))})
    if isinstance(criterion, form.Not):
        return replace(criterion, not_=shuffled(criterion.not_, random))
    return criterion


def found(matcher, facts):
    """Return what is decided of every policy, in the order shown."""
    return [
        (match.policy, match.verdict, match.missing, match.window)
        for match in matcher.matches(facts, TODAY)
    ]


@given(several, people(), st.randoms(use_true_random=False))
def test_the_order_of_conditions_never_matters(policies, facts, random):
    turned = [replace(one, criteria=shuffled(one.criteria, random)) for one in policies]

    assert found(matcher_of(policies), facts) == found(matcher_of(turned), facts)


@given(several, people(), st.permutations(NAMES))
def test_the_order_of_policies_never_matters(policies, facts, order):
    by_name = {one.id: one for one in policies}

    assert found(matcher_of(policies), facts) == found(
        matcher_of(by_name[name] for name in order), facts
    )


def swapped(part):
    """Return a part of a record with the words of the two languages changed about."""
    if isinstance(part, Text):
        return Text(zh=part.en, en=part.zh)
    if isinstance(part, tuple):
        return tuple(map(swapped, part))
    if not is_dataclass(part):
        return part
    return replace(part, **{f.name: swapped(getattr(part, f.name)) for f in fields(part)})


@given(several, people())
def test_language_never_matters(policies, facts):
    assert found(matcher_of(policies), facts) == found(matcher_of(map(swapped, policies)), facts)


@settings(max_examples=5)
@given(shipped_people())
def test_language_never_matters_among_shipped_policies(facts):
    assert found(shipped(), facts) == found(other_way_round(), facts)


@cache
def other_way_round():
    """Return a matcher of the shipped records, every word of them in the other language."""
    catalogue = shipped_catalogue()
    records = {name: swapped(record) for name, record in catalogue.records.items()}
    return Matcher(snapshot(records, catalogue.issuers))


@given(several, people())
def test_other_policies_never_matter(policies, facts):
    """What another one asks for, or when it ends, is its own affair."""
    first, *rest = policies
    bare = [Policy(id=one.id, title=one.title) for one in rest]

    beside = {match[0]: match for match in found(matcher_of(policies), facts)}
    alone = {match[0]: match for match in found(matcher_of([first, *bare]), facts)}

    assert beside[first.id] == alone[first.id]


@settings(max_examples=5)
@given(shipped_people(), st.data())
def test_other_policies_never_matter_among_shipped_ones(facts, data):
    catalogue = shipped_catalogue()
    name = data.draw(st.sampled_from(sorted(catalogue.policies)))
    bare = {n: Policy(id=n, title=p.title) for n, p in catalogue.policies.items() if n != name}
    alone = Matcher(snapshot({**catalogue.records, **bare}, catalogue.issuers))

    assert verdicts(alone, facts)[name] is verdicts(shipped(), facts)[name]


@settings(max_examples=20)
@given(shipped_people(), st.randoms(use_true_random=False))
def test_a_score_never_changes_a_verdict(facts, random):
    scores = {name: random.random() for name in shipped().catalogue.policies}

    assert shipped().judged(facts, TODAY, scores).verdicts == verdicts(shipped(), facts)


# ---- days -----------------------------------------------------------------------------------


@given(policy("policy/one"), people(), DAYS)
def test_the_last_day_counts_and_the_day_after_it_nobody_is_eligible(one, facts, last):
    without_end = replace(one, valid=Period(from_=None, to=None))
    ending = replace(one, valid=Period(from_=None, to=last))

    def on(given_policy, day):
        return verdicts(matcher_of([given_policy]), facts, day)[one.id]

    assert on(ending, last) is on(without_end, last)
    assert on(ending, last + ONE_DAY) is NOT_ELIGIBLE


@given(policy("policy/one"), people(), DAYS)
def test_the_first_day_counts_and_the_day_before_it_nobody_is_eligible(one, facts, first):
    without_start = replace(one, valid=Period(from_=None, to=None))
    starting = replace(one, valid=Period(from_=first, to=None))

    def on(given_policy, day):
        return verdicts(matcher_of([given_policy]), facts, day)[one.id]

    assert on(starting, first) is on(without_start, first)
    assert on(starting, first - ONE_DAY) is NOT_ELIGIBLE


def without_windows(one):
    return replace(one, windows=(), quota=None)


@given(policy("policy/one").map(without_windows), people(), DAYS)
def test_after_its_only_window_has_closed_nobody_is_eligible(one, facts, last):
    closing = replace(one, windows=(Window(closes=last),))

    def on(given_policy, day):
        return verdicts(matcher_of([given_policy]), facts, day)[one.id]

    assert on(closing, last) is on(one, last)
    assert on(closing, last + ONE_DAY) is NOT_ELIGIBLE


@given(policy("policy/one").map(without_windows), people(), DAYS)
def test_from_the_day_the_places_are_taken_nobody_is_eligible(one, facts, day):
    full = replace(one, quota=Quota(used_up_on=day))

    def on(given_policy, when):
        return verdicts(matcher_of([given_policy]), facts, when)[one.id]

    assert on(full, day - ONE_DAY) is on(one, day - ONE_DAY)
    assert on(full, day) is NOT_ELIGIBLE


def ends(catalogue):
    """Return every shipped policy that ends, with its last day."""
    return [(n, p.valid.to) for n, p in catalogue.policies.items() if p.valid.to is not None]


@settings(max_examples=10)
@given(shipped_people())
def test_the_day_after_its_end_a_shipped_policy_is_for_nobody(facts):
    for name, last in ends(shipped_catalogue()):
        assert verdicts(shipped(), facts, last + ONE_DAY)[name] is NOT_ELIGIBLE


# ---- all at once, and one by one ------------------------------------------------------------


@given(several, people(), DAYS)
def test_all_at_once_decides_what_every_match_says(policies, facts, on):
    judged = matcher_of(policies).judged(facts, on)

    assert judged.verdicts == {match.policy: match.verdict for match in judged}


@settings(max_examples=10)
@given(shipped_people(), st.dates(date(2023, 1, 1), date(2029, 12, 31)))
def test_all_at_once_decides_what_every_match_says_of_shipped_policies(facts, on):
    judged = shipped().judged(facts, on)

    assert judged.verdicts == {match.policy: match.verdict for match in judged}


@given(several, people())
def test_an_open_match_says_what_it_waits_for_and_a_settled_one_for_nothing(policies, facts):
    for match in matcher_of(policies).matches(facts, TODAY):
        waits = match.verdict is Eligibility.NEEDS_INFORMATION
        assert bool(match.missing) == waits, match.policy


@pytest.mark.parametrize("count", [0, 1, 3, 99])
def test_the_best_are_the_first_of_all(count):
    judged = matcher_of([]).judged(Facts(), TODAY)

    assert judged.best(count) == tuple(judged)[:count]
