from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from flowchart.case import next_steps
from flowchart.case_store import CaseStore, Person, kept
from flowchart.states import StepState
from kb.database import open_database
from kb.errors import Conflict, NotFound
from kb.writing import to_json
from tests.planning import BY_STAFF, CAFE, CENTRE, NEWBORN, STORE, Clock, plan_of, staff, usual
from tests.support import ROOT, TODAY

REGISTRATION = "service/company-registration"
NAME, NOTE = "王小明", "请打下午的电话 13800000000"
PLAN = plan_of(STORE)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(database, clock):
    return CaseStore(database, clock)


@pytest.fixture
def case(store):
    return store.open(
        PLAN, Person(name=NAME, note=NOTE, facts='{"concept/floor-area": 80}'), TODAY, CENTRE
    )


def rows(database, table):
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]


# ---- opening and reading --------------------------------------------------------------------


def test_a_new_case_has_a_number_to_read_out_and_no_events(case):
    assert case.number == "261123-001"
    assert (case.events, case.sequence) == ((), 0)


def test_a_case_is_read_back_as_it_was_opened(store, case):
    assert store.get(case.id) == case


def test_a_case_is_read_back_where_place_and_benefit_are_not_known(store):
    steps = tuple(replace(step, where=None) for step in PLAN.steps)
    policies = tuple(replace(match, benefit=None) for match in PLAN.policies)

    case = store.open(replace(PLAN, steps=steps, policies=policies), Person(), TODAY, CENTRE)

    assert store.get(case.id) == case


def test_cases_come_page_by_page_in_the_order_they_were_opened(store, clock):
    opened = []
    for _ in range(3):
        opened.append(store.open(PLAN, Person(), TODAY, CENTRE))
        opened.append(store.open(PLAN, Person(), TODAY, CENTRE))
        clock.move(minutes=1)
    store.open(PLAN, Person(), TODAY, "organisation/another")

    first = store.opened_after(CENTRE, at_most=3)
    rest = store.opened_after(CENTRE, first[-1].id)

    assert [*first, *rest] == opened
    assert store.opened_after(CENTRE, opened[-1].id) == ()


def test_a_page_of_cases_begins_after_a_case_of_the_same_centre(store, case):
    with pytest.raises(NotFound):
        store.opened_after("organisation/another", case.id)


def test_opening_the_database_again_keeps_everything(database_url, clock, store, case, database):
    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)
    database.close()

    again = open_database(database_url)
    reopened = CaseStore(again, clock)

    assert reopened.get(case.id) == moved
    assert reopened.person(case.id).name == NAME
    again.close()


@pytest.mark.parametrize("scene", [STORE, CAFE, NEWBORN])
def test_every_plan_survives_being_kept(store, scene):
    plan = plan_of(scene, facts=usual(area=12.25))

    case = store.open(plan, Person(), plan.on, CENTRE)

    assert store.get(case.id).plan == kept(plan)


def test_numbers_count_within_their_day(store):
    days = [date(2026, 11, day) for day in (23, 23, 24, 23)]

    numbers = [store.open(plan_of(NEWBORN), Person(), day, CENTRE).number for day in days]

    assert numbers == ["261123-001", "261123-002", "261124-001", "261123-003"]


def test_the_newest_cases_stand_first(store, clock):
    opened = []
    for _ in range(3):
        opened.append(store.open(PLAN, Person(), TODAY, CENTRE).number)
        clock.move(minutes=1)

    assert [case.number for case in store.newest(CENTRE)] == opened[::-1]
    assert [case.number for case in store.newest(CENTRE, at_most=1)] == opened[-1:]


def test_there_is_no_case_behind_a_guess(store, case):
    with pytest.raises(NotFound, match="no such case"):
        store.get("0" * 24)
    with pytest.raises(NotFound):
        store.move("0" * 24, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)


# ---- personal data --------------------------------------------------------------------------


def test_what_is_personal_stands_in_its_own_row_and_nowhere_else(store, case, database):
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)

    with database.read() as connection:
        held = {t: str(rows(database, t)) for t in inspect(connection).get_table_names()}

    assert {table for table, said in held.items() if NAME in said} == {"case_person"}
    assert {table for table, said in held.items() if NOTE in said} == {"case_person"}
    assert store.person(case.id) == Person(name=NAME, note=NOTE, facts='{"concept/floor-area": 80}')


def test_a_kept_plan_repeats_nothing_the_applicant_said(store, database):
    plan = plan_of(STORE, facts=usual(area=123.45))
    assert "123.45" in str(plan), "reasons show what was said"

    store.open(plan, Person(), plan.on, CENTRE)

    assert "123.45" not in str(rows(database, "case_file"))
    assert "because" not in to_json(kept(plan))


