"""Which version of a record is in force on which day: worked out from what was published when.

A version is in force from its effective day, which may lie ahead or behind. What is published
later takes the place of everything that was in force since its effective day; versions that are
still ahead stay ahead. A version that ends its record, and one that is suspended, leave nothing in
force. Whoever asks what was known on an earlier day leaves later moves out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from kb.record_states import RecordState

ALWAYS: Final = date.min
"""The effective day of what was in force before anybody wrote down since when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One move that decides what is in force.

    Attributes:
        version: its number.
        to: published, or a state that takes it out of force.
        effective_on: from which day.
        said_on: the day it was done.
        ends: whether the version ends its record.
    """

    version: int
    to: RecordState
    effective_on: date
    said_on: date
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day on a version is in force, or none of the record; until the next stretch."""

    since: date
    version: int | None
    because: int
    """The version that began, ended or was suspended."""
    over: bool = False
    """Whether the record ended, and is not merely suspended."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is in force of one record over the days, in order."""

    stretches: tuple[Stretch, ...]

    def at(self, day: date) -> Stretch | None:
        """Return the stretch that holds on a day; None before the first."""
        place = bisect_right([one.since for one in self.stretches], day)
        return self.stretches[place - 1] if place else None

    def in_force(self, day: date) -> int | None:
        """Return the number of the version in force on a day, if one is."""
        found = self.at(day)
        return found.version if found is not None else None

    def turns_after(self, day: date) -> tuple[date, ...]:
        """Return the days after one on which something else is in force, soonest first."""
        return tuple(
            two.since
            for one, two in pairwise((Stretch(ALWAYS, None, 0), *self.stretches))
            if two.since > day and one.version != two.version
        )

    def without(self, versions: Collection[int]) -> Course:
        """Return the course if some versions that are still ahead never began."""
        return Course(tuple(one for one in self.stretches if one.because not in versions))

    def ahead(self, version: int, day: date) -> bool:
        """Say whether a version begins, or ends its record, after a day."""
        return any(one.because == version and one.since > day for one in self.stretches)

    def until(self, version: int) -> date | None:
        """Return the day on which a version is out of force for the last time, if one is known."""
        ends = [
            two.since
            for one, two in pairwise(self.stretches)
            if one.version == version and two.version != version
        ]
        last = self.stretches[-1].version if self.stretches else None
        return ends[-1] if ends and last != version else None


def course(marks: Iterable[Mark]) -> Course:
    """Return what is in force over the days.

    Args:
        marks: of one record, in the order they were made.

    >>> moves = [Mark(version=1, to=RecordState.PUBLISHED, effective_on=ALWAYS,
    ...               said_on=date(2026, 11, 2)),
    ...          Mark(version=2, to=RecordState.PUBLISHED, effective_on=date(2026, 11, 30),
    ...               said_on=date(2026, 11, 23))]
    >>> [course(moves).in_force(date(2026, 11, day)) for day in (23, 29, 30)]
    [1, 1, 2]
    """
    held: list[Stretch] = []
    for mark in marks:
        if mark.to is RecordState.PUBLISHED:
            held = _published(held, mark)
        else:
            held = _taken_out(held, mark)
    return Course(tuple(held))


def _published(held: list[Stretch], mark: Mark) -> list[Stretch]:
    """Put a version in the place of all that was in force since its day, and leave what is ahead.

    A version that comes back is no longer ahead or behind anywhere else.
    """
    since, last = mark.effective_on, max(mark.effective_on, mark.said_on)
    stays = [one for one in held if not since <= one.since <= last]
    if mark.ends:
        return _with(stays, Stretch(since, None, mark.version, over=True))
    return _with(stays, Stretch(since, mark.version, mark.version))


def _taken_out(held: list[Stretch], mark: Mark) -> list[Stretch]:
    """Take a version out of force from a day on; where it was still ahead, it never begins."""
    day = mark.effective_on
    stays = [one for one in held if not (one.because == mark.version and one.since > day)]
    in_force = Course(tuple(stays)).in_force(day)
    if in_force != mark.version:
        return stays
    stays = [one for one in stays if one.since != day]
    return _with(stays, Stretch(day, None, mark.version))


def _with(held: list[Stretch], new: Stretch) -> list[Stretch]:
    return sorted([*held, new], key=lambda one: one.since)


def standing(
    version: int, state: RecordState, held: Course, day: date, over_on: date | None = None
) -> RecordState:
    """Return the state of a version on a day.

    Args:
        version: its number.
        state: the one it was moved into last.
        held: the course of its record.
        day: the day.
        over_on: the last day that the record itself names, if it names one.
    """
    if state not in _ONCE_PUBLISHED:
        return state
    here = held.at(day)
    if here is not None and here.version == version:
        over = over_on is not None and over_on < day
        return RecordState.EXPIRED if over else RecordState.PUBLISHED
    if held.ahead(version, day):
        return RecordState.SCHEDULED
    replaced = here is None or here.because != version
    if state in _BY_SOMEBODY and not (state is RecordState.SUSPENDED and replaced):
        return state
    if here is not None and here.because == version:
        return RecordState.WITHDRAWN  # a version that ends its record
    if here is not None and here.over and _ended(version, held, day):
        return RecordState.WITHDRAWN
    return RecordState.SUPERSEDED


def _ended(version: int, held: Course, day: date) -> bool:
    """Say whether the last version in force before a day was this one."""
    earlier = [one for one in held.stretches if one.since <= day and one.version is not None]
    return bool(earlier) and earlier[-1].version == version


_BY_SOMEBODY: Final = frozenset(
    {RecordState.SUSPENDED, RecordState.WITHDRAWN, RecordState.ARCHIVED}
)
_ONCE_PUBLISHED: Final = _BY_SOMEBODY | {RecordState.PUBLISHED, RecordState.SUPERSEDED}
