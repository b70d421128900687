"""Headers tell concepts by any of their names; what is unsure is refused with what to write."""

from decimal import Decimal

import pytest

from kb.errors import WrongInput
from matcher.register_batch import Column, Role
from matcher.register_headers import headers_read, wanted
from tests.registers import mapping
from tests.support import assert_said_well, shipped_catalogue, world, world_with


def told(*headers, said=None, catalogue=None):
    held = headers_read(headers, catalogue or world(), mapping(said) if said else None, "firms.csv")
    return {one.name: one.concept or one.role for one in held.columns}


def refusal(*headers, said=None, catalogue=None):
    with pytest.raises(WrongInput) as refused:
        told(*headers, said=said, catalogue=catalogue)
    for problem in refused.value.problems:
        assert_said_well(problem)
    return refused.value.problems


NAMES = [
    ("concept/employees", "concept/employees"),
    ("employees", "concept/employees"),
    ("EMPLOYEES ", "concept/employees"),
    ("rd_expense", "concept/rd-expense"),
    ("用工人数", "concept/employees"),
    ("用 工 人 数", "concept/employees"),
    ("Ｅmployees", "concept/employees"),
    ("day of registration", "concept/registered-on"),
    ("用工人数（人）", "concept/employees"),
    ("注册日期（年-月-日）", "concept/registered-on"),
    ("holds", "concept/holds"),
    ("已经享受的政策", "concept/granted"),
]


@pytest.mark.parametrize(("header", "concept"), NAMES)
def test_a_header_is_understood_by_any_name_of_its_concept(header, concept):
    assert told(header) == {header: concept}


def test_the_fact_sheets_names_are_understood():
    held = headers_read(["staff", "area"], shipped_catalogue(), None, "x")

    assert [one.concept for one in held.columns] == ["concept/employees", "concept/floor-area"]


def test_the_own_id_and_consent_are_known_by_their_usual_names():
    assert told("统一社会信用代码", "employees", "同意使用数据") == {
        "统一社会信用代码": Role.ID, "employees": "concept/employees", "同意使用数据": Role.CONSENT,
    }  # fmt: skip


def test_what_nobody_understands_is_left_over_and_named():
    held = headers_read(["employees", "心情", ""], world(), None, "x")

    assert held.unmapped == ("心情", "")


def test_yuan_by_the_ten_thousand_are_converted_where_the_header_says_exactly_so():
    held = headers_read(["营业收入（万元）", "研发费用(元)"], world(), None, "x")

    assert [one.times for one in held.columns] == [Decimal(10000), Decimal(1)]


@pytest.mark.parametrize("header", ["营业收入（美元）", "Revenue (10k yuan)", "用工人数（万）"])
def test_another_unit_is_refused_until_times_says_what_it_is(header):
    problem = refusal(header)[0]

    assert (problem.place, "times: 10000" in problem.remedy.en) == (header, True)
    said = f'columns: {{"{header}": {{concept: employees, times: 7}}}}'
    assert headers_read([header], world(), mapping(said), "x").columns[0].times == 7


def test_a_mapping_without_times_does_not_hide_the_unit():
    problem = refusal("钱（美元）", said='columns:\n  "钱（美元）": revenue\n')[0]

    assert (problem.line, problem.place) == (2, "columns.钱（美元）")


MAPPED = """\
id: 代码
columns:
  人: concept/employees
  形式: {concept: 组织形式, values: {Ltd: company, 个体: 个体工商户, 无: null}}
  日: {concept: registered-on, form: "%d/%m/%Y"}
  卖: {concept: goods, values: {无: []}}
  revenue: null
"""


def test_a_mapping_goes_before_names():
    held = headers_read(
        ["代码", "人", "形式", "日", "卖", "revenue", "编号"], world(), mapping(MAPPED), "x"
    )

    assert held.columns == (
        Column(name="代码", role=Role.ID),
        Column(name="人", concept="concept/employees"),
        Column(
            name="形式",
            concept="concept/legal-form",
            values=(("Ltd", "company"), ("个体", "个体工商户"), ("无", None)),
        ),
        Column(name="日", concept="concept/registered-on", form="%d/%m/%Y"),
        Column(name="卖", concept="concept/goods", values=(("无", ()),)),
    )
    assert held.unmapped == ("编号",)
    assert hash(held.columns)


A = "columns:\n  a: "
WRONG = [
    ("id: 代号", ["employees"], 1, "id", "The columns are: employees."),
    ("columns: {人: employees}", ["employees"], 1, "columns.人", "The columns are: employees."),
    (A + "emploees", ["a"], 2, "columns.a", "Did you mean"),
    (A + "{concept: legal-form, times: 2}", ["a"], 2, "columns.a.times", "Write a number"),
    (A + "{concept: employees, times: 0}", ["a"], 2, "columns.a.times", "Write a number"),
    (A + "{concept: registered-on, form: '%Y'}", ["a"], 2, "columns.a.form", "Write year"),
    (A + "{concept: employees, form: '%Y%m%d'}", ["a"], 2, "columns.a.form", "only for dates"),
    (A + "\n    concept: legal-form\n    values:\n      X: guild", ["a"], 5,
     "columns.a.values.X", "Write one of: company"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "headers", "line", "place", "remedy"), WRONG)
def test_a_mapping_that_fits_neither_file_nor_facts_is_refused_by_its_line(
    said, headers, line, place, remedy
):
    problem = refusal(*headers, said=said)[0]

    assert (problem.file, problem.line, problem.place) == ("mapping.yaml", line, place)
    assert remedy in problem.remedy.en


def test_columns_of_one_name_are_refused():
    assert refusal("employees", "a", "employees ")[0].problem.en == (
        "several columns have one name: employees."
    )


def test_two_columns_that_tell_the_same_are_refused():
    problem = refusal("employees", "用工人数")[0]

    assert "concept/employees: employees, 用工人数" in problem.problem.en
    assert told("employees", "用工人数", said="columns: {用工人数: null}") == {
        "employees": "concept/employees"
    }


def test_a_register_nobody_understands_is_told_which_names_would_be():
    with pytest.raises(WrongInput) as refused:
        headers_read(["某区企业名单", ""], shipped_catalogue(), None, "firms.csv")
    problem = refused.value.problems[0]

    assert problem.place == "firms.csv"
    assert "某区企业名单" in problem.problem.zh
    first = next(iter(wanted(shipped_catalogue()).most_common()))[0]
    assert shipped_catalogue().concepts[first].title.zh in problem.remedy.zh
    assert_said_well(problem)


def test_an_id_alone_tells_nothing_of_anybody():
    assert "no column was recognised" in refusal("id")[0].problem.en


TWIN = "- {id: concept/headcount, title: {zh: 用工人数, en: Headcount}, type: number}\n"


def test_a_title_of_two_concepts_asks_which_it_is():
    problem = refusal("用工人数", catalogue=world_with(TWIN))[0]

    assert "may be any of: concept/employees, concept/headcount" in problem.problem.en


def test_what_only_members_have_gives_way_to_a_fact_of_the_applicant():
    own = "- {id: concept/own-age, title: {zh: 年龄, en: Own age}, type: number}\n"

    assert told("年龄", catalogue=world_with(own)) == {"年龄": "concept/own-age"}


def test_the_facts_that_policies_ask_are_counted_and_worked_out_ones_are_not():
    counts = wanted(shipped_catalogue())

    assert all(shipped_catalogue().concepts[one].derive is None for one in counts)
    assert counts.most_common(1)[0][1] > 5
