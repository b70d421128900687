from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.applicant import NOTHING
from matcher.banks import INFORMATION, VERDICTS
from matcher.criteria import Judge
from matcher.node_codes import live, open_leaves, run
from matcher.program import Program
from tests.judging import applicants, conditions
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, shipped_catalogue, world

DAYS = st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))


def codes_of(program, judge):
    return run(program, program.leaf_codes(judge), program.given(judge))


def verdicts(program, judge):
    return [VERDICTS[code] for code in codes_of(program, judge)[program.roots]]


@given(st.lists(conditions(), max_size=5), applicants(), DAYS)
def test_both_evaluators_agree_on_every_condition(criteria, facts, on):
    judge = Judge(world(), facts, on)

    assert verdicts(Program(world(), criteria), judge) == [judge.judge(c).verdict for c in criteria]


@given(shipped_applicants())
def test_both_evaluators_agree_on_every_shipped_policy(facts):
    catalogue = shipped_catalogue()
    judge = Judge(catalogue, facts, TODAY)
    criteria = list(catalogue.conditions.values())

    assert verdicts(Program(catalogue, criteria), judge) == [
        judge.judge(c).verdict for c in criteria
    ]


@given(conditions(), st.lists(applicants(), min_size=1, max_size=4))
def test_many_at_once_come_out_as_each_alone(criterion, several):
    program = Program(world(), [criterion])
    judges = [Judge(world(), facts, TODAY) for facts in several]
    alone = [codes_of(program, judge)[program.roots[0]] for judge in judges]

    if not any(program.given(judge) for judge in judges):
        together = run(program, np.stack([program.leaf_codes(j) for j in judges], axis=1))
        assert list(together[program.roots[0]]) == alone


def test_without_a_condition_everybody_qualifies():
    assert verdicts(Program(world(), [None]), Judge(world(), NOTHING, TODAY)) == [VERDICTS[3]]


def test_equal_leaves_and_equal_trees_are_one_node():
    catalogue = shipped_catalogue()
    criteria = list(catalogue.conditions.values())

    once, twice = Program(catalogue, criteria), Program(catalogue, [*criteria, *criteria])

    assert (once.size, len(once.leaves)) == (twice.size, len(twice.leaves))


@given(conditions(), applicants())
def test_an_open_condition_has_open_leaves_that_matter_and_a_settled_one_has_none(criterion, facts):
    program = Program(world(), [criterion])
    codes = codes_of(program, Judge(world(), facts, TODAY))
    root = program.roots[0]
    leaves = [node for node in program.leaves if live(program, codes)[node]]

    is_open = codes[root] == INFORMATION
    assert bool(leaves) == is_open
    assert bool(open_leaves(program, codes)[root]) == is_open
    assert all(codes[node] == INFORMATION for node in leaves)


@pytest.mark.parametrize("given_class", ["micro", "large"])
def test_a_derived_fact_that_a_registry_gives_overrides_what_we_would_work_out(given_class):
    catalogue = shipped_catalogue()
    from matcher.applicant import read_facts

    facts = read_facts(
        {"industry": "software", "employees": 9, "size-class": given_class}, catalogue
    )
    judge = Judge(catalogue, facts, TODAY)
    criteria = list(catalogue.conditions.values())

    assert verdicts(Program(catalogue, criteria), judge) == [
        judge.judge(c).verdict for c in criteria
    ]
