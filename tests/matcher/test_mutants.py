"""Slips in whole rules, and in how facts are worked out."""

from __future__ import annotations

import pytest

from kb.ids import ConceptId
from kb.reading import value_from
from kb.yaml_text import read_yaml
from matcher.mutants import mutants
from tests.ruling import condition, derivation
from tests.support import world, world_with

SIZE = """
- id: concept/stage
  title: {zh: 阶段, en: Stage}
  type: code
  codes: [{code: new, title: {zh: 新, en: new}}, {code: old, title: {zh: 老, en: old}}]
  derive: {first: [{when: {fact: concept/credit, is: true}, is: new}], otherwise: old}
- id: concept/by-form
  title: {zh: 按形式, en: By form}
  type: boolean
  derive:
    first:
      - {when: {fact: concept/legal-form, is: company}, is: true}
      - {when: {fact: concept/legal-form, in: [cooperative]}, is: false}
- id: concept/score
  title: {zh: 得分, en: Score}
  type: number
  derive: {points: [{when: {fact: concept/foreign, is: true}, points: 60}]}
- {id: concept/rest, title: {zh: 余, en: Rest}, type: number, decimals: 4,
   derive: {subtract: [concept/revenue, concept/rd-expense]}}
- {id: concept/half, title: {zh: 半, en: Half}, type: number, decimals: 2,
   derive: {times: [concept/revenue, 0.5]}}
"""


def changes(concept):
    """Return every slip in how a fact is worked out: where, and in words."""
    rule = derivation(concept, catalogue=world_with(SIZE))
    found = mutants(rule, world_with(SIZE))
    return [(".".join(map(str, one.path)), one.change.en) for one in found]


def test_the_place_of_a_mutant_is_its_place_in_the_record():
    (first, *_) = mutants(condition("{fact: concept/employees, at_most: 3}"), world())

    assert first.path == ("criteria", "at_most")
    assert first.subject != condition("{fact: concept/employees, at_most: 3}").subject


def test_no_mutant_is_the_rule_itself():
    rule = condition("{all: [{fact: concept/employees, at_most: 3}]}")

    assert all(one.subject != rule.subject for one in mutants(rule, world()))


def test_a_flag_that_is_worked_out_has_the_slips_of_its_condition():
    found = mutants(derivation("concept/is-small"), world())

    assert found[0].path == ("derive", "when")
    assert any("at most 11 employees" in one.change.en for one in found)


def test_a_decision_gives_another_value_or_takes_another_row_first():
    assert changes("concept/stage") == [
        ("derive.first.0.when.is", "clean record → no clean record"),
        ("derive.first.0.is", "new → old"),
        ("derive.otherwise", "old → new"),
    ]
    assert "the other way round" not in {said for _, said in changes("concept/by-form")}


def test_rows_that_may_both_apply_are_swapped():
    size = derivation("concept/size")
    rows = size.subject.first
    differing = """
      first: [{when: {fact: concept/employees, at_least: 100}, is: big},
              {when: {fact: concept/revenue, at_least: 1000}, is: small}]
    """
    held = value_from(read_yaml(differing.encode(), "x").value, type(size.subject), "derive")

    assert "the other way round" not in [m.change.en for m in mutants(size, world())]
    found = mutants(type(size)(**{**_fields(size), "subject": held}), world())
    swapped = [one.subject.first for one in found if one.change.en == "the other way round"]
    assert swapped == [held.first[::-1]]
    assert len(rows) == 2


def _fields(rule):
    return {name: getattr(rule, name) for name in ("record", "path", "title", "on", "fact")}


def test_points_are_one_more_or_one_less_and_a_row_goes():
    assert changes("concept/score") == [
        ("derive.points.0", "left out: foreign investor"),
        ("derive.points.0.when.is", "foreign investor → no foreign investor"),
        ("derive.points.0.points", "60 → 61"),
        ("derive.points.0.points", "60 → 59"),
    ]


@pytest.mark.parametrize(
    ("concept", "said"),
    [
        ("concept/rest", ["subtract → add", "the other way round"]),
        ("concept/half", ["times → divide", "0.5 → 1.5", "0.5 → -0.5"]),
        ("concept/per-head", ["divide → times", "the other way round"]),
        ("concept/years-open", ["years and months mixed up"]),
        ("concept/months-open", ["years and months mixed up"]),
    ],
)
def test_a_calculation_takes_another_sign_another_number_or_its_parts_swapped(concept, said):
    assert [change for _, change in changes(concept)] == said
    assert ConceptId(concept) in world_with(SIZE).concepts
