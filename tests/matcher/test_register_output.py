from __future__ import annotations

import csv

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kb.errors import WrongInput
from matcher.register_output import BOM, MOST_ROWS, kind_of, refuse_too_long, write_table
from matcher.register_titles import titled
from tests.support import assert_said_well

WORDS = pa.dictionary(pa.int8(), pa.string())
SCHEMA = pa.schema([("row", pa.int64()), ("id", pa.string()), ("verdict", WORDS)])
HOSTILE = ["=1+1", "+49", "-3", "@x", "\tx", 'say "x", ok', "a\nb", "企业", None]


def batch(ids, first=1):
    rows = list(range(first, first + len(ids)))
    verdicts = pa.array(["eligible"] * len(ids)).dictionary_encode().cast(WORDS)
    return pa.RecordBatch.from_arrays([pa.array(rows), pa.array(ids), verdicts], schema=SCHEMA)


def sheet(path):
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def test_parquet_holds_what_was_given_in_few_row_groups(tmp_path):
    batches = [batch(["a", None], 1 + 2 * i) for i in range(9)]

    write_table(tmp_path / "a.parquet", SCHEMA, batches)

    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert file.read().to_pylist() == pa.Table.from_batches(batches).to_pylist()
    assert file.num_row_groups == 3


def test_words_that_differ_from_part_to_part_are_joined(tmp_path):
    def said(word):
        return pa.RecordBatch.from_arrays([pa.array([word]).dictionary_encode()], names=["w"])

    batches = [said("a"), said("b"), said("a")]
    write_table(tmp_path / "a.parquet", batches[0].schema, batches)

    assert pq.read_table(tmp_path / "a.parquet").column("w").to_pylist() == ["a", "b", "a"]


def test_csv_reads_as_chinese_in_a_spreadsheet_and_never_as_a_formula(tmp_path):
    write_table(tmp_path / "a.csv", SCHEMA, [batch(HOSTILE)])

    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(BOM)
    header, *rows = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True))
    assert header == ["row", "id", "verdict"]
    assert [row[1] for row in rows] == ["'=1+1", "'+49", "'-3", "'@x", "'\tx", *HOSTILE[5:8], ""]


def test_a_workbook_quotes_what_might_be_a_formula(tmp_path):
    write_table(tmp_path / "a.xlsx", SCHEMA, [batch(HOSTILE)])

    column = openpyxl.load_workbook(tmp_path / "a.xlsx").active["B"][1:]
    assert [cell.value for cell in column] == HOSTILE
    assert [bool(cell.quotePrefix) for cell in column] == [True] * 5 + [False] * 4
    assert {cell.data_type for cell in column} == {"s", "n"}


def test_people_get_titles_and_words_and_programs_names_and_codes(tmp_path):
    words = {"eligible": "符合"}
    schema = pa.schema([*list(SCHEMA)[:2], titled(SCHEMA.field(2), "补贴", words)])
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        write_table(tmp_path / name, schema, [batch(["x"])])

    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ['"row","id","补贴"', '1,"x","符合"']
    assert sheet(tmp_path / "a.xlsx") == [["row", "id", "补贴"], [1, "x", "符合"]]
    with pq.ParquetFile(tmp_path / "a.parquet") as kept:
        assert kept.read().to_pylist() == [{"row": 1, "id": "x", "verdict": "eligible"}]
        write_table(tmp_path / "b.csv", kept.schema_arrow, kept.iter_batches())
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()


def test_headers_are_no_formulas_either(tmp_path):
    held = pa.RecordBatch.from_pydict({"=cmd": ["a"]})
    write_table(tmp_path / "a.csv", held.schema, [held])

    assert "'=cmd" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


def test_a_workbook_keeps_text_as_text(tmp_path):
    write_table(tmp_path / "a.xlsx", SCHEMA, [batch([*HOSTILE, "bell\x07"])])

    header, *rows = sheet(tmp_path / "a.xlsx")
    assert header == ["row", "id", "verdict"]
    assert [row[1] for row in rows] == [*HOSTILE, "bell"]
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.active["B2"].data_type == "s"


def test_a_workbook_that_would_be_too_long_is_refused_before_and_while_it_is_written(tmp_path):
    path = tmp_path / "a.xlsx"
    with pytest.raises(WrongInput) as error:
        refuse_too_long(path, MOST_ROWS + 1)

    refuse_too_long(path, MOST_ROWS)
    refuse_too_long(path, None)
    refuse_too_long(tmp_path / "a.csv", MOST_ROWS + 1)
    (problem,) = error.value.problems
    assert ".csv or .parquet" in problem.remedy.en
    assert_said_well(problem)
    with pytest.raises(WrongInput):
        write_table(path, SCHEMA, [batch(["a"] * (MOST_ROWS + 1))])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out", "out.xls", "out.txt"])
def test_another_ending_is_refused_and_the_good_ones_named(tmp_path, name):
    with pytest.raises(WrongInput) as error:
        kind_of(tmp_path / name)

    assert ".parquet, .csv, .xlsx" in error.value.problems[0].remedy.en
    assert_said_well(error.value.problems[0])


def test_an_ending_may_be_in_capitals(tmp_path):
    assert kind_of(tmp_path / "OUT.CSV") == ".csv"
