"""The relational database: opening, migrating, and one writer at a time.

SQLite is opened with WAL and synchronous=FULL: what was acknowledged survives a kill. One
process writes through one lock; readers never wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, DateTime, Engine, MetaData, create_engine, event, pool
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.types import TypeDecorator

from kb.errors import Unavailable

METADATA = MetaData()
"""Every table of the house, declared by the module that uses it."""


class Moment(TypeDecorator[datetime]):
    """A point in time, stored and returned in UTC whatever the database does with zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value as the database keeps it: UTC without a zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value with its zone."""
        return value.replace(tzinfo=UTC) if value is not None else None


class Database:
    """An engine, and the lock its writers share."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection for reading."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one transaction; it is committed at the end, or not at all."""
        with self._writer, self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let every connection go."""
        self._engine.dispose()


def open_database(url: str) -> Database:
    """Return the database behind a URL, migrated to the newest schema.

    Raises:
        Unavailable: it cannot be opened, read or migrated; the message says what to do.
    """
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    options = {"poolclass": pool.StaticPool} if in_memory else {}
    try:
        connect = {"check_same_thread": False, "timeout": 10} if url.startswith("sqlite") else {}
        engine = create_engine(url, connect_args=connect, **options)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_settings)
        with engine.begin() as connection:
            _migrate(connection)
    except (OperationalError, DatabaseError) as error:
        shown = engine.url.render_as_string(hide_password=True)
        raise Unavailable(
            f"The database {shown} cannot be read ({error.orig}). "
            "Close other programs that hold it, or move the file away and start again."
        ) from None
    return Database(engine)


def _sqlite_settings(connection: DBAPIConnection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.cursor().execute(f"PRAGMA {pragma}")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("kb") / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
