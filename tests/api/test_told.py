"""What a match says in words."""

from __future__ import annotations

import json

import pytest

RULES = """
id: policy/grant
title: {zh: 补贴, en: Grant}
document: document/notice
article: "4"
seen: [benefit, criteria]
confirm: [benefit.amount]
sources: [{name: 通知}]
benefit:
  {kind: fixed, amount: 8000, ceiling: true, unit: {zh: 元, en: yuan}, text: {zh: 补, en: A grant}}
windows: [{opens: 2026-03-01, closes: 2026-12-31}]
criteria:
  all:
    - {fact: concept/employees, at_most: 30, source: {document: document/notice, article: "2"}}
    - {fact: concept/credit, is: true}
"""


@pytest.fixture
def judged(little, written):
    """Return a function that gives the words of a match over one more policy."""
    layer = written(RULES, "layer/grant.yaml").rpartition("/")[0]

    def words(facts, lang="en"):
        named = ["--data", *little.records, "--data", layer, "--on", "2026-11-23", "--lang", lang]
        said = little("match", "--facts", written(json.dumps(facts)), *named)
        assert said.exit_code == 0, said.output
        blocks = said.output.split("\n")
        start = next(
            i
            for i, line in enumerate(blocks)
            if line.endswith(("Grant", "补贴")) and "旧" not in line and "Old" not in line
        )
        return "\n".join([blocks[start], *_under(blocks[start + 1 :])])

    return words


def _under(lines):
    for line in lines:
        if not line.startswith("    "):
            return
        yield line


def test_who_is_eligible_reads_amount_window_conditions_and_source(judged):
    assert judged({"employees": 5, "credit": True}).splitlines() == [
        "eligible: Grant",
        "    A grant (at most 8,000 yuan) [to be confirmed]",
        "    apply: 1 March 2026 to 31 December 2026, open now [to be confirmed]",
        "    ✓ at most 30 employees (Notice 沪〔2026〕1号 article 2)",
        "    ✓ clean record (Notice 沪〔2026〕1号 article 4)",
        "    source: Notice 沪〔2026〕1号 article 4",
    ]


def test_who_is_undecided_reads_what_is_met_and_what_is_open(judged):
    said = judged({"employees": 5})

    assert said.startswith("not known yet: Grant")
    assert "    ? clean record" in said
    assert "    ✓ at most 30 employees" in said
    assert "    still to ask: Clean record" in said
    assert "8,000 yuan" in said


def test_who_is_not_eligible_reads_the_limit_their_own_value_and_the_distance(judged):
    said = judged({"employees": 80, "credit": True})

    assert said.startswith("not eligible: Grant")
    assert "× at most 30 employees (yours: 80 people, 50 employees over" in said
    assert "8,000 yuan" not in said


def test_a_match_is_said_in_chinese_too(judged):
    said = judged({"employees": 80, "credit": True}, "zh")

    assert said.startswith("不符合：补贴")
    assert "您的情况：80 人，超出 50 人" in said
