from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb import derivation
from kb.catalogue import snapshot
from kb.criteria import Clause
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.applicant import NOTHING
from matcher.banks import CODE_OF, INFORMATION, JUDGEMENT, MET, UNMET, VERDICTS
from matcher.criteria import Judge
from matcher.node_codes import run
from matcher.opened import Asked
from matcher.program import Program, inputs_of
from tests.judging import NUMBERS, SMALL, TABLES, applicants, conditions, facts_of, limits
from tests.support import TODAY, criterion_of, world, world_with

FOREIGN, CREDIT = "{fact: concept/foreign, is: true}", "{fact: concept/credit, is: true}"


def program(*texts, catalogue=None):
    return Program(catalogue or world(), [criterion_of(text) for text in texts])


def decided(compiled, facts, catalogue=None):
    judge = Judge(catalogue or world(), facts, TODAY)
    codes = run(compiled, compiled.leaf_codes(judge), compiled.given(judge))
    return codes[compiled.roots].tolist()


# ---- what is one node -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FOREIGN, "{fact: concept/foreign, is: true, wording: {zh: 外资, en: foreign}}"),
        (f"{{all: [{FOREIGN}]}}", FOREIGN),
        (f"{{any: [{FOREIGN}, {FOREIGN}]}}", FOREIGN),
        (f"{{any: [{FOREIGN}, {{any: []}}]}}", FOREIGN),
        (f"{{all: [{FOREIGN}, {{any: []}}]}}", "{any: []}"),
        (f"{{any: [{FOREIGN}, {{all: []}}]}}", "{all: []}"),
        ("{review: {zh: 评审, en: review}}", "{review: {zh: 另一次, en: another}}"),
        (
            "{fact: concept/employees, between: [3, 9]}",
            "{all: [{fact: concept/employees, at_least: 3},"
            " {fact: concept/employees, at_most: 9}]}",
        ),
        (
            "{fact: concept/lease-from, between: [2026-01-01, 2026-12-31]}",
            "{all: [{fact: concept/lease-from, on_or_after: 2026-01-01},"
            " {fact: concept/lease-from, before: 2027-01-01}]}",
        ),
        ("{fact: concept/employees, at_most: 3}", "{fact: concept/employees, at_most: 3.0}"),
    ],
)
def test_conditions_that_say_the_same_are_one_node(one, other):
    first, second = program(one, other).roots

    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FOREIGN, CREDIT),
        (FOREIGN, "{fact: concept/foreign, is: false}"),
        (f"{{all: [{FOREIGN}, {CREDIT}]}}", f"{{any: [{FOREIGN}, {CREDIT}]}}"),
        (FOREIGN, f"{{not: {FOREIGN}}}"),
        (
            "{fact: concept/employees, at_most: 3}",
            "{fact: concept/employees, at_most: {fact: concept/revenue}}",
        ),
    ],
)
def test_conditions_that_say_something_else_are_two(one, other):
    first, second = program(one, other).roots

    assert first != second


def test_yes_is_not_the_number_one():
    """In Python they are equal."""
    leaves = [form.Is(fact="concept/foreign", is_=value) for value in (True, Decimal(1))]

    assert len(Program(world(), leaves).leaves) == 2


def test_the_source_of_a_condition_does_not_make_it_another():
    leaf = criterion_of(FOREIGN)
    sourced = replace(leaf, source=Clause(document="document/notice", article="4"))

    assert len(Program(world(), [leaf, sourced]).leaves) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{all: []}", MET),
        ("{any: []}", UNMET),
        ("{review: {zh: 评审, en: review}}", JUDGEMENT),
        ("{fact: concept/district, in_issuers_area: true}", JUDGEMENT),
        ("{fact: concept/size, in: [big, small]}", MET),
    ],
)
def test_what_hangs_on_no_fact_is_decided_of_anybody(text, code):
    assert decided(program(text), NOTHING) == [code]


# ---- how it is laid out ---------------------------------------------------------------------


