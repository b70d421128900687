"""What stands in the editor's form: names with dots, rows that count from 0, and their buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.editor_actions import act
from api.editor_state import Branch, at_path, gathered, is_blank, pairs_of, value
from kb.errors import WrongInput

ROWS = [("r.windows.0.opens", "a"), ("r.windows.4.opens", "b"), ("r.windows.10.opens", "c")]


def opens(tree: Branch) -> list[str]:
    return [value(row, "opens") for row in at_path(tree, "r.windows").values()]


def test_rows_keep_their_order_and_count_from_0() -> None:
    assert gathered(ROWS)["r"]["windows"].keys() == {"0", "1", "2"}
    assert opens(gathered(ROWS)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("what", "left"),
    [
        ("remove:r.windows.1", ["a", "c"]),
        ("up:r.windows.1", ["b", "a", "c"]),
        ("up:r.windows.0", ["a", "b", "c"]),
        ("add:r.windows", ["a", "b", "c", ""]),
        ("remove:r.windows.9", ["a", "b", "c"]),
        ("explode:r.windows.1", ["a", "b", "c"]),
        ("remove", ["a", "b", "c"]),
    ],
)
def test_a_button_does_what_it_says_and_another_does_nothing(what: str, left: list[str]) -> None:
    tree = gathered(ROWS)

    act(tree, what)

    assert opens(tree) == left


def test_a_condition_beside_a_single_one_makes_a_group_of_both() -> None:
    tree = gathered([("r.criteria.sort", "fact"), ("r.criteria.fact", "用工人数")])

    act(tree, "add-fact:r.criteria")

    group = at_path(tree, "r.criteria")
    assert value(group, "items", "0", "fact") == "用工人数"
    assert value(group, "items", "1", "sort") == "fact"


@pytest.mark.parametrize("name", [".".join("a" * 60), "r.windows." + "9" * 5000])
def test_a_form_deeper_or_longer_than_ours_is_refused(name: str) -> None:
    with pytest.raises(WrongInput):
        gathered([(name, "x")])


@pytest.mark.parametrize("path", ["r.criteria" + ".items.0" * 3000, "r.windows." + "9" * 5000])
@pytest.mark.parametrize("verb", ["add", "add-fact", "remove", "up", "wrap", "to-review"])
def test_a_button_deeper_or_longer_than_ours_does_nothing(verb: str, path: str) -> None:
    tree = gathered(ROWS)

    assert act(tree, f"{verb}:{path}") == ""
    assert tree == gathered(ROWS)


def test_a_name_that_is_leaf_and_branch_breaks_nothing() -> None:
    assert gathered([("a", "1"), ("a.b", "2"), ("a", "3")]) == {"a": ["1", "3"]}
    assert gathered([("a.b", "2"), ("a", "3")]) == {"a": {"b": ["2"]}}


def test_a_row_of_which_only_the_kind_is_known_is_blank() -> None:
    assert is_blank({"sort": ["fact"], "fact": [" "], "limit": {"how": ["figure"]}})
    assert not is_blank({"sort": ["fact"], "fact": ["x"]})


@given(some.lists(some.tuples(some.text(alphabet="ab.01", max_size=9), some.text(max_size=5))))
def test_any_form_can_be_gathered_and_sent_again(pairs: list[tuple[str, str]]) -> None:
    once = gathered(pairs)

    assert gathered(pairs_of(once)) == once
