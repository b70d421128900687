from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text import Text
from matcher.columns import Columns
from matcher.fact_columns import fact_batch
from matcher.register_batch import ReadBatch, Unread
from matcher.register_summary import PolicyTally, Tally, summed, tally_from, tally_of
from tests.judged_registers import GRANT, OLD, columns, read_of
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, shipped_catalogue

SHIPPED = Columns(shipped_catalogue())


def tally(*told, **more):
    read = read_of(*told, **more)
    return tally_of(read, columns().judged(read.facts, TODAY))


PEOPLE = (
    {"employees": 3, "foreign": False},
    {"employees": 390, "foreign": False},
    {"employees": 391, "foreign": False},
    {"employees": 3},
    {"foreign": False},
    {},
)


def test_a_policy_counts_its_verdicts_who_is_near_and_what_is_open():
    assert tally(*PEOPLE).policies[GRANT] == PolicyTally(
        eligible=1,
        near=1,
        needs_information=3,
        not_eligible=2,
        missing={"concept/employees": 2, "concept/foreign": 2},
        alone={"concept/employees": 1, "concept/foreign": 1},
    )


def test_a_policy_without_conditions_is_for_everybody_and_asks_nothing():
    assert tally(*PEOPLE).policies[OLD] == PolicyTally(eligible=6)
    assert tally(*PEOPLE).policies[OLD].settles_most is None


@pytest.mark.parametrize(
    ("missing", "alone", "fact"),
    [
        ({"a": 5, "b": 3}, {"b": 1}, "b"),
        ({"a": 5, "b": 3}, {"a": 1, "b": 1}, "a"),
        ({"b": 3, "a": 3}, {}, "a"),
        ({}, {}, None),
    ],
)
def test_the_fact_that_settles_most_is_the_only_one_for_most_then_open_for_most(
    missing, alone, fact
):
    assert PolicyTally(missing=missing, alone=alone).settles_most == fact


def test_cells_that_could_not_be_used_are_counted_by_column():
    said = Text(zh="不对。", en="wrong.")
    bad = tuple(Unread(row=1, column=name, shown="?", problem=said) for name in ("a", "b", "a"))

    assert tally({}, unread=bad).unread == {"a": 2, "b": 1}


@settings(max_examples=5)
@given(st.lists(shipped_applicants(), min_size=2, max_size=5), st.data())
def test_the_tally_of_a_register_is_the_sum_over_its_parts(people, data):
    cut = data.draw(st.integers(1, len(people) - 1))

    def of(some):
        read = ReadBatch(first_row=1, facts=fact_batch(some, shipped_catalogue()))
        return tally_of(read, SHIPPED.judged(read.facts, TODAY))

    assert summed([of(people[:cut]), of(people[cut:])]) == of(people)
    assert of(people[:cut]) + Tally() == of(people[:cut])


def test_a_tally_comes_back_from_json_as_it_was():
    held = tally(*PEOPLE)

    assert tally_from(json.loads(json.dumps(held.plain()))) == held
