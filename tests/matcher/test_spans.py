from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ids import ConceptId
from matcher.spans import Span, besides, either, exactly, span_of, to_the_cent
from matcher.values import Unknown

A, B = frozenset({ConceptId("concept/a")}), frozenset({ConceptId("concept/b")})


def span(low, high, missing=A):
    """Return a range; an exact one lacks nothing."""
    return Span(
        Fraction(low),
        None if high is None else Fraction(high),
        frozenset() if low == high else missing,
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.5"), span("0.5", "0.5")),
        (Decimal(-3), span(0, 0)),
        (Unknown(A), span(0, None)),
        (Unknown(A, low=Fraction(-5), high=Fraction(9)), span(0, 9)),
        (Unknown(A, low=Fraction(-5), high=Fraction(-1)), span(0, 0)),
        (Unknown(A, low=Fraction(2)), span(2, None)),
    ],
)
def test_a_value_lies_between_its_bounds_and_never_below_zero(value, expected):
    assert span_of(value) == expected


@pytest.mark.parametrize(
    ("one", "other", "product"),
    [
        (span(2, 2), span(3, 3), span(6, 6)),
        (span(2, 4), span(3, 5), span(6, 20)),
        (span(2, None), span(3, 5), span(6, None)),
        (span(0, 0), span(0, None), span(0, 0)),
        (span(0, None), span(0, 3), span(0, None)),
    ],
)
def test_ranges_are_multiplied_end_by_end_and_nothing_times_anything_is_nothing(
    one, other, product
):
    assert one.times(other) == other.times(one) == product


@pytest.mark.parametrize(
    ("figure", "cap", "found"),
    [
        (span(2, 4), span(5, 5), span(2, 4)),
        (span(2, 4), span(4, 4), span(2, 4)),
        (span(2, 4), span(3, 3), span(2, 3)),
        (span(2, 4), span(2, 2), span(2, 2)),
        (span(2, 4), span(1, 1), span(1, 1)),
        (span(2, None), span(3, 3), span(2, 3)),
        (span(2, 4), span(0, None, B), span(0, 4, A | B)),
        (span(5, 9), span(1, 4, B), span(1, 4, B)),
        (span(1, 4), span(4, 9, B), span(1, 4)),
    ],
)
def test_a_cap_that_cannot_bite_leaves_nothing_open_and_one_that_surely_does_is_the_figure(
    figure, cap, found
):
    assert figure.capped(cap) == found


def test_either_of_several_lies_between_the_least_and_the_greatest():
    assert either([span(2, 4), span(3, 9, B)]) == span(2, 9, A | B)
    assert either([span(2, 4), span(3, None, B)]) == span(2, None, A | B)
    assert either([exactly(3), exactly(3)]) == exactly(3)


def test_an_exact_figure_has_nothing_that_would_narrow_it():
    assert besides(exactly(3), A) == exactly(3)
    assert besides(span(1, 3), B) == span(1, 3, A | B)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Fraction(3000), "3000"),
        (Fraction(5, 2), "2.50"),
        (Fraction(2, 3), "0.67"),
        (Fraction("0.004"), "0"),
        (Fraction("0.005"), "0.01"),
        (Fraction("1.005"), "1.01"),
        (Fraction("0.995"), "1"),
        (Fraction(10**40) + Fraction(1, 3), f"{10**40}.33"),
    ],
)
def test_money_is_said_to_the_cent_with_half_a_cent_up(number, shown):
    assert str(to_the_cent(number)) == shown


@given(st.fractions(min_value=0), st.fractions(min_value=0))
def test_rounding_never_changes_the_order(one, other):
    low, high = sorted([one, other])

    assert to_the_cent(low) <= to_the_cent(high)
    assert abs(Fraction(to_the_cent(low)) - low) <= Fraction(1, 200)
