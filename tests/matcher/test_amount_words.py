from __future__ import annotations

import pytest
from hypothesis import given

from matcher.applicant import read_facts
from tests.amounts import HIRES, amount, benefits
from tests.judging import applicants, facts_of


@pytest.mark.parametrize(
    ("benefit", "facts", "zh", "en"),
    [
        (
            HIRES,
            {"hires": [{"member-age": 24}, {"member-age": 20}]},
            ["1,500 元/人 × 2（新招员工里符合条件的）= 3,000 元"],
            ["1,500 yuan per hire × 2 (hires that count) = 3,000 yuan"],
        ),
        (
            HIRES,
            {},
            ["1,500 元/人 × 新招员工里符合条件的（还不知道）"],
            ["1,500 yuan per hire × hires that count (not known yet)"],
        ),
        (
            "rate: 30, of: concept/revenue, at_most: 250",
            {"revenue": 1000},
            ["30% × 1,000 元（营业收入）= 300 元", "到上限为止：250 元"],
            ["30 % × 1,000 yuan (revenue) = 300 yuan", "capped at 250 yuan"],
        ),
        (
            "rate: 30, of: concept/revenue, of_at_most: 500, per: concept/employees,"
            " units_at_most: 2, at_most: 1000",
            {},
            [
                "营业收入按最多 500 元计算",
                "30% × 最多 500 元（营业收入）= 最多 150 元",
                "最多算 2 人",
                "最多 150 元 × 最多 2 人（用工人数）= 最多 300 元",
            ],
            [
                "revenue: at most 500 yuan counts",
                "30 % × at most 500 yuan (revenue) = at most 150 yuan",
                "counted at most 2 people",
                "at most 150 yuan × at most 2 people (employees) = at most 300 yuan",
            ],
        ),
        (
            "of: concept/revenue, tiers: [{when: {fact: concept/size, is: big}, rate: 30,"
            " text: {zh: 大的, en: a big one}}, {rate: 60}]",
            {"revenue": 100},
            ["如果大的：30%", "否则：60%", "30 至 60% × 100 元（营业收入）= 30 至 60 元"],
            [
                "if a big one: 30 %",
                "otherwise: 60 %",
                "30 to 60 % × 100 yuan (revenue) = 30 to 60 yuan",
            ],
        ),
        (
            "rate: 100, of: concept/revenue, of_at_most: {fact: concept/rd-expense},"
            " at_most: {fact: concept/rd-expense}",
            {"revenue": 100},
            [
                "营业收入最多算多少，还不知道",
                "营业收入：最多 100 元",
                "总数有上限，上限还不知道",
            ],
            [
                "revenue: how much counts is not known yet",
                "revenue: at most 100 yuan",
                "there is a limit in all, not known yet",
            ],
        ),
        (
            "rate: 100, of: concept/revenue, at_most: 5000",
            {"revenue": 100},
            ["营业收入：100 元"],
            ["revenue: 100 yuan"],
        ),
    ],
)
def test_the_calculation_is_read_aloud_in_both_languages(benefit, facts, zh, en):
    steps = amount(benefit, facts_of(**facts)).steps

    assert [step.zh for step in steps] == zh
    assert [step.en for step in steps] == en


def test_a_sum_is_said_part_by_part(catalogue):
    facts = read_facts(
        {"concept/assistance-category": "minimum-living", "concept/disability-level": "level-1"},
        catalogue,
    )

    found = amount(catalogue.policies["policy/disability-subsidies"].benefit, facts, catalogue)

    assert [step.zh for step in found.steps] == [
        "困难残疾人生活补贴：450 元/月",
        "重度残疾人护理补贴：350 元/月",
        "两项残疾人补贴合计：800 元/月",
    ]


@given(benefits(), applicants())
def test_every_step_is_said_in_both_languages(benefit, facts):
    found = amount(benefit, facts)

    for step in found.steps if found is not None else ():
        assert step.zh
        assert step.en
        assert "None" not in step.zh + step.en
