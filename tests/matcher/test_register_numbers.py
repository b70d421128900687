"""Numbers of registers come through exact to the last digit, or not at all."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.register_numbers import whole_numbers

CENTS = [
    ("80.55", 8055),
    ("80.5", 8050),
    ("80.5500", 8055),
    ("+7", 700),
    ("-0", 0),
    ("0.01", 1),
    ("999999999999", 99999999999900),
]
LEFT = [
    "80.555",
    "-1",
    "1,200",
    "８０",
    "80 m2",
    "3万",
    "nan",
    "inf",
    "1e5",
    "0x1F",
    "",
    " 7",
    "5.",
]


@pytest.mark.parametrize(("written", "cents"), CENTS)
def test_plain_digits_are_read_in_the_concepts_last_decimal_place(written, cents):
    values, held = whole_numbers(pa.array([written]), 2, Decimal(1), False)

    assert (held[0], values[0]) == (True, cents)


@pytest.mark.parametrize("written", LEFT)
def test_whatever_is_not_plain_is_left_for_its_words(written):
    assert not whole_numbers(pa.array([written]), 2, Decimal(1), False)[1][0]


def test_below_zero_is_held_where_the_concept_allows_it():
    values, held = whole_numbers(pa.array([-3, 2]), 1, Decimal(1), True)

    assert (values.tolist(), held.tolist()) == ([-30, 20], [True, True])


@pytest.mark.parametrize(
    ("array", "held"),
    [
        (pa.array([80.55, 0.1 + 0.2, float("nan"), float("inf"), 1e300]), [True] + [False] * 4),
        (pa.array([True]), [False]),
        (pa.array([(1 << 63) - 1, -(1 << 63), 5]), [False, False, True]),
    ],
)
def test_floats_that_are_no_decimals_and_numbers_without_room_are_left(array, held):
    assert whole_numbers(array, 2, Decimal(1), True)[1].tolist() == held


def test_ten_thousand_yuan_become_yuan():
    values, held = whole_numbers(
        pa.array(["1.5", "0.123456", "0.1234567"]), 2, Decimal(10000), False
    )

    assert (values[:2].tolist(), held.tolist()) == ([1500000, 123456], [True, True, False])


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.sampled_from([Decimal(1), Decimal(10000), Decimal("0.0001"), Decimal("0.01")]),
    st.booleans(),
)
def test_what_is_held_is_the_exact_product(number, times, as_float):
    array = pa.array([float(number)] if as_float else [format(number, "f")])

    values, held = whole_numbers(array, 2, times, True)

    if held[0]:
        assert Decimal(int(values[0])) == number * times * 100
    elif abs(number) < 10**7 and times >= 1:
        assert (number * times * 100) % 1 != 0


def test_slices_of_a_column_are_read_as_themselves():
    array = pa.array(["1", None, "3", "4"]).slice(1)

    values, held = whole_numbers(array, 0, Decimal(1), False)

    assert (values[held].tolist(), held.tolist()) == ([3, 4], [False, True, True])


def test_a_concept_of_very_many_decimals_is_left_to_words():
    assert not whole_numbers(pa.array(["1"]), 20, Decimal(1), False)[1][0]
