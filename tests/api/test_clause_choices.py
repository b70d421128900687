"""The parts of a record that can be taken out, in the words that would go."""

from __future__ import annotations

from api.clause_choices import choices
from kb.clauses import without
from tests.at_policy_desk import GRANT
from tests.support import recorded, world_with

BOTH = GRANT.replace(
    "criteria: {fact: concept/employees, at_most: 300}",
    "criteria: {all: [{fact: concept/employees, at_most: 300}, {fact: concept/credit, is: true}]}",
)


def parts(content: str) -> dict[str, tuple[str, ...]]:
    (record,) = recorded(content)
    found = choices(record, world_with(content))
    return {one.part: tuple(line.en for line in one.lines) for one in found}


def test_fields_windows_and_conditions_can_go_each_by_itself():
    found = parts(BOTH)

    assert {"criteria", "criteria.all.0", "criteria.all.1", "benefit", "windows.1"} <= found.keys()
    assert not {"id", "title", "checked_on", "sources"} & found.keys()
    assert any("employees" in line for line in found["criteria.all.0"])
    assert any("1 March 2027" in line for line in found["windows.1"])


def test_every_part_that_is_offered_can_be_taken_out():
    (record,) = recorded(BOTH)

    for part in parts(BOTH):
        path = [int(step) if step.isdigit() else step for step in part.split(".")]
        assert without(record, path) != record
