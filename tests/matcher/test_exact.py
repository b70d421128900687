from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ids import ConceptId
from matcher import arithmetic, exact
from matcher.exact import Exact, Figures, known_figures, one_figure, where, whole
from matcher.values import Unknown

MISSING = frozenset({ConceptId("concept/x")})
NUMBERS = st.fractions(-50, 50, max_denominator=12) | st.sampled_from(
    [Fraction(0), Fraction(10**25), Fraction(-(10**18), 7), Fraction(2**61)]
)


@st.composite
def values(draw):
    """A number, or one that is open: bounded or not, for facts or for people to settle."""
    if draw(st.booleans()):
        return draw(NUMBERS)
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    asks, people = draw(st.sampled_from([(True, False), (True, True), (False, True)]))
    has_low, has_high = draw(st.booleans()), draw(st.booleans())
    missing = MISSING if asks else frozenset()
    return Unknown(missing, people, None, low if has_low else None, high if has_high else None)


def fractions_of(numbers):
    return Exact(
        whole([number.numerator for number in numbers]),
        np.array([number.denominator for number in numbers]),
    )


def figures_of(column):
    opened = [isinstance(value, Unknown) for value in column]
    low = [value.low if is_open else value for value, is_open in zip(column, opened, strict=True)]
    high = [value.high if is_open else value for value, is_open in zip(column, opened, strict=True)]
    return Figures(
        fractions_of([Fraction(0) if number is None else number for number in low]),
        fractions_of([Fraction(0) if number is None else number for number in high]),
        np.array([number is not None for number in low]),
        np.array([number is not None for number in high]),
        np.array([is_open and bool(v.missing) for v, is_open in zip(column, opened, strict=True)]),
        np.array([is_open and v.judgement for v, is_open in zip(column, opened, strict=True)]),
    )


def fraction(number, row):
    below = number.below if isinstance(number.below, int) else number.below[row]
    return Fraction(int(number.above[row]), int(below))


def told(figures, row):
    """What a row says: the number, or what is known of it."""
    if figures.known[row]:
        return fraction(figures.low, row)
    low = fraction(figures.low, row) if figures.has_low[row] else None
    high = fraction(figures.high, row) if figures.has_high[row] else None
    return (bool(figures.asks[row]), bool(figures.people[row]), low, high)


def said(value):
    if isinstance(value, Unknown):
        return (bool(value.missing), value.judgement, value.low, value.high)
    return value


@pytest.mark.parametrize(
    ("of_columns", "of_one"),
    [
        (exact.total, arithmetic.total),
        (exact.difference, arithmetic.difference),
        (exact.multiple, arithmetic.multiple),
    ],
)
@given(rows=st.lists(st.tuples(values(), values(), values()), min_size=1, max_size=4))
def test_columns_are_reckoned_as_one_applicant_is(of_columns, of_one, rows):
    found = of_columns([figures_of(column) for column in zip(*rows, strict=True)])

    assert [told(found, i) for i in range(len(rows))] == [said(of_one(row)) for row in rows]


@given(st.lists(st.tuples(values(), values()), min_size=1, max_size=4))
def test_quotients_are_reckoned_as_one_applicants_are(rows):
    found = exact.ratio(*[figures_of(column) for column in zip(*rows, strict=True)])

    assert [told(found, i) for i in range(len(rows))] == [
        said(arithmetic.ratio(above, below)) for above, below in rows
    ]


def test_what_64_bits_are_too_few_for_stays_exact():
    large = known_figures(Exact(whole([2**61, 3])), np.array([True, True]))

    product = exact.multiple([large, large])

    assert [fraction(product.low, row) for row in (0, 1)] == [Fraction(2**122), Fraction(9)]


def test_numbers_of_two_units_are_chosen_from_without_loss():
    halves, thirds = one_figure(Fraction(1, 2), 2).low, one_figure(Fraction(1, 3), 2).low

    found = where(np.array([True, False]), halves, thirds)

    assert [fraction(found, row) for row in (0, 1)] == [Fraction(1, 2), Fraction(1, 3)]