@given(st.lists(conditions(), max_size=4))
def test_every_tree_stands_above_its_parts_and_every_node_is_decided_once(criteria):
    compiled = Program(world(), criteria)
    done = {0, 1, 2, *compiled.leaves}

    for levels in compiled.levels:
        nodes = [node for level in levels for node in level.nodes.tolist()]
        assert all(set(level.parts.tolist()) <= done for level in levels)
        assert not done & set(nodes)
        done.update(nodes)

    assert done == set(range(compiled.size))
    assert set(compiled.roots.tolist()) <= done


@given(st.lists(conditions(), max_size=4))
def test_every_leaf_stands_in_one_bank_or_by_itself(criteria):
    compiled = Program(world(), criteria)

    held = [node for bank in compiled.banks for node in bank.nodes.tolist()]
    held += [node for node, _ in compiled.each.leaves]

    assert sorted(held) == sorted(compiled.leaves)


@given(conditions(), applicants())
def test_only_the_facts_that_a_condition_reads_are_found_among_its_readers(criterion, facts):
    """So a fact that is missing always has a leaf that its answer changes."""
    readers = Program(world(), [criterion]).readers

    assert set(readers) <= inputs_of(world()).of(criterion)
    assert Judge(world(), facts, TODAY).judge(criterion).missing <= set(readers)


def test_the_members_of_a_list_are_read_by_the_list_alone():
    """Nobody is asked how old he is because a member of a list has an age."""
    text = "{count: concept/hires, where: {fact: concept/member-age, at_most: 24}, at_least: 1}"

    assert set(program(text).readers) == {"concept/hires"}


def test_before_anything_is_filled_in_only_the_fixed_nodes_are_decided():
    compiled = program(f"{{all: [{FOREIGN}, {CREDIT}]}}")

    codes = compiled.leaf_codes(Judge(world(), NOTHING, TODAY))

    assert codes[:3].tolist() == [UNMET, JUDGEMENT, MET]
    assert set(codes[3:].tolist()) == {INFORMATION}
    assert codes.dtype == np.uint8


# ---- derived facts --------------------------------------------------------------------------

SCORE = """
- id: concept/score
  title: {zh: 分, en: Score}
  type: number
  derive:
    points:
      - {when: {fact: concept/credit, is: true}, points: 60}
      - {when: {fact: concept/foreign, is: true}, points: 5}
"""


def test_a_derived_fact_is_opened_down_to_given_ones():
    compiled = program("{fact: concept/size, is: big}")

    assert {leaf.fact for leaf in compiled.leaves.values()} == {
        "concept/employees",
        "concept/revenue",
    }


@pytest.mark.parametrize(
    ("size", "employees", "code"),
    [
        (None, 100, MET),
        (None, None, INFORMATION),
        ("big", 1, MET),
        ("small", 100, UNMET),
        ("small", None, UNMET),
    ],
)
def test_a_derived_fact_that_is_given_wins_whatever_it_would_be_worked_out_from(
    size, employees, code
):
    compiled = program("{fact: concept/size, is: big}", "{not: {fact: concept/size, is: big}}")
    opposite = {MET: UNMET, UNMET: MET}.get(code, code)

    assert decided(compiled, facts_of(size=size, employees=employees)) == [code, opposite]


def test_where_the_fact_itself_must_be_asked_that_is_a_leaf():
    compiled = program("{fact: concept/level, at_least: 2}", catalogue=world_with(TABLES + SCORE))

    assert Asked(fact="concept/level") in compiled.leaves.values()
    assert set(compiled.readers) == {"concept/foreign", "concept/level"}


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("{fact: concept/grade, between: [1, 9]}", {}),
        ("{fact: concept/grade, between: [4, 6]}", {"foreign": True}),
        ("{fact: concept/score, between: [61, 64]}", {"credit": True}),
        ("{fact: concept/grade, between: [4, 6]}", {"credit": False}),
        ("{fact: concept/score, between: [60, 100]}", {"credit": True}),
        ("{fact: concept/score, between: [66, 99]}", {"credit": True}),
    ],
)
def test_between_two_figures_both_evaluators_agree_on_a_derived_number(text, known):
    catalogue = world_with(TABLES + SCORE)
    verdict = Judge(catalogue, facts_of(**known), TODAY).judge(criterion_of(text)).verdict

    (code,) = decided(program(text, catalogue=catalogue), facts_of(**known), catalogue)

    assert VERDICTS[code] is verdict


