"""Parquet is read by row groups, so that a run that was stopped goes on at once."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kb.errors import WrongInput
from matcher.register_parquet import ParquetSource
from tests.support import assert_said_well


def parquet(path, rows=2500, groups=1000):
    table = pa.table(
        {"n": range(1, rows + 1), "a.b": ["x"] * rows, "编号": [str(i) for i in range(rows)]}
    )
    pq.write_table(table, path, row_group_size=groups)
    return path


@pytest.mark.parametrize("start", [1, 2, 1000, 1001, 2500, 2501])
def test_reading_begins_at_any_row(tmp_path, start):
    source = ParquetSource(parquet(tmp_path / "a.parquet"))

    held = [n for batch in source.batches(["n"], start) for n in batch.column(0).to_pylist()]

    assert held == list(range(start, 2501))
    assert source.done_share() == 1.0


def test_only_the_columns_that_are_asked_are_read_by_any_name(tmp_path):
    source = ParquetSource(parquet(tmp_path / "a.parquet"))

    batch = next(source.batches(["编号", "a.b"], 1))

    assert (source.headers, source.rows) == (("n", "a.b", "编号"), 2500)
    assert batch.schema.names == ["a.b", "编号"]
    assert 0 < source.done_share() <= 1


def test_a_file_without_rows_or_with_half_its_bytes_is_refused(tmp_path):
    empty, half = parquet(tmp_path / "a.parquet", 0), parquet(tmp_path / "b.parquet")
    half.write_bytes(half.read_bytes()[:3000])

    for path, why in ((empty, "no rows"), (half, "cannot be read to its end")):
        with pytest.raises(WrongInput) as refused:
            ParquetSource(path)
        assert why in refused.value.problems[0].problem.en
        assert_said_well(refused.value.problems[0])


def test_damage_in_the_middle_is_refused_when_it_is_reached(tmp_path):
    path = parquet(tmp_path / "a.parquet", 200_000, 50_000)
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : len(content) // 2] = b"\xff" * (
        len(content) // 2 - len(content) // 3
    )
    path.write_bytes(content)

    with pytest.raises(WrongInput):
        list(ParquetSource(path).batches(["编号", "n"], 1))
