"""Sheets and columns are known by their names, wherever they stand; nothing is left out quietly."""

import pytest

from kb.sheet_columns import EXAMPLE
from tests.sheets import GOOD, filled, problems, read
from tests.support import assert_said_well

POLICIES = "政策 Policies"


def changed(act, rows=(GOOD,)):
    return filled({"政策": list(rows)}, act)


def on_policies(**cells):
    """A change that writes cells of the first sheet."""

    def act(book):
        for place, value in cells.items():
            book[POLICIES][place] = value

    return act


def test_columns_may_change_places_and_empty_ones_go():
    def moved(book):
        page = book[POLICIES]
        page.move_range("C1:C3", cols=60)
        page.delete_cols(4, 2)

    (policy,) = read(changed(moved))

    assert policy.record.title.en == "Trial grant"
    assert policy.cells["title.en"] == f"{POLICIES}!BI3"


@pytest.mark.parametrize("heading", ["金额", "Amount", "amount", "金 额\nAmount", "Amount\n多少"])
def test_either_line_of_a_heading_names_its_column(heading):
    (policy,) = read(changed(on_policies(Q1=heading)))

    assert policy.record.benefit.amount == 8000


@pytest.mark.parametrize("name", ["政策", "Policies", "policies"])
def test_either_part_of_its_name_names_a_sheet(name):
    def renamed(book):
        book[POLICIES].title = name

    (policy,) = read(changed(renamed))

    assert policy.cells["title.zh"] == f"{name}!B3"


def test_rows_above_the_headings_and_empty_rows_between_do_not_matter():
    def lower(book):
        book[POLICIES].insert_rows(1, 2)
        book[POLICIES]["A1"] = "黄浦区 2026 年政策"
        book[POLICIES].insert_rows(5, 40)

    (policy,) = read(changed(lower))

    assert policy.cells["id"] == f"{POLICIES}!A45"


def test_a_column_and_a_sheet_of_remarks_are_left_alone():
    def remark(book):
        on_policies(BC1="备注（内部）", BC3="=1+1")(book)
        book.create_sheet("备注 2026")["A1"] = "问过张科"

    assert len(read(changed(remark))) == 1


def extra_sheet(book):
    book.create_sheet("Sheet1")["C5"] = "忘了搬的内容"


def no_first_sheet(book):
    del book[POLICIES]


def no_headings(book):
    book["条件 Conditions"].delete_rows(1)


def merged(*areas):
    """A change that merges cells of the first sheet."""

    def act(book):
        for area in areas:
            book[POLICIES].merge_cells(area)

    return act


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        (["G3:G4"], ["G3"]),
        (["G3:H5", "L4:L9"], ["G3"]),
        (["G2:G3"], ["G2"]),
        (["G3:H3"], []),
        (["G8:G20"], []),
    ],
)
def test_of_cells_merged_over_rows_the_first_is_told_where_a_value_would_be_lost(areas, told):
    second = {**GOOD, "名称（英文）": "Second grant", "主管部门": None}
    content = changed(merged(*areas), [GOOD, second])

    found = problems(content) if told else read(content) and ()

    assert [problem.place for problem in found] == [f"{POLICIES}!{at}" for at in told]
    for problem in found:
        assert_said_well(problem)
        assert "合并的单元格" in problem.problem.zh
        assert "每一行都写" in problem.remedy.zh


def test_a_text_is_no_longer_than_a_cell_needs_but_for_the_rest():
    long = "字" * 5_001
    content = filled({
        "政策": [{**GOOD, "说明（中文）": long, "其余": f"description: {{zh: {long}, en: Long}}"}]
    })  # fmt: skip

    (problem,) = problems(content)

    assert problem.place == f"{POLICIES}!D3"
    assert problem.problem.zh == "超过 5,000 个字。"
    assert_said_well(problem)


SLIPS = [
    ("a heading with a slip", on_policies(Q1="金客"), "Q1", "栏目", "是不是想写 金额"),
    ("a heading that is none", on_policies(BC1="领导批示"), "BC1", "不认识这个栏目", "备注"),
    ("a heading twice", on_policies(BC1="金额"), "BC1", "有两列", "只留一列"),
    ("words below no heading", on_policies(BC3="另见附件"), "BC3", "没有栏目名", "栏目下面"),
    ("no column for ids", on_policies(A1="备注"), "A1", "没有“编号”这一列", "抄栏目名"),
    ("the example typed over", on_policies(B2="新政策"), "B2", "不会读取", "下面一行"),
]


@pytest.mark.parametrize(("slip", "act", "at", "says", "remedy"), SLIPS, ids=lambda v: str(v)[:24])
def test_a_slip_in_the_layout_is_told_at_its_cell(slip, act, at, says, remedy):
    found = {problem.place: problem for problem in problems(changed(act))}

    problem = found[f"{POLICIES}!{at}"]
    assert (says in problem.problem.zh, remedy in problem.remedy.zh) == (True, True), problem
    assert_said_well(problem)


@pytest.mark.parametrize(
    ("act", "place", "says"),
    [
        (extra_sheet, "Sheet1!A1", "这张工作表"),
        (no_first_sheet, "政策.xlsx", "没有工作表“政策 Policies”"),
        (no_headings, "条件 Conditions!A1", "没有找到栏目名"),
    ],
)
def test_a_sheet_that_is_not_as_it_should_be_is_told(act, place, says):
    (problem,) = problems(changed(act))

    assert (problem.place, says in problem.problem.zh) == (place, True)
    assert_said_well(problem)


def test_the_example_is_an_item_once_its_mark_is_taken_off():
    (first, second) = read(changed(on_policies(A2=None)))

    assert EXAMPLE == "例 Example"
    assert first.record.title.en == "First start-up grant (example)"
    assert first.cells["id"] == f"{POLICIES}!A2"
    assert second.record.id == "policy/trial-grant"


def test_more_rows_than_are_read_are_told():
    def many(book):
        for row in range(3, 5_005):
            book[POLICIES].cell(row, 2, "政策")

    found = {problem.place: problem for problem in problems(changed(many))}

    assert "5,000" in found[f"{POLICIES}!A5002"].problem.en
