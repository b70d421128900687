from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.benefit import Benefit
from kb.kinds import BenefitKind
from kb.text import Text
from matcher.applicant import read_facts
from tests.amounts import HIRES, MONEY, amount, benefits
from tests.judging import applicants, facts_of
from tests.support import rows_of

ROWS = rows_of("amounts.yaml")
YUAN = Text(zh="元", en="yuan")


# ---- the shipped items ----------------------------------------------------------------------


def called(row):
    return f"{row['policy'].removeprefix('policy/')}: {row['name']['en']}"


@pytest.mark.parametrize("row", ROWS, ids=called)
def test_an_applicant_gets_what_the_table_says(row, catalogue):
    policy = catalogue.policies[row["policy"]]

    found = amount(policy.benefit, read_facts(row["facts"], catalogue), catalogue)

    if row.get("none"):
        assert found is None
        return
    said = found.text and {"zh": found.text.zh, "en": found.text.en}
    assert said == row["gives"]
    if "missing" in row:
        assert found.missing == set(row["missing"])


def test_every_shipped_item_that_can_be_worked_out_stands_in_the_table(catalogue):
    told = {row["policy"] for row in ROWS}
    similar = {
        "policy/consumer-loan-interest-subsidy-2025",
        "policy/consumer-loan-interest-subsidy-2026-01",
        "policy/service-business-loan-interest-subsidy-2025",
        "policy/huangpu-headquarters-rent-support-2024",
    }

    worked_out = {
        policy.id
        for policy in catalogue.policies.values()
        if policy.benefit and (policy.benefit.tiers or policy.benefit.of or policy.benefit.per)
    }

    assert worked_out - told == similar


def test_every_line_of_the_table_has_a_name_of_its_own():
    names = defaultdict(set)
    for row in ROWS:
        names[row["policy"]].add((row["name"]["zh"], row["name"]["en"]))

    assert sum(map(len, names.values())) == len(ROWS)


def test_no_shipped_item_costs_a_judge_its_composure(catalogue):
    """Of nobody anything is known, and still every amount is a figure, a range or nothing."""
    for policy in catalogue.policies.values():
        found = amount(policy.benefit, read_facts({}, catalogue), catalogue)
        assert found is None or found.high is None or found.low is None or found.low <= found.high


# ---- tiers ----------------------------------------------------------------------------------

TIERS = (
    "unit: {zh: 元, en: yuan}, tiers: ["
    "{when: {fact: concept/employees, at_least: 100}, amount: 1000},"
    "{when: {fact: concept/employees, at_least: 10}, amount: 500},"
    "{when: {fact: concept/revenue, at_most: 9}, amount: 200}]"
)


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        ({"employees": 100}, 1000, 1000),
        ({"employees": 99}, 500, 500),
        ({"employees": 10, "revenue": 1}, 500, 500),
        ({"employees": 9, "revenue": 9}, 200, 200),
        ({}, 200, 1000),
        ({"revenue": 10}, 500, 1000),
        ({"employees": 9}, 200, 200),
    ],
)
def test_the_first_tier_that_fits_counts_and_open_ones_give_a_range(facts, low, high):
    found = amount(TIERS, facts_of(**facts))

    assert (found.low, found.high) == (low, high)


def test_where_no_tier_fits_there_is_no_amount():
    assert amount(TIERS, facts_of(employees=9, revenue=10)) is None


def test_a_tier_that_people_judge_keeps_the_range_open_though_no_fact_is_missing():
    found = amount(
        "tiers: [{when: {review: {zh: 评审, en: review}}, amount: 3000}, {amount: 1000}]",
        facts_of(),
    )

    assert (found.low, found.high, found.missing) == (1000, 3000, frozenset())


def test_a_tier_given_once_is_not_multiplied():
    benefit = (
        "tiers: [{when: {fact: concept/foreign, is: true}, amount: 900, once: true,"
        " text: {zh: 外资, en: a foreign firm}},"
        " {amount: 100}], per: concept/employees, sum_unit: {zh: 元, en: yuan}"
    )

    assert amount(benefit, facts_of(foreign=True, employees=3)).high == 900
    assert amount(benefit, facts_of(foreign=False, employees=3)).high == 300
    both = amount(benefit, facts_of(employees=3))
    assert (both.low, both.high) == (300, 900)
    assert [step.en for step in both.steps] == [
        "if a foreign firm: 900 yuan",
        "otherwise: 100 yuan",
        "100 yuan × 3 people (employees) = 300 yuan",
        "300 to 900 yuan",
    ]


