"""What a database of an older version becomes: nothing that was there is lost."""

from __future__ import annotations

from datetime import date

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from flowchart.case_events import Move, Undone
from flowchart.case_kinds import Actor, Audience
from flowchart.case_store import CaseStore, kept
from flowchart.private import PrivateRows
from flowchart.states import StepState
from kb.database import METADATA, open_database
from kb.migrating import knows_revision, migrations, newest_revision
from tests.kb.old_houses import (
    BEGUN,
    LATE,
    MOVES,
    NAME,
    NOTE,
    PLAN,
    REGISTRATION,
    SEAL,
    TOKEN_HASH,
    make_old,
)
from tests.planning import BY_STAFF, CENTRE, Clock


@pytest.fixture
def old(database, database_url):
    """Return the database of an older house as this version opens it."""
    make_old(database, "0004")
    database.close()
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def store(old):
    return CaseStore(old, Clock())


def test_an_old_case_keeps_its_plan_and_its_states(store):
    case = store.get("case-a")

    held = case.states()
    assert (case.number, case.opened_on, case.centre) == ("261123-001", date(2026, 11, 23), CENTRE)
    assert (case.plan, case.version, case.companion) == (kept(PLAN), 1, None)
    assert (held[REGISTRATION], held[SEAL]) == (StepState.ISSUED, StepState.COLLECTING)
    assert store.get("case-b").events == ()


def test_every_old_move_keeps_its_number_its_moment_and_who_made_it(store):
    events = store.get("case-a").events

    assert [event.sequence for event in events] == list(range(1, len(MOVES) + 1))
    assert [(event.by.id, event.at) for event in events] == [(m[-2], m[-1]) for m in MOVES]
    actors = [event.by.actor for event in events]
    assert actors == [Actor.STAFF, Actor.PROGRAM, *[Actor.STAFF] * 5]
    for event, (step, before, after, undoes, _, at) in zip(events, MOVES, strict=True):
        if undoes is not None:
            assert event.what == Undone(event=undoes)
            continue
        on = date(2026, 11, 23 if at < LATE else 24)
        assert event.what == Move(
            step=step, from_state=StepState(before), to_state=StepState(after), on=on
        )


@pytest.mark.parametrize("case_id", ["case-a", "case-b"])
def test_the_new_log_of_an_old_case_is_whole_and_goes_on(store, case_id):
    assert store.broken_at(case_id) is None

    case = store.note(case_id, BY_STAFF, "继续", Audience.INSIDE)

    assert case.sequence == (len(MOVES) if case_id == "case-a" else 0) + 1
    assert store.broken_at(case_id) is None


def test_the_new_log_refuses_changes_as_the_old_one_did(store, old):
    for change in ("DELETE FROM case_event", "UPDATE case_event SET kind = 'x'"):
        with pytest.raises(DatabaseError, match="append-only"), old.write() as connection:
            connection.execute(text(change))

    assert len(store.get("case-a").events) == len(MOVES)


def test_notes_names_and_codes_are_carried_over(store, old):
    private = PrivateRows(old, Clock())
    (note,) = private.notes("case-a").values()
    with old.read() as connection:
        code = connection.execute(text("SELECT * FROM tracking_token")).one()

    assert private.person("case-a").name == NAME
    assert (note.text, note.audience, note.at) == (NOTE, Audience.APPLICANT, BEGUN)
    assert private.notes("case-b") == {}
    assert (code.hash, code.failures, code.holder) == (TOKEN_HASH, 2, "applicant")
    assert len(code.mark) == 8


def test_lists_say_of_old_cases_what_their_logs_say(store):
    first, second = store.newest(CENTRE)

    assert (first.id, first.done, first.total, first.sequence) == ("case-a", 1, 15, 7)
    assert first.moved_at == MOVES[-1][-1]
    assert (second.id, second.done, second.total, second.sequence) == ("case-b", 0, 15, 0)
    assert (second.moved_at, second.scenes) == (BEGUN, PLAN.scenes)


def test_an_old_undo_can_still_be_followed_by_another(store):
    back = store.undo("case-a", BY_STAFF, 7)
    again = store.undo("case-a", BY_STAFF, 8)

    assert back.states()[SEAL] is StepState.CAN_START
    assert again.states()[REGISTRATION] is StepState.GRANTED


def test_migrations_make_the_tables_that_modules_declare(database):
    """Columns, whether they may be empty, and keys; the order is of no matter."""
    with database.read() as connection:
        there = inspect(connection)
        held = {
            name: {c["name"]: c["nullable"] for c in there.get_columns(name)}
            for name in there.get_table_names()
        }
        keys = {name: set(there.get_pk_constraint(name)["constrained_columns"]) for name in held}

    for table in METADATA.sorted_tables:
        declared = {column.name: bool(column.nullable) for column in table.columns}
        assert held[table.name] == declared, table.name
        assert keys[table.name] == {column.name for column in table.primary_key}, table.name


def test_the_newest_revision_is_the_one_migrations_lead_to():
    """A start that has nothing to migrate does not ask alembic, which takes long to import."""
    heads = ScriptDirectory.from_config(migrations()).get_heads()

    assert heads == [newest_revision()]
    assert knows_revision("0004")
    assert not knows_revision("9999")
