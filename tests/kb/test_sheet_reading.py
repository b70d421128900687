"""A filled-in workbook gives policies; what is wrong is said at its cell, all at once."""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from kb.criteria import All, AnyOf
from kb.sheet_columns import POLICIES
from kb.sheet_items import proposed
from kb.sheet_reading import read_workbook
from kb.text import Text
from kb.validation import check
from kb.yaml_text import read_yaml
from tests.sheets import GOOD, column, filled, problems, read, sheet, told
from tests.support import assert_said_well, problems_of, recorded, shipped_records

SLIPS = read_yaml(Path(__file__).with_name("sheet_slips.yaml").read_bytes(), "slips").value
GATHERED = [slip for slip in SLIPS if not slip.get("alone")]
ALONE = [slip for slip in SLIPS if slip.get("alone")]


def named(slip):
    return slip["slip"]


def item(i, slip):
    """A good row for a slip's policy, with the slip where it stands on the first sheet."""
    english = {"名称（英文）": f"Grant no {i}"}
    return {**GOOD, **english, **(slip["write"] if slip["sheet"] == "政策" else {})}


@cache
def gathered():
    """Return everything that is said of one workbook with every slip of the table."""
    rows = {"政策": [item(i, slip) for i, slip in enumerate(GATHERED)]}
    for i, slip in enumerate(GATHERED):
        if slip["sheet"] != "政策":
            said = {"政策": f"policy/grant-no-{i}", **slip["write"]}
            rows.setdefault(slip["sheet"], []).append(said)
    return {problem.place: problem for problem in problems(filled(rows))}


def place(slip, among):
    of = sheet(slip["sheet"])
    beside = among if slip["sheet"] == "政策" else [o for o in among if o["sheet"] == slip["sheet"]]
    row = 3 + beside.index(slip)
    letter = openpyxl.utils.get_column_letter(column(of, slip["at"]))
    return f"{of.name}!{letter}{row}"


def assert_says(problem, slip):
    assert_said_well(problem)
    assert (slip["says"] in problem.problem.zh, slip["remedy"] in problem.remedy.zh) == (
        True,
        True,
    ), told(problem)
    assert problem.file == "政策.xlsx"


@pytest.mark.parametrize("slip", GATHERED, ids=named)
def test_every_slip_is_told_at_its_cell(slip):
    assert_says(gathered()[place(slip, GATHERED)], slip)


def test_nothing_is_said_of_cells_that_are_right():
    assert set(gathered()) == {place(slip, GATHERED) for slip in GATHERED}


@pytest.mark.parametrize("slip", ALONE, ids=named)
def test_what_is_no_value_is_told_before_anything_is_read(slip):
    (problem,) = problems(filled({"政策": [item(0, slip)]}))

    assert problem.place == place(slip, [slip])
    assert_says(problem, slip)


def rows():
    """One item with everything an officer may type in more than one way."""
    name = {"政策": "试点补贴"}
    item = {
        **GOOD,
        "有效期自": datetime(2026, 1, 1),
        "有效期至": "2027年12月31日",
        "核对日期": "2026/11/20",
        "百分之几": "12.5%",
        "总共最多": "0.5 × 一年实际付的租金",
        "这是最高额": "是",
        "材料": "身份证；营业执照 · Business licence · evidence/business-licence",
        "依据文件": "沪人社规〔2023〕1号",
        "条款": 4,
        "平常说法（中文）": "开店补贴\n创业补贴",
        "来源": "办事指南",
        "待确认的": "有效期；materials",
    }
    conditions = [
        {**name, "信息项": "已经营的月数", "比较": "≥", "值": 12, "条款": "4"},
        {
            **name,
            "组": 1,
            "信息项": "concept/size-class",
            "比较": "是其中一个",
            "值": "微型；small",
        },
        {**name, "组": "1.1", "信息项": "concept/employees", "比较": "between", "值": "1；300"},
        {**name, "组": "1.1", "不能是": "是", "比较": "已享受这项政策", "值": "首次创业一次性补贴"},
        {**name, "比较": "由人来定", "怎么说（中文）": "经评审", "怎么说（英文）": "reviewed"},
    ]
    windows = [
        {**name, "开始": "2026-03-01", "截止": "2026.4.30", "截止时刻": time(16)},
        {**name, "起算日": "营业执照登记日期", "满几个月后": 12, "几个月以内": 18.0},
    ]
    sources = [{**name, "来源": "公告", "来源条款": 2, "读到的日期": "2026-11-01"}]
    return {"政策": [item], "条件": conditions, "申请时间": windows, "更多来源": sources}


@cache
def policy():
    (one,) = read(filled(rows()))
    return one


