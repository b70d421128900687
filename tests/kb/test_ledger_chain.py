"""Who changes the database beside the product is found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from kb.database import open_database
from kb.ledger import Ledger
from kb.ledger_rows import RecordVersion
from kb.ledger_writing import digest, written
from kb.record_states import RecordState
from kb.text import Text
from tests.kb.old_houses import make_old
from tests.support import recorded

AREA = recorded("{id: area/cn, title: {zh: 中国, en: China}}")[0]
EDITED = replace(AREA, title=Text(zh="中华人民共和国", en="China"))
TABLES = ("record_version", "record_move")


class Ticking:
    """A clock that is a minute later whenever somebody looks."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def ledger(database):
    """Return a ledger with a seeded record and a newer version of it from a day ahead."""
    ledger = Ledger(database, Ticking())
    ledger.seed([AREA], {"area/cn": "data"})
    name = ledger.propose([EDITED], "officer", "form")
    for to, day in (
        (RecordState.IN_REVIEW, date(2026, 11, 30)),
        (RecordState.APPROVED, None),
        (RecordState.PUBLISHED, date(2026, 11, 30)),
    ):
        ledger.move(ledger.submission(name), to, "officer", "said", day)
    return ledger


def tamper(database, change):
    """Change a database as somebody could who has the file or the server in hand."""
    with database.write() as connection:
        for table in TABLES:
            on = f" ON {table}" if database.serves_many else ""
            for action in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER {table}_no_{action}{on}"))
        connection.execute(text(change))


@pytest.fixture
def opened_again(database, database_url):
    """Return what closes the database and opens it again, brought up to date."""
    held = []

    def again():
        database.close()
        held.append(open_database(database_url))
        return Ledger(held[-1], Ticking())

    yield again
    for one in held:
        one.close()


def test_what_nobody_touched_is_whole_also_after_it_was_opened_again(ledger, opened_again):
    head = ledger.head()
    assert (ledger.broken_at(), head.number) == (None, 5)

    again = opened_again()

    assert (again.broken_at(), again.head()) == (None, head)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE record_version SET content = replace(content, 'China', 'Chine')", 1),
        ("UPDATE record_version SET author = 'nobody' WHERE number = 2", 2),
        ("UPDATE record_version SET origin = 'elsewhere' WHERE number = 1", 1),
        ("UPDATE record_move SET \"by\" = 'nobody' WHERE number = 4", 4),
        ("UPDATE record_move SET reason = 'another' WHERE number = 3", 3),
        ("UPDATE record_move SET effective_on = '2026-12-31' WHERE number = 5", 5),
        ("UPDATE record_move SET to_state = 'draft' WHERE number = 1", 1),
        ("DELETE FROM record_move WHERE number = 3", 4),
    ],
)
def test_a_change_beside_the_product_is_named_by_the_first_move_it_spoils(
    ledger, database, change, found
):
    tamper(database, change)

    assert ledger.broken_at() == found


def test_what_was_cut_off_at_the_end_is_missed_by_a_head_that_was_noted_down(ledger, database):
    noted = ledger.head().seal
    assert ledger.has_head(noted)

    tamper(database, "DELETE FROM record_move WHERE number = 5")

    assert ledger.broken_at() is None
    assert not ledger.has_head(noted)


def test_moves_of_an_older_house_are_sealed_when_it_is_brought_up_to_date(database, opened_again):
    make_old(database, "0004")
    moment = "2026-11-02 01:00:00.000000"
    with database.write() as connection:
        for number, name in ((1, AREA), (2, EDITED)):
            connection.execute(
                text(
                    "INSERT INTO record_version "
                    "(record_id, digest, content, author, submission, at) "
                    "VALUES ('area/cn', :digest, :content, 'data', 'together', :at)"
                ),
                {**_content(name), "at": moment},
            )
            for state in ("published", "superseded") if number == 1 else ("draft", "published"):
                connection.execute(
                    text(
                        'INSERT INTO record_move (version, to_state, "by", reason, at) '
                        "VALUES (:version, :state, 'data', 'as seeded', :at)"
                    ),
                    {"version": number, "state": state, "at": moment},
                )

    ledger = opened_again()

    assert (ledger.broken_at(), ledger.head().number) == (None, 4)
    assert [one.standing for one in ledger.history("area/cn")] == [
        RecordState.SUPERSEDED,
        RecordState.PUBLISHED,
    ]
    published: RecordVersion = ledger.published()[0]
    assert published.record == EDITED


def _content(record):
    return {"digest": digest(record), "content": written(record)}
