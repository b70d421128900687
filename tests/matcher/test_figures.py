from __future__ import annotations

from decimal import Decimal

import pytest

from kb.text import Text
from matcher.figures import as_fact, figures, number
from tests.support import world_with

FACTS = world_with(
    """
- {id: concept/area, title: {zh: 面积, en: Area}, type: number, unit: {zh: 平方米, en: m²}}
- {id: concept/cost, title: {zh: 费用, en: Cost}, type: number, decimals: 2,
   unit: {zh: 万元, en: "× 10,000 yuan"}}
- {id: concept/months, title: {zh: 租期, en: Lease}, type: number, unit: {zh: 个月, en: months}}
- {id: concept/share, title: {zh: 占比, en: Share}, type: number, decimals: 2,
   unit: {zh: 比例（60% 写 0.6）, en: share}}
- {id: concept/far, title: {zh: 距离, en: Distance}, type: number, unit: {zh: 米, en: m}}
"""
).concepts


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("80", 80),
        ("1,200.5", "1200.5"),
        ("八", 8),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百二", 120),
        ("两千五", 2500),
        ("三万", 30_000),
        ("一万二", 12_000),
        ("1万2", 12_000),
        ("五十万", 500_000),
        ("两百五十万", 2_500_000),
        ("一亿三千万", 130_000_000),
        ("3.5万", 35_000),
        ("一点五万", 15_000),
        ("半", "0.5"),
        ("eighty", 80),
        ("twenty-five", 25),
        ("two hundred and fifty", 250),
        ("three hundred thousand", 300_000),
        ("50k", 50_000),
        ("2 million", 2_000_000),
        ("三四", None),
        ("两三", None),
    ],
)
def test_numbers_are_read_as_they_are_said(said, value):
    found = number(said.replace("-", " "))

    assert found == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "said",
    [
        "80到100平米",
        "80-100平米",
        "80平米到100平米",
        "80 to 100 square metres",
        "between 80 and 100 square metres",
        "两三个人",
        "三、四个人",
        "3或4个人",
        "十几平米",
        "几十平米",
        "80多平米",
        "50来个人",
        "不到100平米",
        "超过100平米",
        "100平米以上",
        "100平米以内",
        "at least 20 people",
        "more than 20 people",
        "第3家",
        "2025年",
        "2025年3月",
    ],
)
def test_what_is_not_exact_is_no_number(said):
    kinds = {figure.measures for figure in figures(said)}

    assert not kinds & {"m²", "person", "month", None}


@pytest.mark.parametrize(
    ("said", "measures"),
    [
        ("80㎡".replace("㎡", "m2"), "m²"),
        ("80 sq m", "m²"),
        ("八十平", "m²"),
        ("80平台", None),
        ("四个人", "person"),
        ("4 people", "person"),
        ("3个月", "month"),
        ("3个", "other"),
        ("30万元", "yuan"),
        ("30万", None),
        ("200美元", "US$"),
        ("300米", "metre"),
        ("3rd", "rank"),
        ("third", "rank"),
        ("60%", "share"),
    ],
)
def test_the_unit_says_what_is_measured(said, measures):
    (figure,) = figures(said)

    assert figure.measures == measures


@pytest.mark.parametrize(
    ("said", "fact", "value"),
    [
        ("80平米", "area", 80),
        ("80米", "area", None),
        ("80.5平米", "area", None),
        ("30万", "cost", 30),
        ("30万元", "cost", 30),
        ("300,000 yuan", "cost", 30),
        ("5000元", "cost", "0.5"),
        ("30", "cost", None),
        ("两年", "months", 24),
        ("半年", "months", 6),
        ("一年半", "months", 18),
        ("6个月", "months", 6),
        ("1.5公里", "far", 1500),
        ("60%", "share", "0.6"),
        ("9999999999999999平米", "area", None),
    ],
)
def test_a_number_is_put_into_the_unit_of_its_fact(said, fact, value):
    (figure,) = figures(said)
    bare = figure.measures is None

    found = as_fact(figure, FACTS[f"concept/{fact}"], bare=bare, ends_phrase=True)

    assert found == (None if value is None else Decimal(value))


def test_people_are_counted_without_a_unit_and_distances_are_not():
    people = FACTS["concept/employees"]
    assert people.unit == Text(zh="人", en="people")
    (figure,) = figures("员工：6，")

    assert as_fact(figure, people, bare=True, ends_phrase=True) == 6
    assert as_fact(figure, FACTS["concept/far"], bare=True, ends_phrase=True) is None
