from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from kb.kinds import ConceptType
from kb.text import Text
from matcher.wording import Wording
from tests.judging import conditions
from tests.support import TODAY, criterion_of, tree, world, world_with

WORDING = Wording(world())
CODE = r"concept/|policy/|evidence/|parameter/|area/|Decimal|Fraction|\bNone\b(?! (of|yet|cert))"


def aloud(text, on=None):
    said = WORDING.criterion(criterion_of(text), on)
    return said.zh, said.en


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


NINE_ROWS = ", ".join(f"{{for: {n}, value: {n}000}}" for n in range(1, 10))


@pytest.mark.parametrize(
    ("limit", "zh", "en"),
    [
        (
            "{times: 0.07, of: concept/revenue}",
            "研发费用至少营业收入的 7%",
            "R&D expense at least 7 % of the revenue",
        ),
        (
            "{times: 1.5, of: concept/revenue}",
            "研发费用至少营业收入的 1.5 倍",
            "R&D expense at least 1.5 × the revenue",
        ),
        (
            "{times: 1, of: concept/revenue}",
            "研发费用至少营业收入",
            "R&D expense at least the revenue",
        ),
        (
            "{fact: concept/revenue}",
            "研发费用至少营业收入",
            "R&D expense at least the revenue",
        ),
        (
            "{by: concept/household-size, table: [{for: 1, value: 2000}, {for: 2, value: 3000}],"
            " beyond: 4000}",
            "研发费用至少（按家庭人数）1 人 2,000 元、2 人 3,000 元、其余 4,000 元",
            "R&D expense at least 2,000 yuan for 1 person, 3,000 yuan for 2 people, otherwise"
            " 4,000 yuan (by household size)",
        ),
        (
            "{by: concept/household-size, table: [{up_to: 3, value: 2000}]}",
            "研发费用至少（按家庭人数）3 人以内 2,000 元",
            "R&D expense at least 2,000 yuan up to 3 people (by household size)",
        ),
        (
            "{by: concept/legal-form, table: [{for: company, value: 50}, {for: cooperative,"
            " value: 20}]}",
            "研发费用至少（按组织形式）公司 50 元、合作社 20 元",
            "R&D expense at least 50 yuan for company, 20 yuan for cooperative (by legal form)",
        ),
        (
            f"{{by: concept/household-size, table: [{NINE_ROWS}]}}",
            "研发费用至少按家庭人数对应的标准（1,000 元到 9,000 元）",
            "R&D expense at least the figure for the household size (1,000 yuan to 9,000 yuan)",
        ),
    ],
)
def test_a_limit_says_where_it_comes_from(limit, zh, en):
    assert aloud(f"{{fact: concept/rd-expense, at_least: {limit}}}") == (zh, en)


DATED = "{dated: [{from: 2026-01-01, value: 300}, {from: 2027-01-01, value: 500}]}"


@pytest.mark.parametrize(
    ("limit", "on", "zh", "en"),
    [
        (
            DATED,
            TODAY,
            "用工人数不超过 300 人（2027年1月1日起 500 人）",
            "employees at most 300 people (500 people from 1 January 2027)",
        ),
        (DATED, date(2027, 1, 1), "用工人数不超过 500 人", "employees at most 500 people"),
        (
            DATED,
            None,
            "用工人数不超过（2026年1月1日起 300 人，2027年1月1日起 500 人）",
            "employees at most 300 people from 1 January 2026, 500 people from 1 January 2027",
        ),
        (
            "{parameter: parameter/fire-area}",
            TODAY,
            "用工人数不超过 250 人（消防面积；2027年1月1日起 200 人）",
            "employees at most 250 people (fire area; 200 people from 1 January 2027)",
        ),
        (
            "{parameter: parameter/fire-area}",
            date(2027, 1, 1),
            "用工人数不超过 200 人（消防面积）",
            "employees at most 200 people (fire area)",
        ),
    ],
)
def test_a_dated_limit_says_what_is_in_force_that_day_and_what_changes_when(limit, on, zh, en):
    assert aloud(f"{{fact: concept/employees, at_most: {limit}}}", on) == (zh, en)


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


# ---- derivations ----------------------------------------------------------------------------

DERIVED = """
- id: concept/score
  title: {zh: 得分, en: Score}
  type: number
  unit: {zh: 分, en: points}
  derive:
    points:
      - {when: {fact: concept/foreign, is: true}, points: 20}
      - {when: {fact: concept/employees, at_least: 3}, points: 1}
- id: concept/profit
  title: {zh: 利润, en: Profit}
  type: number
  derive: {subtract: [concept/revenue, concept/rd-expense]}
- id: concept/double
  title: {zh: 两倍, en: Double}
  type: number
  derive: {times: [2, concept/revenue]}
- id: concept/both-sums
  title: {zh: 合计, en: Both sums}
  type: number
  derive: {add: [concept/revenue, concept/rd-expense]}
- id: concept/asked
  title: {zh: 要问的, en: Asked}
  type: number
  derive: {first: [{when: {fact: concept/foreign, is: true}, is: 1}]}
"""


