from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from matcher.one_column import Coded, Flags, Sets, Whole
from matcher.planes import unpacked


def whose(bits, column):
    return unpacked(bits, column.rows).tolist()


def test_unknown_flags_are_nobodys_yes():
    column = Flags(pa.array([True, None, False]))

    assert whose(column.yes & column.known, column) == [1, 0, 0]


@pytest.mark.parametrize(
    ("values", "kind"),
    [([1, 127], np.int8), ([1, -129], np.int16), ([40_000], np.int32), ([2**40], np.int64)],
)
def test_numbers_are_kept_as_narrow_as_they_may_be(values, kind):
    column = Whole(pa.array(values))

    assert column.narrow.dtype == kind
    assert column.narrow.tolist() == values


@pytest.mark.parametrize("size", [3, 40])
def test_words_are_found_one_by_one_or_in_a_table(size):
    words = [f"k{i % size}" for i in range(100)] + [None]
    column = Coded(pa.array(words))
    wanted = {f"k{i}" for i in range(0, size, 2)}

    assert whose(column.among(wanted), column) == [int(word in wanted) for word in words]


SOME_LISTS = pa.array([["a", "b"], None, [], ["b"], ["c", None]])


@pytest.mark.parametrize(
    ("array", "code", "found"),
    [
        (SOME_LISTS, "b", [1, 0, 0, 1, 0]),
        (SOME_LISTS.slice(1, 3), "b", [0, 0, 1]),
        (SOME_LISTS.slice(3, 2), "c", [0, 1]),
        (SOME_LISTS, "z", [0, 0, 0, 0, 0]),
        (pa.array([], type=pa.list_(pa.string())), "a", []),
    ],
)
def test_a_code_is_found_in_lists_that_are_empty_unknown_or_a_slice_of_others(array, code, found):
    column = Sets(array)

    assert whose(column.having(code), column) == found


def test_what_stands_behind_an_unknown_list_counts_for_nobody():
    """Arrow may keep items under a null."""
    hidden = pa.ListArray.from_arrays(
        pa.array([0, 1, 2, 3]), pa.array(["a", "b", "a"]), mask=pa.array([False, True, False])
    )
    column = Sets(hidden)

    assert whose(column.having("b"), column) == [0, 0, 0]
    assert whose(column.having("a"), column) == [1, 0, 1]


def test_a_column_compared_again_and_again_answers_the_same_once_it_is_narrow():
    column = Whole(pa.array([3, None, -2, 300]))

    answers = [(column.at_least(3) & column.known_mask).tolist() for _ in range(5)]

    assert answers == [[True, False, False, True]] * 5


@pytest.mark.parametrize(("threshold", "met"), [(2**70, [False]), (-(2**70), [True])])
def test_a_threshold_may_lie_beyond_every_number_of_the_column(threshold, met):
    column = Whole(pa.array([5]))

    assert [column.at_least(threshold).tolist() for _ in range(4)] == [met] * 4


def test_what_stands_behind_an_unknown_number_is_taken_as_nothing():
    """Arrow may keep any number under a null."""
    hidden = pa.Array.from_buffers(
        pa.int64(), 2, [pa.py_buffer(b"\x01"), pa.py_buffer(np.array([7, 2**62]).tobytes())]
    )
    column = Whole(hidden)

    assert column.known_mask.tolist() == [True, False]
    assert column.filled.tolist() == [7, 0]


@pytest.mark.parametrize("codes", [["a"], ["a", "c"], ["z"], []])
def test_any_of_some_codes_is_found_where_one_of_them_is(codes):
    column = Sets(SOME_LISTS)

    found = [any(column.having(code)[0] >> row & 1 for code in codes) for row in range(5)]
    assert whose(column.having_any(codes), column) == found
