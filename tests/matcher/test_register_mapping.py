"""A mapping file is read with its lines, so that an officer finds what is wrong in it."""

from decimal import Decimal

import pytest

from kb.errors import BadRecords
from kb.text import Text
from matcher.register_mapping import Keys, Mapped, Mapping, plain_mapping, read_mapping, reads_days

GOOD = """\
id: 统一社会信用代码
consent: 同意使用数据
sheet: 企业
columns:
  员工人数: concept/employees
  注册资本（万元）: {concept: concept/revenue, times: 10000}
  行业: {concept: concept/legal-form, values: {餐饮业: company, 无: null}}
  成立日期: {concept: concept/registered-on, form: "%d/%m/%Y"}
  不用的列: null
"""


def test_a_mapping_says_what_each_column_tells():
    keys = read_mapping(GOOD.encode(), "m.yaml").keys

    assert (keys.id, keys.consent, keys.sheet) == ("统一社会信用代码", "同意使用数据", "企业")
    assert keys.columns == {
        "员工人数": "concept/employees",
        "注册资本（万元）": Mapped(concept="concept/revenue", times=Decimal(10000)),
        "行业": Mapped(concept="concept/legal-form", values={"餐饮业": "company", "无": None}),
        "成立日期": Mapped(concept="concept/registered-on", form="%d/%m/%Y"),
        "不用的列": None,
    }


WRONG = [
    ("columns:\n  a: {concept: x, tims: 3}\n", 2, "columns.a.tims", "Did you mean times?"),
    ("columns:\n  a: x\n  b: {concept: x, times: many}\n", 3, "columns.b.times", "Write a number"),
    ("columns:\n  a: {times: 3}\n", 2, "columns.a.concept", "Add it."),
    ("columns:\n  a: [x]\n", 2, "columns.a", ""),
    ("colums: {}\n", 1, "colums", "Did you mean columns?"),
    ("- a\n", 1, "", "Write key: value lines."),
    ("columns:\n  a: x\n  a: y\n", 3, "columns.a", "Keep one of the two."),
    ("columns: [a]\n", 1, "columns", ""),
]


@pytest.mark.parametrize(("content", "line", "place", "remedy"), WRONG)
def test_what_does_not_fit_is_named_with_its_line(content, line, place, remedy):
    with pytest.raises(BadRecords) as refused:
        read_mapping(content.encode(), "m.yaml")

    problem = refused.value.problems[0]
    assert (problem.file, problem.line, problem.place) == ("m.yaml", line, place)
    assert remedy in (problem.remedy.en if problem.remedy else "")


def test_an_empty_file_maps_nothing():
    assert read_mapping(b"", "m.yaml").keys == Keys()


def test_a_page_or_notebook_says_the_same_in_plain_values():
    held = plain_mapping({"id": "编号", "columns": {"a": {"concept": "x", "times": 10}}})

    assert held.keys.columns["a"] == Mapped(concept="x", times=Decimal(10))


@pytest.mark.parametrize(
    ("form", "good"),
    [("%d/%m/%Y", True), ("%Y%m%d", True), ("%m/%Y", False), ("days", False), ("%", False)],
)
def test_a_form_tells_year_month_and_day(form, good):
    assert reads_days(form) is good


def test_a_problem_stands_on_the_nearest_line_that_is_known():
    held = read_mapping(GOOD.encode(), "m.yaml")
    said = Text(zh="错。", en="Wrong.")

    problem = held.problem(("columns", "行业", "values", "餐饮业", 3), said, None)

    assert (problem.line, problem.place) == (7, "columns.行业.values.餐饮业.3")
    assert Mapping(keys=Keys()).problem(("id",), said, None).file is None