def test_an_erased_person_leaves_the_case_standing(store, case, database):
    with database.write() as connection:
        connection.execute(text("DELETE FROM case_person"))

    assert store.person(case.id) == Person()
    assert store.get(case.id) == case


# ---- moves ----------------------------------------------------------------------------------


def test_a_move_says_who_when_from_and_to(store, case, clock):
    clock.move(hours=1)

    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)

    (event,) = store.get(case.id).events
    assert (event.by, event.at) == ("companion", clock())
    assert (event.from_state, event.to_state) == (StepState.CAN_START, StepState.SUBMITTED)
    assert moved == store.get(case.id)


def test_a_move_by_somebody_who_saw_an_older_state_is_refused(store, case):
    store.move(case.id, REGISTRATION, StepState.COLLECTING, BY_STAFF, 0)

    with pytest.raises(Conflict, match="Look at it again"):
        store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)
    with pytest.raises(Conflict, match="Look at it again"):
        store.undo(case.id, BY_STAFF, 0)

    assert store.get(case.id).sequence == 1


def test_a_refused_move_leaves_no_event(store, case, database):
    with pytest.raises(Conflict, match="cannot become"):
        store.move(case.id, REGISTRATION, StepState.GRANTED, BY_STAFF, 0)

    assert rows(database, "case_event") == []


def test_undo_is_one_more_event(store, case):
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)

    back = store.undo(case.id, staff("manager"), 1)

    assert [event.by.id for event in back.events] == ["companion", "manager"]
    assert back.states() == case.states()
    assert REGISTRATION in next_steps(back)


@pytest.mark.parametrize("change", ["UPDATE case_event SET \"by\" = 'x'", "DELETE FROM case_event"])
def test_the_log_refuses_to_be_changed(store, case, database, change):
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 0)
    before = rows(database, "case_event")

    with pytest.raises(DatabaseError, match="append-only"), database.write() as connection:
        connection.execute(text(change))

    assert rows(database, "case_event") == before


def test_of_fifty_who_move_a_step_at_once_one_wins(store, case):
    start, won, lost = threading.Barrier(50), [], []

    def move(number):
        start.wait()
        try:
            won.append(
                store.move(case.id, REGISTRATION, StepState.SUBMITTED, staff(f"desk-{number}"), 0)
            )
        except Conflict:
            lost.append(number)

    threads = [threading.Thread(target=move, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 49)
    assert store.get(case.id) == won[0]
    assert [event.sequence for event in won[0].events] == [1]


def test_two_processes_that_share_a_database_do_not_lose_an_event(store, case, database_url, clock):
    other = open_database(database_url)
    elsewhere = CaseStore(other, clock)

    store.move(case.id, REGISTRATION, StepState.COLLECTING, staff("here"), 0)
    with pytest.raises(Conflict):
        elsewhere.move(case.id, REGISTRATION, StepState.SUBMITTED, staff("there"), 0)
    elsewhere.move(case.id, REGISTRATION, StepState.SUBMITTED, staff("there"), 1)

    assert [event.by.id for event in store.get(case.id).events] == ["here", "there"]
    other.close()


# ---- kill -9 --------------------------------------------------------------------------------


def writer(url, case_id):
    """Start a process that moves a step for ever, once it is told to begin."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.flowchart.write_moves", url, case_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def acknowledged_until_killed(process, events):
    """Let a writer write until so many events are acknowledged, kill it, return the last one."""
    print(file=process.stdin, flush=True)
    said = [process.stdout.readline() for _ in range(events)]
    process.kill()
    rest, _ = process.communicate()
    lines = [*said, *rest.splitlines(keepends=True)]
    return max(int(line) for line in lines if line.endswith("\n"))


def killed_again_and_again(url, store, case, kills):
    """Start all writers at once, for starting is slow; they write one after another."""
    for kill, process in enumerate([writer(url, case.id) for _ in range(kills)], 1):
        acknowledged = acknowledged_until_killed(process, 3 + kill % 5)

        log = store.get(case.id).events
        assert [event.sequence for event in log] == list(range(1, len(log) + 1))
        assert acknowledged <= len(log) <= acknowledged + 1


def test_what_was_acknowledged_survives_a_kill(database_url, store, case):
    killed_again_and_again(database_url, store, case, kills=3)


@pytest.mark.prove
def test_what_was_acknowledged_survives_forty_kills(database_url, store, case):
    for _ in range(10):
        killed_again_and_again(database_url, store, case, kills=4)
