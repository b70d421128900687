from __future__ import annotations

import pytest

from matcher.spelling import Spelling, ordinary_words

NAMES = ["convenience store", "restaurant", "tobacco licence", "coffee shop", "开便利店", "网吧"]
TEXTS = ["everything from the licence to opening day", "从执照到开门要办的手续"]


@pytest.fixture(scope="module")
def spelling():
    return Spelling(NAMES, TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("convinience store", "convenience store"),
        ("resturant", "restaurant"),
        ("restuarant", "restaurant"),
        ("tobbaco lisence", "tobacco licence"),
        ("open a cofee shop", "open a coffee shop"),
        ("bianli dian", "便利店"),
        ("bian4 li4 dian4", "便利店"),
        ("biànlìdiàn", "便利店"),
        ("open a wangba", "open a 网吧"),
        ("開便利點", "开便利店"),
        ("想开便利点", "想开便利店"),
        ("开个 resturant", "开个 restaurant"),
    ],
)
def test_what_nobody_knows_is_read_as_the_name_it_comes_near_to(spelling, typed, meant):
    assert spelling.mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["convenience store", "everything opening", "weather", "xyzzy", "cofe", "今天天气", "", "!?"],
)
def test_what_is_known_short_or_near_to_nothing_is_left_alone(spelling, text):
    assert spelling.mended(text) == text


@pytest.mark.parametrize("word", ["waiter", "beach", "pilot"])
def test_an_ordinary_word_is_right_although_a_name_lies_near(word):
    assert word in ordinary_words()
    assert Spelling(["water", "bench", "pilots"], []).mended(word) == word


def test_a_word_of_a_name_is_meant_that_lies_nearer_or_else_is_more_frequent():
    spelling = Spelling(["stationery", "stationary bike", "stationery shop"], [])

    assert spelling.mended("statienery") == "stationery"
