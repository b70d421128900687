from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.benefit import Benefit, Tier
from kb.criteria import Review
from kb.kinds import BenefitKind
from kb.reading import value_from
from kb.text import Text
from kb.yaml_text import read_yaml
from matcher.amounts import amount_of
from matcher.applicant import read_facts
from matcher.criteria import Judge
from matcher.wording import Wording
from tests.judging import DERIVED_NUMBERS, NUMBERS, applicants, conditions, facts_of, limits
from tests.support import ROOT, TODAY, world

ROWS = yaml.safe_load((ROOT / "tests" / "journeys" / "amounts.yaml").read_text("utf-8"))
YUAN = Text(zh="元", en="yuan")
MONEY = Text(zh="钱", en="money")


def benefit_of(content):
    """Return the benefit that a line of YAML says."""
    said = f"{{kind: tiered, text: {{zh: 钱, en: money}}, {content}}}"
    return value_from(read_yaml(said.encode(), "test.yaml").value, Benefit, "benefit")


def amount(benefit, facts, catalogue=None):
    held = world() if catalogue is None else catalogue
    read = benefit_of(benefit) if isinstance(benefit, str) else benefit
    return amount_of(read, Judge(held, facts, TODAY), Wording(held))


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


HIRES = (
    "unit: {zh: 元/人, en: yuan per hire}, amount: 1500, per: concept/hires,"
    " where: {fact: concept/member-age, at_most: 24}, sum_unit: {zh: 元, en: yuan}"
)


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


# ---- read aloud -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("benefit", "facts", "zh", "en"),
    [
        (
            HIRES,
            {"hires": [{"member-age": 24}, {"member-age": 20}]},
            ["1,500 元/人 × 2（新招员工里符合条件的）= 3,000 元"],
            ["1,500 yuan per hire × 2 (hires that count) = 3,000 yuan"],
        ),
        (
            HIRES,
            {},
            ["1,500 元/人 × 新招员工里符合条件的（还不知道）"],
            ["1,500 yuan per hire × hires that count (not known yet)"],
        ),
        (
            "rate: 30, of: concept/revenue, at_most: 250",
            {"revenue": 1000},
            ["30% × 1,000 元（营业收入）= 300 元", "到上限为止：250 元"],
            ["30 % × 1,000 yuan (revenue) = 300 yuan", "capped at 250 yuan"],
        ),
        (
            "rate: 30, of: concept/revenue, of_at_most: 500, per: concept/employees,"
            " units_at_most: 2, at_most: 1000",
            {},
            [
                "营业收入按最多 500 元计算",
                "30% × 最多 500 元（营业收入）= 最多 150 元",
                "最多算 2 人",
                "最多 150 元 × 最多 2 人（用工人数）= 最多 300 元",
            ],
            [
                "revenue: at most 500 yuan counts",
                "30 % × at most 500 yuan (revenue) = at most 150 yuan",
                "counted at most 2 people",
                "at most 150 yuan × at most 2 people (employees) = at most 300 yuan",
            ],
        ),
        (
            "of: concept/revenue, tiers: [{when: {fact: concept/size, is: big}, rate: 30,"
            " text: {zh: 大的, en: a big one}}, {rate: 60}]",
            {"revenue": 100},
            ["如果大的：30%", "否则：60%", "30 至 60% × 100 元（营业收入）= 30 至 60 元"],
            [
                "if a big one: 30 %",
                "otherwise: 60 %",
                "30 to 60 % × 100 yuan (revenue) = 30 to 60 yuan",
            ],
        ),
        (
            "rate: 100, of: concept/revenue, at_most: 5000",
            {"revenue": 100},
            ["营业收入：100 元"],
            ["revenue: 100 yuan"],
        ),
    ],
)
def test_the_calculation_is_read_aloud_in_both_languages(benefit, facts, zh, en):
    steps = amount(benefit, facts_of(**facts)).steps

    assert [step.zh for step in steps] == zh
    assert [step.en for step in steps] == en


def test_a_sum_is_said_part_by_part(catalogue):
    facts = read_facts(
        {"concept/assistance-category": "minimum-living", "concept/disability-level": "level-1"},
        catalogue,
    )

    found = amount(catalogue.policies["policy/disability-subsidies"].benefit, facts, catalogue)

    assert [step.zh for step in found.steps] == [
        "困难残疾人生活补贴：450 元/月",
        "重度残疾人护理补贴：350 元/月",
        "两项残疾人补贴合计：800 元/月",
    ]


# ---- laws -----------------------------------------------------------------------------------

SMALL = st.integers(1, 12).map(Decimal)


@st.composite
def tiers(draw):
    """Draw a table of tiers, most of them for somebody, the last perhaps for everybody."""
    rows = draw(st.lists(st.tuples(conditions(), SMALL, st.booleans(), st.booleans()), max_size=3))
    found = [
        Tier(when=when, rate=figure, once=once)
        if rate
        else Tier(when=when, amount=figure, once=once)
        for when, figure, rate, once in rows
    ]
    return (*found, Tier(amount=draw(SMALL))) if draw(st.booleans()) else tuple(found)


@st.composite
def benefits(draw):
    """Draw any benefit that fits the little world."""
    table = draw(tiers())
    per = draw(st.sampled_from([None, *NUMBERS, "concept/hires"]))
    maybe = st.none() | limits()
    return Benefit(
        kind=BenefitKind.TIERED,
        text=MONEY,
        amount=draw(st.none() | SMALL),
        rate=draw(st.none() | SMALL) if not table else None,
        of=draw(st.sampled_from([*NUMBERS, *DERIVED_NUMBERS])),
        of_at_most=draw(maybe),
        tiers=table,
        per=per,
        where=draw(st.none() | conditions_of_members()) if per == "concept/hires" else None,
        units_at_most=draw(st.none() | SMALL),
        at_most=draw(maybe),
    )


def conditions_of_members():
    """Return conditions over the facts that are told of hires."""
    return st.sampled_from(
        [
            benefit_of(f"per: concept/hires, where: {{fact: {fact}, at_least: {n}}}").where
            for fact in ("concept/member-age", "concept/insured-months")
            for n in (0, 3, 9)
        ]
        + [Review(review=MONEY)]
    )


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


@given(benefits(), applicants())
def test_every_step_is_said_in_both_languages(benefit, facts):
    found = amount(benefit, facts)

    for step in found.steps if found is not None else ():
        assert step.zh
        assert step.en
        assert "None" not in step.zh + step.en
