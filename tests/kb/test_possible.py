from __future__ import annotations

import pytest

from kb.criteria import Criterion
from kb.errors import Problem
from kb.possible import asks_below_zero, below_nothing, contradictions, lengths
from tests.support import WORLD, assert_said_well, criterion_of, recorded, shipped_records

RECORDS = {record.id: record for record in recorded(WORLD)}
NUMBER, DAY, CODE = "concept/employees", "concept/registered-on", "concept/legal-form"
MONEY, FLAG, SET, PLACE = "concept/revenue", "concept/foreign", "concept/goods", "concept/district"
EXACT = "concept/per-head"


def clashes(text: str) -> list[str]:
    """Return where a condition can never be met, as paths are read."""
    found = list(contradictions(criterion_of(text), RECORDS))
    for _, problem, remedy in found:
        assert "can never be true together" in problem.en
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [".".join(map(str, path)) for path, _, _ in found]


@pytest.mark.parametrize(
    ("fact", "one", "two", "possible"),
    [
        (NUMBER, "at_most: 3", "at_least: 5", False),
        (NUMBER, "at_least: 5", "at_most: 3", False),
        (NUMBER, "at_least: 3", "at_most: 3", True),
        (NUMBER, "more_than: 3", "at_most: 3", False),
        (NUMBER, "at_least: 3", "less_than: 3", False),
        (NUMBER, "between: [1, 3]", "between: [5, 9]", False),
        (NUMBER, "between: [1, 5]", "between: [5, 9]", True),
        (NUMBER, "is: 3", "is: 4", False),
        (NUMBER, "is: 3", "at_most: 2", False),
        (NUMBER, "is: 3", "is_not: 3", False),
        (NUMBER, "is: 3", "is_not: 4", True),
        (NUMBER, "more_than: 3", "less_than: 4", False),
        (MONEY, "more_than: 3", "less_than: 4", True),
        (MONEY, "more_than: 3", "less_than: 3.01", False),
        (EXACT, "more_than: 3", "less_than: 3.01", True),
        (NUMBER, "at_least: 5", "at_most: {parameter: parameter/p}", True),
        (NUMBER, "at_least: 5", "between: [{fact: concept/household-size}, 4]", False),
        (NUMBER, "at_least: 5", "between: [2026-01-01, 4]", True),
        (DAY, "on_or_after: 2026-03-01", "before: 2026-03-01", False),
        (DAY, "on_or_after: 2026-03-01", "before: 2026-03-02", True),
        (DAY, "between: [2026-03-01, 2026-03-31]", "before: 2026-03-01", False),
        (DAY, "within_months: 3", "before: 2000-01-01", True),
        (CODE, "is: company", "is: sole-trader", False),
        (CODE, "in: [company, cooperative]", "is: sole-trader", False),
        (CODE, "in: [company, cooperative]", "is_not: company", True),
        (CODE, "in: [company]", "not_in: [company, cooperative]", False),
        (CODE, "not_in: [company]", "not_in: [cooperative, sole-trader]", False),
        (FLAG, "is: true", "is: false", False),
        (FLAG, "is: true", "is_not: false", True),
        (SET, "has_all: [books]", "has: cigarettes", True),
        (PLACE, "within: area/310101", "within: area/310104", False),
        (PLACE, "within: area/310101", "within: area/310000", True),
        (PLACE, "within: area/310101", "within_any: [area/310104, area/310101002]", True),
    ],
)
def test_two_conditions_on_one_fact_leave_room_or_are_a_problem(fact, one, two, possible):
    found = clashes(f"{{all: [{{fact: {fact}, {one}}}, {{fact: {fact}, {two}}}]}}")

    assert found == ([] if possible else ["all.1"])


