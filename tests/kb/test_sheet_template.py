"""The workbook officers fill in, and standing policies written into it and read back."""

import io
import random
from datetime import date, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.model import Policy
from kb.sheet_columns import EXAMPLE, FACTS, HELP, LISTS, SHEETS, Kind
from kb.sheet_template import FIRST_ROW, workbook_of
from kb.sheet_writing import written
from kb.text import Text
from kb.writing import to_json
from tests import strategies
from tests.sheets import empty, read
from tests.support import assert_said_well, shipped_records


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(empty()))


def policies():
    return [record for record in shipped_records().values() if isinstance(record, Policy)]


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


def test_no_two_headings_of_a_sheet_are_the_same():
    for sheet in SHEETS:
        for language in ("zh", "en"):
            titles = [column.title.get(language).casefold() for column in sheet.columns]
            assert len(set(titles)) == len(titles), titles


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


def test_every_shipped_policy_comes_back_from_a_workbook_as_it_was():
    content, problems = workbook_of(policies(), shipped_records())

    read_again = {one.record.id: one.record for one in read(content)}

    assert problems == ()
    assert {key: to_json(held) for key, held in read_again.items()} == {
        held.id: to_json(held) for held in policies()
    }


def test_nine_in_ten_conditions_are_rows_and_no_formula_of_records():
    rows, _ = written(policies(), shipped_records())

    kinds = [row[("compare",)] for row in rows.rows["criteria"]]
    assert sum(str(kind).startswith("其他") for kind in kinds) < len(kinds) / 10
    assert not any("criteria:" in row.get(("rest",), "") for row in rows.rows[""])


@settings(max_examples=25, deadline=None)
@given(strategies.of(Policy))
def test_any_policy_comes_back_or_is_said_not_to(policy):
    """What a sheet cannot say stands under the rest; what even that cannot is told of."""
    rows, problems = written([policy], {})

    if problems:
        assert [problem.place for problem in problems] == [policy.id]
        assert rows.rows[""] == []
    else:
        content, _ = workbook_of([policy], {})
        (again,) = read(content)
        assert to_json(again.record) == to_json(policy)


def test_text_that_looks_like_a_formula_stays_text():
    policy = policies()[0]
    said = Text(zh='=HYPERLINK("http://a.test")', en="@SUM(A1)\t+1")
    content, problems = workbook_of([_with(policy, title=said)], shipped_records())
    book = openpyxl.load_workbook(io.BytesIO(content))

    (again,) = read(content)

    assert problems == ()
    assert again.record.title == said
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert all(book["政策 Policies"][place].quotePrefix for place in ("B3", "C3"))


def test_what_is_no_policy_and_what_fits_no_cell_is_told():
    service = next(r for key, r in shipped_records().items() if key.startswith("service/"))
    long = _with(policies()[0], description=Text(zh="长" * 40_000, en="long"))

    _, problems = workbook_of([service, long], shipped_records())

    assert [problem.place for problem in problems] == [service.id, long.id]
    for problem in problems:
        assert_said_well(problem)


def _with(policy, **said):
    from dataclasses import replace

    return replace(policy, **said)
