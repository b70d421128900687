"""Codes, areas and records are found by every name they go by, and never by a shared one."""

import pytest

from kb.built_in import HOLDS
from kb.ids import ConceptId
from matcher.register_names import Names, folded, names_of
from matcher.register_says import Refused
from tests.support import world, world_with


def names(concept, catalogue=None):
    held = catalogue or world()
    return Names(held.concepts[ConceptId(concept)], held)


MEANT = [
    ("concept/legal-form", "company", "company"),
    ("concept/legal-form", "Sole Trader", "sole-trader"),
    ("concept/legal-form", "合作社", "cooperative"),
    ("concept/district", "黄浦区", "area/310101"),
    ("concept/district", "上海市黄浦区", "area/310101"),
    ("concept/district", "310101", "310101"),
    (HOLDS, "身份证", "evidence/id-card"),
    (HOLDS, "id-card", "id-card"),
    (HOLDS, "ID card", "evidence/id-card"),
]


@pytest.mark.parametrize(("concept", "word", "code"), MEANT)
def test_a_name_stands_for_one_thing(concept, word, code):
    assert names(concept).meant(word) == code


def test_what_is_no_name_stays_to_be_refused_as_it_is():
    assert names("concept/legal-form").meant("guild") == "guild"
    assert "guild" not in names("concept/legal-form")


TWINS = """
- {id: area/a, title: {zh: 新村, en: New Village}, within: area/310101}
- {id: area/b, title: {zh: 新村, en: New Village}, within: area/310104}
"""


def test_a_name_of_two_is_refused_but_for_what_lies_around_it():
    held = names("concept/district", world_with(TWINS))

    with pytest.raises(Refused) as refused:
        held.meant("新村")

    assert refused.value.refusal.problem.en == '"新村" may be any of: area/a, area/b.'
    assert held.meant("徐汇区新村") == "area/b"


def test_a_concept_goes_by_its_id_and_titles_however_they_are_written():
    held = names_of(world().concepts[ConceptId("concept/rd-expense")])

    assert {
        folded(x) for x in ("RD_Expense", "r&d expense", "研发费用", "concept/rd-expense")
    } <= held
