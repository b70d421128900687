"""Who gains, who loses, who has to be asked: a table an officer could check."""

from __future__ import annotations

from itertools import product

import pytest

from kb.catalogue import snapshot
from matcher.applicant import read_facts
from matcher.impact import Shift, impact, judged, shift
from matcher.match import Eligibility, Matcher
from matcher.sample import sample, turning
from tests.support import TODAY, criterion_of, recorded, world, world_with

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


WORKED_OUT = """
- {id: concept/rent, title: {zh: 房租, en: Rent}, type: number, unit: {zh: 元, en: yuan}}
- {id: concept/deposit, title: {zh: 押金, en: Deposit}, type: number, unit: {zh: 元, en: yuan}}
- {id: concept/paid, title: {zh: 实付, en: Paid}, type: number, unit: {zh: 元, en: yuan},
   derive: {%s: [concept/rent, concept/deposit]}}
- {id: parameter/cap, title: {zh: 上限, en: Cap}, value: %s, unit: {zh: 元, en: yuan}}
- {id: policy/grant, title: {zh: 补贴, en: Grant}, criteria: {fact: concept/employees, at_most: %s},
   benefit: {kind: percentage, text: {zh: 一成, en: a tenth}, rate: 10, of: concept/paid,
             at_most: {parameter: parameter/cap}, sum_unit: {zh: 元, en: yuan}}}
"""
AS_IT_IS = ("add", 5000, 30)


@pytest.mark.parametrize(
    ("becomes", "kinds"),
    [
        (("add", 100, 30), {Shift.AMOUNT}),
        (("subtract", 5000, 30), {Shift.AMOUNT}),
        (("add", 5000, 40), {Shift.GAINS}),
        (("add", 100, 40), {Shift.AMOUNT, Shift.GAINS}),
        (AS_IT_IS, set()),
    ],
)
def test_an_amount_that_changes_with_what_it_is_worked_out_from_is_told(becomes, kinds):
    """The policy says the same; the cap that another record sets, or a derived sum, does not."""
    now, then = world_with(WORKED_OUT % AS_IT_IS), world_with(WORKED_OUT % becomes)

    (one,) = impact(["policy/grant"], now, then, TODAY, size=300).policies

    assert set(one.counts) == kinds
    for example in one.examples.get(Shift.AMOUNT, ()):
        assert example.before.amount.text != example.after.amount.text


def test_another_name_of_a_fact_is_no_other_amount():
    now = world_with(WORKED_OUT % AS_IT_IS)
    then = world_with((WORKED_OUT % AS_IT_IS).replace("en: Rent}", "en: Rent paid}"))

    (one,) = impact(["policy/grant"], now, then, TODAY, size=100).policies

    assert one.counts == {}


FIGURES = """
- {id: concept/sales, title: {zh: 销售额, en: Sales}, type: number}
- {id: concept/sort, title: {zh: 类别, en: Sort}, type: code,
   codes: [{code: a, title: {zh: 甲, en: A}}, {code: b, title: {zh: 乙, en: B}}]}
- {id: concept/hired-on, title: {zh: 日期, en: Day}, type: date}
- {id: concept/hires, title: {zh: 名单, en: Hires}, type: members, members: [concept/hired-on]}
- {id: policy/grant, title: {zh: 补贴, en: Grant}, benefit: {text: {zh: 钱, en: money}, %s}}
"""
DRAWN = {
    "kind: percentage, rate: 5, of: concept/sales": {"concept/sales"},
    "kind: percentage, rate: 5, of: concept/sales, of_at_most: 300": {"concept/sales"},
    "kind: fixed, amount: 9, per: concept/employees, units_at_most: 8": {"concept/employees"},
    "kind: per-unit, amount: 9, per: concept/hires": {"concept/hires"},
    "kind: fixed, amount: 9, at_most: {fact: concept/sales}": {"concept/sales"},
    "kind: fixed, amount: 9, at_most: {times: 0.1, of: concept/sales}": {"concept/sales"},
    "kind: fixed, amount: 9, at_most: {by: concept/sort, table: [{for: a, value: 5}]}": {
        "concept/sort"
    },
    "kind: fixed, amount: 9, at_most: {by: concept/sales, table: [{up_to: 4, value: 5}]}": {
        "concept/sales"
    },
    "kind: tiered, tiers: [{when: {fact: concept/sales, at_least: 7}, amount: 2}]": {
        "concept/sales"
    },
    "kind: fixed, amount: 9": set(),
}


@pytest.mark.parametrize("says", DRAWN)
def test_people_are_made_up_with_what_an_amount_is_worked_out_from(says):
    held = world_with(FIGURES % says)
    rules = turning(held.policies["policy/grant"].benefit, held, TODAY)

    people = sample([(rule, held) for rule in rules], TODAY, 50)

    assert {concept for one in people for concept in one.known} == DRAWN[says]


def test_lists_of_people_are_made_up_too():
    """A list has no hash; the whole impact page failed for every policy that counts members."""
    held = world_with(FIGURES % "kind: fixed, amount: 9")
    rule = criterion_of(
        "{count: concept/hires, where: {fact: concept/hired-on, before: 2026-01-01}, at_least: 2}"
    )

    people = sample([(rule, held)], TODAY, 100)

    lengths = {len(one.known["concept/hires"].value) for one in people if one.known}
    assert {1, 2, 3} <= lengths


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
