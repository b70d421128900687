from __future__ import annotations

from datetime import date

import pytest

from tests.ruling import aloud
from tests.support import TODAY

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
