from __future__ import annotations

import pytest
from hypothesis import given

from matcher.criteria import Judge
from matcher.steps import steps
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world, world_with

MORE = """
- id: concept/score
  title: {zh: 得分, en: Score}
  type: number
  unit: {zh: 分, en: points}
  derive:
    points:
      - {when: {fact: concept/foreign, is: true}, points: 20}
      - {when: {fact: concept/employees, at_least: 3}, points: 10}
      - {when: {fact: concept/credit, is: true}, points: 5}
- id: concept/twice-per-head
  title: {zh: 两倍人均, en: Twice per head}
  type: number
  derive: {times: [2, concept/per-head]}
"""


def told(text, language="en", catalogue=None, **known):
    judge = Judge(catalogue or world(), facts_of(**known), TODAY)
    return [step.get(language) for step in steps(judge.judge(criterion_of(text)), judge)]


SIZE = "{fact: concept/size, is: big}"


def test_a_table_says_which_row_applies_and_what_made_it_so():
    assert told("{fact: concept/size, is: small}", employees=120, revenue=5) == [
        "size: big, because at least 100 employees (120 people)"
    ]


def test_what_no_row_gives_says_so_and_what_the_last_row_lacks():
    assert told(SIZE, employees=12, revenue=800) == [
        "size: small, because nothing above it applies",
        "big needs: revenue at least 1,000 yuan – now: 800 yuan, 200 yuan short",
    ]
    assert told(SIZE, "zh", employees=12, revenue=800) == [
        "规模：小：以上各档都够不上",
        "要算大，还要：营业收入至少 1,000 元，现在：800 元，还差 200 元",
    ]


def test_a_flag_says_which_of_its_conditions_failed():
    assert told("{fact: concept/is-small, is: true}", employees=12, revenue=50) == [
        "is small: no, because at most 10 employees – now: 12 people, 2 employees over"
    ]


def test_a_flag_that_holds_says_why():
    assert told("{fact: concept/is-small, is: false}", employees=2, revenue=50) == [
        "is small: yes, because at most 10 employees (2 people); revenue at most 100 yuan (50 yuan)"
    ]


def test_a_ratio_gives_the_calculation():
    assert told("{fact: concept/per-head, at_least: 9}", employees=4, revenue=10) == [
        "revenue per head: revenue (10 yuan) ÷ employees (4 people) = 2.5"
    ]


def test_what_is_worked_out_from_something_worked_out_has_its_lines_after_its_own():
    text = "{fact: concept/twice-per-head, at_least: 9}"

    assert told(text, catalogue=world_with(MORE), employees=4, revenue=10) == [
        "twice per head: 2 × revenue per head (2.5) = 5",
        "revenue per head: revenue (10 yuan) ÷ employees (4 people) = 2.5",
    ]


def test_points_are_added_up_row_by_row():
    known = {"foreign": True, "employees": 5, "credit": False}

    assert told("{fact: concept/score, at_least: 60}", catalogue=world_with(MORE), **known) == [
        "score: 30 points in all",
        "20 points: foreign investor",
        "10 points: at least 3 employees",
    ]


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        (
            "years-open",
            "开业年数：从2024年1月31日到2026年11月23日满 2 年",
            "years open: 2 full years from 31 January 2024 to 23 November 2026",
        ),
        (
            "months-open",
            "开业月数：从2024年1月31日到2026年11月23日满 33 个月",
            "months open: 33 full months from 31 January 2024 to 23 November 2026",
        ),
    ],
)
def test_years_and_months_say_from_when_to_when(fact, zh, en):
    text, known = f"{{fact: concept/{fact}, at_least: 50}}", {"registered_on": "2024-01-31"}

    assert told(text, "zh", **known) + told(text, **known) == [zh, en]


@pytest.mark.parametrize(
    ("text", "known", "en"),
    [
        (SIZE, {"employees": 5}, "size is not known yet (big or small); it depends on: revenue"),
        (
            "{fact: concept/per-head, at_least: 1}",
            {"employees": 5},
            "revenue per head is not known yet; it depends on: revenue",
        ),
        (
            "{fact: concept/per-head, at_least: 1}",
            {"employees": 0, "revenue": 5},
            "revenue per head is for people to decide",
        ),
    ],
)
def test_a_value_that_is_open_says_what_it_depends_on(text, known, en):
    assert told(text, **known) == [en]


@pytest.mark.parametrize(
    ("limit", "known", "zh", "en"),
    [
        (
            "{times: 0.07, of: concept/revenue}",
            {"revenue": 100},
            "界限：营业收入的 7% = 7 元",
            "the limit: 7 % of the revenue = 7 yuan",
        ),
        (
            "{times: 0.07, of: concept/revenue}",
            {},
            "界限要看：营业收入",
            "the limit depends on: revenue",
        ),
        (
            "{by: concept/household-size, table: [{for: 1, value: 2}, {for: 2, value: 3}]}",
            {"household_size": 2},
            "界限：按家庭人数是 3 元",
            "the limit for this household size: 3 yuan",
        ),
        (
            "{by: concept/household-size, table: [{for: 1, value: 2}, {for: 2, value: 3}]}",
            {"household_size": 7},
            "标准表里没有家庭人数为 7 人 的一行，由工作人员认定",
            "the table names no figure for household size 7 people; people decide",
        ),
        (
            "{dated: [{from: 2027-01-01, value: 500}]}",
            {},
            "2026年11月23日还没有生效的标准，由工作人员认定",
            "no figure is in force on 23 November 2026; people decide",
        ),
    ],
)
def test_a_limit_says_how_it_came_about_or_that_people_decide(limit, known, zh, en):
    text = f"{{fact: concept/rd-expense, at_least: {limit}}}"

    assert told(text, "zh", rd_expense=1, **known) == [zh]
    assert told(text, rd_expense=1, **known) == [en]


def test_a_list_says_of_each_member_why_it_does_not_count():
    text = (
        "{count: concept/hires, at_least: 3, where: {all: [{fact: concept/member-age, at_most: 24},"
        " {fact: concept/insured-months, at_least: 3}]}}"
    )
    hires = [
        {"concept/member-age": 20, "concept/insured-months": 5},
        {"concept/member-age": 30, "concept/insured-months": 2},
        {"concept/member-age": 20},
    ]

    assert told(text, hires=hires) == [
        "no. 2 of the hires does not count: at most 24 years old – now: 30 years, 6 years over;"
        " at least 3 insured months – now: 2 months, 1 month short",
        "no. 3 of the hires depends on: insured months",
    ]


def test_nothing_is_explained_that_was_simply_told():
    assert told("{fact: concept/employees, at_most: 3}", employees=5) == []
    judged = Judge(world(), facts_of().with_fact("concept/size", "big"), TODAY)
    assert steps(judged.judge(criterion_of("{fact: concept/size, is: small}")), judged) == ()


@given(conditions(), applicants())
def test_steps_are_said_in_both_languages_and_never_without_end(criterion, facts):
    judge = Judge(world(), facts, TODAY)
    found = steps(judge.judge(criterion), judge)

    assert len(found) <= 12
    assert all(step.zh and step.en for step in found)
