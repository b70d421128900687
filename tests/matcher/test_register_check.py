"""A register is looked at before it is judged; a wrong column is found by what stands in it."""

import json

import pytest

from matcher.register import open_register
from matcher.register_check import MOST_EXAMPLES, checked
from tests.registers import csv_file
from tests.support import TODAY, assert_said_well, shipped_catalogue, world, world_with

POLICY = """
- id: policy/few
  title: {zh: 小微补贴, en: Grant for the small}
  document: document/notice
  criteria: {all: [{fact: concept/employees, at_most: 9}, {fact: concept/is-small, is: true}]}
- id: policy/first
  title: {zh: 首次补贴, en: First grant}
  document: document/notice
  criteria: {all: [{fact: concept/revenue, at_most: 9}, {not: {granted: policy/old-grant}}]}
"""


def report(tmp_path, rows, header, catalogue=None, first=100_000):
    path = csv_file(tmp_path / "a.csv", rows, header)
    return checked(open_register(path, catalogue or world()), first)


def test_every_cell_is_usable_empty_or_unreadable(tmp_path):
    rows = [["a1", "1"], ["a2", ""], ["a3", "many"], ["", "4"]]

    held = report(tmp_path, rows, ["id", "employees"])

    assert held.rows == 4
    assert [(one.usable, one.empty, one.unreadable) for one in held.columns] == [
        (3, 1, 0),
        (2, 1, 1),
    ]
    assert [(one.row, one.shown) for one in held.columns[1].examples] == [(3, "many")]
    assert held.problems == ()


WRONG = [
    ("registered-on", ["45000", "45001", "2026-03-01"], "Format the column as dates"),
    ("registered-on", ["03/01/2026", "04/01/2026"], "say the form in the mapping file"),
    ("employees", ["3万", "4万"], "write times in the mapping file"),
    ("legal-form", ["LLC", "PLC"], "It may be the wrong column"),
    ("foreign", ["外", "内"], "It may be the wrong column"),
    ("remark", ["x" * 501], "500 characters"),
    ("同意使用数据", ["?", "?"], "Write given or refused"),
]


@pytest.mark.parametrize(("header", "cells", "remedy"), WRONG)
def test_a_column_of_which_most_cannot_be_used_is_refused_with_the_likely_cause(
    tmp_path, header, cells, remedy
):
    rows = [[cell, "5"] for cell in [*cells, ""]]

    held = report(tmp_path, rows, [header, "revenue"])

    (problem,) = held.problems
    assert problem.place == header
    assert remedy in problem.remedy.en
    assert_said_well(problem)


def test_half_of_a_column_is_enough(tmp_path):
    assert report(tmp_path, [["1"], ["x"], [" "], ["2"], ["y"]], ["employees"]).problems == ()
    assert report(tmp_path, [["1"], ["x"], ["y"]], ["employees"]).problems != ()


def test_facts_that_policies_ask_for_and_no_column_gives_are_named(tmp_path):
    held = report(tmp_path, [["1"]], ["employees"], world_with(POLICY))

    assert held.missing == (("concept/revenue", 2), ("concept/granted", 1))


def test_only_the_beginning_is_read_and_only_a_few_examples_are_kept(tmp_path):
    held = report(tmp_path, [["x"]] * 70_000, ["employees"], first=10)

    assert held.rows == 65_536
    assert len(held.columns[0].examples) == MOST_EXAMPLES


def test_members_that_are_partly_unknown_are_counted_once(tmp_path):
    rows = [['[{"member-age": 3}]'], ['[{"member-age": -3}]'], ["[]"]]

    (held,) = report(tmp_path, rows, ["hires"]).columns

    assert (held.usable, held.unreadable) == (2, 1)


def test_the_report_is_said_in_both_languages_and_as_plain_values(tmp_path):
    header = ["id", "用工人数", "心情"]
    catalogue = world_with(POLICY)

    held = report(tmp_path, [["a", "x", ""], ["b", "2", ""]], header, catalogue)

    assert [line.zh for line in held.lines(catalogue)] == [
        "看了 2 行。",
        "id → 编号：可用 2，空 0，读不了 0",
        "用工人数 → 用工人数：可用 1，空 0，读不了 1",
        "  第 1 行：“x”不是数字。",
        "没有用到的列：心情",
        "没有这一列：营业收入（2 项政策要看）",
        "没有这一列：已经享受的政策（1 项政策要看）",
    ]
    assert [line.en for line in held.lines(catalogue)][2:5] == [
        "用工人数 → Employees: 1 usable, 0 empty, 1 unreadable",
        '  row 1: "x" is not a number.',
        "Columns not used: 心情",
    ]
    plain = json.loads(json.dumps(held.plain("zh")))
    assert plain["columns"][1]["examples"][0]["problem"] == "“x”不是数字。"
    assert plain["missing"][0] == {"concept": "concept/revenue", "policies": 2}


def test_a_register_of_the_shipped_facts_is_told_what_it_lacks_most(tmp_path):
    held = report(tmp_path, [["5"]], ["employees"], shipped_catalogue())

    counts = [count for _, count in held.missing]
    assert (counts == sorted(counts, reverse=True), len(counts) > 20) == (True, True)
    assert "concept/employees" not in dict(held.missing)


def test_a_line_above_the_headings_is_taken_for_a_title_and_said(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("2026 年名单,\n编号,用工人数\na,3\nb,x\n", encoding="utf-8")

    held = checked(open_register(path, world()))

    assert [one.usable for one in held.columns] == [2, 1]
    assert held.columns[1].examples[0].row == 2
    assert held.warnings[0].zh == "“2026 年名单”是表的标题，列名在它下面一行。"


def test_what_looks_wrong_is_said_and_refuses_nothing(tmp_path):
    rows = [["a1", "2027-01-01"], ["a2", "2026-01-01"], ["a1", ""]]
    path = csv_file(tmp_path / "a.csv", rows, ["编号", "注册日期"])

    held = checked(open_register(path, world()), on=TODAY)

    assert held.problems == ()
    assert held.plain("en")["warnings"] == [
        "注册日期: days to come: 1 (row 1).",
        "Ids in several rows: 1 (first in row 1); every row counts.",
    ]
