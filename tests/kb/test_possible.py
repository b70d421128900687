from __future__ import annotations

import pytest

from kb.possible import contradictions, lengths
from tests.support import criterion_of

NUMBER, DAY = "concept/employees", "concept/registered-on"


@pytest.mark.parametrize(
    ("fact", "one", "two", "possible"),
    [
        (NUMBER, "at_most: 3", "at_least: 5", False),
        (NUMBER, "at_least: 5", "at_most: 3", False),
        (NUMBER, "at_least: 3", "at_most: 3", True),
        (NUMBER, "more_than: 3", "at_most: 3", False),
        (NUMBER, "at_least: 3", "less_than: 3", False),
        (NUMBER, "between: [1, 3]", "between: [5, 9]", False),
        (NUMBER, "between: [1, 5]", "between: [5, 9]", True),
        (NUMBER, "is: 3", "is: 4", False),
        (NUMBER, "is: 3", "at_most: 2", False),
        (NUMBER, "at_least: 5", "at_most: {parameter: parameter/p}", True),
        (DAY, "on_or_after: 2026-03-01", "before: 2026-03-01", False),
        (DAY, "on_or_after: 2026-03-01", "before: 2026-03-02", True),
    ],
)
def test_two_bounds_on_one_fact_leave_room_or_are_a_problem(fact, one, two, possible):
    tree = criterion_of(f"{{all: [{{fact: {fact}, {one}}}, {{fact: {fact}, {two}}}]}}")

    found = list(contradictions(tree))

    assert (not found) is possible
    assert all(path == ("all", 1) and "can never be true" in said.en for path, said, _ in found)


def test_bounds_on_two_facts_do_not_meet():
    tree = criterion_of(
        "{all: [{fact: concept/a, at_most: 3}, {fact: concept/b, at_least: 5},"
        " {holds: evidence/c}]}"
    )

    assert list(contradictions(tree)) == []


@pytest.mark.parametrize(
    ("leaf", "problems"),
    [
        ("within_months: 0", 0),
        ("within_months: -1", 1),
        ("within_days: -1", 1),
        ("before: 2026-01-01", 0),
    ],
)
def test_a_length_of_time_is_not_below_zero(leaf, problems):
    assert len(list(lengths(criterion_of(f"{{fact: {DAY}, {leaf}}}")))) == problems
