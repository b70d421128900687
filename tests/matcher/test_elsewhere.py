from __future__ import annotations

import pytest

from matcher.elsewhere import groups, is_asked, is_plain_talk, length_of_not_ours, means_business


@pytest.mark.parametrize(
    "text",
    [
        "护照在哪里换",
        "我要考驾照",
        "离婚怎么分房子",
        "renew my passport",
        "a hunting licence",
        "My dogs bark",
    ],
)
def test_what_other_offices_do_is_told_whatever_is_asked_about_it(text):
    assert length_of_not_ours(text) > 0
    assert is_asked(text, named=0, length=10)


@pytest.mark.parametrize(
    "text",
    [
        "哪家火锅好吃",
        "明天会下雨吗",
        "讲个笑话",
        "best restaurant nearby",
        "translate this",
        "3 + 4 = ?",
    ],
)
def test_talk_and_what_customers_ask_is_told(text):
    assert is_plain_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "开一家好吃的火锅店",
        "想开个便宜的旅馆",
        "卖奶茶要办什么证",
        "open a cheap hotel",
        "sell tickets",
    ],
)
def test_where_something_is_opened_or_applied_for_it_is_no_talk(text):
    assert means_business(text)
    assert not is_plain_talk(text)


def test_a_longer_name_of_a_record_is_meant_before_what_is_not_ours():
    assert is_asked("宠物", named=0, length=2)
    assert not is_asked("宠物医院", named=5, length=12)
    assert not is_asked("free pets", named=8, length=9)


@pytest.mark.parametrize("text", ["怎么办", "便利店", "open", "", "1+1"])
def test_what_says_nothing_of_the_kind_is_left(text):
    assert length_of_not_ours(text) == 0


def test_every_group_has_names_in_one_language_and_no_name_stands_twice_in_it():
    for language, names in groups():
        assert names
        assert len(set(names)) == len(names)
        assert all(name.isascii() == (language == "en") for name in names)
