from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ids import PolicyId
from kb.text import Text
from matcher.amounts import Amount, amount_of
from matcher.applicant import read_facts
from matcher.choice import choices
from matcher.criteria import Judge
from matcher.wording import Wording
from tests.support import TODAY, world_with

YUAN, A_YEAR = Text(zh="元", en="yuan"), Text(zh="元/年", en="yuan a year")


@dataclass(frozen=True)
class Offered:
    """What a match says that a choice needs."""

    policy: PolicyId
    amount: Amount | None
    verdict: str = "eligible"


def policy(name, **relations):
    named = "".join(f", {key}: [{', '.join(ids)}]" for key, ids in relations.items())
    return f"- {{id: policy/{name}, title: {{zh: {name.upper()}, en: {name.upper()}}}{named}}}\n"


RIVALS = policy("a", choose_one=["policy/b"]) + policy("b") + policy("c")
THREE = policy("a", excludes=["policy/b", "policy/c"]) + policy("b", excludes=["policy/c"])


def figure(low, high=None, unit=YUAN, ceiling=False, missing=()):
    high = low if high is None else high
    ends = [None if end in (None, "open") else Decimal(end) for end in (low, high)]
    return Amount(low=ends[0], high=ends[1], unit=unit, ceiling=ceiling, missing=frozenset(missing))


world_of = cache(world_with)


def chosen(content, **offers):
    made = [
        Offered(PolicyId(f"policy/{name}"), *(held if isinstance(held, tuple) else (held,)))
        for name, held in offers.items()
    ]
    return choices(made, world_of(content))


# ---- which items stand in each other's way --------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        policy("a", choose_one=["policy/b"]) + policy("b"),
        policy("a") + policy("b", choose_one=["policy/a"]),
        policy("a", excludes=["policy/b"]) + policy("b"),
        policy("a") + policy("b", excludes=["policy/a"]),
    ],
)
def test_it_is_enough_that_one_of_two_items_names_the_other(content):
    (choice,) = chosen(content, a=figure(100), b=figure(40))

    assert choice.policies == ("policy/a", "policy/b")
    assert choice.better == "policy/a"


def test_items_that_may_be_had_together_are_no_choice():
    assert chosen(policy("a", stacks=["policy/b"]) + policy("b"), a=figure(1), b=figure(2)) == ()


def test_of_three_that_all_exclude_each_other_the_best_beats_the_next_best():
    content = THREE + policy("c")

    (choice,) = chosen(content, a=figure(100), b=figure(70), c=figure(90))

    assert choice.policies == ("policy/a", "policy/b", "policy/c")
    assert (choice.better, choice.by_low, choice.by_high) == ("policy/a", 10, 10)


def test_items_that_only_share_a_rival_are_two_choices():
    """The two outer ones may be had together, so they are never set against each other."""
    content = policy("a", excludes=["policy/b"]) + policy("b", excludes=["policy/c"]) + policy("c")

    found = chosen(content, a=figure(1), b=figure(2), c=figure(3))

    assert [choice.policies for choice in found] == [
        ("policy/a", "policy/b"),
        ("policy/b", "policy/c"),
    ]


def test_an_item_that_is_out_leaves_no_choice():
    assert chosen(RIVALS, a=figure(100), b=(figure(40), "not_eligible")) == ()


# ---- which is better ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "better", "low", "high"),
    [
        (figure(100), figure(40), "a", 60, 60),
        (figure(40), figure(100), "b", 60, 60),
        (figure(50, 80), figure(10, 20), "a", 30, 70),
        (figure(50, "open"), figure(10, 20), "a", 30, None),
        (figure(50), figure(None, 20), "a", 30, 50),
        (figure(50), figure(20, ceiling=True), "a", 30, 50),
        (figure(50, 80), figure(10, 50), "a", 0, 70),
        (figure(50, 80), figure(10, 51), None, None, None),
        (figure(50, ceiling=True), figure(20), None, None, None),
        (figure(None, 50), figure(20), None, None, None),
        (figure(50), figure(20, "open"), None, None, None),
        (figure(50), figure(50), None, None, None),
        (figure(50), figure(20, unit=A_YEAR), None, None, None),
        (figure(50), None, None, None, None),
        (None, None, None, None, None),
    ],
)
def test_one_is_better_only_where_it_is_so_whatever_is_still_open(a, b, better, low, high):
    (choice,) = chosen(RIVALS, a=a, b=b)

    assert choice.better == (better and f"policy/{better}")
    assert (choice.by_low, choice.by_high) == (low, high)
    assert choice.unit == (YUAN if better else None)


