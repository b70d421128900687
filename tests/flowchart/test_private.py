from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from flowchart.case import Told
from flowchart.case_events import By, Shared
from flowchart.case_kinds import Actor, Audience
from flowchart.case_store import CaseStore, Person
from flowchart.case_tables import PERSONAL
from flowchart.invitations import Invitations
from flowchart.private import Channel, PrivateRows
from flowchart.states import StepState
from flowchart.tracking import TokenStanding, Tracking
from kb.backup import write_backup
from kb.database import open_database
from kb.errors import NotAllowed, NotFound
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

PLAN = plan_of(NEWBORN)
FIRST = PLAN.steps[0].service
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECRETS = {
    "name": "王小明甲",
    "new name": "王大明乙",
    "note": "请打下午的电话丙",
    "words": "照片不清楚丁",
    "inside": "来过两次戊",
    "fact": "fact-6177",
    "mail": "ming@example.cn",
    "post": "南京东路一号己",
}
"""What only this applicant's case holds."""
ON_DISK = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def store(database):
    return CaseStore(database, Clock())


@pytest.fixture
def private(database):
    return PrivateRows(database, Clock())


def lived(database):
    """Return a case with something personal in every corner."""
    store, private = CaseStore(database, Clock()), PrivateRows(database, Clock())
    facts = f'{{"concept/remark": "{SECRETS["fact"]}"}}'
    person = Person(name=SECRETS["name"], note=SECRETS["note"], facts=facts)
    case = store.open(PLAN, person, TODAY, CENTRE, BY_STAFF)
    store.move(case.id, FIRST, StepState.SUBMITTED, BY_STAFF, 1)
    told = Told(until=TODAY, words=SECRETS["words"])
    store.move(case.id, FIRST, StepState.TO_BE_SUPPLEMENTED, BY_STAFF, 2, told)
    store.note(case.id, BY_STAFF, SECRETS["inside"], Audience.INSIDE)
    private.set_person(case.id, name=SECRETS["new name"])
    private.set_contact(case.id, Channel.EMAIL, SECRETS["mail"])
    private.set_contact(case.id, Channel.POST, SECRETS["post"])
    Invitations(database, Clock()).invite(case.id, CENTRE, TODAY, BY_STAFF)
    looks = Shared(centre="organisation/street", looks=True)
    return store.append(case.id, BY_STAFF, lambda _case, _note: looks)


def content(database):
    """Return every row of every table as one text."""
    with database.read() as connection:
        tables = inspect(connection).get_table_names()
        found = [connection.execute(text(f'SELECT * FROM "{t}"')).all() for t in tables]
    return str(found)


def on_disk(url):
    """Return the bytes of an SQLite file and of the log beside it."""
    file = Path(url.removeprefix("sqlite:///"))
    return file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()


def found_in(said):
    held = said if isinstance(said, bytes) else said.encode()
    return sorted(name for name, secret in SECRETS.items() if secret.encode() in held)


# ---- reading and writing --------------------------------------------------------------------


def test_name_and_facts_are_written_apart_from_each_other(store, private):
    case = store.open(PLAN, Person(name="王", facts='{"a": 1}'), TODAY, CENTRE)

    private.set_person(case.id, name="李")
    assert private.person(case.id) == Person(name="李", facts='{"a": 1}')

    private.set_person(case.id, facts='{"a": 2}')
    private.set_person(case.id)
    assert private.person(case.id) == Person(name="李", facts='{"a": 2}')
    assert private.person("0" * 24) == Person()


def test_an_address_is_written_changed_and_taken_away(store, private):
    case = store.open(PLAN, Person(), TODAY, CENTRE)
    private.set_contact(case.id, Channel.EMAIL, "a@example.cn")
    private.set_contact(case.id, Channel.PHONE, "13800000000")

    private.set_contact(case.id, Channel.EMAIL, "b@example.cn")
    private.set_contact(case.id, Channel.PHONE, "")

    assert private.contacts(case.id) == {Channel.EMAIL: "b@example.cn"}


def test_notes_are_told_apart_by_who_may_read_them(store, private):
    case = store.open(PLAN, Person(note="给申请人"), TODAY, CENTRE)
    store.note(case.id, BY_STAFF, "给同事", Audience.INSIDE)
    store.note(case.id, By(actor=Actor.EXPERT, id="i"), "大家看", Audience.TABLE)

    def read(*audiences):
        return sorted(note.text for note in private.notes(case.id, audiences).values())

    assert read(Audience.APPLICANT) == ["给申请人"]
    assert read(Audience.INSIDE) == ["给同事"]
    assert read(Audience.TABLE) == ["大家看"]
    assert len(private.notes(case.id)) == 3


