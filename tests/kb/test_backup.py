from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import stat
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from flowchart.case_store import CaseStore, Person
from flowchart.intake import IntakeStore
from flowchart.tracking import Tracking
from kb.backup import LEFT_OUT, opened_backup, tables_of, write_backup
from kb.database import open_database
from kb.errors import Conflict, WrongInput
from kb.ledger import Ledger
from kb.restoring import restore
from tests.planning import CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY, WORLD, recorded
from tests.waiting import seconds_until

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NAME = "王小明 “老王” \n'; DROP TABLE case_file; --"
FIRST_STEP = plan_of(NEWBORN).steps[0].service


@pytest.fixture
def clock():
    return Clock()


def fill(database):
    """Put something in every corner of a database."""
    clock = Clock()
    ledger = Ledger(database, clock)
    ledger.seed(recorded(WORLD))
    ledger.propose(recorded("{id: document/notice, title: {zh: 公告, en: Notice}}"), "officer")
    cases = CaseStore(database, clock)
    case = cases.open(plan_of(NEWBORN), Person(name=NAME, note=None), TODAY, CENTRE)
    cases.move(case.id, FIRST_STEP, "submitted", "companion", 0)
    Tracking(database, clock).issue(case.id)
    Tracking(database, clock).count_opening()
    IntakeStore(database, clock).begin((NEWBORN,), "desk-1")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a database in use and a backup of it; both are read only."""
    folder = tmp_path_factory.mktemp("kept")
    database = open_database(f"sqlite:///{folder}/companion.sqlite")
    fill(database)
    write_backup(database, folder / "house.backup", AT)
    yield database, folder / "house.backup"
    database.close()


@pytest.fixture
def file(kept, tmp_path):
    """Return a backup of a house on SQLite."""
    return Path(shutil.copy(kept[1], tmp_path))


@pytest.fixture
def in_use(database):
    """Return a database of either kind with something in every corner."""
    fill(database)
    return database


@pytest.fixture
def elsewhere(elsewhere_url):
    """Return another database of either kind, with every table and nothing in them."""
    database = open_database(elsewhere_url)
    yield database
    database.close()


def everything(database):
    """Return every row of every table that a backup holds."""
    with database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in tables_of(connection)
        }


def rewritten(path, change):
    """Write a backup again with other lines and a sum that fits them."""
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)[:-1]
    content = b"".join(change(lines))
    seal = json.dumps({"sha256": hashlib.sha256(content).hexdigest()}).encode() + b"\n"
    path.write_bytes(gzip.compress(content + seal))


# ---- there and back -------------------------------------------------------------------------


def test_what_is_restored_is_what_was_backed_up_whatever_kind_of_database(
    in_use, elsewhere, tmp_path
):
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    write_backup(in_use, first, AT)

    restore(elsewhere, first)

    assert everything(elsewhere) == everything(in_use)
    write_backup(elsewhere, second, AT)
    assert gzip.decompress(second.read_bytes()) == gzip.decompress(first.read_bytes())


def test_the_restored_copy_answers_and_counts_on(kept, file, elsewhere, clock):
    restore(elsewhere, file)
    here, there = CaseStore(kept[0], clock), CaseStore(elsewhere, clock)
    (case,) = there.newest(CENTRE)

    assert case == here.get(case.id)
    assert there.person(case.id).name == NAME
    assert there.open(plan_of(NEWBORN), Person(), TODAY, CENTRE).number == "261123-002"
    assert there.move(case.id, FIRST_STEP, "accepted", "companion", 1).sequence == 2
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


# ---- the file -------------------------------------------------------------------------------


def test_the_first_line_says_what_it_is(file):
    first = json.loads(gzip.decompress(file.read_bytes()).splitlines()[0])

    assert (first["companion_backup"], first["made_at"]) == (1, "2026-11-23T09:30:00+00:00")
    assert first["rows"]["case_file"] == first["rows"]["case_event"] == 1
    assert first["ledger"] == first["rows"]["record_move"]
    assert not first["rows"].keys() & LEFT_OUT


def test_only_its_owner_may_read_it(file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_sees_one_moment_while_people_go_on_working(in_use, tmp_path, clock):
    path, ledger = tmp_path / "busy.backup", Ledger(in_use, clock)
    before, written = everything(in_use), threading.Event()

    def work(_done, _of):
        if not written.is_set():
            written.set()
            ledger.propose(recorded("{id: area/later, title: {zh: 后, en: Later}}"), "officer")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.backup._MANY", 1)
        write_backup(in_use, path, AT, work)

    assert written.is_set()
    fresh = open_database(f"sqlite:///{tmp_path}/fresh.sqlite")
    restore(fresh, path)
    assert everything(fresh) == before
    fresh.close()


def test_a_backup_that_cannot_be_finished_leaves_the_one_before(kept, file, tmp_path):
    before = file.read_bytes()

    def fail(_done, _of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_backup(kept[0], file, AT, fail)

    assert file.read_bytes() == before
    assert [path for path in tmp_path.iterdir() if "house.backup" in path.name] == [file]


def test_a_folder_that_is_not_there_is_named(kept, tmp_path):
    with pytest.raises(WrongInput, match="cannot be written"):
        write_backup(kept[0], tmp_path / "nowhere" / "house.backup", AT)


def test_an_empty_database_is_not_backed_up_in_silence(database, tmp_path):
    with pytest.raises(Conflict, match="COMPANION_DATABASE_URL or COMPANION_STATE"):
        write_backup(database, tmp_path / "house.backup", AT)


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


def newer(lines):
    return [lines[0].replace(b'"companion_backup":1', b'"companion_backup":2'), *lines[1:]]


def unknown_revision(lines):
    return [lines[0].replace(b'"revision":"0', b'"revision":"9'), *lines[1:]]


def row_more(lines):
    return [*lines, lines[-1]]


def row_less(lines):
    return lines[:-1]


def foreign_table(lines):
    return [line.replace(b'"case_file"', b'"sqlite_master"') for line in lines]


def foreign_column(lines):
    return [line.replace(b'"opened_on"', b'"opened_at"') for line in lines]


def short_row(lines):
    return [*lines[:-1], b"[1]\n"]


def no_case_for_the_event(lines):
    return [line.replace(b'"261123-001"', b"null") for line in lines]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (newer, "made by a newer version"),
        (row_more, "damaged"),
        (row_less, "damaged"),
        (short_row, "damaged"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_unread(file, change, said):
    rewritten(file, change)

    with pytest.raises(WrongInput, match=f"{said}.*nothing was changed"), opened_backup(file):
        pytest.fail("it was taken for whole")


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


def cut_short(content: bytes) -> bytes:
    return content[:-9]


def one_bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def one_word(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).replace("王小明".encode(), "王大明".encode()))


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        one_bit,
        one_word,
        lambda _: b"",
        lambda _: b"SQLite format 3\x00" * 9,
        lambda _: gzip.compress(b""),
        lambda _: gzip.compress(b"[]\n"),
        lambda _: gzip.compress(b'{"companion_backup": 1}\n'),
        lambda content: content + b"something more",
        lambda content: content * 2,
    ],
)
def test_a_damaged_file_is_refused_before_anything_is_touched(file, damage):
    file.write_bytes(damage(file.read_bytes()))

    with (
        pytest.raises(WrongInput, match="damaged, cut short, or no backup"),
        opened_backup(file),
    ):
        pytest.fail("it was taken for whole")


def test_a_file_that_is_not_there_is_named(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/companion.sqlite")

    with pytest.raises(WrongInput, match=r"nowhere\.backup: cannot be read"):
        restore(database, Path("nowhere.backup"))
    database.close()
