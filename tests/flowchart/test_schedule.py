from __future__ import annotations

from graphlib import CycleError
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart import schedule as timing
from flowchart.calendar import Timeline
from flowchart.schedule import Slot, Spell, steady_order
from tests.support import TODAY

LINE = Timeline(TODAY, {})


def schedule(waits, takes):
    """Return when each step runs, with working days given as numbers."""
    return timing.schedule(waits, {s: (Spell(days),) for s, days in takes.items()}, LINE)


@st.composite
def networks(draw):
    """Return steps that wait only for steps with a lower number, in any order, and their days."""
    count = draw(st.integers(1, 9))
    waits = {
        f"s{i}": frozenset(f"s{j}" for j in draw(st.sets(st.integers(0, i - 1))) if i > 0)
        if i
        else frozenset()
        for i in range(count)
    }
    order = draw(st.permutations(list(waits)))
    takes = {step: draw(st.integers(0, 30)) for step in waits}
    return {step: waits[step] for step in order}, takes


def longest_path(waits, takes, step=None):
    """Return the longest way to the end of a step, or of all, by trying every path."""
    if step is None:
        return max((longest_path(waits, takes, one) for one in waits), default=0)
    return takes[step] + max((longest_path(waits, takes, b) for b in waits[step]), default=0)


def total(slots):
    return max((slot.ends_day for slot in slots.values()), default=0)


@given(networks())
def test_every_step_starts_when_the_last_one_it_waits_for_ends(network):
    waits, takes = network
    slots = schedule(waits, takes)

    for step, slot in slots.items():
        assert slot.starts_day == max((slots[b].ends_day for b in waits[step]), default=0)
        assert slot.ends_day == slot.starts_day + takes[step]


@given(networks())
def test_the_total_is_the_longest_path(network):
    waits, takes = network

    assert total(schedule(waits, takes)) == longest_path(waits, takes)


@given(networks())
def test_slack_is_never_negative_and_some_step_has_none(network):
    slots = schedule(*network)

    assert all(slot.slack >= 0 for slot in slots.values())
    assert any(slot.critical for slot in slots.values())


@given(networks(), st.data())
def test_slack_is_exactly_how_much_later_a_step_may_end(network, data):
    waits, takes = network
    slots = schedule(waits, takes)
    step = data.draw(st.sampled_from(sorted(waits)))

    late = {**takes, step: takes[step] + slots[step].slack}
    too_late = {**takes, step: takes[step] + slots[step].slack + 1}

    assert total(schedule(waits, late)) == total(slots)
    assert total(schedule(waits, too_late)) == total(slots) + 1


@given(networks())
def test_the_order_respects_the_waits(network):
    waits, takes = network
    order = list(schedule(waits, takes))

    assert sorted(order) == sorted(waits)
    for i, step in enumerate(order):
        assert waits[step] <= set(order[:i])


@given(st.permutations([f"s{i}" for i in range(6)]))
def test_steps_that_wait_for_nothing_keep_their_own_order(steps):
    assert steady_order({step: frozenset() for step in steps}) == steps


@pytest.mark.parametrize("length", [1, 2, 5])
def test_steps_that_wait_on_each_other_cannot_be_scheduled(length):
    ring = [f"s{i}" for i in range(length)]
    waits = {after: frozenset({before}) for before, after in pairwise([*ring, ring[0]])}

    with pytest.raises(CycleError):
        schedule(waits, dict.fromkeys(ring, 1))


def test_nothing_to_do_takes_no_time():
    assert schedule({}, {}) == {}


def test_several_steps_may_be_critical():
    waits = {"a": frozenset(), "b": frozenset(), "c": frozenset({"a", "b"}), "d": frozenset()}

    slots = schedule(waits, {"a": 5, "b": 5, "c": 1, "d": 2})

    assert [step for step, slot in slots.items() if slot.critical] == ["a", "b", "c"]
    assert slots["d"] == Slot(starts_day=0, ends_day=2, latest_start=4, latest_end=6)
    assert slots["d"].slack == 4
