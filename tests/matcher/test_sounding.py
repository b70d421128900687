from __future__ import annotations

import pytest

from matcher.sounding import LONGEST, Sounds, folded, sounds

NAMES = ["开便利店", "网吧", "注册公司", "营业执照", "诊所"]


@pytest.fixture(scope="module")
def heard():
    return Sounds(NAMES, ["想在小区门口开"])


@pytest.mark.parametrize(
    ("letters", "chinese"),
    [
        ("bianlidian", "便利店"),
        ("kaibianlidian", "开便利店"),
        ("woxiangkaigebianlidian", "便利店"),
        ("wangba", "网吧"),
        ("wanba", "网吧"),
        ("zucegongsi", "注册公司"),
        ("zhucegongsiyaoduojiu", "注册公司"),
        ("weather", ""),
        ("xyz", ""),
        ("wo", ""),
        ("", ""),
        ("bianlidian" * LONGEST, ""),
    ],
)
def test_pinyin_stands_for_the_names_it_spells_and_for_nothing_else(heard, letters, chinese):
    assert heard.spelt(letters) == chinese


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("开便利点", "开便利店"),
        ("开网巴", "开网吧"),
        ("营夜执照", "营业执照"),
        ("开便利店", "开便利店"),
        ("小区门口", "小区门口"),
        ("今天天气", "今天天气"),
        ("店", "店"),
        ("", ""),
    ],
)
def test_a_slip_of_the_keyboard_is_put_right_and_nothing_else(heard, typed, meant):
    assert heard.mended(typed) == meant


def test_a_character_that_nobody_types_by_mistake_is_left(heard):
    """ "Not" sounds like "part", "we" like "door": they stand in every sentence."""
    assert Sounds(["去办公部门"]).mended("办公不") == "办公不"


def test_what_many_do_not_tell_apart_sounds_alike():
    assert folded("zhang") == folded("zan")
    assert sounds("真所") == sounds("诊所")


def test_no_names_stand_for_nothing():
    assert Sounds([]).spelt("bianlidian") == ""
    assert Sounds([]).mended("便利点") == "便利点"
