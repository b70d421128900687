"""Nothing that was acknowledged is lost: not among many at once, nor when a process is killed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from sqlalchemy import select

from flowchart.case import MovedMeanwhile
from flowchart.case_events import Move, Noted, Ticked
from flowchart.case_kinds import Audience
from flowchart.case_store import CaseStore, Person
from flowchart.case_tables import CASE, NOTE
from flowchart.states import StepState
from kb.database import open_database
from tests.planning import CENTRE, Clock, plan_of, staff
from tests.support import ROOT, TODAY
from tests.waiting import all_at_once

PLAN = plan_of("scene/hire-staff")
FREE = [step.service for step in PLAN.steps if not step.waits_for]
"""The steps that can start at once."""


@pytest.fixture
def store(database):
    return CaseStore(database, Clock())


@pytest.fixture
def case(store):
    return store.open(PLAN, Person(), TODAY, CENTRE)


def assert_whole(store, database, case_id):
    """Assert that a log has no gap, its seals hold, and lists and notes say what it says."""
    held = store.get(case_id)
    notes = {e.what.note for e in held.events if isinstance(e.what, Noted)}
    with database.read() as connection:
        sequence = connection.scalar(select(CASE.c.sequence).where(CASE.c.id == case_id))
        written = set(connection.scalars(select(NOTE.c.id).where(NOTE.c.case_id == case_id)))
    assert [event.sequence for event in held.events] == list(range(1, held.sequence + 1))
    assert store.broken_at(case_id) is None
    assert (sequence, written) == (held.sequence, notes)
    return held


# ---- many at once ---------------------------------------------------------------------------


def test_of_fifty_who_move_a_step_at_once_one_wins_and_the_others_are_told(store, database, case):
    def move(number):
        by = staff(f"desk-{number}")
        return store.move(case.id, FREE[0], StepState.SUBMITTED, by, case.sequence)

    said = all_at_once([lambda n=n: move(n) for n in range(50)])

    lost = [one for one in said if isinstance(one, MovedMeanwhile)]
    (won,) = [one for one in said if not isinstance(one, Exception)]
    assert len(lost) == 49
    assert {one.events for one in lost} == {won.events}
    assert [event.sequence for event in won.events] == [1]
    assert assert_whole(store, database, case.id) == won


def test_those_who_change_different_things_at_once_all_get_through(store, database, case):
    def tick(number):
        what = Ticked(evidence=f"evidence/paper-{number}", there=True)
        return store.append(case.id, staff(f"tick-{number}"), lambda _case, _note: what)

    def note(number):
        return store.note(case.id, staff(f"note-{number}"), f"words {number}", Audience.INSIDE)

    def move(step):
        return store.move(case.id, step, StepState.SUBMITTED, staff(f"move-{step}"), 0)

    works = [lambda s=s: move(s) for s in FREE]
    works += [lambda n=n: (tick if n % 2 else note)(n) for n in range(20 - len(FREE))]

    said = all_at_once(works)

    assert not [one for one in said if isinstance(one, Exception)]
    held = assert_whole(store, database, case.id)
    assert len({event.by.id for event in held.events}) == len(held.events) == 20
    moved = {event.what.step for event in held.events if isinstance(event.what, Move)}
    assert moved == set(FREE)
    assert len(FREE) > 1


def test_of_two_who_press_undo_at_once_one_takes_back_and_the_other_is_told(store, database, case):
    for step in FREE[:2]:
        case = store.move(case.id, step, StepState.SUBMITTED, staff("desk"), case.sequence)

    said = all_at_once([lambda: store.undo(case.id, staff("desk"), case.sequence)] * 2)

    assert sorted(isinstance(one, MovedMeanwhile) for one in said) == [False, True]
    held = assert_whole(store, database, case.id)
    assert held.states()[FREE[0]] is StepState.SUBMITTED
    assert held.states()[FREE[1]] is StepState.CAN_START


def test_cases_opened_at_once_have_numbers_of_their_own(store):
    said = all_at_once([lambda: store.open(PLAN, Person(), TODAY, CENTRE)] * 10)

    assert sorted(case.number for case in said) == [f"261123-{n:03d}" for n in range(1, 11)]


def test_two_processes_that_share_a_database_do_not_lose_an_event(store, case, database_url):
    other = open_database(database_url)
    elsewhere = CaseStore(other, Clock())

    store.move(case.id, FREE[0], StepState.COLLECTING, staff("here"), 0)
    with pytest.raises(MovedMeanwhile) as told:
        elsewhere.move(case.id, FREE[0], StepState.SUBMITTED, staff("there"), 0)
    elsewhere.move(case.id, FREE[0], StepState.SUBMITTED, staff("there"), 1)

    assert [event.by.id for event in told.value.events] == ["here"]
    assert [event.by.id for event in store.get(case.id).events] == ["here", "there"]
    other.close()


# ---- kill -9 --------------------------------------------------------------------------------


def writer(url, case_id, number):
    """Start a process that writes for ever, once it is told to begin."""
    name, step = f"writer-{number}", FREE[number % 2]
    return name, subprocess.Popen(
        [sys.executable, "-m", "tests.flowchart.write_moves", url, case_id, step, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def acknowledged_until_killed(writers, events):
    """Let writers write at once until each has so many events acknowledged, then kill them.

    Returns:
        For every writer by name the numbers of the events it was told are kept.
    """
    for _, process in writers:
        print(file=process.stdin, flush=True)
    said = {name: [process.stdout.readline() for _ in range(events)] for name, process in writers}
    for _, process in writers:
        process.kill()
    for name, process in writers:
        with process:
            said[name] += process.stdout.readlines()
    return {name: [int(n) for n in lines if n.endswith("\n")] for name, lines in said.items()}


def killed_again_and_again(url, store, database, case, first, kills):
    """Start all writers at once, for starting is slow; two at a time write, and are killed."""
    started = [writer(url, case.id, first + n) for n in range(kills)]
    for pair in (started[n : n + 2] for n in range(0, kills, 2)):
        acknowledged = acknowledged_until_killed(pair, 3 + first % 5)

        held = assert_whole(store, database, case.id)
        for name, numbers in acknowledged.items():
            mine = [event.sequence for event in held.events if event.by.id == name]
            assert numbers == mine[: len(numbers)]
            assert len(mine) <= len(numbers) + 1


def test_what_was_acknowledged_survives_a_kill(database_url, database, store, case):
    killed_again_and_again(database_url, store, database, case, 0, kills=3)


@pytest.mark.prove
def test_what_was_acknowledged_survives_forty_kills(database_url, database, store, case):
    for first in range(0, 40, 4):
        killed_again_and_again(database_url, store, database, case, first, kills=4)
