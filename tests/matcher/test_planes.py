from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.banks import CODE_OF, VERDICTS
from matcher.planes import (
    Planes,
    all_of,
    any_of,
    chosen,
    constant,
    count,
    known_or_asked,
    open_where,
    opposite,
    packed,
    unpacked,
)
from matcher.verdict import all_of as all_of_verdicts
from matcher.verdict import any_of as any_of_verdicts
from matcher.verdict import opposite as opposite_verdict

EVERY = list(product(range(4), repeat=3))
"""All ways in which three parts can come out."""


def planes_of(codes):
    held = np.array(codes)
    return open_where(held == 1, held == 2, held == 3)


def columns():
    return [planes_of(column) for column in zip(*EVERY, strict=True)]


@given(st.lists(st.booleans(), max_size=200))
def test_packing_keeps_every_bit(flags):
    bits = packed(np.array(flags, dtype=np.bool_))

    assert unpacked(bits, len(flags)).tolist() == [int(flag) for flag in flags]
    assert count(bits, len(flags)) == sum(flags)
    assert count(~bits, len(flags)) == len(flags) - sum(flags)


@pytest.mark.parametrize("code", range(4))
def test_a_constant_is_the_same_verdict_for_everybody(code):
    assert constant(code, 70).codes(70).tolist() == [code] * 70


@pytest.mark.parametrize(
    ("join", "verdict"), [(all_of, all_of_verdicts), (any_of, any_of_verdicts)]
)
def test_joining_is_what_verdicts_say_in_every_combination(join, verdict):
    found = join(columns()).codes(len(EVERY)).tolist()

    assert found == [CODE_OF[verdict(VERDICTS[code] for code in row)] for row in EVERY]


def test_not_turns_met_and_unmet_and_leaves_the_open_open():
    found = opposite(planes_of([0, 1, 2, 3])).codes(4).tolist()

    assert found == [CODE_OF[opposite_verdict(VERDICTS[code])] for code in range(4)]


def test_where_nobody_waits_for_people_two_planes_say_all():
    held = known_or_asked(np.array([True, False, True]), packed(np.array([True, True, False])))

    assert held.asks is None
    assert held.codes(3).tolist() == [3, 0, 1]
    assert all_of([held, constant(3, 3)]).asks is None


def test_one_verdict_is_chosen_for_some_and_another_for_the_rest():
    one, other = planes_of([0, 1, 2, 3, 2]), planes_of([3, 3, 1, 0, 1])
    where = packed(np.array([True, True, False, False, True]))

    assert chosen(where, one, other).codes(5).tolist() == [0, 1, 1, 0, 2]


def test_verdicts_without_people_are_asked_wherever_they_are_open():
    bits = packed(np.array([False, True]))

    assert Planes(bits & ~bits, bits).codes(2).tolist() == [0, 1]
