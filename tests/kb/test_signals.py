from __future__ import annotations

import threading

import pytest
from sqlalchemy import create_engine, make_url, text

from kb.database import open_database
from kb.errors import Unavailable
from kb.signals import LOOK_FOR_YOURSELF, Signals
from kb.text import Text
from tests.waiting import seconds_until

PAUSE = 0.3
"""Long enough for a word to arrive that must not."""


@pytest.fixture
def heard():
    return []


def tell(database, *words, topic="case"):
    with database.write() as connection:
        for word in words:
            database.signals.tell(connection, topic, word)


def tell_and_fail(database, word):
    with database.write() as connection:
        database.signals.tell(connection, "case", word)
        raise ZeroDivisionError


def listener(postgres, name):
    """Return the process number of the connection that listens to a database, if there is one."""
    return postgres.value(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s", name
    )


@pytest.fixture
def other(database_url, database):
    """Return what another worker has open: on SQLite there is none but this one."""
    opened = open_database(database_url) if database.serves_many else database
    yield opened
    opened.close()


def test_a_word_is_heard_by_another_worker_once_it_is_committed(database, other, heard):
    other.signals.hear("case", heard.append)
    other.signals.listen()

    with database.write() as connection:
        database.signals.tell(connection, "case", "a 1")
        threading.Event().wait(PAUSE)
        assert heard == []

    seconds_until(lambda: heard, at_most=1)
    assert heard == ["a 1"]


def test_what_was_not_committed_is_never_heard(database, other, heard):
    other.signals.hear("case", heard.append)
    other.signals.listen()

    with pytest.raises(ZeroDivisionError):
        tell_and_fail(database, "a 1")
    tell(database, "a 2")

    seconds_until(lambda: heard)
    assert heard == ["a 2"]


def test_words_come_in_order_and_only_to_those_who_hear_their_topic(database, other, heard):
    elsewhere = []
    other.signals.hear("case", heard.append)
    other.signals.hear("published", elsewhere.append)
    other.signals.listen()

    tell(database, *"abcde")
    tell(database, "f", topic="published")
    tell(database, "g", topic="nobody hears this")

    seconds_until(lambda: len(heard) == 5 and elsewhere)
    assert (heard, elsewhere) == (list("abcde"), ["f"])


def test_everyone_can_be_told_to_look(database, other, heard):
    other.signals.hear("case", lambda said: heard.append(("case", said)))
    other.signals.hear("published", lambda said: heard.append(("published", said)))
    other.signals.listen()

    with database.write() as connection:
        database.signals.tell_everyone(connection)

    seconds_until(lambda: len(heard) == 2)
    assert sorted(heard) == [("case", LOOK_FOR_YOURSELF), ("published", LOOK_FOR_YOURSELF)]


def test_one_who_fails_keeps_nobody_from_hearing(database, other, heard, caplog):
    def fail(_):
        raise RuntimeError("the page went away")

    other.signals.hear("case", fail)
    other.signals.hear("case", heard.append)
    other.signals.listen()

    tell(database, "a")
    tell(database, "b")

    seconds_until(lambda: heard == ["a", "b"])
    assert "could not be followed" in caplog.text


def test_a_slow_one_looks_until_it_succeeds_and_keeps_no_other_waiting(postgres, heard):
    tried, may_go_on = [], threading.Event()

    def look():
        tried.append(1)
        may_go_on.wait()
        if len(tried) < 3:
            raise Unavailable(Text(zh="不在。", en="Away."))

    with postgres.fresh() as url:
        database = open_database(url)
        database.signals.hear_slowly("published", look)
        database.signals.hear("case", heard.append)
        database.signals.listen()

        tell(database, "x", topic="published")
        seconds_until(lambda: tried)
        tell(database, "a")

        seconds_until(lambda: heard == ["a"], at_most=1)
        may_go_on.set()
        seconds_until(lambda: len(tried) == 3)
        database.close()


def test_on_sqlite_a_slow_one_has_looked_before_the_write_returns(tmp_path, heard):
    database = open_database(f"sqlite:///{tmp_path}/companion.sqlite")
    database.signals.hear_slowly("published", lambda: heard.append("looked"))

    tell(database, "x", topic="published")

    assert heard == ["looked"]
    database.close()


def test_a_listener_that_was_cut_off_comes_back_and_lets_everyone_look(postgres, heard):
    with postgres.fresh() as url:
        database, name = open_database(url), make_url(url).database
        database.signals.hear("case", heard.append)
        database.signals.listen()

        postgres.execute(f"SELECT pg_terminate_backend({listener(postgres, name)})")
        tell(database, "said while nobody listened")

        seconds_until(lambda: LOOK_FOR_YOURSELF in heard, at_most=2)
        tell(database, "afterwards")
        seconds_until(lambda: heard[-1] == "afterwards", at_most=1)
        database.close()


def test_closing_ends_the_listener_at_once(postgres):
    with postgres.fresh() as url:
        database = open_database(url)
        database.signals.hear_slowly("published", lambda: None)
        database.signals.listen()
        before = threading.active_count()

        database.close()

        assert threading.active_count() == before - 2


def test_listening_without_a_server_gives_up_waiting():
    signals = Signals(create_engine("postgresql+psycopg://nobody@/nothing?host=/nowhere"))

    signals.listen(at_most_seconds=0.1)

    signals.close()


def test_nothing_is_left_in_the_database_by_telling(database):
    tell(database, "a")

    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM case_event")) == 0
