"""A wrong workbook comes back with its problems at their cells, and all that was typed."""

import io

import openpyxl
import pytest

from kb.errors import Problem, WrongInput
from kb.sheet_columns import PROBLEMS
from kb.sheet_errors import marked
from kb.text import Text
from tests.sheets import GOOD, filled, problems, read

WRONG = {**GOOD, "金额": "三万", "备注": None}
WRONG.pop("备注")
CELL = "政策 Policies!Q3"


def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def once():
    """A workbook with a wrong amount and a formula in a column of remarks, and it marked."""

    def remark(held):
        held["政策 Policies"]["BC1"] = "备注"
        held["政策 Policies"]["BC3"] = '=HYPERLINK("http://a.test","x")'
        held["政策 Policies"]["B3"].number_format = "0.00"

    content = filled({"政策": [WRONG]}, remark)
    return content, marked(content, problems(content))


def test_the_wrong_cell_is_red_and_says_why_in_both_languages(once):
    cell = book(once[1])["政策 Policies"]["Q3"]

    assert cell.fill.fgColor.rgb == "FFFF9999"
    assert "“三万”不是数。请只写数" in cell.comment.text
    assert '"三万" is not a number. Write the number alone' in cell.comment.text
    assert cell.value == "三万"


def test_the_first_sheet_lists_every_problem_and_leads_to_its_cell(once):
    page = book(once[1]).worksheets[0]

    assert page.title == PROBLEMS
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert rows == [
        (CELL, "三万", "“三万”不是数。", "请只写数，例如 30000 或 3万，也不带单位。",
         '"三万" is not a number.', "Write the number alone, such as 30000, without a unit."),
    ]  # fmt: skip
    assert page["A2"].hyperlink.location == "'政策 Policies'!Q3"


def test_everything_typed_is_kept_and_formulas_come_back_as_text(once):
    before, after = (book(content)["政策 Policies"] for content in once)

    assert [list(row) for row in after.values] == [list(row) for row in before.values]
    assert (before["BC3"].data_type, after["BC3"].data_type) == ("f", "s")
    assert after["BC3"].quotePrefix
    assert after["B3"].number_format == "0.00"
    assert len(after.data_validations.dataValidation) == len(before.data_validations.dataValidation)
    assert after["Q1"].comment.text == before["Q1"].comment.text


def test_the_mended_workbook_is_read_and_its_marks_are_gone(once):
    mended = book(once[1])
    mended["政策 Policies"]["Q3"] = 30000
    out = io.BytesIO()
    mended.save(out)

    (policy,) = read(out.getvalue())
    clean = book(marked(out.getvalue(), []))["政策 Policies"]["Q3"]

    assert policy.record.benefit.amount == 30000
    assert (clean.comment, clean.fill.fill_type) == (None, None)


def test_marks_do_not_pile_up(once):
    twice = marked(once[1], problems(once[1]))

    assert book(twice).sheetnames == book(once[1]).sheetnames
    assert (
        book(twice)["政策 Policies"]["Q3"].comment.text
        == book(once[1])["政策 Policies"]["Q3"].comment.text
    )


def test_the_note_of_a_heading_comes_back_after_it_was_marked():
    content = filled({"政策": [GOOD]})
    note = book(content)["政策 Policies"]["Q1"].comment.text
    problem = Problem(place="政策 Policies!Q1", problem=Text(zh="不认识。", en="is not known."))

    wrong = marked(content, [problem, problem])

    assert note in book(wrong)["政策 Policies"]["Q1"].comment.text
    assert book(marked(wrong, []))["政策 Policies"]["Q1"].comment.text == note


def test_of_merged_cells_the_first_is_marked_for_all():
    def merge(held):
        held["政策 Policies"].merge_cells("G3:G5")

    content = filled({"政策": [GOOD]}, merge)
    said = Problem(place="政策 Policies!G5", problem=Text(zh="没有写。", en="is missing."))

    after = book(marked(content, [said]))

    assert "没有写" in after["政策 Policies"]["G3"].comment.text
    assert after.worksheets[0]["A2"].hyperlink.location == "'政策 Policies'!G3"
    assert "G3:G5" in after["政策 Policies"].merged_cells


def test_a_problem_of_no_cell_is_listed_alone():
    said = Problem(place="没有这张!A1", problem=Text(zh="=1+1。", en="=1+1."))

    page = book(marked(filled({}), [said])).worksheets[0]

    assert page["A2"].hyperlink is None
    assert (page["C2"].value, page["C2"].data_type) == ("=1+1。", "s")


def test_what_is_no_workbook_is_not_marked():
    with pytest.raises(WrongInput):
        marked(b"id: policy/a", [])
