from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from kb.ids import ConceptId
from matcher.fact_columns import LISTS, FactColumns, day_number, fact_batch
from matcher.one_by_one import facts_from
from tests.judging import applicants, facts_of
from tests.support import TODAY, world


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