@pytest.mark.parametrize(
    ("concept", "zh", "en"),
    [
        (
            "concept/is-small",
            "规模小：是，如果用工人数不超过 10 人，并且营业收入不超过 100 元；否则否",
            "is small: yes when at most 10 employees and revenue at most 100 yuan; otherwise no",
        ),
        (
            "concept/size",
            "规模：大，如果用工人数至少 100 人；大，如果营业收入至少 1,000 元；否则小",
            "size: big when at least 100 employees; big when revenue at least 1,000 yuan;"
            " otherwise small",
        ),
        (
            "concept/asked",
            "要问的：1，如果有外资；否则要问",
            "asked: 1 when foreign investor; otherwise it is asked",
        ),
        (
            "concept/per-head",
            "人均收入：营业收入 ÷ 用工人数",
            "revenue per head: revenue ÷ employees",
        ),
        ("concept/profit", "利润：营业收入 − 研发费用", "profit: revenue − R&D expense"),
        ("concept/double", "两倍：2 × 营业收入", "double: 2 × revenue"),
        ("concept/both-sums", "合计：营业收入 + 研发费用", "both sums: revenue + R&D expense"),
        (
            "concept/years-open",
            "开业年数：从注册日期到今天的整年数",
            "years open: full years from the day of registration to today",
        ),
        (
            "concept/months-open",
            "开业月数：从注册日期到今天的整月数",
            "months open: full months from the day of registration to today",
        ),
        (
            "concept/score",
            "得分：以下各项相加：20 分，如果有外资；1 分，如果用工人数至少 3 人",
            "score: the sum of: 20 points when foreign investor; 1 point when at least 3 employees",
        ),
        (
            "concept/employees",
            "由申请人说明，不用推算",
            "told by the applicant, not worked out",
        ),
    ],
)
def test_how_a_fact_is_worked_out_reads_aloud(concept, zh, en):
    assert Wording(world_with(DERIVED)).derivation(concept) == Text(zh=zh, en=en)


# ---- values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "value", "zh", "en"),
    [
        ("concept/foreign", False, "否", "no"),
        ("concept/employees", Decimal(1200), "1,200 人", "1,200 people"),
        ("concept/employees", Decimal(1), "1 人", "1 person"),
        ("concept/legal-form", "company", "公司", "company"),
        ("concept/goods", frozenset({"books", "cigarettes"}), "香烟和书", "cigarettes and books"),
        ("concept/goods", frozenset(), "没有", "none"),
        ("concept/district", "area/310101", "黄浦区", "Huangpu"),
        ("concept/registered-on", date(2026, 3, 1), "2026年3月1日", "1 March 2026"),
        ("concept/hires", (1, 2), "2 项", "2 entries"),
    ],
)
def test_a_value_is_said_by_its_label_and_unit(concept, value, zh, en):
    assert WORDING.value(value, world().concepts[concept]) == Text(zh=zh, en=en)


def test_a_flag_and_the_number_one_are_not_taken_for_each_other():
    """True and 1 are equal in Python; said once, one must not come back for the other."""
    foreign, employees = (world().concepts[f"concept/{name}"] for name in ("foreign", "employees"))

    said = [WORDING.value(v, c).en for v, c in ((True, foreign), (Decimal(1), employees))]
    assert said == ["yes", "1 person"]


# ---- laws -----------------------------------------------------------------------------------


@given(conditions())
def test_every_condition_can_be_read_aloud_without_a_word_of_code(criterion):
    for negated in (False, True):
        said = WORDING.leaf(criterion, negated, TODAY)

        assert said.zh
        assert said.en
        assert not re.search(CODE, said.zh + said.en)


@given(conditions())
def test_reading_aloud_again_says_the_same(criterion):
    assert WORDING.criterion(criterion) == Wording(world()).criterion(criterion)


def test_every_shipped_condition_reads_aloud_in_both_languages(catalogue):
    wording = Wording(catalogue)

    for policy in catalogue.policies.values():
        if policy.criteria is not None:
            for part in tree(policy.criteria):
                said = wording.criterion(part)
                assert not re.search(CODE, said.zh + said.en), policy.id
                assert all((said.zh, said.en))


def test_every_shipped_rule_of_a_worked_out_fact_reads_aloud(catalogue):
    wording = Wording(catalogue)

    for concept in catalogue.concepts.values():
        said = wording.derivation(concept.id)
        assert not re.search(CODE, said.zh + said.en), concept.id


def test_no_shipped_flag_is_left_as_a_question(catalogue):
    """是否有外资 is a title; a condition says 有外资 or 没有外资."""
    wording = Wording(catalogue)

    for concept in catalogue.concepts.values():
        if concept.type is ConceptType.BOOLEAN:
            leaf = criterion_of(f"{{fact: {concept.id}, is: false}}")
            said = [wording.leaf(leaf, negated) for negated in (False, True)]
            assert not any(re.search("是否|是不是|有没有", text.zh) for text in said), concept.id
            assert len({text.zh for text in said}) == len({text.en for text in said}) == 2
