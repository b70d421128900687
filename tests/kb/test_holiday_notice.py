"""The yearly notice as it is really written, and what an officer is told of a slip in it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings

from kb.errors import WrongInput
from kb.holiday_notice import LONGEST, read_notice
from tests.holiday_notices import (
    NAMES,
    notice_of,
    notices,
    shipped_calendars,
    slips,
    written,
    years,
)

AMENDED = {
    # 70 years after the war: a notice of its own
    2015: {"2015-09-03", "2015-09-04", "2015-09-06"},
    # Labour Day made longer in March
    2019: {"2019-04-28", "2019-05-02", "2019-05-03", "2019-05-05"},
    # the Spring Festival prolonged in January
    2020: {"2020-01-31", "2020-02-01"},
}
"""Days that a later notice changed; the yearly one could not say them."""


def beside(year):
    """Return the days of a year that the notice of the next one orders."""
    if year + 1 not in notices():
        return frozenset(), frozenset()
    following = read_notice(notice_of(year + 1))
    return following.other_holidays, following.other_workdays


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_last_notices_say_what_is_shipped(year):
    notice, shipped = read_notice(notice_of(year)), shipped_calendars()[year]

    assert notice.problems == ()
    assert (notice.year, notice.number) == (year, f"国办发明电〔{year - 1}〕7号")
    assert notice.holidays == shipped.holidays
    assert notice.workdays == shipped.workdays


@pytest.mark.parametrize("year", notices())
def test_every_notice_since_2010_says_what_is_shipped_but_for_later_changes(year):
    notice, shipped = read_notice(notices()[year], year), shipped_calendars()[year]
    holidays, workdays = beside(year)

    differ = (notice.holidays | holidays) ^ shipped.holidays
    differ |= (notice.workdays | workdays) ^ shipped.workdays

    assert notice.problems == ()
    assert {str(day) for day in differ} == AMENDED.get(year, set())


def test_the_turn_of_the_year_belongs_to_the_year_before():
    notice = read_notice(notice_of(2019))

    assert notice.other_holidays == {date(2018, 12, 31)}
    assert notice.other_workdays == {date(2018, 12, 29)}
    assert min(notice.holidays) == date(2019, 1, 1)


def test_so_it_does_where_the_years_are_left_out():
    said = re.sub(r"20\d\d年(?=12月|1月)", "", notices()[2019])

    assert read_notice(said, 2019) == read_notice(notices()[2019], 2019)


def test_the_holidays_have_their_names_in_both_languages():
    named = read_notice(notice_of(2025)).named

    assert [one.name.zh for one in named][-2:] == ["端午节", "国庆节、中秋节"]
    assert [one.name.en for one in named][-1] == "Mid-Autumn Festival, National Day"
    assert len(named[-1].off) == 8


def test_advice_is_not_an_order():
    notice = read_notice(notice_of(2024))

    assert date(2024, 2, 9) not in notice.holidays
    assert notice.advice == ("鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息",)


@pytest.mark.parametrize(
    "pasted",
    [
        lambda said: said.translate({ord("0") + i: ord("０") + i for i in range(10)}),
        lambda said: said.replace("月", " 月 ").replace("（", "( ").replace("）", " )"),
        lambda said: re.sub(r"(.{17})", r"\1\n", said),
        lambda said: said.replace("至", "—").replace("：", ":").replace("，", ","),
        lambda said: said.replace("至", "～").replace("周日", "星期天"),
        lambda said: said.replace("日（", "号（"),
        lambda said: said.replace("\n", "\r\n\u3000\u200b"),
        lambda said: said.replace("共3天", "共三天"),
    ],
)
def test_spaces_breaks_and_wide_signs_change_nothing(pasted):
    plain, changed = read_notice(notice_of(2026)), read_notice(pasted(notice_of(2026)))

    assert changed.problems == ()
    assert changed.named == plain.named


def test_a_notice_pasted_twice_is_one():
    assert read_notice(notices()[2026] * 2, 2026) == read_notice(notices()[2026], 2026)


@settings(max_examples=60, deadline=None)
@given(years())
def test_what_is_written_from_a_year_reads_back_the_same(made):
    year, holidays = made

    notice = read_notice(written(year, holidays))

    assert notice.problems == ()
    found = {one.name.zh: (sorted(one.off), sorted(one.worked)) for one in notice.named}
    assert found == {name: (off, sorted(worked)) for name, (off, worked) in holidays.items()}


# ---- slips --------------------------------------------------------------------------------------


@pytest.mark.parametrize("slip", slips(), ids=lambda slip: slip["wrong"])
def test_a_slip_is_told_with_its_words_and_what_to_write(slip):
    right = notices()[2026]
    assert slip["right"] in right
    text = right.replace(slip["right"], slip["wrong"], 1)

    problems = read_notice(text, 2026).problems

    (told,) = (one for one in problems if slip["said"] in one.problem.zh)
    assert slip["shown"] in told.place
    assert slip["wrong"].split("（")[0] in text.splitlines()[told.line - 1]
    assert told.problem.en
    assert told.remedy.zh
    assert told.remedy.en


def test_several_slips_are_told_at_once_each_once():
    text = notices()[2026].replace("1月4日（周日）", "1月5日（周日）").replace("共9天", "共8天")

    places = [one.place for one in read_notice(text, 2026).problems]

    assert len(places) == 2
    assert places[0] == "1月5日（周日）"
    assert places[1].endswith("共8天")


@pytest.mark.parametrize("name", NAMES)
def test_a_holiday_that_is_missing_is_named(name):
    text = "\n".join(line for line in notices()[2026].splitlines() if name not in line)

    (told,) = read_notice(text, 2026).problems

    assert told.problem.zh == f"没有读到{name}。"


def test_before_2008_there_were_four_holidays():
    first = "一、元旦：1月1日放假。二、春节：2月9日～15日放假，共7天。"
    third = "三、“五一”：5月1日～7日放假，共7天。"

    (told,) = read_notice(first + third, 2005).problems

    assert told.problem.zh == "没有读到国庆节。"


def test_two_notices_in_one_text_do_not_mix():
    text = notices()[2026] + notices()[2026].replace("2月14日（周六）、", "")

    (told,) = read_notice(text, 2026).problems

    assert (told.place, told.problem.en) == (
        "春节",
        "stands there more than once, and differently.",
    )


# ---- no notice at all ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year", "said"),
    [
        ("", None, "没有文字"),
        (" \n\t\u3000", 2026, "没有文字"),
        ("今天天气很好。", 2026, "没有读到放假安排"),
        ("发布时间：2025年11月4日", 2026, "没有读到放假安排"),
        (notices()[2026], None, "没有读到是哪一年的安排"),
        (notice_of(2026), 2027, "这是 2026 年的通知，不是 2027 年的"),
        (notices()[2026], 2025, "大多数星期对不上 2025 年，倒是对得上 2026 年"),
        (notices()[2026], 1026, "1026 年没有这样的通知"),
        (
            "关于2025年部分节假日安排的通知 关于2026年部分节假日安排的通知" + notices()[2026],
            None,
            "里面有 2025、2026 年的通知",
        ),
        ("文" * (LONGEST + 1), 2026, "这段文字有 100,001 个字"),
    ],
)
def test_what_is_no_notice_of_that_year_is_refused(text, year, said):
    with pytest.raises(WrongInput) as refused:
        read_notice(text, year)

    (told,) = refused.value.problems
    assert said in told.problem.zh
    assert told.remedy is not None


@pytest.mark.parametrize(
    "text",
    [
        "一、元旦：1月1日" * 5000,
        "元旦：1月1日" + "1月1日、" * 15000 + "放假",
        "元旦：2026年1月1日至9999年12月31日放假",
        "元旦：1月1日放假，共" + "十" * 3 + "天",
        "\x00\ud800元旦：１月１日放假",
        "元旦：0月0日放假",
        "元旦：1月1日放假（" * 3000,
        "十" * 50000 + "：1月1日",
    ],
)
def test_nonsense_is_answered_and_quickly(text):
    assert problems_of(text)


def problems_of(text):
    """Return what is wrong with a text, whether anything could be read in it or not."""
    try:
        return read_notice(text, 2026).problems
    except WrongInput as error:
        return error.problems
