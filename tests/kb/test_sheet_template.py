"""The workbook officers fill in: headings, notes, an example and lists to choose from."""

import io

import openpyxl
import pytest

from kb.sheet_columns import EXAMPLE, FACTS, HELP, LISTS, SHEETS, Kind
from kb.sheet_template import FIRST_ROW
from tests.sheets import empty
from tests.support import shipped_records


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(empty()))


def test_headings_stand_in_both_languages_with_a_note(book):
    for sheet in SHEETS:
        first = book[sheet.name][1]
        assert [cell.value for cell in first] == [
            f"{column.title.zh}\n{column.title.en}" for column in sheet.columns
        ]
        assert all(
            cell.comment.text == f"{column.note.zh}\n{column.note.en}"
            for cell, column in zip(first, sheet.columns, strict=True)
        )


def test_every_sheet_has_an_example_that_is_not_read(book):
    assert book.sheetnames == [HELP, *(sheet.name for sheet in SHEETS), FACTS, LISTS]
    for sheet in SHEETS:
        assert book[sheet.name]["A2"].value == EXAMPLE
        assert sum(cell.value is not None for cell in book[sheet.name][2]) > 1


def test_drop_downs_offer_the_records_and_words_there_are(book):
    page = book[LISTS]
    offered = {}
    for name, held in book.defined_names.items():
        if name != "list_items":
            _, cells = next(held.destinations)
            offered[name] = [row[0].value for row in page[cells]]

    assert "是" in offered["list_yes_no"]
    assert "企业 · enterprises · enterprise" in offered["list_audience"]
    centre = "黄浦区就业促进中心 · Huangpu Employment Promotion Centre"
    assert any(said.startswith(centre) for said in offered["list_organisation"])
    kinds = ("organisation", "document", "concept", "evidence", "policy")
    for kind in kinds:
        known = [key for key in shipped_records() if key.startswith(f"{kind}/")]
        assert len(offered[f"list_{kind}"]) == len(known)


def test_every_column_with_choices_has_its_drop_down(book):
    for sheet in SHEETS:
        page = book[sheet.name]
        lists = {
            str(one.sqref).split(":")[0]: one.formula1
            for one in page.data_validations.dataValidation
        }
        for i, column in enumerate(sheet.columns, 1):
            chosen = column.choices is not None and column.kind is Kind.CHOICE
            if chosen or column.of or column.kind in (Kind.FLAG, Kind.POLICY):
                formula = lists[page.cell(FIRST_ROW, i).coordinate]
                assert formula in book.defined_names


def test_facts_are_listed_with_their_choices(book):
    rows = {row[0]: row for row in book[FACTS].values if row[0]}
    size = next(row for name, row in rows.items() if name.endswith("concept/size-class"))

    assert "微型" in size[3]
    assert len(rows) == 1 + sum(key.startswith("concept/") for key in shipped_records())
