"""The migrations run once a process: every other empty SQLite database takes over what they made.

They take a tenth of a second, and a thousand tests begin with an empty database. A database that
holds anything is migrated as ever; `tests/kb/test_migrating.py` holds the migrations themselves.
"""

from __future__ import annotations

import sqlite3
from functools import cache

import pytest
from sqlalchemy import Connection, create_engine, inspect

from kb import database, migrating


@cache
def statements() -> tuple[str, ...]:
    """Return what makes an empty SQLite database what the migrations make of it."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrating.migrate(connection)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        made = tuple(line for line in raw.iterdump() if line not in _AROUND)
    engine.dispose()
    return made


_AROUND = {"BEGIN TRANSACTION;", "COMMIT;"}


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the schema to a revision, as part of the connection's transaction."""
    empty = connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if not empty or to != "head":
        migrating.migrate(connection, to)
        return
    for statement in statements():
        connection.exec_driver_sql(statement)


def migrations_run_once(patch: pytest.MonkeyPatch) -> None:
    """Let databases be opened so."""
    patch.setattr(database, "migrate", migrate)
