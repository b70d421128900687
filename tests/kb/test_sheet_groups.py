"""Rows in groups make a tree, and a tree makes rows that make it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scalars import Refused
from kb.sheet_groups import NoRows, group_of, rows_of, tree_of

A, B, C, D = ({"fact": f"concept/{name}"} for name in "abcd")

TREES = [
    ("one row alone", [((), A)], A),
    ("all rows", [((), A), ((), B)], {"all": [A, B]}),
    ("one way of two", [((1,), A), ((1,), B)], {"any": [A, B]}),
    ("two of two", [((1,), A), ((1,), B), ((2,), C), ((2,), D)],
     {"all": [{"any": [A, B]}, {"any": [C, D]}]}),
    ("together or alone", [((1, 1), A), ((1, 1), B), ((1,), C)],
     {"any": [{"all": [A, B]}, C]}),
    ("as deep as a law", [((), A), ((1, 1), B), ((1, 1, 1), C), ((1, 1, 1), D)],
     {"all": [A, {"any": [{"all": [B, {"any": [C, D]}]}]}]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rows", "tree"), TREES, ids=[one[0] for one in TREES])
def test_rows_say_a_tree_and_a_tree_says_its_rows(name, rows, tree):
    groups, leaves = zip(*rows, strict=True)

    made, paths = tree_of(groups, leaves)

    assert made == tree
    assert rows_of(tree) == rows
    for leaf, path in zip(leaves, paths, strict=True):
        held = tree
        for key in path:
            held = held[key]
        assert held == leaf


@pytest.mark.parametrize(
    "tree",
    [
        {"all": [A, {"all": [B, C]}]},
        {"any": [A, {"any": [B, C]}]},
        {"all": [A]},
        {"not": {"any": [A, B]}},
        {"all": [A, {"any": []}]},
    ],
)
def test_what_rows_cannot_say_is_known(tree):
    with pytest.raises(NoRows):
        rows_of(tree)


groups = st.lists(st.integers(1, 3), max_size=4).map(tuple)


@given(st.lists(groups, min_size=2, max_size=12))
def test_any_rows_make_a_tree_that_rows_make_again(held):
    leaves = [{"fact": f"concept/f{i}"} for i in range(len(held))]

    tree, _ = tree_of(held, leaves)
    again = rows_of(tree)

    assert tree_of([group for group, _ in again], [leaf for _, leaf in again])[0] == tree
    assert sorted(leaf["fact"] for _, leaf in again) == sorted(leaf["fact"] for leaf in leaves)


@pytest.mark.parametrize(
    ("text", "group"),
    [("", ()), ("全部", ()), ("All", ()), ("1", (1,)), ("１．２", (1, 2)), ("1.10", (1, 10))],
)
def test_a_group_is_a_number_or_numbers_with_dots(text, group):
    assert group_of(text) == group


@pytest.mark.parametrize("text", ["a", "1.", "一", "1,2", "1..2", "9" * 9])
def test_other_groups_are_refused(text):
    with pytest.raises(Refused):
        group_of(text)
