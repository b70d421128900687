"""Examples that are proposed hold, are few, and notice the slips there are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from kb.examples import Outcome, facts_of
from matcher.proposing import proposed
from matcher.quality import checked
from matcher.rules import all_rules
from tests.judging import conditions
from tests.ruling import condition, derivation
from tests.support import TODAY, shipped_catalogue, world

FEW = "{fact: concept/employees, at_most: 3}"
FOREIGN = "{fact: concept/foreign, is: true}"


def said(rule):
    """Return what is proposed for a rule: outcome, value, facts; `!` for what nobody notices."""
    found = proposed(rule, world())
    lines = [(str(one.gives), one.is_, facts_of(one)) for one in found.examples]
    return lines, [one.change.en for one in found.missed]


def test_one_passes_one_fails_and_one_stays_open():
    examples, missed = said(condition(FEW))

    assert examples == [
        ("passes", None, {"concept/employees": 3}),
        ("fails", None, {"concept/employees": 4}),
        ("unknown", None, {}),
    ]
    assert missed == []


def test_every_part_of_a_condition_fails_by_itself_in_as_few_facts_as_it_takes():
    examples, missed = said(condition(f"{{all: [{FEW}, {FOREIGN}]}}"))

    assert examples[0] == ("passes", None, {"concept/employees": 3, "concept/foreign": True})
    fails = [facts for gives, _, facts in examples if gives == "fails"]
    assert fails == [{"concept/employees": 4}, {"concept/foreign": False}] or len(fails) == 1
    assert missed == []


def test_what_people_decide_goes_to_them_and_never_passes():
    review = "{review: {zh: 评审, en: expert review}}"

    examples, missed = said(condition(f"{{all: [{FEW}, {review}]}}"))

    assert [gives for gives, *_ in examples] == ["fails", "unknown", "judgement"]
    assert missed == []


def test_a_fact_that_is_worked_out_has_an_example_of_each_value():
    examples, missed = said(derivation("concept/size"))

    assert {is_ for gives, is_, _ in examples if gives == "passes"} == {"big", "small"}
    assert missed == []


def test_an_example_that_hangs_on_the_day_says_it_and_another_does_not():
    counted = proposed(condition("{fact: concept/registered-on, within_months: 18}"), world())
    plain = proposed(condition(FEW), world())

    assert {one.day for one in counted.examples if facts_of(one)} == {TODAY}
    assert {one.day for one in plain.examples} == {None}


def test_a_local_figure_is_written_beside_the_facts():
    limit = "{fact: concept/employees, at_most: {parameter: parameter/fire-area}}"

    first = proposed(condition(limit), world()).examples[0]

    assert facts_of(first) == {"concept/employees": 250, "parameter/fire-area": 250}


def test_what_is_kept_and_right_stays_and_only_what_it_lacks_is_proposed():
    kept = "{gives: passes, facts: {concept/employees: 3, concept/foreign: true}}"
    wrong = "{gives: passes, facts: {concept/employees: 5}}"
    unread = "{gives: passes, facts: {concept/nothing: 5}}"

    rule = condition(FEW, kept, wrong, unread)
    found = proposed(rule, world())

    assert found.kept == rule.examples[:1]
    assert [one.gives for one in found.new] == [Outcome.FAILS, Outcome.UNKNOWN]


def test_where_the_kept_ones_notice_everything_nothing_is_proposed():
    rule = condition(FEW)
    again = replace(rule, examples=proposed(rule, world()).examples)

    assert proposed(again, world()).new == ()


@settings(max_examples=40, deadline=None)
@given(conditions())
def test_whatever_is_proposed_holds_and_misses_what_is_said_to_be_missed(criterion):
    """The examples are judged as kept ones are."""
    rule = replace(condition(FEW), subject=criterion)
    found = proposed(rule, world())

    tested = checked(replace(rule, examples=found.examples), world())

    assert tested.wrong == ()
    assert [one.path for one in tested.missed] == [one.path for one in found.missed]
    assert tested.mutants == found.total


@pytest.mark.prove
def test_the_kept_examples_of_every_shipped_rule_lack_none_that_could_be_proposed():
    catalogue = shipped_catalogue()

    for rule in all_rules(catalogue.records.values(), catalogue):
        assert proposed(rule, catalogue).new == (), (rule.record, rule.path)
