from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.chinese_dates import dates_in, number, plain


def said(text):
    """Return dates as (year, month, day, weekday), in their items and groups."""
    return [
        [[(one.year, one.month, one.day, one.weekday) for one in item] for item in group.items]
        for group in dates_in(text, 0, len(text))
    ]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("1月1日放假", [[[(None, 1, 1, None)]]]),
        ("2026年1月1日(周四)放假", [[[(2026, 1, 1, 3)]]]),
        ("2月15日(农历腊月二十八、周日)至23日", [[[(None, 2, 15, 6), (None, None, 23, None)]]]),
        ("1日至3日", [[[(None, None, 1, None), (None, None, 3, None)]]]),
        ("1日—3日", [[[(None, None, 1, None), (None, None, 3, None)]]]),
        ("5日(星期天)、6日", [[[(None, None, 5, 6)], [(None, None, 6, None)]]]),
        ("5日和6日", [[[(None, None, 5, None)], [(None, None, 6, None)]]]),
        ("5日放假,6日上班", [[[(None, None, 5, None)]], [[(None, None, 6, None)]]]),
        ("共3天,70周年", []),
        ("", []),
    ],
)
def test_dates_are_found_as_they_are_said(text, groups):
    assert said(text) == groups


def test_only_the_stretch_asked_for_is_read():
    text = "1月1日,2月2日,3月3日"

    assert [one.items[0][0].month for one in dates_in(text, 5, 10)] == [2]


def test_the_words_are_those_that_were_written():
    held = plain("第一行\n　１月 １日\n（周四） 放假")
    start = held.text.index("1月")

    assert held.text == "第一行1月1日(周四)放假"
    assert held.words(start, start + 8) == "１月 １日 （周四）"
    assert held.line(start) == 2
    assert held.words(3, 3) == ""


@given(st.text(max_size=60))
def test_every_sign_that_is_read_stood_somewhere(source):
    held = plain(source)

    assert len(held.text) == len(held.at)
    assert list(held.at) == sorted(held.at)
    assert not any(char.isspace() for char in held.text)
    assert all(0 <= at < len(source) for at in held.at)


@given(st.text("0123456789年月日号至、()周一二", max_size=80))
def test_any_text_of_dates_is_read_without_a_slip(text):
    for group in dates_in(text, 0, len(text)):
        assert 0 <= group.start < group.end <= len(text)
        assert all(1 <= len(item) <= 2 for item in group.items)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", 1),
        ("10", 10),
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十五", 15),
        ("二十八", 28),
        ("x", 0),
    ],
)
def test_small_numbers_are_read_in_figures_and_in_characters(word, value):
    assert number(word) == value
