from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from flowchart.case_events import Exported, Rated, Ticked
from flowchart.case_kinds import Actor, Audience, Grade
from flowchart.case_log import add_event, hold
from flowchart.case_store import CaseStore, Person
from flowchart.states import StepState
from kb.database import open_database
from kb.errors import NotAllowed, NotFound
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

PLAN = plan_of(NEWBORN)
FIRST = PLAN.steps[0].service


@pytest.fixture
def store(database):
    return CaseStore(database, Clock())


@pytest.fixture
def case(store):
    """Return a case with six events."""
    case = store.open(PLAN, Person(note="请打电话"), TODAY, CENTRE, BY_STAFF)
    for to in (StepState.COLLECTING, StepState.SUBMITTED):
        case = store.move(case.id, FIRST, to, BY_STAFF, case.sequence)
    case = store.undo(case.id, BY_STAFF, case.sequence)
    paper = Ticked(evidence="evidence/id-card", there=True)
    case = store.append(case.id, BY_STAFF, lambda _case, _note: paper)
    return store.note(case.id, BY_STAFF, "来过了", Audience.INSIDE)


def without_guards(database):
    """Let the log be changed, as somebody could who has the file or the server in hand."""
    on = " ON case_event" if database.serves_many else ""
    with database.write() as connection:
        for action in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER case_event_no_{action}{on}"))


@pytest.mark.parametrize("change", ["UPDATE case_event SET \"by\" = 'x'", "DELETE FROM case_event"])
def test_the_log_refuses_to_be_changed(store, case, database, change):
    with pytest.raises(DatabaseError, match="append-only"), database.write() as connection:
        connection.execute(text(change))

    assert store.get(case.id) == case


def test_a_log_that_nobody_touched_is_whole_also_in_another_database_of_the_house(
    store, case, database, database_url
):
    assert store.broken_at(case.id) is None
    database.close()

    again = open_database(database_url)
    assert CaseStore(again, Clock()).broken_at(case.id) is None
    again.close()


def test_there_is_no_log_behind_a_guess(store, case):
    with pytest.raises(NotFound):
        store.broken_at("0" * 24)


TAMPERED = {
    "another day": (
        "UPDATE case_event SET content = replace(content, '2026-11-23', '2026-11-20') "
        "WHERE sequence = 3",
        3,
    ),
    "another state": (
        "UPDATE case_event SET content = replace(content, 'submitted', 'accepted') "
        "WHERE sequence = 3",
        3,
    ),
    "another person": ("UPDATE case_event SET \"by\" = 'b' WHERE sequence = 2", 2),
    "another kind of person": ("UPDATE case_event SET actor = 'program' WHERE sequence = 1", 1),
    "another moment": ("UPDATE case_event SET at = '2026-11-23 01:00:01' WHERE sequence = 5", 5),
    "another kind": ("UPDATE case_event SET kind = 'exported' WHERE sequence = 6", 6),
    "another seal": (f"UPDATE case_event SET seal = '{'0' * 64}' WHERE sequence = 4", 4),
    "the first dropped": ("DELETE FROM case_event WHERE sequence = 1", 1),
    "one dropped": ("DELETE FROM case_event WHERE sequence = 4", 4),
    "the last dropped": ("DELETE FROM case_event WHERE sequence = 6", 6),
    "the last two dropped": ("DELETE FROM case_event WHERE sequence > 4", 5),
    "all dropped": ("DELETE FROM case_event", 1),
    "two swapped": (
        "UPDATE case_event SET sequence = -1 WHERE sequence = 2;"
        "UPDATE case_event SET sequence = 2 WHERE sequence = 3;"
        "UPDATE case_event SET sequence = 3 WHERE sequence = -1",
        2,
    ),
    "one put in": (
        'INSERT INTO case_event (case_id, sequence, kind, content, actor, "by", at, seal) '
        'SELECT case_id, 7, kind, content, actor, "by", at, seal FROM case_event '
        "WHERE sequence = 6",
        7,
    ),
    "another number of the case": ("UPDATE case_file SET number = '261123-009'", 1),
    "another day of opening": ("UPDATE case_file SET opened_on = '2026-11-22'", 1),
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_whatever_was_tampered_with_is_found_and_named(store, case, database, tampered):
    change, broken = TAMPERED[tampered]
    without_guards(database)

    with database.write() as connection:
        for one in change.split(";"):
            connection.execute(text(one))

    assert store.broken_at(case.id) == broken


def test_an_event_of_one_case_does_not_pass_for_one_of_another(store, case, database):
    other = store.open(PLAN, Person(), TODAY, CENTRE, BY_STAFF)
    without_guards(database)

    with database.write() as connection:
        moved = "UPDATE case_event SET case_id = :other WHERE sequence = 1"
        connection.execute(text(moved), {"other": other.id})

    assert (store.broken_at(case.id), store.broken_at(other.id)) == (1, 1)


def test_an_event_that_is_somebody_elses_is_not_added(case, store, database):
    rated = Rated(grade=Grade.SATISFIED)

    with pytest.raises(NotAllowed), database.write() as connection:
        add_event(connection, hold(connection, case.id), rated, BY_STAFF, Clock()())

    assert BY_STAFF.actor is Actor.STAFF
    assert store.get(case.id) == case


def test_the_number_beside_the_case_is_that_of_its_last_event(case, store, database):
    with database.write() as connection:
        row = hold(connection, case.id)
        event = add_event(connection, row, Exported(), BY_STAFF, Clock()())

    assert event.sequence == store.newest(CENTRE)[0].sequence == store.get(case.id).sequence == 7
    assert store.broken_at(case.id) is None
