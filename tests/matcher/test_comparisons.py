from __future__ import annotations

import pytest

from tests.ruling import aloud

# ---- numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("at_most: 300", "用工人数不超过 300 人", "at most 300 employees"),
        ("at_least: 1", "用工人数至少 1 人", "at least 1 employee"),
        ("more_than: 300", "用工人数超过 300 人", "more than 300 employees"),
        ("less_than: 10", "用工人数少于 10 人", "fewer than 10 employees"),
        ("more_than: 0", "用工人数至少 1 人", "at least 1 employee"),
        ("less_than: 1", "用工人数为 0 人", "no employees"),
        ("between: [16, 35]", "用工人数在 16 到 35 人之间", "16 to 35 employees"),
        ("is: 3", "用工人数正好 3 人", "exactly 3 employees"),
        ("is_not: 3", "用工人数不是 3 人", "not exactly 3 employees"),
    ],
)
def test_a_number_stands_before_what_it_counts(text, zh, en):
    assert aloud(f"{{fact: concept/employees, {text}}}") == (zh, en)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "{fact: concept/revenue, at_least: 1200000}",
            "营业收入至少 120 万元",
            "revenue at least 1,200,000 yuan",
        ),
        (
            "{fact: concept/revenue, between: [1000, 2000.5]}",
            "营业收入在 1,000 到 2,000.5 元之间",
            "revenue from 1,000 to 2,000.5 yuan",
        ),
        (
            "{fact: concept/household-size, less_than: 4}",
            "家庭人数少于 4 人",
            "household size less than 4 people",
        ),
        ("{fact: concept/member-age, at_most: 24}", "不超过 24 岁", "at most 24 years old"),
        ("{fact: concept/member-age, at_least: 16}", "年满 16 岁", "at least 16 years old"),
        ("{fact: concept/member-age, less_than: 18}", "不满 18 岁", "under 18 years old"),
        ("{fact: concept/member-age, between: [16, 35]}", "16 到 35 岁", "16 to 35 years old"),
        (
            "{fact: concept/insured-months, at_least: 3}",
            "参保月数至少 3 月",
            "at least 3 insured months",
        ),
        (
            "{fact: concept/per-head, at_least: 0.5}",
            "人均收入至少 0.5",
            "revenue per head at least 0.5",
        ),
    ],
)
def test_an_amount_or_an_age_is_said_as_people_say_it(text, zh, en):
    assert aloud(text) == (zh, en)


# ---- flags, codes, days, places -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{fact: concept/foreign, is: true}", "有外资", "foreign investor"),
        ("{fact: concept/foreign, is: false}", "没有外资", "no foreign investor"),
        ("{fact: concept/credit, is_not: true}", "信用不良好", "no clean record"),
        ("{fact: concept/legal-form, is: company}", "组织形式：公司", "legal form: company"),
        (
            "{fact: concept/legal-form, is_not: company}",
            "组织形式：不是“公司”",
            "legal form: not “company”",
        ),
        (
            "{fact: concept/legal-form, in: [cooperative, company]}",
            "组织形式：公司或合作社",
            "legal form: company or cooperative",
        ),
        (
            "{fact: concept/legal-form, not_in: [cooperative, company]}",
            "组织形式：不是公司或合作社",
            "legal form: neither company nor cooperative",
        ),
        ("{fact: concept/goods, has: books}", "卖什么：包括书", "goods: including books"),
        (
            "{fact: concept/goods, has_any: [books, cigarettes]}",
            "卖什么：包括香烟或书",
            "goods: including cigarettes or books",
        ),
        (
            "{fact: concept/goods, has_all: [books, cigarettes]}",
            "卖什么：包括香烟和书",
            "goods: including cigarettes and books",
        ),
        (
            "{fact: concept/registered-on, before: 2026-03-01}",
            "注册日期早于2026年3月1日",
            "day of registration before 1 March 2026",
        ),
        (
            "{fact: concept/lease-from, on_or_after: {fact: concept/registered-on}}",
            "租期开始不早于注册日期",
            "start of the lease on or after the day of registration",
        ),
        (
            "{fact: concept/registered-on, between: [2026-01-01, 2026-12-31]}",
            "注册日期在2026年1月1日到2026年12月31日之间",
            "day of registration between 1 January 2026 and 31 December 2026",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            "注册日期起 18 个月内",
            "within 18 months of the day of registration",
        ),
        (
            "{fact: concept/registered-on, within_days: 1}",
            "注册日期起 1 天内",
            "within 1 day of the day of registration",
        ),
        ("{fact: concept/district, within: area/310101}", "所在地在黄浦区", "district in Huangpu"),
        (
            "{fact: concept/district, within_any: [area/310104, area/310101]}",
            "所在地在黄浦区或徐汇区",
            "district in Huangpu or Xuhui",
        ),
        (
            "{fact: concept/district, in_issuers_area: true}",
            "所在地在发文部门的辖区",
            "district in the area of the issuing body",
        ),
        (
            "{fact: concept/district, in_issuers_area: false}",
            "所在地不在发文部门的辖区",
            "district not in the area of the issuing body",
        ),
        ("{holds: evidence/id-card}", "持有身份证", "holds the ID card"),
        ("{granted: policy/old-grant}", "已享受“旧补贴”", "already receives “Old grant”"),
        ("{review: {zh: 专家评审, en: expert review}}", "专家评审", "expert review"),
    ],
)
def test_every_other_comparison_reads_as_a_sentence(text, zh, en):
    assert aloud(text) == (zh, en)
