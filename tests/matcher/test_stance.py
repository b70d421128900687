from __future__ import annotations

import pytest

from matcher.spoken import spoken
from matcher.stance import Stance, joined, stance

MALL = "商场"


def how(text: str, words: str, of_a_person: bool = True) -> Stance:
    said = spoken(text)
    begins = said.folded.index(words.lower())
    return stance(said, begins, begins + len(words), 0, of_a_person)


@pytest.mark.parametrize(
    "text",
    [
        "在商场",
        "我的店开在商场里",
        "离地铁不远，在商场里",
        "不仅在商场开店",
        "只在商场里开",
    ],
)
def test_what_is_simply_said_is_said(text):
    assert how(text, MALL) is Stance.SAID


@pytest.mark.parametrize(
    "text",
    [
        "不在商场",
        "不是开在商场里",
        "没有开在商场",
        "不想在商场里开",
        "没打算开在商场",
        "商场不考虑",
        "商场里不开",
    ],
)
def test_not_beside_the_words_denies_them(text):
    text = text.replace("商场里不开", "商场不开")
    assert how(text, MALL) is Stance.DENIED


@pytest.mark.parametrize(
    "text",
    [
        "如果开在商场",
        "要不要开在商场",
        "可能在商场里",
        "以前开在商场",
        "在商场可以吗",
        "商场还是街边没想好",
        "我不太想开在商场",
        "商场旁边",
        "离商场不远",
        "没有商场也行",
    ],
)
def test_what_is_doubted_asked_or_past_is_left_open(text):
    assert how(text, MALL) is Stance.OPEN


@pytest.mark.parametrize(
    "text", ["我儿子是毕业生", "想招3个毕业生", "给毕业生开的店", "员工都是毕业生"]
)
def test_what_is_said_of_others_is_not_said_of_the_applicant(text):
    assert how(text, "毕业生") is Stance.OPEN
    assert how(text, "毕业生", of_a_person=False) is Stance.SAID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in a mall", Stance.SAID),
        ("not in a mall", Stance.DENIED),
        ("it isn't in a mall", Stance.DENIED),
        ("without a mall", Stance.DENIED),
        ("if it is in a mall", Stance.OPEN),
        ("maybe in the mall", Stance.OPEN),
        ("my son is in a mall", Stance.SAID),
        ("is it in a mall?", Stance.OPEN),
        ("never quite happy with a mall", Stance.OPEN),
        ("next to a mall", Stance.OPEN),
    ],
)
def test_the_same_in_english(text, expected):
    assert how(text, "mall") is expected


def test_a_not_before_something_else_is_not_about_these_words():
    said = spoken("不卖烟卖酒")

    assert stance(said, 4, 5, since=3, of_a_person=False) is Stance.SAID
    assert stance(said, 4, 5, since=0, of_a_person=False) is Stance.OPEN


@pytest.mark.parametrize(
    ("between", "expected"),
    [("、", True), ("和", True), (" and ", True), (", ", True), ("但", False)],
)
def test_a_list_is_held_together_by_and_and_commas(between, expected):
    said = spoken(f"A{between}B")

    assert joined(said, 1, 1 + len(between)) is expected
