"""What a notice makes of the records there are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.holiday_notice import read_notice
from kb.holiday_record import calendar_of, calendars_of, days_changed, without_calendar
from kb.model import Source
from kb.record_yaml import record_yaml, records_yaml
from kb.source import read_content
from kb.text import Text
from tests.holiday_notices import notice_of, notices, shipped_calendars
from tests.support import TODAY


def test_a_new_year_gets_a_record_like_those_there_are():
    notice, shipped = read_notice(notice_of(2026)), shipped_calendars()[2026]

    made = calendar_of(notice, TODAY)

    assert replace(made, sources=shipped.sources, checked_on=shipped.checked_on) == shipped
    name = "国务院办公厅关于 2026 年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert made.sources == (Source(name=name, read_on=TODAY),)
    assert made.checked_on == TODAY


@pytest.mark.parametrize("year", notices())
def test_a_record_that_is_made_loads_again(year):
    made = calendar_of(read_notice(notice_of(year)), TODAY)

    (loaded,) = read_content(record_yaml(made).encode(), "made.yaml")

    assert loaded.record == made


def test_a_year_that_is_known_keeps_its_title_and_loses_its_doubts():
    doubted = replace(
        shipped_calendars()[2026],
        title=Text(zh="放假", en="Off"),
        seen=frozenset(),
        confirm=frozenset({"holidays", "title"}),
    )

    made = calendar_of(read_notice(notice_of(2026)), TODAY, doubted)

    assert made.title == doubted.title
    assert made.seen == {"holidays", "workdays"}
    assert made.confirm == {"title"}


def without_the_turn_of(year):
    """Return the shipped calendars, one of them as its own notice left it."""
    notice = read_notice(notice_of(year))
    return {**shipped_calendars(), year: calendar_of(notice, TODAY, shipped_calendars()[year])}


def test_the_days_of_the_year_before_go_to_its_calendar():
    known = without_the_turn_of(2018)

    made, before = calendars_of(read_notice(notice_of(2019)), TODAY, known)

    assert made.year == 2019
    assert before.holidays == shipped_calendars()[2018].holidays
    assert before.workdays == shipped_calendars()[2018].workdays
    assert len(before.sources) == 2
    assert len(read_content(records_yaml((made, before)).encode(), "made.yaml")) == 2


def test_a_year_before_that_has_them_already_is_left_alone():
    (made,) = calendars_of(read_notice(notice_of(2019)), TODAY, shipped_calendars())

    assert made.year == 2019


def test_days_of_a_year_without_a_calendar_are_told():
    notice = read_notice(notice_of(2019))

    assert without_calendar(notice, {}) == (date(2018, 12, 29), date(2018, 12, 31))
    assert without_calendar(notice, shipped_calendars()) == ()
    assert len(calendars_of(notice, TODAY, {})) == 1


def test_what_differs_is_told_day_by_day():
    before = shipped_calendars()[2026]
    after = replace(
        before,
        holidays=before.holidays - {date(2026, 1, 2)} | {date(2026, 1, 5)},
        workdays=before.workdays - {date(2026, 1, 4)} | {date(2026, 1, 10)},
    )

    found = days_changed(before, after)

    assert found
    assert (found.off, found.not_off) == ((date(2026, 1, 5),), (date(2026, 1, 2),))
    assert (found.worked, found.not_worked) == ((date(2026, 1, 10),), (date(2026, 1, 4),))
    assert not days_changed(before, before)
