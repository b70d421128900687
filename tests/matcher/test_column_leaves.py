from __future__ import annotations

import pyarrow as pa
import pytest

from matcher.columns import ColumnJudge, Compiled
from matcher.fact_columns import FactColumns, fact_batch
from tests.judging import facts_of
from tests.support import TODAY, criterion_of, world


def codes(text, batch, on=TODAY):
    judge = ColumnJudge(Compiled(world()), FactColumns(batch, world()), on)
    return judge.planes(criterion_of(text)).codes(batch.num_rows).tolist()


def revenue(*hundredths):
    return pa.RecordBatch.from_pydict({"concept/revenue": pa.array(hundredths, type=pa.int64())})


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("at_least: 100.005", [0, 0, 3]),
        ("at_least: 100", [0, 3, 3]),
        ("more_than: 100", [0, 0, 3]),
        ("more_than: 99.995", [0, 3, 3]),
        ("at_most: 100", [3, 3, 0]),
        ("at_most: 100.005", [3, 3, 0]),
        ("less_than: 100", [3, 0, 0]),
        ("less_than: 100.001", [3, 3, 0]),
        ("at_least: -5", [3, 3, 3]),
        ("less_than: 12345678901234567890123", [3, 3, 3]),
        ("at_least: 12345678901234567890123", [0, 0, 0]),
        ("is: 100", [0, 3, 0]),
        ("is_not: 100", [3, 0, 3]),
        ("between: [99.99, 100]", [3, 3, 0]),
    ],
)
def test_a_limit_with_more_places_than_the_figures_parts_them_at_the_right_one(condition, found):
    """The figures are 99.99, 100.00 and 100.01; an unknown one stays open."""
    batch = revenue(9_999, 10_000, 10_001, None)

    assert codes(f"{{fact: concept/revenue, {condition}}}", batch) == [*found, 1]


@pytest.mark.parametrize(
    ("employees", "revenue_hundredths", "code"),
    [(3, 600, 3), (3, 601, 0), (3, 599, 3), (None, 599, 1), (3, None, 1), (0, 0, 3)],
)
def test_a_share_of_another_figure_is_compared_exactly(employees, revenue_hundredths, code):
    batch = pa.RecordBatch.from_pydict(
        {
            "concept/employees": pa.array([employees], type=pa.int64()),
            "concept/revenue": pa.array([revenue_hundredths], type=pa.int64()),
        }
    )

    share = "{fact: concept/employees, at_least: {times: 0.5, of: concept/revenue}}"
    assert codes(share, batch) == [code]


def test_a_share_of_figures_too_large_for_64_bits_is_compared_all_the_same():
    batch = pa.RecordBatch.from_pydict(
        {
            "concept/employees": pa.array([2**62, 2**62 - 1], type=pa.int64()),
            "concept/revenue": pa.array([2**62, 2**62], type=pa.int64()),
        }
    )

    share = "{fact: concept/employees, at_least: {times: 100, of: concept/revenue}}"
    assert codes(share, batch) == [3, 0]


def test_what_is_in_no_column_is_asked():
    batch = fact_batch([facts_of(employees=3)] * 2, world())

    for condition in (
        "{fact: concept/foreign, is: true}",
        "{fact: concept/legal-form, in: [company]}",
        "{fact: concept/goods, has: books}",
        "{fact: concept/district, within: area/310101}",
        "{fact: concept/registered-on, before: 2026-01-01}",
        "{fact: concept/lease-from, between: [2026-01-01, 2026-12-31]}",
        "{fact: concept/registered-on, within_days: 3}",
        "{fact: concept/revenue, at_most: 3}",
        "{count: concept/hires, at_least: 1}",
        "{holds: evidence/business-licence}",
        "{granted: policy/old-grant}",
    ):
        assert codes(condition, batch) == [1, 1], condition


def test_an_area_that_is_told_too_coarsely_stays_open():
    areas = ["area/310101002", "area/310101", "area/310000", "area/310104", None]
    batch = pa.RecordBatch.from_pydict({"concept/district": pa.array(areas)})

    assert codes("{fact: concept/district, within: area/310101}", batch) == [3, 3, 1, 0, 1]
    either = "{fact: concept/district, within_any: [area/310101, area/310104]}"
    assert codes(either, batch) == [3, 3, 1, 3, 1]
