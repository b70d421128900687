from __future__ import annotations

from math import inf

import pytest
from hypothesis import given

from matcher.criteria import Judge
from matcher.remedies import Means, remedies
from matcher.verdict import Verdict, opposite
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world, world_with

PEOPLE = "{fact: concept/employees, at_least: 10}"
MONEY = "{fact: concept/revenue, at_least: 100}"
FORM = "{fact: concept/legal-form, is: company}"
PAPER = "{holds: evidence/business-licence}"
AGE = "{fact: concept/years-open, at_least: 3}"


def ways(text, catalogue=None, **known):
    judge = Judge(catalogue or world(), facts_of(**known), TODAY)
    return remedies(judge.judge(criterion_of(text)), judge)


def facts_of_way(way):
    return [getattr(change.finding.criterion, "fact", "paper") for change in way.changes]


EVERYTHING = {"employees": 5, "revenue": 99, "legal_form": "cooperative", "holds": []}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (f"{{all: [{PEOPLE}, {MONEY}]}}", ["concept/employees", "concept/revenue"]),
        (f"{{any: [{PEOPLE}, {MONEY}]}}", ["concept/revenue"]),
        (f"{{any: [{FORM}, {PEOPLE}]}}", ["concept/employees"]),
        (f"{{any: [{FORM}, {PAPER}]}}", ["paper"]),
        (f"{{any: [{{all: [{PEOPLE}, {MONEY}]}}, {FORM}]}}", ["concept/legal-form"]),
        (f"{{not: {{all: [{{not: {PEOPLE}}}, {{not: {MONEY}}}]}}}}", ["concept/revenue"]),
        (
            f"{{not: {{any: [{{not: {PEOPLE}}}, {{not: {MONEY}}}]}}}}",
            ["concept/employees", "concept/revenue"],
        ),
        (f"{{all: [{PEOPLE}, {PEOPLE}]}}", ["concept/employees"]),
    ],
)
def test_the_nearest_way_changes_as_little_as_possible(text, first):
    assert facts_of_way(ways(text, **EVERYTHING)[0]) == first


def test_what_is_met_needs_nothing_and_what_is_open_only_an_answer():
    (met,) = ways(PEOPLE, employees=10)
    (still,) = ways(PEOPLE)

    assert (met.changes, met.still_open) == ((), ())
    assert still.changes == ()
    assert [finding.criterion.fact for finding in still.still_open] == ["concept/employees"]


@pytest.mark.parametrize(
    ("text", "known", "means", "size"),
    [
        (PEOPLE, {"employees": 9}, Means.NUMBER, 1.1),
        (PEOPLE, {"employees": 5}, Means.NUMBER, 1.5),
        (FORM, {"legal_form": "cooperative"}, Means.CHOICE, 2),
        (PAPER, {"holds": []}, Means.CHOICE, 1.5),
        (f"{{not: {PAPER}}}", {"holds": ["evidence/business-licence"]}, Means.CHOICE, 2),
        ("{granted: policy/old-grant}", {"granted": []}, Means.CHOICE, 2),
        (AGE, {"registered_on": "2024-11-23"}, Means.WAIT, 1),
        (
            "{fact: concept/years-open, at_most: 1}",
            {"registered_on": "2024-11-23"},
            Means.NEVER,
            inf,
        ),
        (
            "{fact: concept/registered-on, before: 2026-01-01}",
            {"registered_on": "2026-03-01"},
            Means.NEVER,
            inf,
        ),
        (
            "{fact: concept/lease-from, before: 2027-01-01}",
            {"lease_from": "2027-03-01"},
            Means.CHOICE,
            2,
        ),
        (
            "{fact: concept/registered-on, within_months: 3}",
            {"registered_on": "2026-03-01"},
            Means.NEVER,
            inf,
        ),
        (
            "{fact: concept/district, within: area/310101}",
            {"district": "area/310104"},
            Means.CHOICE,
            2,
        ),
        ("{count: concept/hires, at_least: 2}", {"hires": [{}]}, Means.NUMBER, 1.1),
    ],
)
def test_every_change_has_a_means_and_a_size(text, known, means, size):
    (change,) = ways(text, **known)[0].changes

    assert change.means is means
    assert change.size == pytest.approx(size)


FIXED = """
- {id: concept/disabled, title: {zh: 有残疾人证, en: Holds one}, type: boolean, sensitive: true}
- {id: concept/drawn, title: {zh: 这张证书领过补贴, en: Drawn before}, type: boolean}
- {id: concept/first, title: {zh: 第一次创业, en: First business}, type: boolean}
- {id: concept/taxed, title: {zh: 已办税务登记, en: Registered for tax}, type: boolean}
- {id: concept/hukou, title: {zh: 户口, en: Household}, type: code, sensitive: true,
   codes: [{code: here, title: {zh: 本地, en: here}}, {code: there, title: {zh: 外地, en: there}}]}
"""


@pytest.mark.parametrize(
    ("concept", "value", "wanted", "means"),
    [
        ("disabled", False, "true", Means.NEVER),
        ("hukou", "there", "here", Means.NEVER),
        ("drawn", True, "false", Means.NEVER),
        ("drawn", False, "true", Means.CHOICE),
        ("first", False, "true", Means.NEVER),
        ("taxed", False, "true", Means.CHOICE),
    ],
)
def test_nobody_is_told_to_change_what_is_sensitive_or_has_already_happened(
    concept, value, wanted, means
):
    held = world_with(FIXED)
    facts = facts_of().with_fact(f"concept/{concept}", value)
    judge = Judge(held, facts, TODAY)

    (way,) = remedies(
        judge.judge(criterion_of(f"{{fact: concept/{concept}, is: {wanted}}}")), judge
    )

    assert way.changes[0].means is means


def test_a_worked_out_fact_is_changed_through_what_it_is_worked_out_from():
    (way, *_) = ways("{fact: concept/is-small, is: true}", employees=12, revenue=50)

    assert facts_of_way(way) == ["concept/employees"]
    assert way.changes[0].within[0].fact == "concept/is-small"


def test_waits_run_side_by_side_and_everything_else_adds_up():
    young = {"registered_on": "2024-11-23", "employees": 9, "revenue": 50}

    (wait,) = ways(f"{{all: [{AGE}, {{fact: concept/months-open, at_least: 30}}]}}", **young)
    (two,) = ways(f"{{all: [{PEOPLE}, {MONEY}]}}", **young)
    (both,) = ways(f"{{all: [{AGE}, {PEOPLE}]}}", **young)

    assert wait.size == pytest.approx(1)
    assert two.size == pytest.approx(1.1 + 1.5 + 3)
    assert both.size == pytest.approx(1 + 1.1 + 3)


@given(conditions(), applicants())
def test_ways_are_sorted_few_and_made_of_leaves_that_failed(criterion, facts):
    judge = Judge(world(), facts, TODAY)
    found = remedies(judge.judge(criterion), judge)

    sizes = [way.size for way in found]
    assert len(found) <= 6
    assert sizes == sorted(sizes)
    for change in (change for way in found for change in way.changes):
        verdict = change.finding.verdict
        assert (opposite(verdict) if change.negated else verdict) is Verdict.UNMET
