from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from flowchart.case_store import CaseStore, Person
from flowchart.private import PrivateRows
from flowchart.states import StepState
from kb.backup import LEFT_OUT, write_backup
from kb.database import open_database
from kb.errors import Conflict, WrongInput
from kb.ledger import Ledger
from kb.restoring import restore
from tests.kb.old_houses import REGISTRATION, SEAL, make_old
from tests.keeping import AT, FIRST_STEP, NAME, everything, fill, rewritten
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY, recorded
from tests.waiting import seconds_until


@pytest.fixture
def clock():
    return Clock()


# ---- there and back -------------------------------------------------------------------------


def test_what_is_restored_is_what_was_backed_up_whatever_kind_of_database(
    database, elsewhere, tmp_path
):
    fill(database)
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    write_backup(database, first, AT)

    restore(elsewhere, first)

    assert everything(elsewhere) == everything(database)
    write_backup(elsewhere, second, AT)
    assert gzip.decompress(second.read_bytes()) == gzip.decompress(first.read_bytes())


def test_the_restored_copy_answers_and_counts_on(kept, file, elsewhere, clock):
    restore(elsewhere, file)
    here, there = CaseStore(kept[0], clock), CaseStore(elsewhere, clock)
    (short,) = there.newest(CENTRE)

    case = there.get(short.id)
    assert case == here.get(case.id)
    assert PrivateRows(elsewhere, clock).person(case.id).name == NAME
    assert there.broken_at(case.id) is None
    assert there.open(plan_of(NEWBORN), Person(), TODAY, CENTRE).number == "261123-002"
    seen = case.sequence
    assert there.move(case.id, FIRST_STEP, "accepted", BY_STAFF, seen).sequence == seen + 1
    ledger = Ledger(elsewhere, clock)
    assert ledger.published_digests() == Ledger(kept[0], clock).published_digests()
    ledger.propose(recorded("{id: area/new, title: {zh: 新, en: New}}"), "officer")
    assert ledger.history("area/new")


def test_the_restored_copy_refuses_changes_as_the_first_one_did(file, elsewhere):
    restore(elsewhere, file)

    for table in ("record_version", "record_move", "case_event"):
        with pytest.raises(DatabaseError, match="append-only"), elsewhere.write() as connection:
            connection.execute(text(f"DELETE FROM {table}"))


def test_sessions_links_and_conversations_stay_behind(file, elsewhere):
    restore(elsewhere, file)

    with elsewhere.read() as connection:
        assert set(inspect(connection).get_table_names()) >= LEFT_OUT
        left = {t: connection.scalar(text(f"SELECT count(*) FROM {t}")) for t in LEFT_OUT}
    assert set(left.values()) == {0}


def test_everyone_who_follows_is_told_to_look(file, elsewhere):
    heard = []
    elsewhere.signals.hear("published", heard.append)
    elsewhere.signals.listen()

    restore(elsewhere, file)

    seconds_until(lambda: heard == [""])


@pytest.mark.parametrize("revision", ["0001", "0004"])
def test_a_backup_from_before_a_migration_is_brought_up_to_date(elsewhere, tmp_path, revision):
    """0001 had no accounts, no submissions and no centres; 0004 no log but one of moves."""
    older, file = open_database(f"sqlite:///{tmp_path}/old.sqlite"), tmp_path / "old.backup"
    make_old(older, revision)
    assert write_backup(older, file, AT).revision == revision
    older.close()

    restore(elsewhere, file)

    store = CaseStore(elsewhere, Clock())
    case = store.get("case-a")
    assert (case.number, case.centre) == ("261123-001", CENTRE)
    assert case.states()[REGISTRATION] is StepState.ISSUED
    assert store.broken_at("case-a") is None
    with elsewhere.read() as connection:
        assert "account" in inspect(connection).get_table_names()
    assert store.move("case-a", SEAL, StepState.SUBMITTED, BY_STAFF, 7).sequence == 8


# ---- refusals -------------------------------------------------------------------------------


def test_a_database_in_use_is_not_replaced_unasked(file, elsewhere, clock):
    CaseStore(elsewhere, clock).open(plan_of(NEWBORN), Person(), date(2026, 1, 2), CENTRE)
    before = everything(elsewhere)

    with pytest.raises(Conflict, match="in use: 1 in case_file, 1 in case_person"):
        restore(elsewhere, file)
    assert everything(elsewhere) == before

    restore(elsewhere, file, replace=True)
    assert [case.number for case in CaseStore(elsewhere, clock).newest(CENTRE)] == ["261123-001"]


def test_what_a_first_start_put_there_is_no_obstacle(file, kept, elsewhere, clock):
    Ledger(elsewhere, clock).seed(recorded("{id: area/cn, title: {zh: 中国, en: China}}"))

    restore(elsewhere, file)

    assert everything(elsewhere) == everything(kept[0])


def test_a_draft_of_somebody_is_more_than_a_first_start(file, elsewhere, clock):
    Ledger(elsewhere, clock).propose(
        recorded("{id: area/cn, title: {zh: 中国, en: China}}"), "officer"
    )

    with pytest.raises(Conflict, match="1 in record_move, 1 in record_version"):
        restore(elsewhere, file)


def unknown_revision(lines):
    return [lines[0].replace(b'"revision":"0', b'"revision":"9'), *lines[1:]]


def foreign_table(lines):
    return [line.replace(b'"case_file"', b'"sqlite_master"') for line in lines]


def foreign_column(lines):
    return [line.replace(b'"opened_on"', b'"opened_at"') for line in lines]


def no_case_for_the_event(lines):
    return [line.replace(b'"261123-001"', b"null") for line in lines]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (unknown_revision, "Update Companion first"),
        (foreign_table, "damaged"),
        (foreign_column, "damaged"),
        (no_case_for_the_event, "does not take"),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing(file, elsewhere, clock, change, said):
    Ledger(elsewhere, clock).seed(recorded("{id: area/cn, title: {zh: 中国, en: China}}"))
    before = everything(elsewhere)
    rewritten(file, change)

    with pytest.raises(WrongInput, match=f"{said}.*nothing was changed"):
        restore(elsewhere, file)

    assert everything(elsewhere) == before


def test_a_file_that_is_not_there_is_named(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/companion.sqlite")

    with pytest.raises(WrongInput, match=r"nowhere\.backup: cannot be read"):
        restore(database, Path("nowhere.backup"))
    database.close()
