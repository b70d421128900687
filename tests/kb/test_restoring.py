from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from flowchart.case_store import CaseStore, Person
from kb.backup import LEFT_OUT, write_backup
from kb.database import open_database
from kb.errors import Conflict, WrongInput
from kb.ledger import Ledger
from kb.restoring import restore
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
    (case,) = there.newest(CENTRE)

    assert case == here.get(case.id)
    assert there.person(case.id).name == NAME
    assert there.open(plan_of(NEWBORN), Person(), TODAY, CENTRE).number == "261123-002"
    assert there.move(case.id, FIRST_STEP, "accepted", BY_STAFF, 1).sequence == 2
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


def test_a_backup_from_before_a_migration_is_brought_up_to_date(file, elsewhere):
    """0001 had no accounts, no submissions and no centres; 0002 knew where old cases belong."""

    def of_old(lines):
        first = json.loads(lines[0])
        first["revision"] = "0001"
        kept = {"record_version", "record_move", "case_file", "case_event", "case_person"}
        first["rows"] = {t: rows for t, rows in first["rows"].items() if t in kept}
        yield json.dumps(first).encode() + b"\n"
        gone, dropped = True, None
        for line in map(json.loads, lines[1:]):
            if isinstance(line, dict):
                gone = line["table"] not in kept
                newer = [c for c in ("submission", "centre") if c in line["columns"]]
                dropped = line["columns"].index(newer[0]) if newer else None
                line["columns"] = [c for c in line["columns"] if c not in newer]
            elif dropped is not None:
                del line[dropped]
            if not gone:
                yield json.dumps(line).encode() + b"\n"

    rewritten(file, of_old)

    restore(elsewhere, file)

    (case,) = CaseStore(elsewhere, Clock()).newest(CENTRE)
    assert case.number == "261123-001"
    with elsewhere.read() as connection:
        assert "account" in inspect(connection).get_table_names()


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
