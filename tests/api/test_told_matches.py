from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from api.told_matches import matches_text
from kb.text import Text
from matcher.amounts import Amount
from matcher.applicant import NOTHING
from matcher.match import Matcher
from tests.support import TODAY, world_with

YUAN = Text(zh="元", en="yuan")
GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
benefit:
  kind: percentage
  text: {zh: 交的 60%, en: 60 % of what was paid}
  amount: 60
  unit: {zh: '%', en: '%'}
seen: [benefit]
sources: [{name: 通知}]
windows: [{closes: 2026-12-31, closes_at: "16:00"}]
"""


def told(amount, language):
    """Return the lines about the grant, with an amount that was worked out."""
    catalogue = world_with(GRANT)
    matches = Matcher(catalogue).matches(NOTHING, TODAY)
    grant = next(match for match in matches if match.policy == "policy/grant")
    return matches_text((replace(grant, amount=amount),), catalogue, language).splitlines()


def worked_out(low, high, **more):
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Amount(low=ends[0], high=ends[1], unit=YUAN, **more)


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (worked_out(3000, 3000), "3,000 元", "3,000 yuan"),
        (worked_out(1500, 3000), "1,500 至 3,000 元", "1,500 to 3,000 yuan"),
        (worked_out(3000, 3000, ceiling=True), "最多 3,000 元", "at most 3,000 yuan"),
        (worked_out(None, None), "60 %", "60 %"),
        (None, "60 %", "60 %"),
    ],
)
def test_what_was_worked_out_stands_beside_the_words_and_else_the_figure_of_the_record(
    amount, zh, en
):
    assert told(amount, "zh")[1] == f"    交的 60%（{zh}）"
    assert told(amount, "en")[1] == f"    60 % of what was paid ({en})"


def test_the_calculation_stands_under_the_amount():
    steps = (Text(zh="60% × 5,000 元 = 3,000 元", en="60 % × 5,000 yuan = 3,000 yuan"),)

    assert told(worked_out(3000, 3000, steps=steps), "zh")[2] == "      60% × 5,000 元 = 3,000 元"
    assert told(worked_out(3000, 3000, steps=steps), "en")[2] == f"      {steps[0].en}"


def test_the_hour_that_closes_a_window_is_told_with_its_day():
    assert any("2026年12月31日 16:00止" in line for line in told(None, "zh"))
    assert any("until 31 December 2026, 16:00" in line for line in told(None, "en"))


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [("第六章", "第六章", "第六章"), ("2, 4", "第 2、4 条", "article 2, 4"), ("", "", "")],
)
def test_the_place_in_the_document_is_named_as_on_the_pages(article, zh, en):
    place = f"article: '{article}'" if article else ""
    catalogue = world_with(f"{GRANT}document: document/notice\n{place}\n")
    found = Matcher(catalogue).matches(NOTHING, TODAY)
    grant = next(match for match in found if match.policy == "policy/grant")

    for language, said in (("zh", zh), ("en", en)):
        (line,) = [
            one
            for one in matches_text((grant,), catalogue, language).splitlines()
            if one.startswith(("    依据", "    source"))
        ]
        assert line.partition("【")[0].partition(" [")[0].endswith(said)
        assert "第第" not in line
