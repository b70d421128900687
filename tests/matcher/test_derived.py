from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.applicant import Fact, Facts
from matcher.criteria import Judge
from matcher.values import Unknown
from matcher.verdict import Verdict
from tests.judging import facts_of, found, verdict
from tests.support import TODAY, world, world_with

GRID = tuple(map(Decimal, (1, 10, 11, 99, 100, 101, 999, 1000)))
INPUTS = ("concept/employees", "concept/revenue")


def known(given):
    return Facts({concept: Fact(value) for concept, value in given.items() if value is not None})


@pytest.mark.parametrize("concept", ["concept/is-small", "concept/size", "concept/per-head"])
def test_a_derived_value_is_unknown_only_while_an_open_input_can_still_change_it(concept):
    for held in product((None, *GRID), repeat=2):
        value = Judge(world(), known(dict(zip(INPUTS, held, strict=True))), TODAY).value(concept)
        completions = {
            Judge(world(), known(dict(zip(INPUTS, full, strict=True))), TODAY).value(concept)
            for full in product(GRID, repeat=2)
            if all(v is None or v == w for v, w in zip(held, full, strict=True))
        }

        if isinstance(value, Unknown):
            assert len(completions) > 1
            assert value.missing <= {c for c, v in zip(INPUTS, held, strict=True) if v is None}
        else:
            assert completions == {value}


@pytest.mark.parametrize(
    ("on", "years", "months"),
    [
        ("2026-02-27", 1, 23),
        ("2026-02-28", 2, 24),
        ("2027-02-27", 2, 35),
        ("2024-02-29", 0, 0),
        ("2024-02-28", -1, -1),
    ],
)
def test_years_and_months_since_a_leap_day_are_full_at_the_end_of_february(on, years, months):
    judged = Judge(world(), facts_of(registered_on="2024-02-29"), date.fromisoformat(on))

    assert (judged.value("concept/years-open"), judged.value("concept/months-open")) == (
        years,
        months,
    )


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_ratio_is_kept_as_a_fraction_and_never_rounded(revenue, employees):
    facts = facts_of(revenue=revenue, employees=employees)

    finding = found("{fact: concept/per-head, at_least: {fact: concept/revenue}}", facts)

    assert finding.value == Fraction(revenue, employees)
    assert finding.verdict is (Verdict.MET if employees == 1 else Verdict.UNMET)


def test_a_third_is_between_its_neighbours_in_decimals():
    facts = facts_of(revenue=1, employees=3)

    assert verdict("{fact: concept/per-head, between: [0.3333, 0.3334]}", facts) is Verdict.MET
    assert verdict("{fact: concept/per-head, at_most: 0.3333}", facts) is Verdict.UNMET


def test_a_ratio_over_nothing_is_for_people_and_is_not_asked_again():
    """Its inputs are known; asking them again could change nothing."""
    finding = found("{fact: concept/per-head, at_least: 1}", facts_of(revenue=5, employees=0))

    assert (finding.verdict, finding.missing) == (Verdict.NEEDS_JUDGEMENT, set())


def test_a_given_value_wins_over_the_one_that_would_be_worked_out():
    facts = facts_of(employees=1, revenue=1).with_fact("concept/size", "big")

    assert verdict("{fact: concept/size, is: big}", facts) is Verdict.MET


REVIEWED = """
- id: concept/worthy
  title: {zh: 值得, en: Worthy}
  type: boolean
  derive: {when: {review: {zh: 评审, en: review}}}
- id: concept/grade
  title: {zh: 等级, en: Grade}
  type: number
  derive: {first: [{when: {review: {zh: 评审, en: review}}, is: 1}], otherwise: 2}
- id: concept/asked
  title: {zh: 要问, en: Asked}
  type: number
  derive: {first: [{when: {fact: concept/foreign, is: true}, is: 1}]}
"""


@pytest.mark.parametrize("concept", ["concept/worthy", "concept/grade"])
def test_what_only_people_can_work_out_needs_judgement_not_information(concept):
    value = Judge(world_with(REVIEWED), Facts(), TODAY).value(concept)

    assert isinstance(value, Unknown)
    assert (value.missing, value.judgement) == (frozenset(), True)


@pytest.mark.parametrize(
    ("foreign", "value"),
    [
        (True, Decimal(1)),
        (False, Unknown(frozenset({"concept/asked"}))),
        (None, Unknown(frozenset({"concept/asked", "concept/foreign"}))),
    ],
)
def test_where_no_row_applies_and_nothing_else_is_said_the_fact_itself_is_asked(foreign, value):
    judged = Judge(world_with(REVIEWED), facts_of(foreign=foreign), TODAY)

    assert judged.value("concept/asked") == value
