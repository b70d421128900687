from __future__ import annotations

import pytest

from kb.text import Text
from matcher.wording import Wording
from tests.support import world_with

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
