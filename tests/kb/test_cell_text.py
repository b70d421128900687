"""Whatever a spreadsheet would take for a formula is text in every table of ours."""

import io

import openpyxl
import pytest

from kb.cell_text import for_csv, needs_care, put, stays

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0"]


@pytest.mark.parametrize("text", RISKY)
def test_a_risky_text_is_quoted_in_a_workbook_and_marked_in_csv(text):
    book = openpyxl.Workbook()
    cell = put(book.active["A1"], text)

    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, text)
    assert needs_care(text)
    assert for_csv(text) == f"'{text}"


@pytest.mark.parametrize("value", ["租金", "a=b", "1+1", None, 3, True])
def test_other_values_stay_as_they_are(value):
    book = openpyxl.Workbook()

    assert put(book.active["A1"], value).value == value
    assert not needs_care(value)


def test_signs_that_no_file_can_hold_are_left_out():
    book = openpyxl.Workbook()
    put(book.active["A1"], "a\x00b\x0bc\ufffed")
    out = io.BytesIO()
    book.save(out)

    assert openpyxl.load_workbook(out).active["A1"].value == "abcd"


@pytest.mark.parametrize("text", ["a\rb", "a\x00", "_x000D_", "x" * 32_768])
def test_what_comes_back_otherwise_is_known(text):
    assert not stays(text)
