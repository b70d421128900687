from __future__ import annotations

import pytest

from kb.clauses import named, naming, without
from kb.errors import WrongInput
from kb.writing import plain
from tests.support import WORLD, recorded, shipped_records

GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
criteria:
  all:
    - {fact: concept/employees, at_most: 30}
    - {fact: concept/foreign, is: false}
windows: [{opens: 2026-01-01, closes: 2026-03-31}, {opens: 2026-07-01, closes: 2026-09-30}]
materials: [evidence/id-card]
"""
(HELD,) = recorded(GRANT)


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        (("materials",), {"materials"}),
        (("criteria", "all", 1), set()),
        (("windows", 0), set()),
        (("criteria",), {"criteria"}),
    ],
)
def test_one_part_goes_and_the_rest_stands(path, gone):
    left = plain(without(HELD, path))

    assert plain(HELD).keys() - left.keys() == gone
    assert left["title"] == plain(HELD)["title"]
    assert left != plain(HELD)


def test_a_list_that_is_empty_goes_with_its_last_part():
    once = without(HELD, ("windows", 1))

    assert [window.opens.month for window in once.windows] == [1]
    assert without(once, ("windows", 0)).windows == ()


@pytest.mark.parametrize(
    "path",
    [(), ("id",), ("title",), ("title", "en"), ("nothing",), ("windows", 7), ("windows", "x")],
    ids=named,
)
def test_what_is_no_clause_is_refused(path):
    with pytest.raises(WrongInput):
        without(HELD, path)


def test_a_part_the_rest_needs_is_not_taken_out():
    with pytest.raises(WrongInput, match="is needed by the rest") as refused:
        without(HELD, ("criteria", "all", 0, "fact"))

    assert refused.value.problems[0].place == "criteria.all.0.fact"


def test_every_shipped_policy_can_do_without_each_of_its_fields():
    for record in shipped_records().values():
        if record.id.startswith("policy/"):
            for key in plain(record).keys() - {"id", "title"}:
                assert key not in plain(without(record, (key,)))


def test_who_names_a_record_is_found():
    base = {one.id: one for one in (*recorded(WORLD), HELD)}

    assert {one.id for one in naming({"evidence/id-card"}, base)} >= {"policy/grant"}
    assert naming({"policy/grant"}, base) == []
