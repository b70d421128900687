from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from matcher.applicant import NOTHING, Fact, Facts
from matcher.banks import (
    CODE_OF,
    INFORMATION,
    JUDGEMENT,
    MET,
    UNMET,
    VERDICTS,
    Counted,
    Figured,
    Listed,
    Ordered,
    Placed,
    Recent,
    Share,
    banks_of,
)
from matcher.criteria import Judge, places
from matcher.verdict import all_of
from tests.judging import applicants, facts_of, fitting_leaves
from tests.support import TODAY, criterion_of, world, world_with

UNTOUCHED = 9


def in_banks(leaves, catalogue=None):
    """Return the banks of leaves whose nodes are 0, 1, 2 …"""
    return banks_of(enumerate(leaves), places(catalogue or world()))


def filled(leaves, facts, on=TODAY, catalogue=None):
    """Return the codes that banks, and what no bank takes, give to leaves."""
    catalogue = catalogue or world()
    codes = np.full(len(leaves) + 1, UNTOUCHED, dtype=np.uint8)
    banks, each = in_banks(leaves, catalogue)
    judge = Judge(catalogue, facts, on)
    for bank in (*banks, each):
        bank.fill(codes, judge)
    assert codes[-1] == UNTOUCHED
    return codes[:-1].tolist()


def employees(number):
    return Facts({"concept/employees": Fact(Decimal(number))})


def test_the_least_code_of_some_verdicts_is_what_all_of_them_comes_to():
    for held in product(VERDICTS, repeat=3):
        assert VERDICTS[min(CODE_OF[verdict] for verdict in held)] is all_of(held)


@pytest.mark.parametrize(
    ("texts", "bank"),
    [
        (
            [
                "{fact: concept/employees, at_most: 3}",
                "{fact: concept/employees, at_most: 30}",
            ],
            Ordered,
        ),
        (["{fact: concept/lease-from, before: 2026-01-01}"], Ordered),
        (["{fact: concept/rd-expense, at_least: {times: 0.03, of: concept/revenue}}"], Share),
        (
            [
                "{fact: concept/employees, at_most: {parameter: parameter/fire-area}}",
                "{fact: concept/employees, at_least: {dated: [{from: 2026-01-01, value: 3}]}}",
            ],
            Figured,
        ),
        (["{fact: concept/legal-form, in: [company]}"], Listed),
        (["{fact: concept/goods, has_any: [books]}"], Listed),
        (["{holds: evidence/id-card}", "{holds: evidence/business-licence}"], Listed),
        (["{granted: policy/old-grant}"], Listed),
        (
            [
                "{fact: concept/lease-from, within_days: 30}",
                "{fact: concept/lease-from, within_months: 3}",
            ],
            Recent,
        ),
        (
            [
                "{fact: concept/district, within: area/310101}",
                "{fact: concept/district, within_any: [area/310104]}",
            ],
            Placed,
        ),
        (["{count: concept/hires, at_least: 1}", "{count: concept/hires, at_most: 9}"], Counted),
    ],
)
def test_leaves_that_compare_a_fact_in_the_same_way_share_a_bank(texts, bank):
    banks, each = in_banks([criterion_of(text) for text in texts])

    assert [type(one) for one in banks] == [bank]
    assert sorted(banks[0].nodes.tolist()) == list(range(len(texts)))
    assert each.leaves == ()


@pytest.mark.parametrize(
    "text",
    [
        "{fact: concept/employees, at_most: {fact: concept/household-size}}",
        "{fact: concept/lease-from, before: {fact: concept/registered-on}}",
        "{fact: concept/employees, between: [{fact: concept/household-size}, 9]}",
        "{fact: concept/employees, at_most: {by: concept/household-size, table: []}}",
    ],
)
def test_a_limit_that_hangs_on_another_fact_is_judged_by_itself(text):
    leaf = criterion_of(text)

    banks, each = in_banks([leaf])

    assert (banks, each.leaves) == ((), ((0, leaf),))


@pytest.mark.parametrize(
    ("kind", "key", "below", "at", "above"),
    [
        (form.AtLeast, "at_least", UNMET, MET, MET),
        (form.MoreThan, "more_than", UNMET, UNMET, MET),
        (form.AtMost, "at_most", MET, MET, UNMET),
        (form.LessThan, "less_than", MET, UNMET, UNMET),
    ],
)
def test_a_number_passes_a_thousand_thresholds_in_one_search(kind, key, below, at, above):
    limits = [Decimal(7 * i % 1000) for i in range(1000)]  # every one of 0 … 999, in no order
    leaves = [kind(fact="concept/employees", **{key: limit}) for limit in limits]

    codes = filled(leaves, employees(500))

    for limit, code in zip(limits, codes, strict=True):
        assert code == (below if limit > 500 else at if limit == 500 else above)


