from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import make_url

from kb.database import open_database
from kb.errors import Unavailable
from matcher.vector_table import UNUSED_DAYS, VectorTable
from tests.encoding import Letters

DOCUMENTS = ["open a restaurant", "register a baby"]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def server(postgres):
    with postgres.fresh() as url:
        yield url


def test_another_worker_on_the_same_database_encodes_nothing(server):
    first, second = open_database(server), open_database(server)
    VectorTable(first)(DOCUMENTS, Letters())
    encoder = Letters()

    VectorTable(second)(DOCUMENTS, encoder)

    assert encoder.texts == []
    first.close()
    second.close()


def test_vectors_nobody_used_for_long_are_dropped_and_those_in_use_stay(server):
    database = open_database(server)
    VectorTable(database, now=lambda: NOON)(["close a shop", *DOCUMENTS], Letters())
    later = VectorTable(database, now=lambda: NOON + timedelta(days=UNUSED_DAYS + 1))

    later(DOCUMENTS, Letters())

    encoder = Letters()
    later(["close a shop", *DOCUMENTS], encoder)
    assert encoder.texts == ["close a shop"]
    database.close()


def test_sqlite_keeps_no_vectors_and_the_message_says_what_to_write():
    database = open_database("sqlite://")

    with pytest.raises(Unavailable, match=r"COMPANION_DATABASE_URL=postgresql.*COMPANION_VECTORS"):
        VectorTable(database)
    database.close()


@pytest.fixture
def clerk(server):
    """Return the URL of somebody who may read and write there, and make no extension."""
    url = make_url(server)
    role = f"{url.database}_clerk"
    may = ("USAGE ON SCHEMA public", "SELECT ON ALL TABLES IN SCHEMA public")
    with closing(open_database(server)) as database:
        with database.write() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'clerk'")
            for each in may:
                connection.exec_driver_sql(f"GRANT {each} TO {role}")
        yield url.set(username=role, password="clerk").render_as_string(hide_password=False)
        with database.write() as connection:
            connection.exec_driver_sql(f"DROP OWNED BY {role}")
            connection.exec_driver_sql(f"DROP ROLE {role}")


def test_without_the_extension_the_message_says_what_to_do(clerk):
    said = r"CREATE EXTENSION vector.*COMPANION_VECTORS=faiss"

    with closing(open_database(clerk)) as database, pytest.raises(Unavailable, match=said):
        VectorTable(database)
