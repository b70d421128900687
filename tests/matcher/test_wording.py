from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from kb.text import Text
from matcher.wording import Wording, day_text, number_text
from tests.judging import conditions
from tests.support import criterion_of, tree, world

WORDING = Wording(world())
CODE = r"concept/|policy/|evidence/|parameter/|area/|Decimal|Fraction|\bNone\b(?! (of|yet|cert))"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("3000000"), "3,000,000"),
        (Decimal("0.055"), "0.055"),
        (Decimal("0.0550"), "0.055"),
        (Fraction(10**30, 3), f"{(10**30 - 1) // 3:,}.3333"),
        (Decimal("80.00"), "80"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-1"), "-1"),
        (Decimal("1234.50"), "1,234.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(10, 5), "2"),
        (7, "7"),
        (Decimal("0.0"), "0"),
    ],
)
def test_a_number_is_written_as_people_write_it(number, text):
    assert number_text(number) == text


def test_a_day_is_written_as_people_write_it():
    assert [day_text(date(2026, 3, 1), language) for language in ("zh", "en")] == [
        "2026年3月1日",
        "1 March 2026",
    ]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{fact: concept/foreign, is: true}", "有外资：是", "Foreign investor: yes"),
        (
            "{fact: concept/legal-form, is_not: company}",
            "组织形式不是公司",
            "Legal form is not company",
        ),
        (
            "{fact: concept/legal-form, in: [company, cooperative]}",
            "组织形式为公司、合作社之一",
            "Legal form is one of company, cooperative",
        ),
        (
            "{fact: concept/employees, at_most: 300}",
            "用工人数不超过 300 人",
            "Employees at most 300 people",
        ),
        (
            "{fact: concept/employees, at_least: {times: 0.03, of: concept/revenue}}",
            "用工人数至少 0.03 × 营业收入",
            "Employees at least 0.03 × Revenue",
        ),
        (
            "{fact: concept/employees, between: [16, 35]}",
            "用工人数在 16 人 至 35 人 之间",
            "Employees from 16 people to 35 people",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            "注册日期起 18 个月内",
            "within 18 months of Day of registration",
        ),
        (
            "{fact: concept/registered-on, before: 2026-03-01}",
            "注册日期早于2026年3月1日",
            "Day of registration before 1 March 2026",
        ),
        (
            "{fact: concept/goods, has_any: [books]}",
            "卖什么包括书中的任一项",
            "Goods include any of books",
        ),
        (
            "{fact: concept/district, within: area/310101}",
            "所在地在黄浦区范围内",
            "District lies in Huangpu",
        ),
        ("{holds: evidence/id-card}", "持有身份证", "holds ID card"),
        ("{granted: policy/old-grant}", "已享受旧补贴", "already receives Old grant"),
        ("{not: {holds: evidence/id-card}}", "不是：持有身份证", "not: holds ID card"),
        (
            "{any: [{holds: evidence/id-card}, {fact: concept/foreign, is: false}]}",
            "（持有身份证，或者有外资：否）",
            "(holds ID card or Foreign investor: no)",
        ),
        (
            "{count: concept/hires, where: {fact: concept/member-age, at_most: 24}, at_least: 1}",
            "新招员工中至少 1 个符合年龄不超过 24 岁",
            "Hires: at least 1 with Age at most 24 years",
        ),
        ("{review: {zh: 专家评审, en: expert review}}", "专家评审", "expert review"),
        (
            "{fact: concept/employees, at_most: 3, wording: {zh: 三人以下, en: three at the most}}",
            "三人以下",
            "three at the most",
        ),
    ],
)
def test_a_condition_reads_aloud_in_both_languages(text, zh, en):
    assert WORDING.criterion(criterion_of(text)) == Text(zh=zh, en=en)


@given(conditions())
def test_every_condition_can_be_read_aloud_without_a_word_of_code(criterion):
    said = WORDING.criterion(criterion)

    assert not re.search(CODE, said.zh + said.en)


@pytest.mark.parametrize(
    ("concept", "value", "zh", "en"),
    [
        ("concept/foreign", False, "否", "no"),
        ("concept/employees", Decimal(1200), "1,200 人", "1,200 people"),
        ("concept/legal-form", "company", "公司", "company"),
        ("concept/goods", frozenset({"books", "cigarettes"}), "书、香烟", "books, cigarettes"),
        ("concept/goods", frozenset(), "没有", "none"),
        ("concept/district", "area/310101", "黄浦区", "Huangpu"),
        ("concept/registered-on", date(2026, 3, 1), "2026年3月1日", "1 March 2026"),
        ("concept/hires", (1, 2), "2 项", "2 entries"),
    ],
)
def test_a_value_is_said_by_its_label_and_unit(concept, value, zh, en):
    assert WORDING.value(value, world().concepts[concept]) == Text(zh=zh, en=en)


def test_every_shipped_condition_reads_aloud_in_both_languages(catalogue):
    wording = Wording(catalogue)

    for policy in catalogue.policies.values():
        if policy.criteria is not None:
            for part in tree(policy.criteria):
                said = wording.criterion(part)
                assert not re.search(CODE, said.zh + said.en), policy.id
                assert all((said.zh, said.en))