# ---- shares, units and caps -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("benefit", "facts", "low", "high"),
    [
        ("rate: 30, of: concept/revenue", {"revenue": 1000}, 300, 300),
        ("rate: 30, of: concept/revenue", {}, None, None),
        ("rate: 30, of: concept/revenue", {"revenue": 0}, 0, 0),
        ("rate: 0.07, of: concept/revenue", {"revenue": 100}, "0.07", "0.07"),
        ("rate: 30, of: concept/revenue, at_most: 250", {"revenue": 1000}, 250, 250),
        ("rate: 30, of: concept/revenue, at_most: 300", {"revenue": 1000}, 300, 300),
        ("rate: 30, of: concept/revenue, at_most: 301", {"revenue": 1000}, 300, 300),
        ("rate: 30, of: concept/revenue, at_most: 250", {}, None, 250),
        ("rate: 30, of: concept/revenue, of_at_most: 500", {"revenue": 1000}, 150, 150),
        ("rate: 30, of: concept/revenue, of_at_most: 500", {}, None, 150),
        ("rate: 50, of: concept/per-head", {"revenue": 100, "employees": 3}, "16.67", "16.67"),
        ("rate: 100, of: concept/per-head", {"revenue": 100, "employees": 0}, None, None),
        ("amount: 10, per: concept/employees", {"employees": 4}, 40, 40),
        ("amount: 10, per: concept/employees, units_at_most: 3", {"employees": 4}, 30, 30),
        ("amount: 10, per: concept/employees, units_at_most: 3", {}, None, 30),
        ("amount: 10, per: concept/employees, at_most: {fact: concept/revenue}", {}, None, None),
        (
            "amount: 10, per: concept/employees, at_most: {times: 0.5, of: concept/revenue}",
            {"employees": 4, "revenue": 60},
            30,
            30,
        ),
        (
            "amount: 10, per: concept/employees, at_most: {fact: concept/revenue}",
            {"employees": 4},
            None,
            40,
        ),
        ("amount: 10, per: concept/employees", {"employees": 0}, 0, 0),
    ],
)
def test_a_share_of_a_fact_times_units_stays_under_its_caps(benefit, facts, low, high):
    found = amount(benefit, facts_of(**facts))

    assert (found.low, found.high) == tuple(
        None if end is None else Decimal(end) for end in (low, high)
    )
    assert bool(found.missing) is (low != high or high is None) or not facts.get("employees", 1)


TABLE = (
    "{by: concept/legal-form, table: [{for: company, value: 500}, {for: sole-trader, value: 200}]"
)


@pytest.mark.parametrize(
    ("cap", "facts", "low", "high"),
    [
        (TABLE + "}", {"legal_form": "company"}, 500, 500),
        (TABLE + "}", {"legal_form": "sole-trader"}, 200, 200),
        (TABLE + "}", {"legal_form": "cooperative"}, None, 900),
        (TABLE + "}", {}, None, 900),
        (TABLE + ", beyond: 300}", {"legal_form": "cooperative"}, 300, 300),
        (TABLE + ", beyond: 300}", {}, 200, 500),
        ("{parameter: parameter/fire-area}", {}, 250, 250),
        ("{dated: [{from: 2026-01-01, value: 700}, {from: 2027-01-01, value: 100}]}", {}, 700, 700),
        ("{dated: [{from: 2027-01-01, value: 700}]}", {}, None, 900),
    ],
)
def test_a_cap_may_be_read_from_a_table_a_parameter_or_a_date(cap, facts, low, high):
    found = amount(f"amount: 900, at_most: {cap}", facts_of(**facts))

    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("hires", "low", "high"),
    [
        ([], 0, 0),
        ([{"member-age": 24}], 1500, 1500),
        ([{"member-age": 25}], 0, 0),
        ([{"member-age": 24}, {"member-age": 20}, {"member-age": 30}], 3000, 3000),
        ([{"member-age": 24}, {}], 1500, 3000),
        ([{}, {}], None, 3000),
        (None, None, None),
    ],
)
def test_members_who_meet_the_condition_count_and_those_who_are_open_may(hires, low, high):
    found = amount(HIRES, facts_of(hires=hires))

    assert (found.low, found.high) == (low, high)
    assert found.missing == (frozenset() if low == high != None else {"concept/hires"})  # noqa: E711


@pytest.mark.parametrize("kind", [BenefitKind.IN_KIND, BenefitKind.DISCRETIONARY])
def test_what_people_decide_is_never_worked_out(kind):
    assert amount(Benefit(kind=kind, text=MONEY, amount=Decimal(5), unit=YUAN), facts_of()) is None


def test_a_benefit_without_figures_gives_no_amount():
    assert amount(Benefit(kind=BenefitKind.FIXED, text=MONEY), facts_of()) is None


def test_a_percentage_that_is_only_shown_stays_as_it_stands():
    found = amount("amount: 0.125, unit: {zh: '%（减征）', en: '% off'}", facts_of())

    assert (found.low, found.high, found.steps) == (Decimal("0.125"), Decimal("0.125"), ())
    assert (found.text.zh, found.text.en) == ("0.125%（减征）", "0.125 % off")


def test_a_ceiling_says_that_one_can_get_less():
    assert amount(HIRES + ", ceiling: true", facts_of(hires=[{}, {"member-age": 3}])).text.en == (
        "at most 3,000 yuan"
    )


# ---- laws -----------------------------------------------------------------------------------


def within(inner, outer):
    """Say whether one range lies in another; None is no end."""
    low = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    high = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return low and high


@given(benefits(), applicants(), st.data())
def test_hiding_a_fact_only_widens_the_amount(benefit, facts, data):
    """Read from the other side: a fact added only narrows it."""
    hidden = data.draw(st.sampled_from(["holds", "granted", *sorted(facts.known)]))
    fewer = (
        replace(facts, **{hidden: None})
        if hidden in ("holds", "granted")
        else facts.without(hidden)
    )

    known, less = amount(benefit, facts), amount(benefit, fewer)

    if known is not None:
        assert less is not None
        assert within(known, less)


@given(benefits(), applicants())
def test_an_exact_amount_lacks_nothing_and_no_known_fact_is_asked_for(benefit, facts):
    found = amount(benefit, facts)

    if found is None:
        return
    assert not (found.exact and found.missing)
    coarse = {"concept/district", "concept/hires"}
    assert not (found.missing - coarse) & facts.known.keys()


@given(benefits(), applicants())
def test_an_amount_is_never_negative_and_its_ends_stand_in_order(benefit, facts):
    found = amount(benefit, facts)

    if found is not None:
        ends = [end for end in (found.low, found.high) if end is not None]
        assert ends == sorted(ends)
        assert all(end >= 0 for end in ends)
