from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.chain import first_broken, seal

SAID = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=6,
)
LOGS = st.lists(SAID, min_size=1, max_size=8)


def sealed(said, start=""):
    """Return entries with their seals."""
    entries, before = [], start
    for one in said:
        before = seal(before, one)
        entries.append((one, before))
    return entries


@given(LOGS, st.text(max_size=5))
def test_a_log_nobody_touched_is_whole(said, start):
    assert first_broken(start, sealed(said, start)) is None


@given(LOGS, st.data())
def test_an_entry_that_was_changed_is_the_first_broken_one(said, data):
    entries = sealed(said)
    place = data.draw(st.integers(0, len(said) - 1))
    entries[place] = (["changed", entries[place][0]], entries[place][1])

    assert first_broken("", entries) == place


@given(LOGS.filter(lambda said: len(said) > 1), st.data())
def test_where_an_entry_was_dropped_the_next_one_breaks(said, data):
    entries = sealed(said)
    place = data.draw(st.integers(0, len(said) - 2))

    assert first_broken("", entries[:place] + entries[place + 1 :]) == place


@given(LOGS)
def test_a_log_does_not_pass_for_one_that_begins_otherwise(said):
    assert first_broken("another case", sealed(said)) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        (["a", "b"], ["ab"], False),
        (["a", "b"], ["b", "a"], False),
        ("1", 1, False),
        (None, "", False),
        ("王", "\\u738b", False),
    ],
)
def test_a_seal_depends_on_what_is_said_and_not_on_the_order_of_keys(one, other, same):
    assert (seal("", one) == seal("", other)) is same
    assert len(seal("", one)) == 64
