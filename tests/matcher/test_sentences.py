from __future__ import annotations

import pytest

from tests.ruling import aloud

# ---- not ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "{fact: concept/employees, at_most: 300}",
            "用工人数超过 300 人",
            "more than 300 employees",
        ),
        (
            "{fact: concept/employees, at_least: 300}",
            "用工人数少于 300 人",
            "fewer than 300 employees",
        ),
        (
            "{fact: concept/employees, between: [16, 35]}",
            "用工人数不在 16 到 35 人之间",
            "not 16 to 35 employees",
        ),
        (
            "{fact: concept/registered-on, before: 2026-03-01}",
            "注册日期不早于2026年3月1日",
            "day of registration on or after 1 March 2026",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            "不在注册日期起 18 个月内",
            "not within 18 months of the day of registration",
        ),
        ("{fact: concept/foreign, is: true}", "没有外资", "no foreign investor"),
        ("{fact: concept/legal-form, is_not: company}", "组织形式：公司", "legal form: company"),
        (
            "{fact: concept/goods, has_all: [books, cigarettes]}",
            "卖什么：没有全部包括香烟和书",
            "goods: not all of cigarettes and books",
        ),
        ("{fact: concept/goods, has: books}", "卖什么：不包括书", "goods: no books"),
        (
            "{fact: concept/district, within: area/310101}",
            "所在地不在黄浦区",
            "district not in Huangpu",
        ),
        ("{holds: evidence/id-card}", "没有身份证", "does not hold the ID card"),
        (
            "{granted: policy/old-grant}",
            "没有享受“旧补贴”（两项不能同时享受）",
            "does not already receive “Old grant” (the two cannot be had together)",
        ),
        ("{review: {zh: 评审, en: review}}", "不是：评审", "not: review"),
        ("{not: {holds: evidence/id-card}}", "持有身份证", "holds the ID card"),
        (
            "{count: concept/hires, at_least: 1}",
            "新招员工一个也没有",
            "no hires",
        ),
        (
            "{any: [{holds: evidence/id-card}, {fact: concept/foreign, is: false}]}",
            "以下都不符合：持有身份证；没有外资",
            "none of these: holds the ID card; no foreign investor",
        ),
        (
            "{all: [{holds: evidence/id-card}, {fact: concept/foreign, is: false}]}",
            "以下没有全部符合：持有身份证；没有外资",
            "not all of these: holds the ID card; no foreign investor",
        ),
        (
            "{fact: concept/employees, at_most: 3, wording: {zh: 三人以下, en: three at the most}}",
            "不是：三人以下",
            "not: three at the most",
        ),
    ],
)
def test_under_not_a_condition_reads_as_its_opposite(text, zh, en):
    assert aloud(f"{{not: {text}}}") == (zh, en)


# ---- trees and counts -----------------------------------------------------------------------

ONE, TWO = "{holds: evidence/id-card}", "{fact: concept/foreign, is: true}"
THREE = "{fact: concept/employees, at_least: 3}"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            f"{{any: [{ONE}, {TWO}]}}",
            "持有身份证，或者有外资",
            "holds the ID card or foreign investor",
        ),
        (
            f"{{all: [{ONE}, {TWO}, {THREE}]}}",
            "持有身份证，有外资，并且用工人数至少 3 人",
            "holds the ID card, foreign investor and at least 3 employees",
        ),
        (
            f"{{all: [{THREE}, {{any: [{ONE}, {TWO}]}}]}}",
            "用工人数至少 3 人；并且（持有身份证，或者有外资）",
            "at least 3 employees; and (holds the ID card or foreign investor)",
        ),
        (f"{{all: [{ONE}]}}", "持有身份证", "holds the ID card"),
        ("{all: []}", "不限条件", "no condition"),
        ("{any: []}", "无人符合", "nobody"),
        (
            "{count: concept/hires, where: {all: [{fact: concept/member-age, at_most: 24},"
            " {fact: concept/insured-months, at_least: 3}]}, at_least: 1}",
            "新招员工里至少 1 个：不超过 24 岁，并且参保月数至少 3 月",
            "at least 1 hire: at most 24 years old and at least 3 insured months",
        ),
        (
            "{count: concept/hires, at_least: 2, at_most: 5}",
            "新招员工至少 2 个，至多 5 个",
            "at least 2 hires and at most 5 hires",
        ),
        (
            f"{{any: [{ONE}, {{count: concept/hires, at_least: 1, where: {{fact:"
            " concept/member-age, at_most: 24}}]}",
            "持有身份证，或者（新招员工里至少 1 个：不超过 24 岁）",
            "holds the ID card or (at least 1 hire: at most 24 years old)",
        ),
    ],
)
def test_a_tree_reads_aloud_as_a_whole(text, zh, en):
    assert aloud(text) == (zh, en)


def test_a_wording_of_its_own_wins():
    said = "{fact: concept/employees, at_most: 3, wording: {zh: 三人以下, en: three at the most}}"

    assert aloud(said) == ("三人以下", "three at the most")
