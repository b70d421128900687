from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from kb.database import Moment, open_database
from kb.errors import Unavailable


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/companion.db"


@pytest.fixture
def database(url):
    database = open_database(url)
    yield database
    database.close()


def add(connection, day, openings=1):
    connection.execute(
        text("INSERT INTO opening_count (day, openings) VALUES (:day, :openings)"),
        {"day": day, "openings": openings},
    )


def add_twice(connection, day):
    add(connection, day)
    add(connection, day)


def days(database):
    with database.read() as connection:
        return [
            row.day
            for row in connection.execute(text("SELECT day FROM opening_count ORDER BY day"))
        ]


def test_a_new_database_is_migrated_to_the_newest_schema(database):
    with database.read() as connection:
        tables = set(inspect(connection).get_table_names())

    assert {"record_version", "record_move", "case_file", "case_event", "alembic_version"} <= tables


def test_opening_again_changes_nothing(url):
    first = open_database(url)
    with first.write() as connection:
        add(connection, "2026-11-23")
    first.close()

    second = open_database(url)

    assert days(second) == ["2026-11-23"]
    second.close()


def test_sqlite_keeps_what_it_acknowledged(database):
    with database.read() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_write_that_fails_halfway_leaves_nothing(database):
    with pytest.raises(IntegrityError), database.write() as connection:
        add_twice(connection, "2026-11-23")

    assert days(database) == []


def test_writers_wait_for_each_other(database):
    def count(number):
        with database.write() as connection:
            add(connection, f"2026-01-{number:02}")

    threads = [threading.Thread(target=count, args=(n,)) for n in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(days(database)) == 20


@pytest.mark.parametrize(
    "content", [b"this is no database, only words" * 50, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_file_that_is_no_database_is_named_with_what_to_do(tmp_path, content):
    broken = tmp_path / "broken.db"
    broken.write_bytes(content)

    with pytest.raises(Unavailable, match=r"broken\.db cannot be read .* move the file away"):
        open_database(f"sqlite:///{broken}")
    assert broken.read_bytes() == content


def test_a_folder_that_does_not_exist_is_named_with_what_to_do(tmp_path):
    with pytest.raises(Unavailable, match="move the file away and start again"):
        open_database(f"sqlite:///{tmp_path}/nowhere/companion.db")


@pytest.mark.parametrize("hours", [0, 8, -5])
def test_a_moment_is_the_same_moment_in_every_zone(hours):
    kept = Moment()
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=hours)))

    stored = kept.process_bind_param(moment, None)

    assert kept.process_result_value(stored, None) == moment
    assert kept.process_result_value(stored, None).tzinfo is UTC
    assert kept.process_bind_param(None, None) is None
