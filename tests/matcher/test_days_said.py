from __future__ import annotations

from datetime import date

import pytest

from matcher.days_said import days
from tests.support import TODAY

FIRST_OF_MARCH = date(2025, 3, 1)


@pytest.mark.parametrize(
    "said",
    [
        "2025年3月1日",
        "2025年3月1号",
        "2025 年 3 月 1 日",
        "二〇二五年三月一日",
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "1 march 2025",
        "1st of march 2025",
        "march 1, 2025",
        "mar. 1st, 2025",
        "去年3月1日",
        "去年三月一号",
    ],
)
def test_a_day_is_read_in_every_form(said):
    (found,) = days(said, TODAY)

    assert (found.value, found.begins, found.ends) == (FIRST_OF_MARCH, 0, len(said))


@pytest.mark.parametrize(
    "said",
    ["2025年3月", "去年3月", "march 2025", "last spring", "2025-02-30", "2025年13月1日", "3月1日"],
)
def test_what_is_not_exact_to_the_day_is_no_day(said):
    assert days(said, TODAY) == ()


@pytest.mark.parametrize("said", ["昨天", "yesterday", "今年11月22日"])
def test_yesterday_depends_on_the_day_of_speaking(said):
    assert [found.value for found in days(said, TODAY)] == [date(2026, 11, 22)]
    assert days(said) == ()
