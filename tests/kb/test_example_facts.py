from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.example_facts import unfit_examples
from tests.support import WORLD, assert_said_well, recorded

RECORDS = {record.id: record for record in recorded(WORLD)}


def found(record):
    (read,) = recorded(record)
    problems = list(unfit_examples(read, RECORDS))
    for _, problem, remedy in problems:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return problems


def of_policy(facts):
    head = "{id: policy/new, title: {zh: 新, en: New}, examples: "
    return found(f"{head}[{{facts: {facts}, gives: passes}}]}}")


@pytest.mark.parametrize(
    "facts",
    [
        "{}",
        "{concept/employees: 3, concept/revenue: 2.5, concept/foreign: true}",
        "{concept/registered-on: 2026-01-01, concept/district: area/310101}",
        "{concept/legal-form: company, concept/goods: [books, bulk_food], concept/remark: '店'}",
        "{legal_form: ent_company, district: '310101'}",
        "{concept/goods: [], concept/hires: [{concept/member-age: 30}, {}]}",
        "{concept/employees: null}",
        "{holds: [evidence/id-card], granted: [old-grant]}",
        "{concept/holds: [id-card], concept/granted: []}",
        "{parameter/fire-area: 200}",
        "{concept/is-small: true, concept/size: big, concept/years-open: 3}",
    ],
)
def test_facts_that_can_be_said(facts):
    assert of_policy(facts) == []


@pytest.mark.parametrize(
    ("facts", "path", "problem"),
    [
        ("{concept/gone: 3}", ("concept/gone",), "no fact we know"),
        ("{concept/employes: 3}", ("concept/employes",), "no fact we know"),
        ("{concept/employees: '3'}", ("concept/employees",), "does not fit"),
        ("{concept/employees: true}", ("concept/employees",), "does not fit"),
        ("{concept/employees: 2.5}", ("concept/employees",), "more than 0 decimals"),
        ("{concept/foreign: 1}", ("concept/foreign",), "does not fit"),
        ("{concept/registered-on: '2026-13-01'}", ("concept/registered-on",), "does not fit"),
        ("{concept/legal-form: trust}", ("concept/legal-form",), "no code"),
        ("{concept/legal-form: [company]}", ("concept/legal-form",), "does not fit"),
        ("{concept/goods: books}", ("concept/goods",), "does not fit"),
        ("{concept/goods: [books, tanks]}", ("concept/goods",), "no code"),
        ("{concept/district: area/nowhere}", ("concept/district",), "does not fit"),
        ("{concept/remark: 3}", ("concept/remark",), "does not fit"),
        ("{concept/hires: 2}", ("concept/hires",), "does not fit"),
        (
            "{concept/hires: [{}, {concept/member-age: old}]}",
            ("concept/hires", 1, "concept/member-age"),
            "does not fit",
        ),
        ("{holds: evidence/id-card}", ("holds",), "not a list"),
        ("{holds: [evidence/gone]}", ("holds",), "there is no"),
        ("{granted: [policy/gone]}", ("granted",), "there is no"),
        ("{parameter/fire-area: wide}", ("parameter/fire-area",), "not a number"),
        ("{parameter/gone: 1}", ("parameter/gone",), "no fact we know"),
    ],
)
def test_facts_that_cannot_be_said_are_found_where_they_stand(facts, path, problem):
    ((at, said, _),) = of_policy(facts)

    assert at == ("examples", 0, "facts", *path)
    assert problem in said.en


def test_a_misspelt_fact_is_answered_with_the_right_one():
    ((_, _, remedy),) = of_policy("{concept/employes: 3}")

    assert remedy.en == "Did you mean concept/employees?"


@pytest.mark.parametrize(
    ("record", "path"),
    [
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: boolean, examples: [%s]}",
            ("examples", 0),
        ),
        (
            "{id: scene/new, title: {zh: 新, en: New},"
            " services: [{service: service/licence, examples: [%s]}]}",
            ("services", 0, "examples", 0),
        ),
        (
            "{id: scene/new, title: {zh: 新, en: New},"
            " warnings: [{text: {zh: 慢, en: Slow}, examples: [%s]}]}",
            ("warnings", 0, "examples", 0),
        ),
    ],
)
def test_the_examples_of_every_record_are_looked_at(record, path):
    ((at, _, _),) = found(record % "{facts: {concept/gone: 1}, gives: fails}")

    assert at == (*path, "facts", "concept/gone")


def test_the_value_of_an_example_is_one_of_its_fact():
    concept = (
        "{id: concept/new, title: {zh: 新, en: New}, type: number,"
        " examples: [{facts: {}, gives: passes, is: %s}]}"
    )

    assert found(concept % "3") == []
    assert [at for at, _, _ in found(concept % "big")] == [("examples", 0, "is")]
    policy = "{id: policy/new, title: {zh: 新, en: New}, examples: [%s]}"
    assert [at for at, _, _ in found(policy % "{facts: {}, gives: passes, is: 3}")] == [
        ("examples", 0, "is")
    ]
