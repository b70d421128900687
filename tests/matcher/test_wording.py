from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from kb.kinds import ConceptType
from kb.text import Text
from matcher.wording import Wording
from tests.judging import conditions
from tests.support import TODAY, criterion_of, tree, world

WORDING = Wording(world())
CODE = r"concept/|policy/|evidence/|parameter/|area/|Decimal|Fraction|\bNone\b(?! (of|yet|cert))"


# ---- values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "value", "zh", "en"),
    [
        ("concept/foreign", False, "否", "no"),
        ("concept/employees", Decimal(1200), "1,200 人", "1,200 people"),
        ("concept/employees", Decimal(1), "1 人", "1 person"),
        ("concept/legal-form", "company", "公司", "company"),
        ("concept/goods", frozenset({"books", "cigarettes"}), "香烟和书", "cigarettes and books"),
        ("concept/goods", frozenset(), "没有", "none"),
        ("concept/district", "area/310101", "黄浦区", "Huangpu"),
        ("concept/registered-on", date(2026, 3, 1), "2026年3月1日", "1 March 2026"),
        ("concept/hires", (1, 2), "2 项", "2 entries"),
    ],
)
def test_a_value_is_said_by_its_label_and_unit(concept, value, zh, en):
    assert WORDING.value(value, world().concepts[concept]) == Text(zh=zh, en=en)


def test_a_flag_and_the_number_one_are_not_taken_for_each_other():
    """True and 1 are equal in Python; said once, one must not come back for the other."""
    foreign, employees = (world().concepts[f"concept/{name}"] for name in ("foreign", "employees"))

    said = [WORDING.value(v, c).en for v, c in ((True, foreign), (Decimal(1), employees))]
    assert said == ["yes", "1 person"]


# ---- laws -----------------------------------------------------------------------------------


@given(conditions())
def test_every_condition_can_be_read_aloud_without_a_word_of_code(criterion):
    for negated in (False, True):
        said = WORDING.leaf(criterion, negated, TODAY)

        assert said.zh
        assert said.en
        assert not re.search(CODE, said.zh + said.en)


@given(conditions())
def test_reading_aloud_again_says_the_same(criterion):
    assert WORDING.criterion(criterion) == Wording(world()).criterion(criterion)


def test_every_shipped_condition_reads_aloud_in_both_languages(catalogue):
    wording = Wording(catalogue)

    for policy in catalogue.policies.values():
        if policy.criteria is not None:
            for part in tree(policy.criteria):
                said = wording.criterion(part)
                assert not re.search(CODE, said.zh + said.en), policy.id
                assert all((said.zh, said.en))


def test_every_shipped_rule_of_a_worked_out_fact_reads_aloud(catalogue):
    wording = Wording(catalogue)

    for concept in catalogue.concepts.values():
        said = wording.derivation(concept.id)
        assert not re.search(CODE, said.zh + said.en), concept.id


def test_no_shipped_flag_is_left_as_a_question(catalogue):
    """是否有外资 is a title; a condition says 有外资 or 没有外资."""
    wording = Wording(catalogue)

    for concept in catalogue.concepts.values():
        if concept.type is ConceptType.BOOLEAN:
            leaf = criterion_of(f"{{fact: {concept.id}, is: false}}")
            said = [wording.leaf(leaf, negated) for negated in (False, True)]
            assert not any(re.search("是否|是不是|有没有", text.zh) for text in said), concept.id
            assert len({text.zh for text in said}) == len({text.en for text in said}) == 2
