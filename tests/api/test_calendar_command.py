from __future__ import annotations

import json

import pytest

from kb.source import read_content
from tests.console import error_of, problems_in, shapes
from tests.holiday_notices import notice_of, notices, shipped_calendars


@pytest.mark.parametrize("year", [2024, 2026])
def test_a_notice_becomes_the_record_that_is_shipped(little, written, year):
    printed = little("calendar", written(notice_of(year), "notice.txt"), "--on", "2026-11-23")

    assert printed.exit_code == 0
    (loaded,) = read_content(printed.stdout.encode(), "made.yaml")
    assert loaded.record.holidays == shipped_calendars()[year].holidays
    assert loaded.record.workdays == shipped_calendars()[year].workdays
    assert str(loaded.record.checked_on) == "2026-11-23"


def test_the_year_can_be_named_and_the_text_typed(little):
    printed = little("calendar", "-", "--year", "2026", typed=notices()[2026])

    assert "id: calendar/cn-2026\n" in printed.stdout


def test_programs_get_the_same_with_the_days_of_other_years(little, written):
    (shape,) = shapes(little("calendar", written(notice_of(2019), "n.txt"), "--json"))

    assert shape["record"]["id"] == "calendar/cn-2019"
    assert shape["other_days"] == {"holidays": ["2018-12-31"], "workdays": ["2018-12-29"]}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "# 那一年的日历也要改，放假：2018-12-31"),
        ("en", "# also for that year's holidays: 2018"),
    ],
)
def test_people_read_as_a_comment_what_the_record_does_not_hold(little, written, lang, said):
    printed = little("calendar", written(notice_of(2019), "n.txt"), "--lang", lang).stdout

    assert printed.startswith(said)
    assert read_content(printed.encode(), "made.yaml")


def test_every_slip_is_told_with_its_line(little, written):
    text = notice_of(2026).replace("1月4日（周日）", "1月4日（周六）").replace("共9天", "共8天")
    file = written(text, "n.txt")

    zh = little("calendar", file)
    en = problems_in(little("calendar", file, "--json"))

    assert zh.exit_code == 2
    assert f"{file}:7：1月4日（周六）：2026 年的这一天是周日" in zh.stderr
    assert [(one["line"], one["problem"][:14]) for one in en] == [
        (7, "is a Sunday in"),
        (8, "says 8 days, a"),
    ]


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        ("", (), "There is no text."),
        (notices()[2026], (), "does not say of which year"),
        (notice_of(2026), ("--year", "2027"), "is the notice of 2026, not of 2027"),
        (b"\xff\xfe\x00", (), "is not UTF-8"),
    ],
)
def test_what_is_no_notice_is_refused(little, written, content, words, said):
    refused = little("calendar", written(content, "n.txt"), *words, "--json")

    assert said in error_of(refused)["problem"]


def test_it_needs_no_database(little, written):
    little("calendar", written(notice_of(2026), "n.txt"))

    assert json.loads(little("calendar", "missing.txt", "--json").stdout)["error"]["place"]