# ---- how it is said -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "zh", "en"),
    [
        (
            figure(100),
            figure(40),
            "“A”和“B”只能享受一项：选“A”更好，多 60 元。",
            "Only one of “A” and “B” can be had: “A” is better, by 60 yuan.",
        ),
        (
            (figure(100), "eligible"),
            (figure(40), "needs_information"),
            "“A”和“B”只能享受一项：如果“B”也符合，选“A”更好，多 60 元。",
            "Only one of “A” and “B” can be had:"
            " if you qualify for “B” too, “A” is better, by 60 yuan.",
        ),
        (
            (figure(100), "needs_judgement"),
            (figure(40, 60), "needs_information"),
            "“A”和“B”只能享受一项：如果都符合，选“A”更好，多 40 至 60 元。",
            "Only one of “A” and “B” can be had:"
            " if you qualify for all of them, “A” is better, by 40 to 60 yuan.",
        ),
        (
            figure(50),
            figure(50),
            "“A”和“B”只能享受一项：给的一样：50 元。",
            "Only one of “A” and “B” can be had: they give the same: 50 yuan.",
        ),
        (
            figure(50, 80, missing=["concept/revenue"]),
            figure(60),
            "“A”和“B”只能享受一项：要知道营业收入，才能说哪一项更好。",
            "Only one of “A” and “B” can be had:"
            " which is better can be told once this is known: revenue.",
        ),
        (
            figure(50, ceiling=True),
            figure(20),
            "“A”和“B”只能享受一项：哪一项更好，要看部门最后定多少。",
            "Only one of “A” and “B” can be had:"
            " which is better depends on what is granted in the end.",
        ),
        (
            figure(50),
            None,
            "“A”和“B”只能享受一项：给的东西不一样，或者数额还说不准，不能直接比。",
            "Only one of “A” and “B” can be had:"
            " what they give differs in kind or is not known, and cannot be compared in figures.",
        ),
        (
            figure(0, "open"),
            figure(0),
            "“A”和“B”只能享受一项：选“A”更好。",
            "Only one of “A” and “B” can be had: “A” is better.",
        ),
    ],
)
def test_a_choice_is_said_in_both_languages(a, b, zh, en):
    (choice,) = chosen(RIVALS, a=a, b=b)

    assert (choice.text.zh, choice.text.en) == (zh, en)


# ---- shipped --------------------------------------------------------------------------------

SMALL, HIGH_TECH = "policy/small-low-profit-income-tax", "policy/high-tech-income-tax-15"


def shipped(catalogue, facts, **verdicts):
    judge = Judge(catalogue, read_facts(facts, catalogue), TODAY)
    offers = [
        Offered(
            policy=item,
            amount=amount_of(catalogue.policies[item].benefit, judge, Wording(catalogue)),
            verdict=verdict,
        )
        for item, verdict in verdicts.items()
    ]
    return choices(offers, catalogue)


@pytest.mark.parametrize(
    ("income", "by"), [(3_000_000, 300_000), (1_000_000, 100_000), ("0.1", "0.01")]
)
def test_a_small_high_tech_company_does_better_with_five_per_cent_than_with_fifteen(
    income, by, catalogue
):
    (choice,) = shipped(
        catalogue,
        {"concept/taxable-income": float(income)},
        **{SMALL: "eligible", HIGH_TECH: "eligible"},
    )

    assert choice.better == SMALL
    assert choice.by_low == choice.by_high == Decimal(by)
    assert choice.unit.en == "yuan of tax a year less than at 25 %"


def test_with_the_profit_unknown_nothing_is_claimed(catalogue):
    (choice,) = shipped(catalogue, {}, **{SMALL: "needs_information", HIGH_TECH: "eligible"})

    assert choice.better is None
    assert "once this is known: taxable income" in choice.text.en


def test_a_home_and_a_rent_allowance_are_not_set_against_each_other_in_yuan(catalogue):
    offers = {"policy/public-rental-housing": "eligible", "policy/talent-rent-support": "eligible"}

    (choice,) = shipped(catalogue, {}, **offers)

    assert (choice.better, choice.by_low) == (None, None)


# ---- laws -----------------------------------------------------------------------------------

ENDS = st.integers(0, 6)
FIGURES = st.builds(
    lambda one, other, ceiling, is_open: figure(
        min(one, other), "open" if is_open else max(one, other), ceiling=ceiling
    ),
    ENDS,
    ENDS,
    st.booleans(),
    st.booleans(),
)


@given(st.lists(FIGURES | st.none(), min_size=3, max_size=3))
def test_the_order_of_policies_never_matters(amounts):
    content = world_of(THREE + policy("c"))
    offers = [
        Offered(PolicyId(f"policy/{name}"), held) for name, held in zip("abc", amounts, strict=True)
    ]

    assert len({repr(choices(order, content)) for order in permutations(offers)}) == 1


@given(st.lists(FIGURES, min_size=2, max_size=2))
def test_the_better_one_is_at_least_as_good_as_all_others_may_come_to(amounts):
    (choice,) = chosen(RIVALS, a=amounts[0], b=amounts[1])

    if choice.better is not None:
        best = amounts[choice.better == "policy/b"]
        other = amounts[choice.better == "policy/a"]
        sure = 0 if best.ceiling else best.low
        assert choice.by_low == sure - other.high >= 0
        assert choice.by_high is None or choice.by_high >= choice.by_low
