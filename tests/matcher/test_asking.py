from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.applicant import NOTHING
from matcher.asking import Asking
from matcher.banks import CODE_OF
from matcher.criteria import Judge
from matcher.verdict import Verdict
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world, world_with

FOREIGN, CREDIT = "{fact: concept/foreign, is: true}", "{fact: concept/credit, is: true}"
HEALTH = "{fact: concept/disabled, is: true}"
WITH_SENSITIVE = """
- id: concept/disabled
  title: {zh: 残疾, en: Disabled}
  type: boolean
  sensitive: true
"""


def asking(*texts, catalogue=None):
    return Asking(catalogue or world(), [criterion_of(text) for text in texts])


def codes(*verdicts):
    return [CODE_OF[verdict] for verdict in verdicts]


# ---- what is missing ------------------------------------------------------------------------


@given(st.lists(conditions(), min_size=1, max_size=4), applicants())
def test_what_open_conditions_wait_for_is_what_judging_each_of_them_lacks(criteria, facts):
    asked = Asking(world(), criteria)
    judge = Judge(world(), facts, TODAY)
    found, _ = asked.codes(judge)

    wanted = {c for one in criteria for c in judge.judge(one).missing}

    assert asked.missing(judge, found) == wanted


@given(conditions(), conditions(), applicants())
def test_only_what_the_chosen_conditions_wait_for_is_counted(one, other, facts):
    asked = Asking(world(), [one, other])
    judge = Judge(world(), facts, TODAY)
    found, _ = asked.codes(judge)

    assert asked.missing(judge, found, np.array([True, False])) == judge.judge(one).missing
    assert asked.missing(judge, found, np.array([False, False])) == frozenset()


# ---- every answer to every question at once -------------------------------------------------


@given(st.lists(conditions(), min_size=1, max_size=3), applicants())
def test_each_column_is_what_judging_afresh_with_that_answer_comes_to(criteria, facts):
    asked = Asking(world(), criteria)
    judge = Judge(world(), facts, TODAY)
    found, overrides = asked.codes(judge)
    concepts = sorted(asked.missing(judge, found))
    if not concepts:
        return

    tried = asked.tried(concepts, judge, found, overrides)

    assert tried.codes.shape == (len(criteria), tried.begins[-1])
    assert len(tried.weights) == tried.begins[-1]
    judges = answered(asked, concepts, judge)
    assert len(judges) == tried.begins[-1]
    for column, afresh in enumerate(judges):
        assert tried.codes[:, column].tolist() == codes(
            *(afresh.judge(c).verdict for c in criteria)
        )


def answered(asked, concepts, judge):
    """Return a judge for every answer to every question, in the order of the columns."""
    return [
        Judge(world(), judge.facts.with_fact(concept, answer.value), judge.on)
        for concept in concepts
        for answer in asked._effects.of(concept, judge).answers
    ]


def test_trying_leaves_what_is_known_so_far_as_it_was():
    asked = asking(f"{{all: [{FOREIGN}, {CREDIT}]}}")
    judge = Judge(world(), NOTHING, TODAY)
    found, overrides = asked.codes(judge)
    before = found.copy()

    asked.tried(["concept/credit", "concept/foreign"], judge, found, overrides)

    assert (found == before).all()


def test_two_questions_are_told_apart_by_where_their_answers_begin():
    asked = asking(f"{{any: [{FOREIGN}, {CREDIT}]}}")
    judge = Judge(world(), NOTHING, TODAY)

    tried = asked.tried(["concept/credit", "concept/foreign"], judge, *asked.codes(judge))

    assert (tried.concepts, tried.begins) == (("concept/credit", "concept/foreign"), (0, 2, 4))
    yes_or_no = codes(Verdict.MET, Verdict.NEEDS_INFORMATION)
    assert tried.codes.tolist() == [yes_or_no * 2]


# ---- sensitive facts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known", "waits"),
    [
        (HEALTH, {}, True),
        (f"{{all: [{FOREIGN}, {HEALTH}]}}", {}, False),
        (f"{{all: [{FOREIGN}, {HEALTH}]}}", {"foreign": True}, True),
        (f"{{all: [{FOREIGN}, {HEALTH}]}}", {"foreign": False}, False),
        (f"{{any: [{FOREIGN}, {HEALTH}]}}", {}, False),
        (f"{{any: [{FOREIGN}, {HEALTH}]}}", {"foreign": False}, True),
        (f"{{not: {{any: [{FOREIGN}, {HEALTH}]}}}}", {"foreign": False}, True),
        (FOREIGN, {}, False),
    ],
)
def test_a_condition_waits_for_sensitive_facts_alone_once_nothing_else_could_settle_it(
    text, known, waits
):
    catalogue = world_with(WITH_SENSITIVE)
    asked = asking(text, catalogue=catalogue)
    found, _ = asked.codes(Judge(catalogue, facts_of(**known), TODAY))

    assert asked.waits_for_sensitive_facts_alone(found).tolist() == [waits]
