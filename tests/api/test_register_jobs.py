"""The line of runs: first come first served, one at a time, nothing lost by who is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from api import register_jobs
from api.register_folder import Run, State, Told
from api.register_jobs import Registers, folders, in_line, launch
from kb.errors import Conflict, NotFound
from tests.desk_registers import nobody
from tests.visiting import Clock

HOLD = """
import fcntl, sys, time
lock = open(sys.argv[1], "a")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def registers(tmp_path, clock):
    return Registers(tmp_path / "registers", clock, nobody)


@pytest.fixture
def runner(registers):
    """Return a process that holds the runner's lock as a runner does."""
    with in_line(registers.root):
        pass
    words = [sys.executable, "-c", HOLD, str(registers.root / "runner.lock")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def add(registers, centre="one"):
    folder = registers.add(centre, "officer", "a.csv", ".csv")
    folder.hold(replace(folder.held, columns=(Told(header="a"),)))
    return folder


def test_a_register_is_its_centres_alone(registers):
    mine, other = add(registers), add(registers, "another")

    assert [one.id for one in registers.of_centre("one")] == [mine.id]
    assert registers.get(mine.id, "one").held.name == "a.csv"
    for wrong in (other.id, "0" * 16, "../../etc", mine.id.upper() + "x", ""):
        with pytest.raises(NotFound):
            registers.get(wrong, "one")


def test_a_register_that_never_came_whole_is_not_shown_and_goes_after_a_day(registers, clock):
    coming = registers.add("one", "officer", "a.csv", ".csv")

    assert registers.of_centre("one") == []
    with pytest.raises(NotFound):
        registers.get(coming.id, "one")
    clock.move(days=1)
    registers.forget_old(7)

    assert not coming.path.exists()


def test_the_newest_stands_first(registers, clock):
    first = add(registers)
    clock.move(minutes=1)
    second = add(registers)

    assert [one.id for one in registers.of_centre("one")] == [second.id, first.id]


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING])
def test_a_run_nobody_works_on_any_more_is_stopped(registers, state):
    folder = add(registers)
    folder.tell(Run(state=state, rows=7, share=0.5, left=3.0))

    run = registers.run_of(folder)

    assert (run.state, run.rows, run.left) == (State.STOPPED, 7, None)


def test_as_long_as_the_runner_lives_a_run_is_under_way_and_when_it_is_killed_it_is_not(
    registers, runner
):
    folder = add(registers)
    folder.tell(Run(state=State.RUNNING))
    assert registers.run_of(folder).state is State.RUNNING

    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()

    assert registers.run_of(folder).state is State.STOPPED


def test_who_asks_later_waits_and_knows_for_how_many(registers, runner, clock):
    one, two, three = (add(registers) for _ in range(3))
    one.tell(Run(state=State.RUNNING))
    for folder in (two, three):
        clock.move(seconds=1)
        registers.begin(folder)

    assert [registers.ahead_of(folder) for folder in (two, three)] == [1, 2]
    assert registers.run_of(three).state is State.WAITING


def test_a_runner_is_started_once_and_handed_the_lock(tmp_path, clock):
    started = []
    registers = Registers(tmp_path / "r", clock, lambda root, lock: started.append(os.dup(lock)))
    one, two = add(registers), add(registers)

    registers.begin(one)
    registers.begin(two)

    assert len(started) == 1
    assert registers.run_of(two).state is State.WAITING
    os.close(started[0])
    assert registers.run_of(two).state is State.STOPPED


def test_who_waits_is_stopped_at_once_and_who_is_judged_is_asked_to_stop(registers):
    waiting, running, done = (add(registers) for _ in range(3))
    states = {waiting: State.WAITING, running: State.RUNNING, done: State.DONE}
    for folder, state in states.items():
        folder.tell(Run(state=state))
        registers.halt(folder)

    assert waiting.run.state is State.STOPPED
    assert (running.run.state, running.stop.exists()) == (State.RUNNING, True)
    assert (done.run.state, done.stop.exists()) == (State.DONE, False)


def test_what_is_judged_is_not_deleted(registers, runner):
    folder = add(registers)
    folder.tell(Run(state=State.RUNNING))

    with pytest.raises(Conflict, match="being judged"):
        registers.remove(folder)
    folder.tell(Run(state=State.DONE))
    registers.remove(folder)

    assert not folder.path.exists()


def test_old_registers_go_but_one_that_is_judged_stays(registers, runner, clock: Clock):
    judged = [add(registers), add(registers)][1]
    judged.tell(Run(state=State.RUNNING))
    clock.move(days=7)
    new = add(registers)

    registers.forget_old(7)

    assert {one.id for one in folders(registers.root)} == {judged.id, new.id}


def test_a_line_without_a_folder_is_empty_and_nothing_is_made(registers):
    assert registers.of_centre("one") == []
    registers.forget_old(7)
    assert not registers.root.exists()


def test_the_real_runner_takes_the_lock_along_and_lets_it_go_when_nothing_waits(registers):
    folder = add(registers)
    real = Registers(registers.root, registers._now, launch)
    folder.tell(Run(state=State.NEW))

    real.begin(folder)  # there are no rules beside it, so it fails at once

    deadline = time.monotonic() + 60
    while real.run_of(folder).state in (State.WAITING, State.RUNNING):
        assert time.monotonic() < deadline
        os.sched_yield()
    assert real.run_of(folder).state is State.FAILED
    assert register_jobs.folders(real.root)[0].run.problems
    assert replace(folder.run, problems=()).state is State.FAILED
