"""The result in groups: what was decided, what nobody can have that day, what stays open."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from api.register_result import PolicyLine, _asks, _for_others, _parts, closed_on
from kb.ids import PolicyId
from tests.support import world_with

CLOSED = """
- id: policy/over
  title: {zh: 旧补贴, en: Old grant}
  valid: {to: 2026-06-30}
  criteria: {fact: concept/credit, is: true}
- id: policy/now
  title: {zh: 新补贴, en: New grant}
  criteria: {fact: concept/credit, is: true}
"""
AUDIENCES = "\n".join(
    f"- {{id: policy/{name}, title: {{zh: {name}, en: {name}}}, audience: {audience}}}"
    for name, audience in (("firms", "enterprise"), ("people", "person"), ("both", "both"))
)


def test_a_bar_is_made_of_parts_that_follow_each_other_and_none_is_counted_twice():
    names = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
    counts = dict(zip(names, (10, 5, 20, 5, 65), strict=True))

    parts = list(_parts(counts, 100))

    assert parts[0] == ("eligible", 0.0, 10.0)
    assert all(one[1] + one[2] == pytest.approx(then[1]) for one, then in pairwise(parts))
    assert parts[-1][1] + parts[-1][2] == 40.0


def test_a_policy_that_nobody_can_have_on_the_day_says_why():
    catalogue = world_with(CLOSED)

    assert closed_on(date(2026, 6, 30), catalogue).keys() & {"policy/over", "policy/now"} == set()
    found = closed_on(date(2026, 7, 1), catalogue)
    assert "policy/now" not in found
    assert found["policy/over"].en == "ended on 30 June 2026"


def test_a_register_of_firms_is_not_asked_what_only_people_are_asked():
    catalogue = world_with(AUDIENCES)

    def lines(*names: str) -> list[PolicyLine]:
        policies = [catalogue.policies[PolicyId(f"policy/{name}")] for name in names]
        return [PolicyLine(id=one.id, title=one.title, counts={}, parts=()) for one in policies]

    assert _for_others(lines("firms"), lines("people", "both"), catalogue) == {"policy/people"}
    assert _for_others(lines("people"), lines("firms"), catalogue) == {"policy/firms"}
    assert _for_others(lines("firms", "people"), lines("both"), catalogue) == set()
    assert _for_others([], lines("people"), catalogue) == set()


def test_a_questionnaire_counts_what_each_fact_alone_settles_over_all_policies():
    def fact(name: str, settles: int) -> dict[str, object]:
        return {"fact": name, "title": {"zh": name, "en": name}, "settles": settles}

    policies = [
        {"missing": [fact("a", 3), fact("b", 5), fact("c", 0)]},
        {"missing": [fact("a", 4)]},
    ]

    assert [(title.en, n) for title, n in _asks(policies)] == [("a", 7), ("b", 5)]
