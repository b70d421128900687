from __future__ import annotations

import gc

import pytest
from hypothesis import given

from matcher.criteria import Judge
from matcher.inputs import Inputs
from tests.judging import applicants, conditions
from tests.support import TODAY, criterion_of, world


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("{fact: concept/foreign, is: true}", {"foreign"}),
        (
            "{fact: concept/employees, at_most: {times: 2, of: concept/revenue}}",
            {"employees", "revenue"},
        ),
        (
            "{fact: concept/employees, between: [1, {fact: concept/revenue}]}",
            {"employees", "revenue"},
        ),
        (
            "{fact: concept/employees, at_most: {by:"
            " concept/household-size, table: [{for: 1, value: 2}]}}",
            {"employees", "household-size"},
        ),
        (
            "{fact: concept/lease-from, on_or_after: {fact: concept/registered-on}}",
            {"lease-from", "registered-on"},
        ),
        ("{fact: concept/is-small, is: true}", {"is-small", "employees", "revenue"}),
        ("{fact: concept/size, is: big}", {"size", "employees", "revenue"}),
        ("{fact: concept/per-head, at_least: 1}", {"per-head", "employees", "revenue"}),
        ("{fact: concept/years-open, at_least: 1}", {"years-open", "registered-on"}),
        ("{fact: concept/months-open, at_least: 1}", {"months-open", "registered-on"}),
        (
            "{not: {all: [{fact: concept/credit, is: true}, {holds: evidence/id-card}]}}",
            {"credit", "holds"},
        ),
    ],
)
def test_a_condition_reads_its_facts_its_limits_and_what_they_are_worked_out_from(text, inputs):
    assert Inputs(world()).of(criterion_of(text)) == {f"concept/{name}" for name in inputs}


@given(conditions(), applicants())
def test_what_is_missing_is_among_what_is_read(criterion, facts):
    assert Judge(world(), facts, TODAY).judge(criterion).missing <= Inputs(world()).of(criterion)


@given(conditions(), applicants())
def test_a_fact_that_is_not_read_changes_nothing(criterion, facts):
    inputs = Inputs(world())
    judged = Judge(world(), facts, TODAY).judge(criterion)

    for concept in facts.known.keys() - inputs.of(criterion):
        assert Judge(world(), facts.without(concept), TODAY).judge(criterion) == judged


def test_a_condition_that_is_gone_never_lends_its_answer_to_the_next():
    """Conditions are remembered by identity, and a freed object's number is given out again."""
    inputs = Inputs(world())
    facts = ("foreign", "credit", "employees", "revenue") * 50

    for name in facts:
        text = "is: true" if name in ("foreign", "credit") else "at_most: 3"
        criterion = criterion_of(f"{{fact: concept/{name}, {text}}}")
        assert inputs.of(criterion) == {f"concept/{name}"}
        del criterion
        gc.collect(0)
