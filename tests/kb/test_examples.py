from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.examples import Example, Outcome, facts_of, plain_facts

KEYS = st.from_regex(r"concept/[a-z]{1,5}", fullmatch=True)
NUMBERS = st.integers(-(10**15), 10**15).map(Decimal) | st.decimals(-(10**9), 10**9, places=4)
VALUES = st.booleans() | NUMBERS | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)


def read(facts):
    return facts_of(Example(facts=plain_facts(facts), gives=Outcome.PASSES))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(4), "4"),
        (Decimal("4.0"), "4"),
        (Decimal("0.1"), "0.1"),
        (Decimal("0E-40"), "0"),
        (Decimal("-2.50"), "-2.5"),
        (date(2026, 3, 1), '"2026-03-01"'),
        (True, "true"),
        (None, "null"),
        ("公司", '"公司"'),
        ([], "[]"),
        ([{"concept/age": Decimal(20)}], '[{"concept/age": 20}]'),
    ],
)
def test_a_value_is_written_as_a_person_would(value, written):
    assert plain_facts({"concept/a": value}) == f'{{"concept/a": {written}}}'


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_facts_come_back_as_they_were_written_and_numbers_exactly(facts):
    assert read(facts) == facts


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.randoms(use_true_random=False))
def test_the_same_facts_are_the_same_line_in_whatever_order_they_were_given(facts, random):
    turned = dict(random.sample(list(facts.items()), len(facts)))

    line = plain_facts(facts)

    assert plain_facts(turned) == line
    assert "\n" not in line
    assert json.loads(line).keys() == facts.keys()


@pytest.mark.parametrize(
    "number",
    [
        "0.12345678901234567891",
        "1234567890123456.78",
        "0.123456789012345678901234567891",  # thirty digits, as many as a record may have
    ],
)
def test_a_number_keeps_all_its_digits(number):
    assert read({"concept/a": Decimal(number)}) == {"concept/a": Decimal(number)}


@pytest.mark.parametrize(
    "number", ["1E30", "1E9999999", "-1E9999999", "1E-31", "NaN", "sNaN", "-Infinity"]
)
def test_a_number_that_would_fill_the_memory_or_is_none_is_refused(number):
    with pytest.raises(ValueError, match="is too long"):
        plain_facts({"concept/a": [Decimal(number)]})


def test_what_is_no_fact_is_refused():
    with pytest.raises(TypeError, match="set is no fact"):
        plain_facts({"concept/a": {1}})
