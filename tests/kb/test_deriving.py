from __future__ import annotations

import pytest

from kb.deriving import underivable
from kb.errors import Problem
from tests.support import WORLD, assert_said_well, recorded, shipped_records

RECORDS = {record.id: record for record in recorded(WORLD)}


def found(kind, derive, more="", others=RECORDS):
    head = f"{{id: concept/new, title: {{zh: 新, en: New}}, type: {kind}, derive: {derive}"
    (concept,) = recorded(f"{head}{more}}}")
    problems = list(underivable(concept, others))
    for _, problem, remedy in problems:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return problems


WHEN = "{fact: concept/foreign, is: true}"
YUAN, PEOPLE = "unit: {zh: 元, en: yuan}", "unit: {zh: 人, en: people}"


@pytest.mark.parametrize(
    ("derive", "kind"),
    [
        (f"{{when: {WHEN}}}", "boolean"),
        ("{add: [concept/revenue, concept/rd-expense]}", "number"),
        ("{subtract: [concept/revenue, concept/rd-expense]}", "number"),
        ("{times: [concept/revenue, 0.5]}", "number"),
        ("{divide: [concept/revenue, concept/employees]}", "number"),
        (f"{{points: [{{when: {WHEN}, points: 5}}]}}", "number"),
        ("{years_since: concept/registered-on}", "number"),
        ("{months_since: concept/registered-on}", "number"),
    ],
)
@pytest.mark.parametrize("type_", ["boolean", "number", "date", "area", "text", "members"])
def test_what_is_worked_out_has_the_type_of_its_fact(derive, kind, type_):
    problems = found(type_, derive)

    assert [at for at, _, _ in problems] == ([] if type_ == kind else [("derive",)])
    assert all(f"Write type: {kind}" in remedy.en for _, _, remedy in problems)


@pytest.mark.parametrize(
    ("kind", "derive", "path", "problem"),
    [
        ("number", "{first: []}", ("first",), "has no rows"),
        ("number", "{points: []}", ("points",), "has no rows"),
        ("number", "{add: [concept/revenue]}", ("add",), "two numbers"),
        ("number", "{times: []}", ("times",), "two numbers"),
        ("number", "{divide: [concept/revenue, 2, 3]}", ("divide",), "two numbers"),
        ("number", "{subtract: [concept/revenue, concept/foreign]}", ("subtract",), "two numbers"),
        ("number", "{divide: [concept/revenue, 0]}", ("divide",), "divides by zero"),
        ("number", "{add: [concept/revenue, concept/employees]}", ("add",), "is in people, but"),
        ("number", "{years_since: concept/revenue}", ("years_since",), "not a date"),
        ("number", "{months_since: concept/foreign}", ("months_since",), "not a date"),
        ("number", f"{{first: [{{when: {WHEN}, is: 0.5}}]}}", ("first", 0, "is"), "decimals"),
        ("number", f"{{first: [{{when: {WHEN}, is: 1}}], otherwise: big}}", ("otherwise",), "fit"),
        (
            "number",
            f"{{first: [{{when: {WHEN}, is: 1}}, {{when: {WHEN}, is: 2}}]}}",
            ("first", 1, "when"),
            "never reached",
        ),
        (
            "number",
            "{points: [{when: {fact: concept/goods, has: tanks}, points: 1}]}",
            ("points", 0, "when", "has"),
            "no code",
        ),
        (
            "boolean",
            "{when: {fact: concept/district, in_issuers_area: true}}",
            ("when", "in_issuers_area"),
            "nobody issues this",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_found_where_it_stands(kind, derive, path, problem):
    ((at, said, _),) = found(kind, derive)

    assert at == ("derive", *path)
    assert problem in said.en


@pytest.mark.parametrize(
    ("derive", "unit", "fits"),
    [
        ("{add: [concept/revenue, concept/rd-expense]}", YUAN, True),
        ("{add: [concept/revenue, 3, concept/rd-expense]}", YUAN, True),
        ("{add: [concept/revenue, concept/rd-expense]}", PEOPLE, False),
        ("{subtract: [concept/employees, concept/household-size]}", PEOPLE, True),
        ("{subtract: [concept/employees, concept/revenue]}", PEOPLE, False),
        ("{divide: [concept/revenue, concept/employees]}", PEOPLE, True),
        ("{times: [concept/revenue, concept/employees]}", PEOPLE, True),
    ],
)
def test_only_figures_in_one_unit_are_added(derive, unit, fits):
    """A product or a ratio has a unit of its own that only its record can say."""
    assert (not found("number", derive, f", {unit}")) is fits


def test_every_shipped_fact_can_be_worked_out():
    records = shipped_records()
    concepts = [record for key, record in records.items() if key.startswith("concept/")]

    assert [one.id for one in concepts if list(underivable(one, records))] == []