def test_a_share_is_exact_where_decimals_would_round():
    """0.07 × 300 is 21 and not 21.000000000000004."""
    leaf = criterion_of("{fact: concept/rd-expense, at_most: {times: 0.07, of: concept/revenue}}")

    for expense, code in (("21", MET), ("21.0001", UNMET)):
        assert filled([leaf], facts_of(rd_expense=Decimal(expense), revenue=300)) == [code]


@pytest.mark.parametrize(
    ("revenue", "code"), [(100, UNMET), (0, MET), (-100, MET), (None, INFORMATION)]
)
def test_a_share_of_nothing_or_less_is_no_ratio(revenue, code):
    """At least 3 % of 0 is at least 0; of less than that, at least less than that."""
    leaf = criterion_of("{fact: concept/rd-expense, at_least: {times: 0.03, of: concept/revenue}}")
    given_revenue = {"concept/revenue": Fact(Decimal(revenue))} if revenue is not None else {}
    facts = Facts({"concept/rd-expense": Fact(Decimal(0)), **given_revenue})

    assert filled([leaf], facts) == [code]


POINTS = """
- id: concept/score
  title: {zh: 分, en: Score}
  type: number
  derive:
    points:
      - {when: {fact: concept/foreign, is: true}, points: 60}
      - {when: {fact: concept/credit, is: true}, points: 5}
- id: concept/judged
  title: {zh: 评, en: Judged}
  type: number
  derive: {points: [{when: {review: {zh: 评审, en: review}}, points: 60}]}
"""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{fact: concept/score, at_least: 60}", MET),
        ("{fact: concept/score, at_least: 61}", INFORMATION),
        ("{fact: concept/score, at_least: 66}", UNMET),
        ("{fact: concept/judged, at_least: 0}", MET),
        ("{fact: concept/judged, at_least: 1}", JUDGEMENT),
        ("{fact: concept/judged, at_least: 61}", UNMET),
    ],
)
def test_a_score_between_two_figures_is_settled_where_both_agree(text, code):
    facts = facts_of(foreign=True)

    assert filled([criterion_of(text)], facts, catalogue=world_with(POINTS)) == [code]


def test_what_is_not_known_is_open_in_every_bank():
    leaves = list(map(criterion_of, ONE_OF_EACH))

    assert filled(leaves, NOTHING) == [INFORMATION] * len(leaves)


ONE_OF_EACH = (
    "{fact: concept/employees, at_most: 3}",
    "{fact: concept/employees, at_most: {parameter: parameter/fire-area}}",
    "{fact: concept/rd-expense, at_least: {times: 0.03, of: concept/revenue}}",
    "{fact: concept/legal-form, not_in: [company]}",
    "{fact: concept/lease-from, within_days: 30}",
    "{fact: concept/district, within: area/310101}",
    "{count: concept/hires, at_least: 0}",
    "{holds: evidence/id-card}",
    "{granted: policy/old-grant}",
)


def test_an_area_is_worked_out_once_and_comes_out_the_same_for_the_next_applicant():
    leaves = [criterion_of("{fact: concept/district, within: area/310101}")]
    (bank,), _ = in_banks(leaves)

    for area, code in [("310101002", MET), ("310104", UNMET), ("310000", INFORMATION)] * 2:
        codes = np.zeros(1, dtype=np.uint8)
        bank.fill(codes, Judge(world(), facts_of(district=f"area/{area}"), TODAY))
        assert codes.tolist() == [code]


@given(
    st.lists(fitting_leaves(), min_size=1, max_size=12),
    applicants(),
    st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days)),
)
def test_every_leaf_has_one_place_and_its_bank_decides_what_a_judge_decides(leaves, facts, on):
    banks, each = in_banks(leaves)
    held = [*(n for bank in banks for n in bank.nodes.tolist()), *(n for n, _ in each.leaves)]
    judge = Judge(world(), facts, on)

    assert sorted(held) == list(range(len(leaves)))
    if not any(isinstance(leaf, form.Review) for leaf in leaves):
        assert filled(leaves, facts, on) == [CODE_OF[judge.judge(one).verdict] for one in leaves]
