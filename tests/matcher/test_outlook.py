from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalogue import snapshot
from kb.model import Policy
from kb.text import Text
from matcher.columns import Columns
from matcher.fact_columns import fact_batch
from matcher.match import Eligibility, Matcher
from matcher.outlook import Outlook
from matcher.planes import unpacked
from tests.judging import facts_of
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, criterion_of, shipped_catalogue, world

DAYS = st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))
SHIPPED = Columns(shipped_catalogue())


def outlook_on(condition, people):
    policy = Policy(
        id="policy/tried", title=Text(zh="试", en="Tried"), criteria=criterion_of(condition)
    )
    catalogue = snapshot({**world().records, policy.id: policy}, world().issuers)
    return Outlook(Columns(catalogue, [policy]).judged(fact_batch(people, catalogue), TODAY))


def whose(bits, people):
    return unpacked(bits, len(people)).astype(bool).tolist()


@settings(max_examples=20)
@given(st.lists(shipped_applicants(), min_size=1, max_size=3), DAYS)
def test_what_every_match_says_is_missing_is_missing(people, on):
    """And the facts of an open limit too, which a match names once the value is known."""
    matcher = Matcher(shipped_catalogue())
    judged = SHIPPED.judged(fact_batch(people, shipped_catalogue()), on)

    outlook = Outlook(judged)

    for row, facts in enumerate(people):
        matches = {match.policy: match for match in matcher.matches(facts, on)}
        for place, policy in enumerate(SHIPPED.policies):
            match = matches[policy.id]
            if match.verdict is Eligibility.NEEDS_INFORMATION:
                missing = outlook.missing(place)
                asked = {c for c, bits in missing.items() if whose(bits, people)[row]}
                assert asked >= set(match.missing), policy.id


TWO = "{all: [{fact: concept/employees, at_most: 300}, {fact: concept/foreign, is: false}]}"


@pytest.mark.parametrize(
    ("told", "missing", "alone"),
    [
        ({}, ["concept/employees", "concept/foreign"], []),
        ({"employees": 3}, ["concept/foreign"], ["concept/foreign"]),
        ({"employees": 301}, [], []),
        ({"employees": 3, "foreign": False}, [], []),
    ],
)
def test_a_fact_that_alone_keeps_a_policy_open_would_settle_it(told, missing, alone):
    outlook = outlook_on(TWO, [facts_of(**told)])

    assert sorted(outlook.missing(0)) == missing
    assert sorted(c for c, bits in outlook.alone(0).items() if whose(bits, [0])[0]) == alone


@pytest.mark.parametrize(
    ("told", "near"),
    [
        ({"employees": 301, "foreign": False}, True),
        ({"employees": 390, "foreign": False}, True),
        ({"employees": 391, "foreign": False}, False),
        ({"employees": 301}, False),
        ({"employees": 301, "foreign": True}, False),
        ({"employees": 299, "foreign": False}, False),
        ({"foreign": True}, False),
    ],
)
def test_near_is_who_fails_by_one_figure_three_tenths_from_its_limit(told, near):
    people = [facts_of(**told)]

    assert whose(outlook_on(TWO, people).near(0), people) == [near]


def test_under_a_not_the_figure_is_near_from_the_other_side():
    condition = "{not: {fact: concept/employees, at_most: 100}}"
    people = [facts_of(employees=count) for count in (60, 70, 100, 101)]

    assert whose(outlook_on(condition, people).near(0), people) == [False, True, True, False]


@settings(max_examples=30)
@given(st.lists(shipped_applicants(), min_size=1, max_size=3), DAYS)
def test_whoever_is_near_is_out(people, on):
    judged = SHIPPED.judged(fact_batch(people, shipped_catalogue()), on)
    outlook = Outlook(judged)

    for place in range(len(SHIPPED.policies)):
        near = whose(outlook.near(place), people)
        assert all(judged.codes[place, row] == 0 for row, is_near in enumerate(near) if is_near)