def test_an_item_gets_its_id_from_its_english_title():
    assert policy().record.id == "policy/trial-grant"
    assert proposed("A first café’s grant (2026)") == "a-first-cafes-grant-2026"
    assert len(proposed("many words " * 20)) <= 60
    assert proposed("试点") == ""


def test_days_numbers_and_choices_are_read_however_one_writes_them():
    held = policy().record

    assert (held.valid.from_, held.valid.to) == (date(2026, 1, 1), date(2027, 12, 31))
    assert held.checked_on == date(2026, 11, 20)
    assert (held.benefit.amount, held.benefit.rate) == (Decimal(8000), Decimal("12.5"))
    assert (held.benefit.at_most.times, held.benefit.at_most.of) == (
        Decimal("0.5"),
        "concept/rent-a-year",
    )
    assert held.materials == {"evidence/id-card", "evidence/business-licence"}
    assert (held.document, held.article) == ("document/shanghai-hrss-2023-1", "4")
    assert held.phrases.zh == {"开店补贴", "创业补贴"}
    assert held.confirm == {"valid", "materials"}


def test_rows_of_conditions_make_the_tree_they_say():
    tree = policy().record.criteria

    months, either, review = tree.all
    small, both = either.any
    assert (type(tree), type(either), type(both)) == (All, AnyOf, All)
    assert months.at_least == 12
    assert (months.source.document, months.source.article) == ("document/shanghai-hrss-2023-1", "4")
    assert small.in_ == {"micro", "small"}
    assert both.all[0].between == (1, 300)
    assert both.all[1].not_.granted == "policy/first-start-up-grant"
    assert review.review == Text(zh="经评审", en="reviewed")


def test_windows_and_further_sources_stand_on_sheets_of_their_own():
    held = policy().record

    fixed, counted = held.windows
    assert (fixed.opens, fixed.closes, fixed.closes_at) == (
        date(2026, 3, 1), date(2026, 4, 30), time(16),
    )  # fmt: skip
    assert (counted.since, counted.after_months, counted.until_months) == (
        "concept/registered-on", 12, 18,
    )  # fmt: skip
    assert [one.name for one in held.sources] == ["办事指南", "公告"]
    assert (held.sources[1].article, held.sources[1].read_on) == ("2", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        (("criteria", "all", 1, "any", 1, "all", 0, "between"), "条件 Conditions!F5"),
        (("criteria", "all", 1, "any", 1, "all", 0, "between", 1), "条件 Conditions!F5"),
        (("criteria", "all", 0, "source", "document"), "条件 Conditions!I3"),
        (("windows", 1, "since"), "申请时间 Windows!E4"),
        (("sources", 1, "document"), "更多来源 Sources!D3"),
        (("benefit", "amount"), "政策 Policies!Q3"),
        (("organisation",), "政策 Policies!G3"),
        (("examples", 3), "政策 Policies!A3"),
        ((), "政策 Policies!A3"),
    ],
)
def test_every_part_knows_its_cell(path, cell):
    said = Text(zh="不对。", en="is wrong.")

    assert policy().problem(path, said).place == cell


def test_what_makes_no_sense_is_told_at_its_cell_too():
    (one,) = read(filled({**rows(), "政策": [{**rows()["政策"][0], "有效期至": "2025-01-01"}]}))

    def passes():
        check([one], {**shipped_records(), one.record.id: one.record})

    found = {problem.place for problem in problems_of(passes)}
    assert "政策 Policies!M3" in found


def test_an_empty_template_has_nothing_to_read():
    (problem,) = problems(filled({}))

    assert problem.place == f"{POLICIES.name}!A1"
    assert "no item is filled in" in problem.problem.en


def test_two_rows_are_not_one_item():
    (problem,) = problems(filled({"政策": [GOOD, GOOD]}))

    assert problem.place == f"{POLICIES.name}!A4"
    assert f"{POLICIES.name}!A3 is policy/trial-grant too" in problem.problem.en


def test_everything_wrong_with_one_row_is_told_at_once():
    """A missing title hid four more slips of its row, and an unknown fact the value beside it."""
    item = {
        **GOOD,
        "名称（英文）": None,
        "金额": "=4000*2",
        "主管部门": "人社居",
        "有效期自": "2027-02-30",
        "面向": "公司",
    }
    condition = {
        "政策": "试点补贴",
        "组": "第一组",
        "信息项": "没有这个",
        "比较": "不少于",
        "值": "三年",
        "条款": 4,
    }
    said = problems(filled({"政策": [item], "条件": [condition]}))
    found = {one.place: one for one in said}

    assert len(found) == len(said), "no cell is told of twice"
    assert "“三年”不是数" in found["条件 Conditions!F3"].problem.zh
    letters = {place.rpartition("!")[2] for place in found}
    assert letters == {"C3", "Q3", "G3", "L3", "J3", "B3", "D3", "F3"}
    assert "2027 年 2 月只有 28 天" in found["政策 Policies!L3"].problem.zh


