from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, inspect, make_url, text
from sqlalchemy.exc import IntegrityError

from kb.database import Moment, add_once, open_database
from kb.errors import Conflict, Unavailable, WrongInput
from kb.text import Text
from tests.waiting import all_at_once, seconds_until


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
            str(row.day)
            for row in connection.execute(text("SELECT day FROM opening_count ORDER BY day"))
        ]


def test_a_row_is_added_once_whichever_of_its_keys_is_taken(database):
    table = Table(
        "of_two_keys",
        MetaData(),
        Column("a", Integer, primary_key=True),
        Column("b", Integer, unique=True),
    )
    with database.write() as connection:
        table.create(connection)
        added = [
            add_once(connection, table, {"a": a, "b": b})
            for a, b in ((1, 1), (1, 2), (2, 1), (2, 2))
        ]

    assert added == [True, False, False, True]


def test_a_new_database_is_migrated_to_the_newest_schema(database):
    with database.read() as connection:
        tables = set(inspect(connection).get_table_names())

    assert {"record_version", "record_move", "case_file", "case_event", "alembic_version"} <= tables


def test_opening_again_changes_nothing(database_url):
    first = open_database(database_url)
    with first.write() as connection:
        add(connection, "2026-11-23")
    first.close()

    second = open_database(database_url)

    assert days(second) == ["2026-11-23"]
    second.close()


def test_sqlite_keeps_what_it_acknowledged(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/companion.sqlite")

    with database.read() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


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


# ---- several at once ------------------------------------------------------------------------


def test_of_many_that_name_themselves_one_at_a_time_writes(database):
    """Each reads how many there are and writes one more: without turns they read the same."""

    def count():
        with database.write(alone="count") as connection:
            there = connection.scalar(text("SELECT count(*) FROM opening_count"))
            add(connection, f"2026-01-{there + 1:02}")

    said = all_at_once([count] * 20)

    assert said == [None] * 20
    assert len(days(database)) == 20


def test_a_turn_lasts_over_several_transactions_and_ends_with_an_error(database, database_url):
    other = open_database(database_url) if database.serves_many else database

    def count(at):
        with at.turn("count"):
            there = len(days(at))
            with at.write() as connection:
                add(connection, f"2026-01-{there + 1:02}")
            raise Conflict(Text(zh="到此为止。", en="That is that."))

    said = all_at_once([lambda at=at: count(at) for at in [database, other] * 8])

    assert [type(one) for one in said] == [Conflict] * 16
    assert len(days(database)) == 16
    if other is not database:
        other.close()


def test_a_snapshot_sees_one_moment_however_long_it_reads(database):
    with database.write() as connection:
        add(connection, "2026-11-23")

    with database.snapshot() as connection:
        counted = text("SELECT count(*) FROM opening_count")
        before = connection.scalar(counted)
        with database.write() as elsewhere:
            add(elsewhere, "2026-11-24")
        after = connection.scalar(counted)

    assert (before, after) == (1, 1)
    assert len(days(database)) == 2


def test_in_memory_a_reader_does_not_undo_what_another_thread_is_writing():
    """There is one connection for all: letting it go ends the transaction on it."""
    database = open_database("sqlite://")
    begun, go_on = threading.Event(), threading.Event()

    def write():
        with database.write() as connection:
            add(connection, "2026-11-23")
            begun.set()
            go_on.wait(1)

    def read():
        begun.wait()
        threading.Timer(0.1, go_on.set).start()
        return days(database)

    assert all_at_once([write, read]) == [None, ["2026-11-23"]]
    database.close()


# ---- PostgreSQL away ------------------------------------------------------------------------


@pytest.fixture
def away(postgres):
    """Return a database on PostgreSQL, and switches that take the server away and bring it back."""
    with postgres.fresh() as url:
        name, database = make_url(url).database, open_database(url)

        def go():
            postgres.execute(
                f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
            )

        def come_back():
            postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

        yield database, go, come_back
        database.close()


def test_while_the_server_is_away_everything_says_what_to_do(away):
    database, go, come_back = away
    assert days(database) == []

    go()

    with pytest.raises(Unavailable, match="try again in a minute"):
        days(database)
    with pytest.raises(Unavailable, match="try again"), database.write() as connection:
        add(connection, "2026-11-23")
    come_back()
    assert days(database) == []


def test_a_connection_lost_in_the_middle_of_a_write_leaves_nothing(away):
    database, go, come_back = away

    def write():
        with database.write() as connection:
            add(connection, "2026-11-23")
            go()

    with pytest.raises(Unavailable):
        write()
    come_back()

    assert days(database) == []


def test_connections_that_were_cut_are_replaced_without_a_word(away):
    database, go, come_back = away
    all_at_once([lambda: days(database)] * 5)

    go()
    come_back()

    assert all_at_once([lambda: days(database)] * 5) == [[]] * 5


def test_a_server_that_cannot_be_reached_is_named_without_its_password():
    with pytest.raises(Unavailable, match="See that PostgreSQL runs") as refused:
        open_database("postgresql://me:secret@127.0.0.1:1/companion")

    assert "secret" not in str(refused.value)
    assert "127.0.0.1:1/companion" in str(refused.value)


@pytest.mark.parametrize("url", ["postgresql", "mongodb://here/there", "nonsense://x"])
def test_a_url_that_names_no_database_we_know_says_what_to_write(url):
    with pytest.raises(Unavailable, match=r"Write postgresql://user:password@host/name"):
        open_database(url)


def test_waiting_for_a_connection_ends_with_a_word(postgres):
    """All connections are in use: whoever comes next waits, but not for ever."""
    with postgres.fresh() as url:
        database, done = open_database(url), threading.Event()
        database._engine.pool._timeout = 0.2

        def hold():
            with database.read():
                done.wait()

        holders = [threading.Thread(target=hold) for _ in range(15)]
        for holder in holders:
            holder.start()
        seconds_until(lambda: database._engine.pool.checkedout() == 15)

        with pytest.raises(Unavailable):
            days(database)
        done.set()
        for holder in holders:
            holder.join()
        assert days(database) == []
        database.close()


# ---- what no database keeps -----------------------------------------------------------------


@pytest.mark.parametrize("said", ["a\0b", "x" * 101])
def test_postgresql_refuses_in_words_what_it_cannot_keep(postgres, said):
    with postgres.fresh() as url:
        database = open_database(url)

        with pytest.raises(WrongInput, match="too long or holds a sign"):
            keep_author(database, said)
        database.close()


def keep_author(database, author):
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO record_version (record_id, digest, content, author, at)"
                " VALUES ('area/cn', '', '', :author, '2026-11-23 09:00')"
            ),
            {"author": author},
        )


@pytest.mark.parametrize("hours", [0, 8, -5])
def test_a_moment_is_the_same_moment_in_every_zone(hours):
    kept = Moment()
    moment = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=hours)))

    stored = kept.process_bind_param(moment, None)

    assert kept.process_result_value(stored, None) == moment
    assert kept.process_result_value(stored, None).tzinfo is UTC
    assert kept.process_bind_param(None, None) is None
