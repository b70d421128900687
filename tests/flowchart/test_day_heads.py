from __future__ import annotations

from dataclasses import replace
from datetime import date

from flowchart.day_heads import begin_text, day_head
from flowchart.states import StepState
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


def test_in_a_case_the_day_is_told_where_all_that_is_left_can_begin_on_it():
    one = replace(ROW, state=StepState.CAN_START, starts_on=date(2026, 12, 1))
    other, done = replace(one, starts_on=date(2026, 12, 3)), replace(one, state=StepState.ISSUED)

    assert begin_text([one, one]).zh == "12月1日起"
    assert begin_text([other, done]).en == "from 3 Dec"
    assert begin_text([one, other]) is None
    assert begin_text([done]) is None