TWO_POINTS = """
- id: concept/points
  title: {zh: 分, en: Points}
  type: number
  derive:
    points:
      - {when: {fact: concept/foreign, is: true}, points: 1}
      - {when: {fact: concept/credit, is: true}, points: 1}
"""


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ("[0, 2]", MET),
        ("[3, 4]", UNMET),
        ("[0, 1]", INFORMATION),
        ("[1, 1]", INFORMATION),
    ],
)
def test_a_number_that_may_yet_lie_between_two_figures_is_not_refused(limits, code):
    catalogue = world_with(TWO_POINTS)
    text = f"{{fact: concept/points, between: {limits}}}"

    assert decided(program(text, catalogue=catalogue), NOTHING, catalogue) == [code]


# ---- whatever a number is worked out from -----------------------------------------------------

NEW = "concept/new"
POINTS = st.integers(-4, 6).map(Decimal)
OPERANDS = st.sampled_from(NUMBERS) | SMALL
PAIRS = st.tuples(OPERANDS, OPERANDS)


@cache
def derivations():
    """Return the strategy for numbers worked out by tables, points and arithmetic."""
    rows = st.lists(st.builds(derivation.Row, when=conditions(), is_=POINTS), max_size=3)
    scores = st.lists(st.builds(derivation.Score, when=conditions(), points=POINTS), max_size=3)
    return st.one_of(
        st.builds(derivation.Decision, first=rows.map(tuple), otherwise=st.none() | POINTS),
        st.builds(derivation.Points, points=scores.map(tuple)),
        st.builds(derivation.Add, add=PAIRS),
        st.builds(derivation.Subtract, subtract=PAIRS),
        st.builds(derivation.Multiply, times=PAIRS),
        st.builds(derivation.Divide, divide=PAIRS),
    )


@cache
def comparisons():
    """Return the strategy for comparisons of that number, and of others with it."""
    number, other = st.just(NEW), st.sampled_from(NUMBERS)
    with_it = st.just(form.FactLimit(fact=NEW)) | st.builds(form.Times, times=POINTS, of=number)
    return st.one_of(
        st.builds(form.AtLeast, fact=number, at_least=limits()),
        st.builds(form.LessThan, fact=number, less_than=limits()),
        st.builds(form.Between, fact=number, between=st.tuples(limits(), limits())),
        st.builds(form.Between, fact=number, between=POINTS.map(lambda point: (point, point))),
        st.builds(form.Is, fact=number, is_=POINTS),
        st.builds(form.IsNot, fact=number, is_not=POINTS),
        st.builds(form.AtMost, fact=other, at_most=with_it),
        st.builds(form.MoreThan, fact=other, more_than=with_it),
    )


def world_where(derive):
    """Return the little world with one more number, worked out in this way."""
    concept = InformationConcept(
        id=NEW, title=Text(zh="新", en="New"), type=ConceptType.NUMBER, decimals=2, derive=derive
    )
    return snapshot({**world().records, NEW: concept}, {})


@given(derivations(), comparisons(), applicants())
def test_both_evaluators_agree_on_a_number_however_it_is_worked_out(derive, leaf, facts):
    catalogue = world_where(derive)
    verdict = Judge(catalogue, facts, TODAY).judge(leaf).verdict

    assert decided(Program(catalogue, [leaf]), facts, catalogue) == [CODE_OF[verdict]]


@given(derivations(), comparisons(), applicants())
def test_hiding_a_fact_of_a_number_that_is_worked_out_only_leads_to_unknown(derive, leaf, facts):
    catalogue = world_where(derive)
    compiled = Program(catalogue, [leaf])
    (before,) = decided(compiled, facts, catalogue)
    for concept in facts.told:
        (after,) = decided(compiled, facts.without(concept), catalogue)
        assert after == before or after in (INFORMATION, JUDGEMENT)
