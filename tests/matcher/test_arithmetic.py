from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.arithmetic import bounds, difference, multiple, ratio, total
from matcher.values import Unknown

REVENUE, COSTS = frozenset({"concept/revenue"}), frozenset({"concept/costs"})


def between(low, high, missing=REVENUE, judgement=False):
    """Return a number that lies somewhere between two; None is no bound."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    return Unknown(missing, judgement, low=ends[0], high=ends[1])


OPEN = between(None, None)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Decimal("0.5"), (Fraction(1, 2), Fraction(1, 2))),
        (Fraction(1, 3), (Fraction(1, 3), Fraction(1, 3))),
        (between(0, 5), (0, 5)),
        (OPEN, (None, None)),
    ],
)
def test_the_bounds_of_a_known_number_are_itself(value, wanted):
    assert bounds(value) == wanted


@pytest.mark.parametrize(
    ("work_out", "values", "exact"),
    [
        (total, ["0.1", "0.2"], Fraction(3, 10)),
        (total, [], 0),
        (difference, [10, 3, 4], 3),
        (difference, [3], 3),
        (multiple, ["0.07", 100], 7),
        (multiple, [], 1),
        (lambda values: ratio(*values), [1, 3], Fraction(1, 3)),
    ],
)
def test_what_is_known_comes_out_exactly(work_out, values, exact):
    assert work_out([Decimal(value) for value in values]) == exact


@pytest.mark.parametrize(
    ("result", "low", "high"),
    [
        (total([Decimal(60), between(0, 40)]), 60, 100),
        (total([Decimal(60), between(0, None)]), 60, None),
        (total([Decimal(60), OPEN]), None, None),
        (difference([Decimal(60), between(10, 40)]), 20, 50),
        (difference([between(10, 40), Decimal(60)]), -50, -20),
        (difference([Decimal(60), between(10, None)]), None, 50),
        (difference([between(0, None), Decimal(60)]), -60, None),
        (multiple([Decimal(-2), between(3, 5)]), -10, -6),
        (multiple([between(-3, 2), between(-5, 7)]), -21, 15),
        (multiple([Decimal(2), between(3, None)]), None, None),
        (ratio(Decimal(10), between(2, 5)), 2, 5),
        (ratio(Decimal(10), between(-5, -2)), -5, -2),
        (ratio(between(-4, 6), between(1, 2)), -4, 6),
        (ratio(Decimal(10), between(-1, 1)), None, None),
        (ratio(Decimal(10), between(0, 1)), None, None),
        (ratio(between(0, None), Decimal(2)), None, None),
    ],
)
def test_an_open_part_leaves_the_result_between_what_it_may_be(result, low, high):
    assert isinstance(result, Unknown)
    assert (result.low, result.high) == (low, high)


def test_what_is_missing_of_any_part_is_missing_of_the_result():
    result = total([between(0, 1), between(0, 1, COSTS, judgement=True), Decimal(3)])

    assert (result.missing, result.judgement) == (REVENUE | COSTS, True)


def test_nothing_times_anything_is_nothing():
    assert multiple([OPEN, Decimal(0)]) == 0


def test_a_ratio_over_nothing_is_for_people_and_asks_for_no_fact():
    assert ratio(Decimal(5), Decimal(0)) == Unknown(frozenset(), judgement=True)
    assert ratio(OPEN, Decimal(0)) == Unknown(frozenset(), judgement=True)


# ---- whatever the open numbers turn out to be -----------------------------------------------

NUMBERS = st.fractions(-20, 20, max_denominator=4)
PARTS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), min_size=1, max_size=4)
"""Each is a low bound, the number it turns out to be, and a high bound."""


def assert_holds(result, exact):
    """Assert that a result leaves room for the number it turns out to be."""
    low, high = bounds(result)
    assert low is None or low <= exact
    assert high is None or exact <= high


@given(PARTS)
def test_sums_differences_and_products_lie_within_their_bounds(parts):
    opened = [between(low, high) for low, _, high in parts]
    numbers = [number for _, number, _ in parts]

    assert_holds(total(opened), sum(numbers))
    assert_holds(difference(opened), numbers[0] - sum(numbers[1:]))
    assert_holds(multiple(opened), reduce(mul, numbers))


@given(PARTS, PARTS)
def test_ratios_lie_within_their_bounds(above, below):
    (low, number, high), (least, divisor, most) = above[0], below[0]
    if divisor:
        assert_holds(ratio(between(low, high), between(least, most)), number / divisor)


@given(PARTS)
def test_the_bounds_of_a_sum_are_reached(parts):
    opened = [between(low, high) for low, _, high in parts]

    assert bounds(total(opened)) == (sum(p[0] for p in parts), sum(p[2] for p in parts))
