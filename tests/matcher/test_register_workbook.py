"""Workbooks give what a person sees in their cells; hostile ones are not opened."""

import shutil
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from kb.errors import WrongInput
from matcher.register_workbook import WorkbookSource
from tests.registers import HEADER, workbook
from tests.support import assert_said_well


def rows(source, start_row=1):
    held = list(source.batches(source.headers, start_row))
    return [list(row.values()) for batch in held for row in batch.to_pylist()]


def refusal(path, sheet=None):
    with pytest.raises(WrongInput) as refused:
        rows(WorkbookSource(path, sheet))
    assert_said_well(refused.value.problems[0])
    return refused.value.problems[0]


def test_cells_are_the_texts_one_would_type(tmp_path):
    cells = [
        [80.0, "80.0"], [80.55, "80.55"], [1.1 * 3, "3.3"], [12, "12"], [True, "true"],
        [date(2026, 3, 1), "2026-03-01"], [datetime(2026, 3, 1, 9, 30), "2026-03-01 09:30:00"],
        ["3万", "3万"], [" x ", " x "], [time(9), "09:00:00"],
        [913101010000000000, "9.13101010000000E+17"],
    ]  # fmt: skip
    source = WorkbookSource(workbook(tmp_path / "a.xlsx", cells, ["a", "b"]))

    held = rows(source)

    assert held[0][0] == "80"
    assert [row[0] for row in held[1:]] == [row[1] for row in cells[1:]]
    assert source.done_share() == 1.0


def test_empty_rows_count_between_applicants_and_not_at_the_ends(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a1"], [], [None, ""], ["a2", 5], [""], []])

    source = WorkbookSource(path)

    assert source.headers == tuple(HEADER)
    assert rows(source) == [["a1", None, None], [None] * 3, [None] * 3, ["a2", "5", None]]
    assert rows(source, 4) == [["a2", "5", None]]


def test_a_title_that_is_pushed_down_is_found(tmp_path):
    assert WorkbookSource(workbook(tmp_path / "a.xlsx", [["a"], [1]], [])).headers == ("a",)


def test_a_sheet_is_chosen_by_its_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [[1]], ["a"], sheet="企业")
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("个人")
    other.append(["b"])
    other.append([2])
    book.save(path)

    assert WorkbookSource(path).headers == ("a",)
    assert rows(WorkbookSource(path, "个人")) == [["2"]]
    assert refusal(path, "名单").remedy.en == "The sheets are: 企业, 个人."


def packed_again(path, change):
    """Write a workbook again with its parts changed."""
    copy = path.with_suffix(".tmp")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    shutil.move(copy, path)
    return path


def test_a_formula_tells_the_value_that_was_saved_with_it(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["=1+1"], ["=1+2"]], ["a"])

    def saved(name, content):
        return content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
        )

    assert rows(WorkbookSource(packed_again(path, saved))) == [["2"]]


def test_a_header_alone_and_an_empty_sheet_are_refused(tmp_path):
    assert "no rows" in refusal(workbook(tmp_path / "a.xlsx", [])).problem.en
    assert "is empty" in refusal(workbook(tmp_path / "b.xlsx", [], [])).problem.en


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.txt", "x")
    assert "no .xlsx" in refusal(path).problem.en

    path.write_bytes(b"PK\x03\x04 and then nothing")
    assert "cannot be read" in refusal(path).problem.en


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_what_would_unpack_to_much_more_is_not_opened(tmp_path, part):
    path = workbook(tmp_path / "a.xlsx", [[1]])

    packed_again(path, lambda name, content: content + b" " * 25_000_000 * (name == part))

    assert "would unpack to too much" in refusal(path).problem.en


def test_a_row_with_a_number_no_sheet_has_is_refused_at_once(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["x", 1], ["y", 2]])

    packed_again(
        path, lambda name, content: content.replace(b'<row r="3"', b'<row r="99999999999"')
    )

    assert "cannot be read to its end" in refusal(path).problem.en


def test_a_sheet_that_breaks_off_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["x", 1]] * 500)

    def cut(name, content):
        return content[: len(content) // 2] if name == "xl/worksheets/sheet1.xml" else content

    assert "row" in refusal(packed_again(path, cut)).problem.en


def test_a_row_that_names_the_table_is_not_taken_for_the_header(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["编号", "人"], ["a", 3], ["b", 4]], ["2026 年名单"])

    source = WorkbookSource(path)

    assert (source.headers, source.title) == (("编号", "人"), "2026 年名单")
    assert [batch.to_pylist() for batch in source.batches(["人"], 2)] == [[{"人": "4"}]]
