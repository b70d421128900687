"""Facts that make a condition come out as wanted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from matcher.applicant import NOTHING, plain_facts
from matcher.criteria import Judge
from matcher.tries import MET, PEOPLE, UNMET, joined
from matcher.ways import Ways, distinct, key_of
from tests.judging import conditions, facts_of
from tests.support import TODAY, criterion_of, world

FEW = "{fact: concept/employees, at_most: 3}"
FOREIGN = "{fact: concept/foreign, is: true}"
REVIEW = "{review: {zh: 评审, en: expert review}}"


def ways(criterion, want):
    """Return what was found for a condition, as plain values."""
    read = criterion_of(criterion)
    return [plain_facts(one) for one in Ways(world(), TODAY, [read]).of(read, want)]


@settings(max_examples=60, deadline=None)
@given(conditions())
def test_what_is_found_comes_out_as_wanted(criterion):
    looked = Ways(world(), TODAY, [criterion])

    for want in (MET, UNMET, PEOPLE):
        for facts in looked.of(criterion, want):
            assert Judge(world(), facts, TODAY).judge(criterion).verdict is want


def test_a_limit_is_met_by_the_fact_at_it_and_missed_a_step_beyond():
    assert ways(FEW, MET)[0] == {"concept/employees": 3}
    assert ways(FEW, UNMET) == [{"concept/employees": 4}]


def test_all_parts_are_met_together_and_one_is_enough_to_fail():
    both = f"{{all: [{FEW}, {FOREIGN}]}}"

    assert ways(both, MET)[0] == {"concept/employees": 3, "concept/foreign": True}
    assert {"concept/employees": 4} in ways(both, UNMET)
    assert {"concept/employees": 4, "concept/foreign": True} in ways(both, UNMET), "but for one"


def test_of_any_each_part_alone_is_enough_and_all_must_fail():
    either = f"{{any: [{FEW}, {FOREIGN}]}}"

    assert {"concept/foreign": True} in ways(either, MET)
    assert ways(either, UNMET) == [{"concept/employees": 4, "concept/foreign": False}]


def test_a_fact_that_is_worked_out_gets_what_it_is_worked_out_from():
    assert ways("{fact: concept/size, is: big}", MET)[0] == {"concept/employees": 100}
    assert ways("{fact: concept/years-open, at_least: 3}", MET)[0] == {
        "concept/registered-on": "2023-11-23"
    }
    assert {"concept/employees": 100, "concept/revenue": 250} in ways(
        "{fact: concept/per-head, at_least: 2.5}", MET
    )


def test_a_limit_made_of_another_fact_gets_a_round_one():
    assert ways("{fact: concept/revenue, at_least: {times: 0.07, of: concept/rd-expense}}", MET)[
        0
    ] == {"concept/rd-expense": 1000, "concept/revenue": 70}


def test_two_limits_on_one_fact_are_met_by_one_value():
    between = (
        "{all: [{fact: concept/employees, at_least: 2}, {fact: concept/employees, at_most: 5}]}"
    )

    assert {tuple(one.values()) for one in ways(between, MET)} == {(2,), (3,), (4,), (5,)}


def test_where_people_decide_everything_else_is_settled():
    reviewed = f"{{all: [{FEW}, {REVIEW}]}}"

    assert ways(reviewed, MET) == []
    assert ways(reviewed, PEOPLE)[0] == {"concept/employees": 3}


def test_lists_hold_as_many_as_are_counted_and_one_who_differs():
    adults = "{count: concept/hires, where: {fact: concept/member-age, at_least: 18}, at_least: 2}"

    assert ways(adults, MET)[0] == {"concept/hires": [{"concept/member-age": 18}] * 2}
    assert {"concept/hires": [{"concept/member-age": 18}, {"concept/member-age": 17}]} in ways(
        adults, UNMET
    )


def test_what_nobody_can_meet_has_no_way():
    never = "{all: [{fact: concept/foreign, is: true}, {fact: concept/foreign, is: false}]}"

    assert ways(never, MET) == []


@pytest.mark.parametrize(
    ("one", "two", "both"),
    [
        (facts_of(employees=3), facts_of(foreign=True), facts_of(employees=3, foreign=True)),
        (facts_of(employees=3), facts_of(employees=4), None),
        (facts_of(goods=["books"]), facts_of(goods=[]), facts_of(goods=["books"])),
        (facts_of(holds=[]), NOTHING, facts_of(holds=[])),
    ],
)
def test_facts_are_joined_where_they_agree(one, two, both):
    assert joined(one, two) == both


def test_the_same_facts_count_once():
    twice = [facts_of(employees=3, foreign=True), facts_of(foreign=True, employees=3)]

    assert len(distinct(twice)) == 1
    assert key_of(twice[0]) == key_of(twice[1])
