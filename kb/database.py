"""The relational database: opening, migrating, and who may write when.

SQLite is opened with WAL and synchronous=FULL: what was acknowledged survives a kill. One
process writes through one lock; readers never wait for it. PostgreSQL serves many workers, each
with at most some fifteen connections; what only one of them may do at a time names itself and
waits its turn there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Table,
    create_engine,
    event,
    make_url,
    pool,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.types import TypeDecorator

from kb.errors import Unavailable, WrongInput
from kb.migrating import is_newest, migrate
from kb.signals import Signals, Told
from kb.text import Text

METADATA = MetaData()
"""Every table of the house, declared by the module that uses it."""

_PATIENCE_S = 10
"""How long one writer of SQLite waits for another process."""

_GONE = Text(
    zh="数据库没有应答。已经确认过的都没有丢，请过一分钟再试。",
    en="The database does not answer. Nothing was lost that was confirmed; try again in a minute.",
)


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
    """An engine, the lock its writers share, and the signals between its workers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.serves_many = engine.dialect.name != "sqlite"
        """Whether several processes may work on it at once."""
        self._turn = nullcontext() if self.serves_many else threading.RLock()
        shared = isinstance(engine.pool, pool.StaticPool)
        self._reading: AbstractContextManager[Any] = self._turn if shared else nullcontext()
        self._long_turn = threading.Lock()
        self._to_empty = not self.serves_many  # whoever was killed may have left deleted rows there
        self.signals = Signals(engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection for reading.

        Raises:
            Unavailable: the database does not answer.
            WrongInput: something asked for holds a sign that no database keeps.
        """
        with _answering(), self._reading, self._engine.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Open a connection that sees one moment, however long it reads and whoever writes.

        Raises:
            Unavailable: the database does not answer.
        """
        with self.read() as connection:
            if self.serves_many:
                connection.execution_options(isolation_level="REPEATABLE READ")
            else:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self, alone: str = "") -> Iterator[Connection]:
        """Open one transaction; it is committed at the end, or not at all.

        Args:
            alone: a name; of all workers one at a time is inside a transaction of that name.

        Raises:
            Unavailable: the database does not answer.
            WrongInput: something in it is too long or holds a sign that no database keeps.
        """
        told: Told = ()
        with _answering(), self._turn:
            ended_well = False
            try:
                with self._engine.begin() as connection:
                    wait_your_turn(connection, alone)
                    yield connection
                ended_well = True
            finally:
                told = self.signals.taken(ended_well)
            if self._to_empty:
                self._empty_log(wait_ms=0)
        self.signals.deliver(told)

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Let one at a time, of all threads and workers, do what takes several transactions.

        Inside it transactions are opened as usual; turns are not taken inside turns.
        """
        with self._long_turn:
            if not self.serves_many:
                yield
                return
            with _answering(), self._engine.begin() as connection:
                wait_your_turn(connection, name)
                yield

    def forget_deleted(self, tables: Sequence[str]) -> None:
        """Let go of what deleted rows leave behind: in the write-ahead log, in dead rows.

        SQLite overwrites deleted rows by itself (`secure_delete`) and empties its log here; where
        somebody reads for long, such as a backup, the first write after them does.
        """
        with _answering(), self._turn:
            if not self.serves_many:
                self._empty_log(wait_ms=2000)
                return
            with self._engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                for table in tables:
                    alone.exec_driver_sql(f'VACUUM "{table}"')

    def _empty_log(self, wait_ms: int) -> None:
        with self._engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql(f"PRAGMA busy_timeout={wait_ms}")
            busy = alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
            alone.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_S * 1000}")
            self._to_empty = bool(busy)

    def close(self) -> None:
        """Let every connection go."""
        self.signals.close()
        self._engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, NoneFree):
        raise Unavailable(_GONE) from None
    except DataError:
        raise WrongInput.at(
            "text",
            Text(
                zh="太长，或者有存不了的符号。",
                en="is too long or holds a sign that cannot be kept.",
            ),
            Text(zh="请用文字写短一些。", en="Write less, in words."),
        ) from None


def wait_your_turn(connection: Connection, name: str = "") -> None:
    """Wait until no other worker is in a transaction of this name.

    SQLite has one writer whatever the name: the transaction takes that place at once, so that
    what it reads is still true when it writes, also beside another process.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif name:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def add_or_change(
    connection: Connection, table: Table, row: Mapping[str, Any], change: Mapping[str, Any]
) -> None:
    """Insert a row, or change the one that already has its primary key."""
    insert = _INSERTS[connection.dialect.name](table).values(**row)
    keys = list(table.primary_key)
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=dict(change)))


def add_once(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless one has a key of it already; say whether it was inserted."""
    insert = _INSERTS[connection.dialect.name](table).values(**row).on_conflict_do_nothing()
    return connection.execute(insert.returning(*table.primary_key)).first() is not None


_INSERTS: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def open_database(url: str) -> Database:
    """Return the database behind a URL, migrated to the newest schema.

    Args:
        url: `sqlite:///file` or `postgresql://user:secret@host/name`.

    Raises:
        Unavailable: it cannot be opened, read or migrated; the message says what to do.
    """
    try:
        engine = _engine(_driven(url))
        with engine.begin() as connection:
            wait_your_turn(connection, "migration")
            if not is_newest(connection):
                migrate(connection)
    except (ArgumentError, NoSuchModuleError):
        raise Unavailable(
            Text(
                zh="COMPANION_DATABASE_URL 写的数据库，这个版本打不开。"
                "请写成 postgresql://user:password@host/name；用 SQLite 就不用写。",
                en="COMPANION_DATABASE_URL names no database this version can open. "
                "Write postgresql://user:password@host/name, or leave it out for SQLite.",
            )
        ) from None
    except DatabaseError as error:
        shown = engine.url.render_as_string(hide_password=True)
        why = str(error.orig).strip().splitlines()[0]
        remedy = _REMEDIES[engine.dialect.name]
        raise Unavailable(
            Text(
                zh=f"读不了数据库 {shown}（{why}）。{remedy.zh}",
                en=f"The database {shown} cannot be read ({why}). {remedy.en}",
            )
        ) from None
    return Database(engine)


_REMEDIES: Mapping[str, Text] = {
    "sqlite": Text(
        zh="请关掉占用它的其他程序，或者把文件移走再启动。",
        en="Close other programs that hold it, or move the file away and start again.",
    ),
    "postgresql": Text(
        zh="请检查那里的 PostgreSQL 是否在运行、COMPANION_DATABASE_URL 是否写对。",
        en="See that PostgreSQL runs there and that COMPANION_DATABASE_URL is right.",
    ),
}


def _driven(url: str) -> URL:
    """Return a URL with the driver we use; the short forms that others write are accepted."""
    given = make_url(url)
    if given.drivername in ("postgres", "postgresql"):
        return given.set(drivername="postgresql+psycopg")
    return given


def _engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return create_engine(
            url,
            pool_size=5,
            max_overflow=10,
            pool_timeout=10,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
    in_memory = url.database in (None, "", ":memory:")
    options: dict[str, Any] = {"poolclass": pool.StaticPool} if in_memory else {}
    connect = {"check_same_thread": False, "timeout": _PATIENCE_S}
    engine = create_engine(url, connect_args=connect, hide_parameters=True, **options)
    event.listen(engine, "connect", _sqlite_settings)
    return engine


def _sqlite_settings(connection: DBAPIConnection, _record: object) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.cursor().execute(f"PRAGMA {pragma}")
