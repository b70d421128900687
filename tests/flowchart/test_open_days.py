"""Deadlines that fall on a day off."""

from __future__ import annotations

from datetime import date

import pytest

from flowchart.open_days import by_text, day_before, last_open
from tests.support import shipped_catalogue


@pytest.mark.parametrize(
    ("day", "open_on", "before"),
    [
        (date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 26)),
        (date(2026, 11, 28), date(2026, 11, 27), date(2026, 11, 26)),
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 27)),
        (date(2026, 10, 3), date(2026, 9, 30), date(2026, 9, 29)),
    ],
)
def test_one_can_go_on_the_last_working_day_and_is_woken_on_the_one_before(day, open_on, before):
    calendars = shipped_catalogue().calendars

    assert last_open(day, calendars) == open_on
    assert day_before(day, calendars) == before


def test_the_last_day_is_said_to_be_in_time_itself():
    said = by_text(date(2026, 11, 27))

    assert said.zh == "2026年11月27日（含当日）"
    assert said.en == "27 November 2026 (included)"
