from __future__ import annotations

from dataclasses import replace
from datetime import date

from flowchart.day_heads import day_head
from tests.flowchart.drawn import listed

ROW = replace(listed()[0], starts_on=None)


def test_the_first_day_and_later_ones_are_named():
    assert day_head(ROW, "zh") == ("申请当天",)
    assert day_head(replace(ROW, starts_day=12), "zh") == ("第 12 个", "工作日")
    assert day_head(replace(ROW, starts_day=12), "en") == ("working", "day 12")


def test_a_day_has_its_date_where_that_is_known():
    dated = replace(ROW, starts_on=date(2026, 12, 1))

    assert day_head(dated, "zh") == ("申请当天", "12月1日")
    assert day_head(dated, "en") == ("first day", "1 Dec")
