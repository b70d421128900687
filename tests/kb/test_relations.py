"""What two policies say of each other that cannot both be so, from whichever side it changes."""

from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.relations import unfit_relations
from tests.support import assert_said_well, recorded, shipped_records

NEW = "{id: policy/new, title: {zh: 新, en: New}, %s}"
OLD = "{id: policy/old, title: {zh: 旧, en: Old}, %s}"


def found(changed, standing):
    (mine,), (theirs,) = recorded(changed), recorded(standing)
    out = list(unfit_relations([mine], {mine.id: mine, theirs.id: theirs}))
    for _, _, problem, remedy in out:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [(record, path) for record, path, _, _ in out]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("excludes", "stacks"),
        ("stacks", "excludes"),
        ("choose_one", "stacks"),
        ("stacks", "choose_one"),
        ("excludes", "requires"),
        ("requires", "excludes"),
        ("requires", "choose_one"),
        ("choose_one", "requires"),
    ],
)
def test_what_one_says_the_other_may_not_contradict(mine, theirs):
    told = found(NEW % f"{mine}: [policy/old]", OLD % f"{theirs}: [policy/new]")

    assert told == [("policy/new", (mine,))]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("excludes", "excludes"),
        ("stacks", "stacks"),
        ("requires", "stacks"),
        ("stacks", "requires"),
    ],
)
def test_what_goes_together_is_left_alone(mine, theirs):
    assert found(NEW % f"{mine}: [policy/old]", OLD % f"{theirs}: [policy/new]") == []


def test_a_pair_that_changes_together_is_told_once():
    both = recorded(f"- {NEW % 'excludes: [policy/old]'}\n- {OLD % 'stacks: [policy/new]'}")

    told = list(unfit_relations(both, {one.id: one for one in both}))

    assert [record for record, *_ in told] == ["policy/new"]


REPLACES = "supersedes: [policy/old]"
ENDS = [
    ("valid: {from: 2026-12-01}", "valid: {to: 2026-11-30}", True),
    ("valid: {from: 2026-12-01}", "valid: {to: 2026-12-01}", False),
    ("valid: {from: 2026-12-01}", "valid: {from: 2020-01-01}", False),
    ("article: '1'", "valid: {to: 2026-11-30}", True),
    ("article: '1'", "article: '1'", False),
]


@pytest.mark.parametrize(("mine", "theirs", "fits"), ENDS)
def test_what_is_replaced_ends_before_what_replaces_it_begins(mine, theirs, fits):
    told = found(NEW % f"{mine}, {REPLACES}", OLD % theirs)

    assert told == ([] if fits else [("policy/new", ("supersedes",))])


@pytest.mark.parametrize(("mine", "theirs", "fits"), ENDS)
def test_what_was_replaced_cannot_be_opened_again(mine, theirs, fits):
    told = found(OLD % theirs, NEW % f"{mine}, {REPLACES}")

    assert told == ([] if fits else [("policy/old", ("valid", "to"))])


def test_the_remedy_names_the_day_before():
    (old,) = recorded(OLD % "article: '1'")
    (new,) = recorded(NEW % f"valid: {{from: 2026-12-01}}, {REPLACES}")

    ((_, _, _, remedy),) = unfit_relations([new], {old.id: old, new.id: new})

    assert "valid.to: 2026-11-30" in remedy.en
    assert "valid.to: 2026-11-30" in remedy.zh


def test_nothing_that_is_shipped_is_at_odds():
    records = shipped_records()

    assert list(unfit_relations(records.values(), records)) == []
