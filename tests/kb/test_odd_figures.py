from __future__ import annotations

from decimal import Decimal

import pytest

from kb.odd_figures import odd_figures
from tests.support import recorded, shipped_records

GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
benefit: {kind: %s, text: {zh: "%s", en: "%s"}, %s}
"""


def told(kind, zh, en, figures):
    (record,) = recorded(GRANT % (kind, zh, en, figures))
    return [(one.part, one.figure, one.said) for one in odd_figures(record)]


@pytest.mark.parametrize(
    ("kind", "zh", "en", "figures", "found"),
    [
        ("rent", "租金的 30%", "30 % of the rent", "rate: 30, of: concept/rent", []),
        ("rent", "租金的 30%", "30 % of rent", "rate: 0.3, of: concept/rent", [("rate", 0.3, 30)]),
        ("rent", "租金的百分之30", "of rent", "rate: 3, of: concept/rent", [("rate", 3, 30)]),
        ("rent", "租金的三成", "a part of the rent", "rate: 0.3, of: concept/rent", []),
        ("fixed", "一次性 5000 元", "once", "amount: 50000", [("amount", 50000, 5000)]),
        ("fixed", "一次性", "5,000 yuan, once", "amount: 50000", [("amount", 50000, 5000)]),
        ("fixed", "最高 120 万元", "at most", "amount: 1200000", []),
        ("fixed", "每月 500 元，共 6 个月", "500 yuan a month", "amount: 500", []),
        ("fixed", "100 元", "100 yuan", "amount: 5, unit: {zh: 个, en: places}", []),
    ],
)
def test_a_figure_that_the_sentence_contradicts_is_told(kind, zh, en, figures, found):
    expected = [(part, Decimal(str(figure)), (Decimal(said),)) for part, figure, said in found]

    assert told(kind, zh, en, figures) == expected


def test_one_fitting_tier_is_enough():
    tiers = "tiers: [{text: {zh: 小, en: small}, rate: 30}, {text: {zh: 大, en: big}, rate: 20}]"

    assert told("tiered", "最多 30%", "up to 30 %", f"of: concept/rent, {tiers}") == []


def test_few_of_the_shipped_policies_are_asked_about():
    """They say a rate beside the one that counts; a question, not a refusal."""
    odd = {one.record for record in shipped_records().values() for one in odd_figures(record)}

    assert odd == {"policy/high-tech-income-tax-15", "policy/rd-super-deduction"}