@pytest.mark.parametrize("value", ["2026-03-01", 12, "12", "500万"])
def test_a_value_that_some_fact_could_have_is_not_told_of_beside_an_unknown_fact(value):
    condition = {"政策": "试点补贴", "信息项": "没有这个", "比较": "≥", "值": value}

    (problem,) = problems(filled({"政策": [GOOD], "条件": [condition]}))

    assert problem.place == "条件 Conditions!D3"


@pytest.mark.parametrize(
    ("compare", "field"),
    [("大于等于", "at_least"), (">=", "at_least"), ("不低于", "at_least"), ("at least", "at_least"),
     ("小于等于", "at_most"), ("不大于", "at_most"), ("大于", "more_than"), ("不满", "less_than")],
)  # fmt: skip
def test_a_comparison_is_understood_however_one_says_it(compare, field):
    condition = {"政策": "试点补贴", "信息项": "已经营的月数", "比较": compare, "值": "3万"}

    (one,) = read(filled({"政策": [GOOD], "条件": [condition]}))

    assert getattr(one.record.criteria, field) == 30_000


def test_a_number_that_counts_ten_thousands_by_itself_or_in_its_unit_is_fine():
    once = {"按什么算": "装修费用", "百分之几": 30, "其中最多算": 50, "总共最多": "20"}

    assert read(filled({"政策": [{**GOOD, **once}]}))
    assert read(filled({"政策": [{**GOOD, "金额": "3万", "总共最多": "5万"}]}))


def test_a_row_drops_no_address_of_a_standing_source():
    (standing,) = recorded(
        "{id: policy/trial, title: {zh: 甲, en: A}, sources: [{name: 通知, link: 'https://a.cn/1'}]}"
    )
    row = {"编号": "policy/trial", "名称（中文）": "甲", "名称（英文）": "A", "来源": "通知"}
    kept = {**row, "来源": None, "其余": "sources: [{name: 通知, link: 'https://a.cn/1'}]"}

    def read_with(cells):
        return read_workbook(filled({"政策": [cells]}), "a.xlsx", {standing.id: standing})

    (problem,) = problems_of(lambda: read_with(row))
    (same,) = read_with(kept)

    assert_said_well(problem)
    assert (problem.place, "sources.link" in problem.problem.zh) == ("政策 Policies!A3", True)
    assert same.record == standing


def test_a_yes_or_no_fact_asks_for_yes_or_no():
    condition = {
        "政策": "试点补贴",
        "信息项": "concept/founder-first-business",
        "比较": "是其中一个",
        "值": "低保",
    }

    (problem,) = problems(filled({"政策": [GOOD], "条件": [condition]}))

    assert_said_well(problem)
    assert problem.problem.zh == "“低保”不是是或否。"
    assert "值请写“是”或“否”" in problem.remedy.zh


def test_a_short_name_finds_the_department():
    (problem,) = problems(filled({"政策": [{**GOOD, "主管部门": "黄浦就促中心"}]}))

    assert "黄浦区就业促进中心" in problem.remedy.zh


def test_a_new_document_comes_with_the_items_that_rest_on_it():
    paper = {
        "名称（中文）": "关于试点的通知",
        "名称（英文）": "Notice on the trial",
        "文号": "黄人社〔2026〕9号",
        "发文部门": "区人社局\n区财政局",
        "发布日期": "2026-03-01",
        "施行自": "2026-04-01",
        "来源": "区政府网站",
        "网址": "https://gov.example.cn/9",
    }
    document, item = read(filled({
        "政策": [{**GOOD, "依据文件": "黄人社〔2026〕9号"}], "文件": [paper],
    }))  # fmt: skip

    assert document.record.id == item.record.document == "document/notice-on-the-trial"
    assert document.record.issuers == ("区人社局", "区财政局")
    assert document.record.in_force.from_ == date(2026, 4, 1)
    assert document.problem(("sources", 0, "link"), Text(zh="不", en="no")).place.endswith("J3")


def test_a_document_that_stands_is_not_written_over():
    paper = {"编号": "shanghai-hrss-2023-1", "名称（中文）": "甲", "名称（英文）": "A"}

    (problem,) = problems(filled({"政策": [GOOD], "文件": [paper]}))

    assert_said_well(problem)
    assert problem.place == "文件 Documents!A3"
    assert "这份文件已经有了" in problem.problem.zh
