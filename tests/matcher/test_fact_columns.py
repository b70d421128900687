from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.ids import ConceptId
from matcher.fact_columns import (
    LISTS,
    Coded,
    FactColumns,
    Flags,
    Sets,
    Whole,
    day_number,
    fact_batch,
)
from matcher.one_by_one import facts_from
from matcher.planes import unpacked
from tests.judging import applicants, facts_of
from tests.support import TODAY, world


def whose(bits, column):
    return unpacked(bits, column.rows).tolist()


def read_back(batch, row):
    columns = FactColumns(batch, world())
    concepts = [LISTS.get(name, name) for name in batch.schema.names]
    cells = [columns[ConceptId(one)].python([row])[0] for one in concepts]
    return facts_from(zip(concepts, map(hashable, cells), strict=True), columns)


def hashable(cell):
    return tuple(map(tuple_of, cell)) if isinstance(cell, list) else cell


def tuple_of(item):
    return tuple(item.items()) if isinstance(item, dict) else item


@given(st.lists(applicants(), min_size=1, max_size=4))
def test_applicants_come_out_of_a_batch_as_they_went_in(people):
    batch = fact_batch(people, world())

    assert batch.num_rows == len(people)
    assert [read_back(batch, row) for row in range(len(people))] == people


def test_nobody_of_whom_anything_is_known_is_still_somebody():
    assert fact_batch([facts_of(), facts_of()], world()).num_rows == 2


def test_a_number_stands_in_units_of_its_last_decimal_place():
    batch = fact_batch([facts_of(revenue=80.5)], world())

    assert batch.column("concept/revenue").to_pylist() == [8050]


def test_a_day_is_the_number_date32_gives_it():
    assert pa.array([TODAY]).view(pa.int32()).to_pylist() == [day_number(TODAY)]


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
