"""Kept examples are run, and what they would not notice is told."""

from __future__ import annotations

import pytest

from matcher.quality import checked, examine, report
from matcher.rules import all_rules
from tests.ruling import condition, derivation
from tests.support import (
    assert_said_well,
    recorded,
    shipped_catalogue,
    world,
    world_with,
)

FEW = "{fact: concept/employees, at_most: 3}"
AT_IT = "{gives: passes, facts: {concept/employees: 3}}"
BEYOND = "{gives: fails, facts: {concept/employees: 4}}"
OPEN = "{gives: unknown, facts: {}}"
GRANT = f"""
- id: policy/grant
  title: {{zh: 补贴, en: Grant}}
  criteria: {FEW}
  examples: [{{gives: fails, facts: {{concept/employees: 3}}}}]
"""


def missed(*examples):
    return [one.change.en for one in checked(condition(FEW, *examples), world()).missed]


# ---- slips ------------------------------------------------------------------------------------


def test_examples_at_both_sides_of_a_limit_notice_every_slip():
    assert missed(AT_IT, BEYOND, OPEN) == []


def test_a_slip_on_the_side_nobody_looks_at_is_missed():
    assert missed(AT_IT) == ["at most 3 employees → at most 4 employees"]
    assert missed(BEYOND) == [
        "at most 3 employees → fewer than 3 employees",
        "at most 3 employees → at most 2 employees",
    ]


def test_without_examples_everything_is_missed():
    assert len(missed()) == checked(condition(FEW), world()).mutants


def test_an_example_that_does_not_hold_notices_nothing():
    assert len(missed("{gives: fails, facts: {concept/employees: 3}}")) == len(missed())


# ---- examples that do not hold ----------------------------------------------------------------


def wrong(rule):
    (found,) = checked(rule, world()).wrong
    return found


def test_a_wrong_example_is_told_with_what_came_and_why():
    found = wrong(condition(FEW, AT_IT, "{gives: passes, facts: {concept/employees: 4}}"))

    assert (found.record, found.path) == ("policy/x", ("examples", 1))
    assert found.problem.en == (
        "says passes, but the rule gives fails (at most 3 employees, here 4 people)."
    )
    assert found.remedy.en.endswith("or write gives: fails.")
    assert_said_well(found.as_problem())
    assert found.as_problem().place == "policy/x.examples.1"


def test_of_a_fact_that_is_worked_out_the_value_is_told():
    found = wrong(
        derivation("concept/size", "{gives: passes, is: small, facts: {concept/employees: 100}}")
    )

    assert "says passes, but the rule gives fails (big)." in found.problem.en
    assert_said_well(found.as_problem())


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ("{concept/nobody: 3}", "policy/x.examples.0.facts.concept/nobody"),
        ("{concept/employees: many}", "policy/x.examples.0.facts.concept/employees"),
        ("{parameter/nothing: 3}", "policy/x.examples.0.facts.parameter/nothing"),
    ],
)
def test_facts_that_cannot_be_read_are_told_with_their_place(facts, place):
    found = wrong(condition(FEW, f"{{gives: passes, facts: {facts}}}"))

    assert found.as_problem().place == place
    assert_said_well(found.as_problem())


@pytest.mark.parametrize("gives", ["passes", "fails", "unknown", "judgement"])
def test_every_wrong_outcome_is_said_well(gives):
    rules = (FEW, "{review: {zh: 评审, en: expert review}}")
    facts = ("{concept/employees: 3}", "{concept/employees: 4}", "{}")
    for rule in rules:
        for one in facts:
            example = f"{{gives: {gives}, facts: {one}}}"
            for found in checked(condition(rule, example), world()).wrong:
                assert_said_well(found.as_problem())


def test_an_example_is_judged_on_its_own_day():
    window = "{fact: concept/registered-on, within_months: 1}"
    example = "gives: passes, facts: {concept/registered-on: 2026-01-15}"

    assert checked(condition(window, f"{{{example}, day: 2026-02-01}}"), world()).wrong == ()
    assert checked(condition(window, f"{{{example}}}"), world()).wrong != ()


# ---- reports ----------------------------------------------------------------------------------


def test_a_report_counts_rules_examples_slips_and_rules_without_examples():
    catalogue = world_with(GRANT)

    found = report(catalogue.records.values(), catalogue)

    assert found.examples == 1
    assert len(found.wrong) == 1
    assert {one.record for one in found.without} == {one.rule.record for one in found.rules} - {
        "policy/grant"
    }
    assert 0 == found.caught < found.mutants


def test_the_same_rule_in_two_places_is_told_in_each():
    two = GRANT + GRANT.replace("policy/grant", "policy/other")
    catalogue = world_with(two)

    found = report(catalogue.records.values(), catalogue)

    assert [one.record for one in found.wrong] == ["policy/grant", "policy/other"]


def test_the_same_rule_twice_in_a_scene_is_told_at_each_place():
    scene = """
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - service: service/licence
      applicable_if: {fact: concept/foreign, is: true}
      examples: [{gives: fails, facts: {concept/foreign: true}}]
    - service: service/registration
      applicable_if: {fact: concept/foreign, is: true}
      examples: [{gives: fails, facts: {concept/foreign: true}}]
"""
    catalogue = world_with(scene)

    found = report([catalogue.records["scene/shop"]], catalogue)

    assert [one.path for one in found.wrong] == [
        ("services", 0, "examples", 0),
        ("services", 1, "examples", 0),
    ]
    assert [one.path[:2] for rule in found.rules for one in rule.missed] == [
        ("services", 0),
        ("services", 1),
    ]


def test_changed_records_are_looked_at_in_the_company_of_the_base():
    changed = recorded(GRANT)
    base = {**world().records, **{one.id: one for one in changed}}

    ((record, path, problem, _),) = examine(changed, base)

    assert (record, path) == ("policy/grant", ("examples", 0))
    assert "says fails, but the rule gives passes" in problem.en
    assert list(examine(recorded("- {id: area/new, title: {zh: 新, en: New}}"), base)) == []


# ---- what is shipped --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped():
    catalogue = shipped_catalogue()
    return report(catalogue.records.values(), catalogue)


def test_every_shipped_example_holds(shipped):
    assert [one.as_problem().told("en") for one in shipped.wrong] == []


def test_every_shipped_rule_has_examples(shipped):
    assert [(one.record, one.path) for one in shipped.without] == []
    assert len(shipped.rules) == len(
        list(all_rules(shipped_catalogue().records.values(), shipped_catalogue()))
    )


def test_examples_notice_at_least_95_of_100_slips_in_shipped_rules(shipped):
    assert shipped.caught / shipped.mutants >= 0.95
