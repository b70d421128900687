from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.marks import marks
from tests.support import assert_said_well, recorded

HEAD = "{id: %s, title: {zh: 新, en: New}, sources: [{name: 通知}], "


def found(fields, record="service/new"):
    (read,) = recorded(HEAD % record + fields + "}")
    return list(marks(read))


@pytest.mark.parametrize(
    "fields",
    [
        "seen: [days, fee], confirm: [where]",
        "seen: [days], confirm: [days.committed]",
        "seen: [title.zh, phrases.en, sources, outputs.0.title]",
        "confirm: [notation, description]",
    ],
)
def test_fields_and_their_parts_may_be_marked(fields):
    assert found(fields) == []


@pytest.mark.parametrize("path", ["criteria.all.0.at_most", "valid.from", "benefit.amount"])
def test_a_path_into_a_condition_is_taken_as_it_is(path):
    assert found(f"seen: [{path}]", "policy/new") == []


@pytest.mark.parametrize(
    ("fields", "place", "problem", "remedy"),
    [
        ("seen: [dayz]", "seen", "dayz names no field", "Did you mean days?"),
        ("confirm: [dayz]", "confirm", "dayz names no field", "Did you mean days?"),
        ("seen: [days.comitted]", "seen", "no comitted in days", "Did you mean days.committed?"),
        ("seen: [zzzz]", "seen", "zzzz names no field", "Write one of: days, description"),
        ("seen: [title.fr]", "seen", "no fr in title", "Write one of: en, zh"),
        ("seen: [benefit]", "seen", "benefit names no field", "Write one of"),
        ("confirm: [checked_on]", "confirm", "names no field", "Write one of"),
        ("seen: [days], confirm: [days]", "confirm", "days stands in seen and in", "Keep it"),
    ],
)
def test_a_mark_that_cannot_be_right_is_a_problem(fields, place, problem, remedy):
    ((path, said, instead),) = found(fields)

    assert path == (place,)
    assert problem in said.en
    assert remedy in instead.en
    assert_said_well(Problem(place="", problem=said, remedy=instead))


def test_nothing_is_seen_where_no_source_is_named():
    (read,) = recorded("{id: service/new, title: {zh: 新, en: New}, seen: [days]}")

    ((path, said, instead),) = marks(read)

    assert path == ("seen",)
    assert said.en == "is marked as read in a source but the record names none."
    assert instead.en == "Add sources or move the fields to confirm."
