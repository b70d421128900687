"""Who gains, who loses, who has to be asked: a table an officer could check."""

from __future__ import annotations

from itertools import product

import pytest

from kb.catalogue import snapshot
from matcher.applicant import read_facts
from matcher.impact import Shift, impact, judged, shift
from matcher.match import Eligibility, Matcher
from matcher.sample import sample
from tests.support import TODAY, recorded, world, world_with

GRANT = "{id: policy/grant, title: {zh: 补贴, en: Grant}, criteria: %s}"
UP_TO_30 = "{fact: concept/employees, at_most: 30}"
PEOPLE = {
    "20 employees": {"concept/employees": 20},
    "35 employees": {"concept/employees": 35},
    "20 employees, a company": {"concept/employees": 20, "concept/legal-form": "company"},
    "nothing is known": {},
}
TABLE = {
    "the limit goes up": ("{fact: concept/employees, at_most: 40}", {"35 employees": Shift.GAINS}),
    "the limit goes down": (
        "{fact: concept/employees, at_most: 10}",
        {"20 employees": Shift.LOSES, "20 employees, a company": Shift.LOSES},
    ),
    "a condition comes in that nobody was asked about": (
        f"{{all: [{UP_TO_30}, {{fact: concept/legal-form, in: [company]}}]}}",
        {"20 employees": Shift.UNKNOWN},
    ),
    "experts come in": (
        f"{{all: [{UP_TO_30}, {{review: {{zh: 评审, en: experts}}}}]}}",
        {"20 employees": Shift.JUDGEMENT, "20 employees, a company": Shift.JUDGEMENT},
    ),
    "nothing changes": (UP_TO_30, {}),
}


def catalogues(after):
    """Return the world with the grant as it is, and as it would be."""
    now = world_with(f"- {GRANT % UP_TO_30}")
    (changed,) = recorded(f"- {GRANT % after}")
    return now, snapshot({**now.records, changed.id: changed}, now.issuers)


@pytest.mark.parametrize("name", TABLE)
def test_what_a_change_does_to_people(name):
    criteria, expected = TABLE[name]
    now, then = catalogues(criteria)
    found = {}

    for who, said in PEOPLE.items():
        facts = read_facts(said, now, "facts")
        (one,) = judged(["policy/grant"], Matcher(now), Matcher(then), [facts], TODAY).policies
        found |= dict.fromkeys([who] if one.counts else [], next(iter(one.counts), None))

    assert found == expected


def test_a_policy_that_comes_or_goes_is_gained_or_lost():
    now = world()
    then, _ = catalogues(UP_TO_30)
    facts = [read_facts(PEOPLE["20 employees"], then, "facts")]

    (comes,) = judged(["policy/grant"], Matcher(now), Matcher(then), facts, TODAY).policies
    (goes,) = judged(["policy/grant"], Matcher(then), Matcher(now), facts, TODAY).policies

    assert (comes.counts, goes.counts) == ({Shift.GAINS: 1}, {Shift.LOSES: 1})
    assert comes.examples[Shift.GAINS][0].before is None
    assert goes.examples[Shift.LOSES][0].after is None


@pytest.mark.parametrize(("before", "after"), product((None, *Eligibility), repeat=2))
def test_every_pair_of_verdicts_is_one_shift_or_none(before, after):
    """No policy at all is as good as not being eligible."""
    found = shift(before, after)

    same = (before or Eligibility.NOT_ELIGIBLE) is (after or Eligibility.NOT_ELIGIBLE)
    assert (found is None) is same
    if after is Eligibility.ELIGIBLE and not same:
        assert found is Shift.GAINS


def test_who_gets_another_amount_is_told_too():
    """A slip of a zero changes no verdict."""
    benefit = "{kind: fixed, text: {zh: 补贴, en: a grant}, amount: %s, unit: {zh: 元, en: yuan}}"
    held = [
        world_with(f"- {GRANT[:-1] % UP_TO_30}, benefit: {benefit % amount}}}")
        for amount in (8000, 80000)
    ]
    facts = [read_facts(PEOPLE[who], held[0], "facts") for who in ("20 employees", "35 employees")]

    (one,) = judged(["policy/grant"], *map(Matcher, held), facts, TODAY).policies

    assert one.counts == {Shift.AMOUNT: 1}
    (example,) = one.examples[Shift.AMOUNT]
    assert [match.amount.high for match in (example.before, example.after)] == [8000, 80000]


def test_the_made_up_people_stand_where_the_rules_differ():
    now, then = catalogues("{fact: concept/employees, at_most: 31}")

    found = impact(["policy/grant"], now, then, TODAY, size=300)

    (one,) = found.policies
    assert found.people == 300
    assert one.counts[Shift.GAINS] > 0
    assert set(one.counts) == {Shift.GAINS}
    (example, *_) = one.examples[Shift.GAINS]
    assert example.facts.known["concept/employees"].value == 31
    assert (example.before.verdict, example.after.verdict) == (
        Eligibility.NOT_ELIGIBLE,
        Eligibility.ELIGIBLE,
    )


def test_the_same_rules_make_up_the_same_people_of_whom_something_is_unknown():
    now, then = catalogues("{fact: concept/employees, at_most: 31}")
    rules = [(held.conditions["policy/grant"], held) for held in (now, then)]

    people = sample(rules, TODAY, 200)

    assert people == sample(rules, TODAY, 200)
    assert 0 < sum(not one.known for one in people) < 60


def test_nobody_is_made_up_with_a_part_that_is_more_than_its_whole():
    """151 of 39 employees would make an officer doubt everything beside it."""
    held = world_with(
        """
        - {id: concept/graduates, title: {zh: 毕业生, en: Graduates}, type: number,
           unit: {zh: 人, en: people}}
        - {id: concept/share, title: {zh: 占比, en: Share}, type: number, decimals: 2,
           derive: {divide: [concept/graduates, concept/employees]}}
        - {id: policy/grant, title: {zh: 补贴, en: Grant},
           criteria: {fact: concept/share, at_least: 0.3}}
        """
    )

    people = sample([(held.conditions["policy/grant"], held)], TODAY, 300)

    known = [{concept: fact.value for concept, fact in one.known.items()} for one in people]
    both = [one for one in known if len(one) == 2]
    assert len(both) > 200
    assert all(one["concept/graduates"] <= one["concept/employees"] for one in both)
    assert {one["concept/graduates"] < one["concept/employees"] for one in both} == {True, False}


def test_progress_is_told_to_the_end():
    now, then = catalogues(UP_TO_30)
    told = []

    impact(["policy/grant"], now, then, TODAY, lambda done, of: told.append((done, of)), size=250)

    assert told == [(0, 250), (100, 250), (200, 250), (250, 250)]