@pytest.mark.parametrize(
    ("one", "two", "possible"),
    [
        ("{fact: concept/goods, has: books}", "{fact: concept/goods, has: books}", False),
        ("{fact: concept/goods, has_any: [books]}", "{fact: concept/goods, has: books}", False),
        (
            "{fact: concept/goods, has: books}",
            "{fact: concept/goods, has_any: [books, cigarettes]}",
            False,
        ),
        (
            "{fact: concept/goods, has_any: [books, cigarettes]}",
            "{fact: concept/goods, has: books}",
            True,
        ),
        (
            "{fact: concept/goods, has_all: [books, cigarettes]}",
            "{fact: concept/goods, has_all: [books]}",
            False,
        ),
        (
            "{fact: concept/goods, has_all: [books]}",
            "{fact: concept/goods, has_all: [books, cigarettes]}",
            True,
        ),
        ("{fact: concept/employees, at_most: 3}", "{fact: concept/employees, less_than: 4}", False),
        ("{fact: concept/employees, at_most: 3}", "{fact: concept/employees, less_than: 3}", True),
        ("{fact: concept/legal-form, is: company}", "{fact: concept/foreign, is: true}", True),
        ("{fact: concept/foreign, is: true}", "{fact: concept/foreign, is_not: false}", False),
        (
            "{fact: concept/district, within: area/310101002}",
            "{fact: concept/district, within: area/310101}",
            False,
        ),
        (
            "{fact: concept/district, within: area/310101}",
            "{fact: concept/district, within: area/310101002}",
            True,
        ),
        ("{holds: evidence/id-card}", "{holds: evidence/id-card}", False),
        ("{holds: evidence/id-card}", "{holds: evidence/business-licence}", True),
        ("{granted: policy/old-grant}", "{granted: policy/old-grant}", False),
        ("{count: concept/hires, at_least: 2}", "{count: concept/hires, at_least: 2}", False),
        ("{count: concept/hires, at_least: 2}", "{count: concept/hires, at_least: 3}", True),
        (
            "{count: concept/hires, at_least: 2}",
            "{count: concept/hires, at_least: 2, where: {fact: concept/member-age, at_most: 9}}",
            True,
        ),
    ],
)
def test_a_condition_and_what_is_ruled_out_beside_it(one, two, possible):
    found = clashes(f"{{all: [{one}, {{not: {two}}}]}}")

    assert found == ([] if possible else ["all.1.not"])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "{all: [{fact: concept/employees, at_most: 3},"
            " {all: [{fact: concept/foreign, is: true}, {fact: concept/employees, at_least: 4}]}]}",
            ["all.1.all.1"],
        ),
        (
            "{all: [{fact: concept/employees, at_most: 3},"
            " {any: [{fact: concept/foreign, is: true}, {fact: concept/employees, at_least: 4}]}]}",
            ["all.1.any.1"],
        ),
        (
            "{any: [{fact: concept/employees, at_most: 3},"
            " {fact: concept/employees, at_least: 4}]}",
            [],
        ),
        (
            "{not: {all: [{fact: concept/employees, at_most: 3},"
            " {fact: concept/employees, at_least: 4}]}}",
            ["not.all.1"],
        ),
        (
            "{not: {any: [{fact: concept/employees, at_most: 3},"
            " {fact: concept/employees, at_least: 4}]}}",
            ["not.any.1"],
        ),
        (
            "{count: concept/hires, at_least: 1, where: {all: ["
            "{fact: concept/member-age, at_most: 3}, {fact: concept/member-age, at_least: 4}]}}",
            ["where.all.1"],
        ),
        (
            "{all: [{fact: concept/employees, at_most: 3}, {count: concept/hires, at_least: 1,"
            " where: {fact: concept/employees, at_least: 4}}]}",
            [],
        ),
        (
            "{all: [{fact: concept/legal-form, in: [company, cooperative]},"
            " {fact: concept/legal-form, in: [cooperative, sole-trader]},"
            " {fact: concept/legal-form, in: [sole-trader, company]}]}",
            ["all.2"],
        ),
    ],
    ids=[
        "an all within an all",
        "a branch that leads nowhere",
        "branches of one any",
        "a contradiction that is ruled out",
        "everything ruled out",
        "of members",
        "members are not the applicant",
        "three of which any two leave room",
    ],
)
def test_what_shuts_each_other_out_is_found_however_deep(text, places):
    assert clashes(text) == places