def test_a_copy_holds_everything_and_is_logged(store, private, database):
    case = lived(database)

    copy = private.copy(case.id, BY_STAFF)

    assert set(found_in(str(copy))) == set(SECRETS) - {"name"}
    assert copy["number"] == case.number
    assert len(copy["events"]) == case.sequence
    assert store.get(case.id).events[-1].kind == "exported"


# ---- erasing --------------------------------------------------------------------------------


def test_after_erasure_nothing_of_a_person_is_left_anywhere(
    store, private, database, database_url, tmp_path
):
    """Rows, the file with its write-ahead log while others hold it open, and later backups."""
    case = lived(database)
    bystander = open_database(database_url)
    assert set(found_in(content(bystander))) == set(SECRETS) - {"name"}

    private.erase(case.id, BY_STAFF)

    assert found_in(content(database)) == []
    if not database.serves_many:
        assert found_in(on_disk(database_url)) == []
    write_backup(database, tmp_path / "later.backup", AT)
    assert found_in(gzip.decompress((tmp_path / "later.backup").read_bytes())) == []
    assert store.broken_at(case.id) is None
    bystander.close()


def test_erasure_right_after_many_writes_leaves_nothing_either(
    private, database, database_url, store
):
    """Rows moved from page to page while others were written between them."""
    case = lived(database)
    for number in range(25):
        other = store.open(PLAN, Person(name=f"other-{number}", note="x" * 90), TODAY, CENTRE)
        store.note(case.id, BY_STAFF, SECRETS["inside"] * (1 + number * 9), Audience.INSIDE)
        private.set_contact(case.id, Channel.EMAIL, SECRETS["mail"] + "m" * number)
        private.set_contact(other.id, Channel.EMAIL, "other@example.cn")

    private.erase(case.id, BY_STAFF)

    assert found_in(content(database)) == []
    if not database.serves_many:
        assert found_in(on_disk(database_url)) == []
    assert store.broken_at(case.id) is None


@ON_DISK
def test_where_somebody_reads_for_long_the_first_write_after_them_empties_the_log(
    private, database, database_url, store
):
    case = lived(database)
    with database.snapshot() as connection:
        connection.execute(text("SELECT count(*) FROM case_note"))
        private.erase(case.id, BY_STAFF)
    assert found_in(content(database)) == []
    assert found_in(on_disk(database_url)) != [], "the reader kept the log from being emptied"

    store.open(PLAN, Person(), TODAY, CENTRE)

    assert found_in(on_disk(database_url)) == []


@ON_DISK
def test_what_a_killed_process_left_in_the_log_is_emptied_by_the_next_one(database_url, database):
    """A second process that writes empties the log, so what was deleted cannot stay there."""
    case = lived(database)
    with database.write() as connection:
        for table in PERSONAL:
            connection.execute(table.delete().where(table.c.case_id == case.id))
    assert found_in(on_disk(database_url)) != []

    again = open_database(database_url)
    CaseStore(again, Clock()).open(PLAN, Person(), TODAY, CENTRE)

    assert found_in(on_disk(database_url)) == []
    again.close()


def test_an_erased_case_shows_nothing_and_takes_nothing(store, private, database):
    case = lived(database)
    code = Tracking(database, Clock()).issue(case.id, BY_STAFF)

    private.erase(case.id, BY_STAFF)

    assert private.person(case.id) == Person()
    assert (private.notes(case.id), private.contacts(case.id)) == ({}, {})
    assert Tracking(database, Clock()).find(code.token).standing is TokenStanding.REVOKED
    for change in (
        lambda: store.note(case.id, BY_STAFF, "新的", Audience.INSIDE),
        lambda: store.move(case.id, FIRST, StepState.SUBMITTED, BY_STAFF, case.sequence + 2),
        lambda: private.set_contact(case.id, Channel.EMAIL, "new@example.cn"),
        lambda: private.copy(case.id, BY_STAFF),
        lambda: private.erase(case.id, BY_STAFF),
        lambda: Invitations(database, Clock()).invite(case.id, CENTRE, TODAY, BY_STAFF),
    ):
        with pytest.raises(NotFound, match="erased"):
            change()
    private.set_person(case.id, name="新名字")
    assert private.person(case.id) == Person()


def test_erasing_one_case_leaves_another_alone(store, private, database):
    case, other = lived(database), store.open(PLAN, Person(name="李", note="留"), TODAY, CENTRE)

    private.erase(case.id, BY_STAFF)

    assert private.person(other.id).name == "李"
    assert [note.text for note in private.notes(other.id).values()] == ["留"]
    assert store.get(other.id) == other


@pytest.mark.parametrize("actor", [Actor.APPLICANT, Actor.EXPERT, Actor.PROGRAM])
def test_only_staff_and_the_clock_erase(store, private, database, actor):
    case = lived(database)

    with pytest.raises(NotAllowed):
        private.erase(case.id, By(actor=actor))
    assert store.get(case.id) == case
