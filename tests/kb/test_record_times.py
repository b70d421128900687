from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.record_states import RecordState
from kb.record_times import ALWAYS, Mark, course, standing

P, S, W = RecordState.PUBLISHED, RecordState.SUSPENDED, RecordState.WITHDRAWN


def nov(day):
    return date(2026, 11, day)


def mark(said, version, to=P, effective=None, ends=False):
    return Mark(
        version=version,
        to=to,
        effective_on=ALWAYS if effective == "always" else nov(effective or said),
        said_on=nov(said),
        ends=ends,
    )


SEEDED = mark(1, 1, effective="always")
TABLE = {
    "what a first start read was in force since ever": ([SEEDED], {1: 1, 30: 1}),
    "a version without a day counts from its publication": (
        [SEEDED, mark(10, 2)],
        {9: 1, 10: 2, 30: 2},
    ),
    "a version ahead comes into force by itself": (
        [SEEDED, mark(10, 2, effective=16)],
        {10: 1, 15: 1, 16: 2},
    ),
    "a version may reach back": ([SEEDED, mark(10, 2, effective=5)], {4: 1, 5: 2, 10: 2}),
    "what reaches back takes the place of what was in force since": (
        [SEEDED, mark(8, 2), mark(12, 3, effective=4)],
        {3: 1, 4: 3, 8: 3, 12: 3, 20: 3},
    ),
    "what is ahead stays ahead when something reaches back": (
        [SEEDED, mark(8, 2, effective=20), mark(12, 3, effective=4)],
        {3: 1, 4: 3, 19: 3, 20: 2},
    ),
    "going back is a version like any other": (
        [SEEDED, mark(10, 2, effective=16), mark(18, 3)],
        {15: 1, 16: 2, 17: 2, 18: 3},
    ),
    "of two for the same day the later word counts": (
        [SEEDED, mark(10, 2, effective=16), mark(12, 3, effective=16)],
        {15: 1, 16: 3},
    ),
    "what is called back before its day never begins": (
        [SEEDED, mark(10, 2, effective=16), mark(12, 2, W)],
        {11: 1, 16: 1, 30: 1},
    ),
    "what is suspended is not in force until it is resumed": (
        [SEEDED, mark(10, 1, S), mark(14, 1)],
        {9: 1, 10: None, 13: None, 14: 1},
    ),
    "a newer version ends a suspension": (
        [SEEDED, mark(10, 1, S), mark(14, 2)],
        {10: None, 14: 2},
    ),
    "a version that ends its record leaves nothing": (
        [SEEDED, mark(10, 2, effective=16, ends=True)],
        {15: 1, 16: None, 30: None},
    ),
    "what ended may begin again": (
        [SEEDED, mark(10, 2, ends=True), mark(20, 3)],
        {9: 1, 10: None, 19: None, 20: 3},
    ),
    "what never was, is not": ([], {1: None}),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_is_in_force_on_a_day(name):
    marks, expected = TABLE[name]

    held = course(marks)

    assert {day: held.in_force(nov(day)) for day in expected} == expected


@pytest.mark.parametrize(
    ("marks", "version", "state", "day", "said"),
    [
        ([SEEDED], 1, P, 10, RecordState.PUBLISHED),
        ([SEEDED, mark(10, 2, effective=16)], 2, P, 15, RecordState.SCHEDULED),
        ([SEEDED, mark(10, 2, effective=16)], 1, P, 15, RecordState.PUBLISHED),
        ([SEEDED, mark(10, 2, effective=16)], 1, P, 16, RecordState.SUPERSEDED),
        ([SEEDED, mark(10, 1, S)], 1, S, 10, RecordState.SUSPENDED),
        ([SEEDED, mark(10, 1, S), mark(12, 2)], 1, S, 12, RecordState.SUPERSEDED),
        ([SEEDED, mark(10, 2, effective=16), mark(12, 2, W)], 2, W, 30, RecordState.WITHDRAWN),
        ([SEEDED, mark(10, 2, effective=16, ends=True)], 1, P, 15, RecordState.PUBLISHED),
        ([SEEDED, mark(10, 2, effective=16, ends=True)], 2, P, 15, RecordState.SCHEDULED),
        ([SEEDED, mark(10, 2, effective=16, ends=True)], 1, P, 16, RecordState.WITHDRAWN),
        ([SEEDED, mark(10, 2, effective=16, ends=True)], 2, P, 16, RecordState.WITHDRAWN),
        ([SEEDED], 9, RecordState.DRAFT, 10, RecordState.DRAFT),
        ([SEEDED, mark(8, 2), mark(10, 2, S)], 1, P, 10, RecordState.SUPERSEDED),
    ],
)
def test_the_standing_of_a_version_follows_from_the_days(marks, version, state, day, said):
    assert standing(version, state, course(marks), nov(day)) is said


def test_what_names_its_own_last_day_expires_by_itself():
    held = course([SEEDED])

    assert standing(1, P, held, nov(15), nov(15)) is RecordState.PUBLISHED
    assert standing(1, P, held, nov(16), nov(15)) is RecordState.EXPIRED


def test_the_turns_ahead_are_the_days_on_which_something_else_is_in_force():
    held = course([SEEDED, mark(10, 2, effective=16), mark(10, 3, effective=20, ends=True)])

    assert held.turns_after(nov(10)) == (nov(16), nov(20))
    assert held.turns_after(nov(16)) == (nov(20),)
    assert held.until(1) == nov(16)
    assert held.until(2) == nov(20)


@st.composite
def histories(draw):
    """Return moves said on later and later days, of versions that were published before."""
    made, published = [SEEDED], 1
    for day in sorted(draw(st.lists(st.integers(2, 28), max_size=8))):
        if draw(st.booleans()):
            published += 1
            effective = draw(st.integers(1, 28))
            made.append(mark(day, published, P, effective, ends=draw(st.booleans())))
        else:
            made.append(mark(day, draw(st.integers(1, published)), draw(st.sampled_from([S, W]))))
    return made


@given(histories())
def test_what_was_known_on_a_day_is_not_changed_by_what_was_said_later(made):
    """What held on a day, known on that day, is changed only by what reaches back."""
    for end in range(1, len(made)):
        earlier, later = course(made[:end]), course(made)
        first_new = min(one.effective_on for one in made[end:])
        for day in range(1, min(first_new.day, 29) if first_new > ALWAYS else 1):
            assert earlier.in_force(nov(day)) == later.in_force(nov(day))


@given(histories(), st.integers(1, 28))
def test_a_published_version_is_in_force_on_its_day(made, day):
    last = made[-1]

    held = course(made)

    if last.to is P:
        expected = None if last.ends else last.version
        assert held.in_force(last.effective_on) == expected
    assert len({one.since for one in held.stretches}) == len(held.stretches)
    assert list(held.stretches) == sorted(held.stretches, key=lambda one: one.since)