def test_bounds_on_two_facts_do_not_meet():
    assert (
        clashes(
            "{all: [{fact: concept/a, at_most: 3}, {fact: concept/b, at_least: 5},"
            " {holds: evidence/c}]}"
        )
        == []
    )


def test_what_shuts_each_other_out_is_quoted():
    condition: Criterion = criterion_of(
        "{all: [{fact: concept/goods, has_all: [books, bulk-food]},"
        " {not: {fact: concept/goods, has: books}}]}"
    )

    ((_, problem, _),) = contradictions(condition, RECORDS)

    assert problem.en == (
        "has_all: [books, bulk-food] and not {has: books} of concept/goods can never be true"
        " together."
    )


@pytest.mark.parametrize(
    ("leaf", "problem"),
    [
        ("within_months: 0", None),
        ("within_months: 2400", None),
        ("within_months: -1", "below zero"),
        ("within_months: 2401", "too long"),
        ("within_days: -1", "below zero"),
        ("within_days: 999999999999", "too long"),
        ("before: 2026-01-01", None),
    ],
)
def test_a_length_of_time_is_not_below_zero_and_no_longer_than_anybody_lives(leaf, problem):
    found = [said.en for _, said, _ in lengths(criterion_of(f"{{fact: {DAY}, {leaf}}}"))]

    assert len(found) == (problem is not None)
    assert all(problem in said for said in found)


# ---- numbers below zero -------------------------------------------------------------------------

ASKED = """
- id: concept/shops
  title: {zh: 门店数, en: Shops}
  type: number
  question: {ask: {zh: 有几家店？, en: How many shops?}, why: {zh: 看规模, en: Size counts}}
- id: concept/storey
  title: {zh: 楼层, en: Floor}
  type: number
  question:
    ask: {zh: 在几楼？, en: On which floor?}
    why: {zh: 地下室另有要求, en: Basements have rules of their own}
    help: {zh: 地下一层写 -1, en: A basement is -1}
- {id: concept/balance, title: {zh: 结余, en: Balance}, type: number}
- {id: parameter/debt, title: {zh: 欠款, en: Debt}, value: -5}
"""


@pytest.mark.parametrize(
    ("leaf", "possible"),
    [
        ("at_most: 0", True),
        ("at_most: -1", False),
        ("less_than: 0", False),
        ("less_than: 1", True),
        ("at_least: -1", True),
        ("is: -1", False),
        ("between: [-3, -1]", False),
        ("between: [-3, 1]", True),
        ("at_most: {parameter: parameter/debt}", False),
        ("at_most: {dated: [{from: 2026-01-01, value: -2}, {from: 2027-01-01, value: 3}]}", True),
        ("at_most: {dated: [{from: 2026-01-01, value: -2}]}", False),
        ("at_most: {by: concept/storey, table: [{for: 1, value: -1}]}", False),
        ("at_most: {by: concept/storey, table: [{for: 1, value: -1}], beyond: 0}", True),
        ("at_most: {times: -1, of: concept/storey}", True),
    ],
)
def test_what_is_counted_is_never_below_zero(leaf, possible):
    records = {**RECORDS, **{record.id: record for record in recorded(ASKED)}}

    def found(fact):
        leaf_of = criterion_of(f"{{fact: {fact}, {leaf}}}")
        return list(below_nothing(leaf_of, records[fact], records))

    assert (not found("concept/shops")) is possible
    assert found("concept/storey") == [], "its question names numbers below zero"
    assert found("concept/balance") == [], "nobody is asked for it"


def test_a_question_that_names_a_number_below_zero_allows_it():
    shops, storey, *_ = recorded(ASKED)

    assert not asks_below_zero(shops)
    assert asks_below_zero(storey)
    assert asks_below_zero(shipped_records()["concept/floor"])
