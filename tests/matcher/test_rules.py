from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kb.errors import WrongInput
from kb.examples import UNDATED, Outcome
from matcher.rules import (
    has_examples,
    judge_of,
    outcome,
    read_example,
    rules_of,
    without_examples,
)
from tests.ruling import condition, derivation, example_of
from tests.support import TODAY, world, world_with

RULES = """
- id: policy/grant
  title: {zh: 补贴, en: Grant}
  criteria: {fact: concept/employees, at_most: 3}
  excludes: [policy/old-grant]
  examples: [{gives: fails, facts: {concept/employees: 4}}]
  checked_on: 2026-05-01
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/licence}
    - service: service/registration
      applicable_if: {fact: concept/foreign, is: true}
      examples: [{gives: unknown, facts: {}}]
  warnings:
    - text: {zh: 小心, en: Beware}
      when: {fact: concept/credit, is: false}
"""
WORLD = world_with(RULES)


def said(rule, facts, is_=None, on=TODAY):
    """Return what a rule says of facts written as in an example."""
    read, figures = read_example(example_of(f"{{gives: passes, facts: {facts}}}"), world())
    return outcome(rule.subject, judge_of(read, figures, world(), on), rule.fact, is_)


def test_the_rule_of_a_policy_is_its_whole_condition_relations_included():
    (rule,) = rules_of(WORLD.records["policy/grant"], WORLD)

    assert rule.subject is WORLD.conditions["policy/grant"]
    assert rule.subject != WORLD.records["policy/grant"].criteria
    assert rule.example_path(0) == ("examples", 0)
    assert rule.on == date(2026, 5, 1)


def test_a_scene_has_a_rule_for_each_service_and_warning_that_has_a_condition():
    rules = rules_of(WORLD.records["scene/shop"], WORLD)

    assert [rule.path for rule in rules] == [
        ("services", 1, "applicable_if"),
        ("warnings", 0, "when"),
    ]
    assert [rule.title.en for rule in rules] == ["Registration", "Beware"]
    assert rules[0].example_path(2) == ("services", 1, "examples", 2)


def test_a_fact_that_is_worked_out_is_a_rule_and_one_that_is_asked_is_none():
    (rule,) = rules_of(WORLD.records["concept/size"], WORLD)

    assert (rule.path, rule.fact) == (("derive",), "concept/size")
    assert rules_of(WORLD.records["concept/employees"], WORLD) == ()
    assert rules_of(WORLD.records["area/cn"], WORLD) == ()


def test_a_record_that_was_never_checked_has_its_examples_judged_on_one_fixed_day():
    (rule,) = rules_of(WORLD.records["concept/size"], WORLD)

    assert rule.on == UNDATED


def test_where_everybody_qualifies_an_example_passes():
    everybody = world_with(
        "- {id: policy/all, title: {zh: 人人, en: All}, examples: [{gives: passes, facts: {}}]}"
    )
    (rule,) = rules_of(everybody.records["policy/all"], everybody)

    assert said(rule, "{}") is Outcome.PASSES


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("{concept/employees: 3}", Outcome.PASSES),
        ("{concept/employees: 4}", Outcome.FAILS),
        ("{}", Outcome.UNKNOWN),
    ],
)
def test_a_condition_passes_fails_or_stays_open(facts, says):
    assert said(condition("{fact: concept/employees, at_most: 3}"), facts) is says


def test_what_people_decide_is_for_them_to_judge():
    review = condition("{review: {zh: 评审, en: expert review}}")

    assert said(review, "{}") is Outcome.JUDGEMENT
    assert said(derivation("concept/per-head"), "{concept/employees: 0}") is Outcome.JUDGEMENT


@pytest.mark.parametrize(
    ("concept", "facts", "is_", "says"),
    [
        ("concept/size", "{concept/employees: 100}", "big", Outcome.PASSES),
        ("concept/size", "{concept/employees: 100}", "small", Outcome.FAILS),
        ("concept/size", "{concept/employees: 100}", None, Outcome.PASSES),
        ("concept/is-small", "{concept/employees: 11}", None, Outcome.FAILS),
        ("concept/is-small", "{concept/employees: 11}", False, Outcome.PASSES),
        ("concept/is-small", "{}", None, Outcome.UNKNOWN),
        (
            "concept/per-head",
            "{concept/employees: 4, concept/revenue: 1}",
            Decimal("0.25"),
            Outcome.PASSES,
        ),
        (
            "concept/per-head",
            "{concept/employees: 3, concept/revenue: 1}",
            Decimal("0.33"),
            Outcome.FAILS,
        ),
    ],
)
def test_a_fact_that_is_worked_out_passes_while_it_has_its_value(concept, facts, is_, says):
    assert said(derivation(concept), facts, is_) is says


def test_a_local_figure_in_an_example_counts_whatever_is_in_force():
    rule = condition("{fact: concept/employees, at_most: {parameter: parameter/fire-area}}")

    assert said(rule, "{concept/employees: 250}") is Outcome.PASSES
    assert said(rule, "{concept/employees: 251}") is Outcome.FAILS
    assert said(rule, "{concept/employees: 251, parameter/fire-area: 300}") is Outcome.PASSES


@pytest.mark.parametrize("facts", ["{parameter/nothing: 3}", "{parameter/fire-area: true}"])
def test_a_figure_nobody_knows_is_refused_with_its_place(facts):
    with pytest.raises(WrongInput) as refused:
        read_example(example_of(f"{{gives: passes, facts: {facts}}}"), world())

    assert refused.value.problems[0].place.startswith("facts.parameter/")


def test_a_record_without_its_examples_says_the_same():
    shop, grant = (WORLD.records[one] for one in ("scene/shop", "policy/grant"))

    assert has_examples(shop)
    assert has_examples(grant)
    assert not any(has_examples(without_examples(one)) for one in (shop, grant))
    assert without_examples(grant).criteria == grant.criteria
    assert without_examples(WORLD.records["area/cn"]) is WORLD.records["area/cn"]
