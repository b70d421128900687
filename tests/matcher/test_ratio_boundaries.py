"""A share of another figure has an exact edge: 0.07 × revenue is met by 0.07 × revenue, always.

In binary fractions 0.07 × 100 is more than 7; an applicant exactly at the line would be refused.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from matcher.applicant import Fact, Facts
from matcher.criteria import Judge
from matcher.match import Eligibility, Matcher
from matcher.verdict import Verdict
from tests.support import TODAY, criterion_of, world_with

SHARE = Decimal("0.07")
STEP = Decimal("0.0001")
"""The smallest difference the fact can tell: it has four decimals, revenue has two."""

RATIO = """
- id: concept/rd-share
  title: {zh: 研发占比, en: Share of R&D}
  type: number
  decimals: 4
  derive: {divide: [concept/rd-expense, concept/revenue]}
- id: policy/by-amount
  title: {zh: 按金额, en: By amount}
  criteria: {fact: concept/rd-expense, at_least: {times: 0.07, of: concept/revenue}}
- id: policy/by-share
  title: {zh: 按比例, en: By share}
  criteria: {fact: concept/rd-share, at_least: 0.07}
- id: policy/little-research
  title: {zh: 研发不多, en: Little research}
  criteria: {fact: concept/rd-expense, at_most: {times: 0.07, of: concept/revenue}}
"""
WORLD = world_with(RATIO)
MATCHER = Matcher(WORLD)


def revenues(count: int) -> list[Decimal]:
    """Return revenues of one to fourteen digits in yuan and fen, the same ones every time."""
    chosen = Random(20261123)
    digits = [chosen.randint(1, 14) for _ in range(count)]
    return [Decimal(chosen.randint(1, 10**number)).scaleb(-2) for number in digits]


def facts(spent: Decimal, revenue: Decimal) -> Facts:
    return Facts({"concept/rd-expense": Fact(spent), "concept/revenue": Fact(revenue)})


def granted(spent: Decimal, revenue: Decimal) -> set[str]:
    """Return the policies that spending so much on research opens, by their last words."""
    matches = MATCHER.matches(facts(spent, revenue), TODAY)
    eligible = {m.policy for m in matches if m.verdict is Eligibility.ELIGIBLE}
    return {policy.removeprefix("policy/") for policy in eligible} & {
        "by-amount",
        "by-share",
        "little-research",
    }


def test_of_a_thousand_applicants_exactly_at_the_line_none_is_refused():
    for revenue in revenues(1000):
        line = SHARE * revenue

        assert granted(line, revenue) == {"by-amount", "by-share", "little-research"}, revenue
        assert granted(line + STEP, revenue) == {"by-amount", "by-share"}, revenue
        assert granted(line - STEP, revenue) == {"little-research"}, revenue


def test_a_refusal_one_step_below_the_line_says_how_little_is_lacking():
    criterion = criterion_of(
        "{fact: concept/rd-expense, at_least: {times: 0.07, of: concept/revenue}}"
    )
    for revenue in revenues(1000):
        finding = Judge(WORLD, facts(SHARE * revenue - STEP, revenue), TODAY).judge(criterion)

        assert (finding.verdict, finding.limit) == (Verdict.UNMET, SHARE * revenue)
        assert finding.distance == STEP


@pytest.mark.parametrize("share", ["0.03", "0.07", "0.1", "0.29", "0.57", "1.1"])
def test_shares_that_binary_fractions_cannot_write_have_exact_lines_too(share):
    criterion = criterion_of(
        f"{{fact: concept/rd-expense, at_least: {{times: {share}, of: concept/revenue}}}}"
    )
    for revenue in revenues(200):
        line = Decimal(share) * revenue
        found = [
            Judge(WORLD, facts(spent, revenue), TODAY).judge(criterion).verdict
            for spent in (line - STEP, line, line + STEP)
        ]

        assert found == [Verdict.UNMET, Verdict.MET, Verdict.MET], revenue
