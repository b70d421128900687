"""A backup put back, into a database of either kind, in one transaction.

The schema is made anew as it was when the backup was taken, filled, and then brought up to date:
so older backups fit, and tables that refuse every change are filled while they are new.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Integer, MetaData, Table, func, select, text
from sqlalchemy.exc import DataError, IntegrityError

from kb.backup import REVISION, Backup, BackupFile, Progress, nobody_watches, opened_backup
from kb.backup import tables_of as tables_held
from kb.database import Database
from kb.errors import Conflict, WrongInput
from kb.ledger_tables import SEEDER
from kb.migrating import knows_revision, migrate
from kb.text import Text

_MANY: Final = 500
_SEEDED: Final = {"record_version": "author", "record_move": "by"}
"""What a first start fills, and the column that says whether it was the start that did."""


def restore(
    database: Database, path: Path, replace: bool = False, progress: Progress = nobody_watches
) -> Backup:
    """Put a backup in the place of everything the database holds; other workers follow at once.

    Args:
        database: the one to fill.
        path: of the backup.
        replace: also where the database holds more than its first start put there.
        progress: told how far the work is.

    Raises:
        WrongInput: the file is not there, damaged, or newer than this version.
        Conflict: the database holds more than its first start put there.
        Unavailable: the database does not answer.
    """
    with opened_backup(path) as file:
        if not knows_revision(file.held.revision):
            raise WrongInput.at(
                file.name,
                Text(
                    zh=f"表结构是 {file.held.revision}，这个版本不认识。",
                    en=f"has tables of revision {file.held.revision}, "
                    "which this version does not know.",
                ),
                Text(
                    zh="请先更新 Companion；现在什么也没有改。",
                    en="Update Companion first; nothing was changed.",
                ),
            )
        with database.write(alone="migration") as connection:
            if not replace:
                _refuse_to_lose(connection)
            _empty(connection)
            migrate(connection, file.held.revision)
            _fill(connection, file, progress)
            migrate(connection)
            _count_on(connection)
            database.signals.tell_everyone(connection)
    return file.held


def _refuse_to_lose(connection: Connection) -> None:
    """Let nothing be replaced but what a first start puts there."""
    found = {table.name: _more_than_seeded(connection, table) for table in tables_held(connection)}
    more = {name: rows for name, rows in sorted(found.items()) if rows}
    if more:
        raise Conflict(
            Text(
                zh=f"这个数据库正在使用：{'、'.join(f'{one} {n} 行' for one, n in more.items())}。",
                en="This database is in use: "
                f"{', '.join(f'{n} in {one}' for one, n in more.items())}.",
            ),
            Text(
                zh="请先备份它，再加上 --replace；或者换一个数据库。",
                en="Take a backup of it, then add --replace, or name another database.",
            ),
        )


def _more_than_seeded(connection: Connection, table: Table) -> int:
    query = select(func.count()).select_from(table)
    by = _SEEDED.get(table.name)
    rows = connection.scalar(query.where(table.c[by] != SEEDER) if by else query)
    return int(rows or 0)


def _empty(connection: Connection) -> None:
    """Drop every table, those first that refer to others."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)


# ---- filling ---------------------------------------------------------------------------------


def _fill(connection: Connection, file: BackupFile, progress: Progress) -> None:
    found = MetaData()
    found.reflect(connection)
    done = 0
    for name, rows in groupby(file.rows(), key=lambda row: row[0]):
        if name not in found.tables or name == REVISION:
            raise file.damaged()
        for many in _by_many(rows):
            _insert(connection, found.tables[name], many, file)
            done += len(many)
            progress(done, file.held.total)


def _by_many(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while many := list(islice(left, _MANY)):
        yield many


def _insert(connection: Connection, table: Table, rows: list[Any], file: BackupFile) -> None:
    """Insert rows of one table.

    Raises:
        WrongInput: this database does not take one of them, or they fit no table of ours.
    """
    _, columns, _ = rows[0]
    if not set(columns) <= set(table.columns.keys()):
        raise file.damaged()
    read = [_reader(table.c[column].type.python_type) for column in columns]
    made = [
        dict(zip(columns, (one(value) for one, value in zip(read, row, strict=True)), strict=True))
        for _, _, row in rows
    ]
    try:
        connection.execute(table.insert(), made)
    except (DataError, IntegrityError) as error:
        why = str(error.orig).strip().splitlines()[0]
        raise WrongInput.at(
            f"{file.name}: {table.name}",
            Text(
                zh=f"里面有这个数据库收不下的内容（{why}）。",
                en=f"holds what this database does not take ({why}).",
            ),
            Text(
                zh="请恢复到和原来同一种的数据库；现在什么也没有改。",
                en="Restore it into a database of the kind it came from; nothing was changed.",
            ),
        ) from None


_READERS: Final[Mapping[type, Callable[[Any], Any]]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
    bytes: base64.b64decode,
}


def _reader(kind: type) -> Callable[[Any], Any]:
    """Return what turns a value of the file into one of a column."""
    read = _READERS.get(kind, lambda value: value)
    return lambda value: None if value is None else read(value)


def _count_on(connection: Connection) -> None:
    """Let numbers go on after the highest one; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables_held(connection):
        for column in table.primary_key.columns:
            if isinstance(column.type, Integer):
                _set_sequence(connection, table.name, column.name)


def _set_sequence(connection: Connection, table: str, column: str) -> None:
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table, "column": column}
    )
    if sequence:
        highest = f"SELECT max({column}) AS last FROM {table}"
        connection.execute(
            text(
                f"SELECT setval(:name, coalesce(last, 1), last IS NOT NULL) FROM ({highest}) AS t"
            ),
            {"name": sequence},
        )
