from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.applicant import NOTHING
from matcher.criteria import Judge
from matcher.effects import Effects
from matcher.node_codes import run
from matcher.program import Program
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world, world_with

SCORED = """
- id: concept/score
  title: {zh: 分, en: Score}
  type: number
  derive:
    points:
      - {when: {holds: evidence/id-card}, points: 1}
      - {when: {fact: concept/foreign, is: true}, points: 1}
"""
SHARE = "{fact: concept/rd-expense, at_least: {times: 0.5, of: concept/revenue}}"
EMPLOYEES = "{fact: concept/employees, at_most: 3}"


def effects_of(*texts, catalogue=None):
    catalogue = catalogue or world()
    return Effects(catalogue, Program(catalogue, [criterion_of(text) for text in texts]))


def met(effects, concept, facts, catalogue=None):
    """Return for every answer the codes it gives to the leaves."""
    block = effects.of(concept, Judge(catalogue or world(), facts, TODAY))
    return {a.value: block.codes[:, i].tolist() for i, a in enumerate(block.answers)}


def test_every_answer_says_what_it_makes_of_the_leaves_that_read_it():
    found = met(
        effects_of(EMPLOYEES, "{fact: concept/credit, is: true}"), "concept/employees", NOTHING
    )

    assert found == {2: [3], 4: [0]}


def test_what_was_worked_out_once_is_remembered_whoever_the_applicant_is():
    effects = effects_of(EMPLOYEES)
    one = Judge(world(), facts_of(credit=True), TODAY)
    other = Judge(world(), facts_of(legal_form="company"), TODAY)

    assert effects.of("concept/employees", one) is effects.of("concept/employees", other)


def test_another_fact_that_the_same_leaf_reads_makes_it_another_answer():
    effects = effects_of(SHARE)

    for revenue in (10, 20, 10):
        low, high = met(effects, "concept/rd-expense", facts_of(revenue=revenue))
        assert low < revenue / 2 < high


def test_another_day_makes_it_another_answer():
    effects = effects_of("{fact: concept/registered-on, within_days: 3}")
    days = [TODAY, TODAY.replace(year=2025)]

    blocks = [effects.of("concept/registered-on", Judge(world(), NOTHING, on)) for on in days]

    assert blocks[0] is not blocks[1]


def test_another_paper_that_is_held_makes_it_another_answer():
    """Two points are needed: with the paper a yes is enough, without it nothing is."""
    catalogue = world_with(SCORED)
    effects = effects_of("{fact: concept/score, at_least: 2}", catalogue=catalogue)

    without = met(effects, "concept/foreign", facts_of(holds=[]), catalogue)
    with_it = met(effects, "concept/foreign", facts_of(holds=["evidence/id-card"]), catalogue)

    assert without == {True: [0], False: [0]}
    assert with_it == {True: [3], False: [0]}


def test_naming_a_fact_that_is_otherwise_worked_out_overrides_its_comparisons():
    effects = effects_of("{fact: concept/size, is: big}")

    block = effects.of("concept/size", Judge(world(), NOTHING, TODAY))

    values = {block.answers[column].value: code for _height, _node, column, code in block.given}
    assert values["big"] == 3
    assert all(code == 0 for value, code in values.items() if value != "big")


def test_a_comparison_of_the_fact_itself_is_told_from_one_of_what_is_made_of_it():
    effects = effects_of(EMPLOYEES, SHARE, "{fact: concept/per-head, at_least: 3}")

    assert set(effects.compares_directly().values()) == {"concept/employees"}


@given(
    st.lists(conditions(), min_size=1, max_size=3), st.lists(applicants(), max_size=2), st.data()
)
def test_an_answer_changes_what_judging_afresh_would_change(criteria, several, data):
    """Also after other applicants were asked the same."""
    program = Program(world(), criteria)
    effects = Effects(world(), program)

    for facts in (NOTHING, *several):
        judge = Judge(world(), facts, TODAY)
        asked = sorted({c for one in criteria for c in judge.judge(one).missing})
        if not asked:
            continue
        concept = data.draw(st.sampled_from(asked))
        block = effects.of(concept, judge)
        for column, answer in enumerate(block.answers):
            afresh = Judge(world(), facts.with_fact(concept, answer.value), TODAY)
            codes = program.leaf_codes(judge)
            codes[block.nodes] = block.codes[:, column]
            wanted = run(program, program.leaf_codes(afresh), program.given(afresh))
            tried = run(program, codes, program.given(judge))
            np.testing.assert_array_equal(tried[program.roots], wanted[program.roots])
