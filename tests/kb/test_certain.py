"""Conditions that hold whatever is answered: what is certain is said, and nothing else."""

from __future__ import annotations

import pytest

from kb.certain import always_met
from kb.errors import Problem
from tests.support import WORLD, assert_said_well, criterion_of, recorded

ASKED = """
- id: concept/staff
  title: {zh: 人数, en: Staff}
  type: number
  question: {ask: {zh: 几个人？, en: How many?}, why: {zh: 要用, en: Needed}}
- id: concept/floor
  title: {zh: 楼层, en: Floor}
  type: number
  question:
    ask: {zh: 第几层？, en: Which floor?}
    why: {zh: 要用, en: Needed}
    help: {zh: 地下一层写 -1, en: Write -1 for the basement}
"""
BASE = {record.id: record for record in recorded(WORLD) + recorded(ASKED)}


def found(text):
    out = list(always_met(criterion_of(text), BASE, ("criteria",)))
    for _, problem, remedy in out:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [path for path, _, _ in out]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "{any: [{fact: concept/employees, at_most: 5},"
            " {fact: concept/employees, more_than: 3}]}",
            [("criteria",)],
        ),
        (  # people are whole: whoever has no more than 3 has fewer than 4
            "{any: [{fact: concept/employees, at_most: 3},"
            " {fact: concept/employees, at_least: 4}]}",
            [("criteria",)],
        ),
        ("{fact: concept/staff, at_least: 0}", [("criteria",)]),
        ("{count: concept/hires, at_least: 0}", [("criteria",)]),
        (
            "{fact: concept/legal-form, in: [company, cooperative, sole-trader]}",
            [("criteria",)],
        ),
        (
            "{any: [{fact: concept/foreign, is: true}, {not: {fact: concept/foreign, is: true}}]}",
            [("criteria",)],
        ),
        (
            "{any: [{granted: policy/old-grant}, {not: {granted: policy/old-grant}}]}",
            [("criteria",)],
        ),
        (
            "{all: [{fact: concept/credit, is: true}, {fact: concept/staff, at_least: 0}]}",
            [("criteria", "all", 1)],
        ),
        (
            "{not: {all: [{fact: concept/foreign, is: true}, {fact: concept/foreign, is: false}]}}",
            [("criteria",)],
        ),
        (
            "{count: concept/hires, at_least: 1, where: {any: [{fact: concept/member-age,"
            " at_most: 30}, {fact: concept/member-age, more_than: 20}]}}",
            [("criteria", "where")],
        ),
        (  # either branch of the inner choice is open whenever the outer one is not met
            "{any: [{fact: concept/employees, at_most: 5}, {all: [{fact: concept/employees,"
            " more_than: 4}, {fact: concept/employees, more_than: 3}]}]}",
            [("criteria",)],
        ),
    ],
)
def test_what_always_holds_is_found_at_its_largest_part(text, paths):
    assert found(text) == paths


@pytest.mark.parametrize(
    "text",
    [
        "{fact: concept/employees, at_least: 1}",
        "{fact: concept/employees, at_least: 0}",  # nobody asks for it: it may be anything
        "{fact: concept/floor, at_least: 0}",  # there are basements
        "{fact: concept/staff, at_least: 1}",
        "{any: [{fact: concept/revenue, at_most: 3}, {fact: concept/revenue, at_least: 4}]}",
        "{any: [{fact: concept/employees, at_most: 3}, {fact: concept/revenue, more_than: 3}]}",
        "{any: [{fact: concept/goods, has: books}, {fact: concept/goods, has: bulk-food}]}",
        "{any: [{fact: concept/employees, at_most: {fact: concept/household-size}},"
        " {fact: concept/employees, more_than: 3}]}",
        "{fact: concept/registered-on, within_months: 18}",
        "{not: {review: {zh: 评审, en: reviewed}}}",
        "{any: []}",
        "{any: [{fact: concept/district, within: area/310101},"
        " {fact: concept/district, within: area/310104}]}",
    ],
)
def test_what_may_fail_is_left_alone(text):
    assert found(text) == []
