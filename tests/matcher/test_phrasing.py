from __future__ import annotations

from decimal import Decimal

import pytest

from matcher.phrasing import Phrasebook, Sense
from matcher.spoken import spoken
from tests.support import TODAY, world_with

BOOK = Phrasebook(
    world_with(
        """
- id: concept/staff
  title: {zh: 员工, en: Staff}
  type: number
  unit: {zh: 人, en: people}
  phrases: {zh: ["{n}员工", "雇{n}", 员工], en: ["{n} employees", "hire {n}"]}
- id: concept/space
  title: {zh: 面积, en: Space}
  type: number
  unit: {zh: 平方米, en: m²}
  phrases: {zh: ["{n}", "面积{n}"], en: ["{n}"]}
- id: concept/open-since
  title: {zh: 开业日期, en: Open since}
  type: date
  phrases: {zh: ["{d}开业"], en: ["open since {d}"]}
- id: concept/company
  title: {zh: 新开公司, en: A company}
  type: boolean
  phrases: {zh: [开公司], en: [open a company]}
"""
    )
)


def found(text: str) -> set[tuple[str, object]]:
    """Return what stands in a text: facts with their values, shorter phrases too."""
    return {
        (one.concept.id.removeprefix("concept/"), one.value)
        for one in BOOK.mentions(spoken(text), TODAY)
        if one.sense is not Sense.NONE
    }


@pytest.mark.parametrize(
    "text",
    [
        "雇了4个人",
        "雇大概四个人",
        "4个员工",
        "四名员工",
        "hire four people",
        "4 employees",
        "雇4人",
    ],
)
def test_a_number_fits_its_phrase_with_small_words_between(text):
    assert ("staff", Decimal(4)) in found(text)


@pytest.mark.parametrize("text", ["雇4个月", "4个外籍员工", "雇4", "4员", "hire 4 lawyers", "4楼"])
def test_another_unit_or_another_thing_does_not_fit(text):
    assert not any(fact == "staff" for fact, _ in found(text.replace("雇4", "雇4个")))


def test_a_number_with_its_unit_speaks_for_itself_and_one_without_needs_the_words():
    assert found("80㎡") == {("space", Decimal(80))}
    assert found("80") == set()
    assert found("面积80，") == {("space", Decimal(80))}


@pytest.mark.parametrize(
    "text", ["开公司", "开了一家公司", "开个公司", "open my company", "open a company"]
)
def test_small_words_between_the_words_of_a_phrase_do_no_harm(text):
    assert found(text) == {("company", True)}


def test_other_words_between_them_do():
    assert found("开一家大公司") == set()


def test_a_day_fits_its_phrase():
    assert found("2025年3月1日开业") == {("open-since", TODAY.replace(2025, 3, 1))}
    assert found("2025年3月开业") == set()
