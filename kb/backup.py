"""A backup: one file that holds everything of a house, and fits either kind of database.

Lines of JSON, gzipped: first what it is, then for every table its columns and its rows in an
order that respects who refers to whom, at last the SHA-256 of all that stands before. It holds
personal data, so nobody but its owner may read the file.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, MetaData, Table, func, select, text

from kb.database import Database
from kb.errors import Conflict, WrongInput, unwritable
from kb.ledger_chain import Head, head
from kb.ledger_tables import MOVE
from kb.text import Text

FORMAT: Final = 1
LEFT_OUT: Final = frozenset(
    {"account_session", "account_link", "sign_in_try", "shown_code", "intake"}
)
"""What is good for hours and for one browser only; everybody signs in again."""
REVISION: Final = "alembic_version"
_MANY: Final = 500
_DAMAGED: Final = Text(
    zh="已经损坏、不完整，或者不是 Companion 的备份。",
    en="is damaged, cut short, or no backup of Companion.",
)
_ANOTHER: Final = Text(
    zh="请换一份副本；现在什么也没有改。", en="Take another copy of it; nothing was changed."
)
_NEWER: Final = (
    Text(zh="是用更新版本的 Companion 做的。", en="was made by a newer version of Companion."),
    Text(
        zh="请用那个版本恢复；现在什么也没有改。",
        en="Restore it with that version; nothing was changed.",
    ),
)
_EMPTY: Final = (
    Text(zh="这个数据库是空的。", en="This database is empty."),
    Text(
        zh="请检查 COMPANION_DATABASE_URL 或 COMPANION_STATE 写的是不是您想要的那个。",
        en="See that COMPANION_DATABASE_URL or COMPANION_STATE names the one you mean.",
    ),
)
_ELSEWHERE: Final = Text(zh="请写另一个文件夹里的文件。", en="Name a file in another folder.")
_MAKE_ROOM: Final = Text(zh="请腾出空间，或者换一个文件。", en="Make room, or name another file.")
_ONE_OF_OURS: Final = Text(
    zh="请写一个由 `backup` 做出的文件。", en="Name a file that `backup` made."
)

Progress = Callable[[int, int], None]
"""Told now and then how many rows are done, of how many."""


def nobody_watches(_done: int, _of: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What the first line says of the rest."""

    companion_backup: int
    """The format, counted up when an older version could no longer read it."""
    revision: str
    """The newest migration of the database it was taken from."""
    made_at: str
    ledger: int
    """The number of the last move in the ledger."""
    rows: Mapping[str, int]
    """How many rows of each table."""
    head: str = ""
    """The seal in which the chain of the ledger ends; empty where it was not sealed yet."""

    @property
    def total(self) -> int:
        """Return how many rows there are in all."""
        return sum(self.rows.values())


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Return the tables a backup holds, each after those it refers to."""
    found = MetaData()
    found.reflect(connection)
    away = LEFT_OUT | {REVISION}
    return tuple(table for table in found.sorted_tables if table.name not in away)


# ---- writing ---------------------------------------------------------------------------------


def write_backup(
    database: Database, path: Path, at: datetime, progress: Progress = nobody_watches
) -> Backup:
    """Write a file that holds the database as it is at one moment; people go on working.

    The file appears whole or not at all, and takes the place of one of that name.

    Raises:
        Conflict: the database is empty; most likely another one was meant.
        WrongInput: the file cannot be written.
        Unavailable: the database does not answer.
    """
    with database.snapshot() as connection:
        held = _described(connection, at)
        if not held.total:
            raise Conflict(*_EMPTY)
        with _appearing(path) as file:
            _write(file, held, connection, progress)
    return held


def _described(connection: Connection, at: datetime) -> Backup:
    tables = tables_of(connection)
    sealed = any("seal" in t.columns for t in tables if t.name == MOVE.name)
    end = head(connection) if sealed else Head()  # an older schema has no seals
    return Backup(
        companion_backup=FORMAT,
        revision=str(connection.scalar(text(f"SELECT version_num FROM {REVISION}"))),
        made_at=at.isoformat(timespec="seconds"),
        ledger=end.number,
        head=end.seal,
        rows={t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables},
    )


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes its name once it is whole and on the disk; only its owner reads it."""
    try:
        number, making = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise unwritable(str(path), error, _ELSEWHERE) from None
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(making).replace(path)
    except OSError as error:
        raise unwritable(str(path), error, _MAKE_ROOM) from None
    finally:
        Path(making).unlink(missing_ok=True)


def _write(file: BinaryIO, held: Backup, connection: Connection, progress: Progress) -> None:
    content, done = hashlib.sha256(), 0
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6) as zipped:
        for line in _lines(held, connection):
            written = _line(line)
            content.update(written)
            zipped.write(written)
            if isinstance(line, list):
                done += 1
                if done % _MANY == 0:
                    progress(done, held.total)
        zipped.write(_line({"sha256": content.hexdigest()}))
    progress(held.total, held.total)


def _lines(held: Backup, connection: Connection) -> Iterator[dict[str, Any] | list[Any]]:
    yield asdict(held)
    for table in tables_of(connection):
        yield {"table": table.name, "columns": [column.name for column in table.columns]}
        query = select(table).order_by(*table.primary_key.columns)
        rows = connection.execution_options(yield_per=_MANY).execute(query)
        yield from ([_written(value) for value in row] for row in rows)


def _line(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(value: Any) -> Any:
    match value:
        case None | str() | int() | float():
            return value
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


# ---- reading ---------------------------------------------------------------------------------


class BackupFile:
    """A backup that was read once from beginning to end and found whole."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read it all and believe nothing that is not borne out.

        Raises:
            WrongInput: it is damaged, cut short, of a newer version, or something else.
        """
        self._file = file
        self.name = name
        try:
            self.held = self._checked()
        except (OSError, EOFError, StopIteration, zlib.error, ValueError, KeyError, TypeError):
            raise self.damaged() from None

    def damaged(self) -> WrongInput:
        """Return the error for a file that is not what it should be."""
        return WrongInput.at(self.name, _DAMAGED, _ANOTHER)

    def rows(self) -> Iterator[tuple[str, list[str], list[Any]]]:
        """Yield table, columns and values of every row, in the order they can be put back in."""
        table, columns = "", list[str]()
        for said in self._said():
            if isinstance(said, list):
                yield table, columns, said
            elif "table" in said:
                table, columns = said["table"], said["columns"]

    def _said(self) -> Iterator[Any]:
        """Yield what every line says; the last is reached only if it bears out all the others."""
        self._file.seek(0)
        content, closed = hashlib.sha256(), False
        with gzip.GzipFile(fileobj=self._file, mode="rb") as zipped:
            for line in zipped:
                said = json.loads(line)
                if closed:
                    raise ValueError
                if "sha256" in said:
                    closed = said["sha256"] == content.hexdigest()
                content.update(line)
                yield said
        if not closed:
            raise ValueError

    def _checked(self) -> Backup:
        held = self._described(next(self._said()))
        counted = Counter(table for table, columns, row in self.rows() if len(row) == len(columns))
        if counted != Counter(held.rows):
            raise ValueError
        return held

    def _described(self, first: Any) -> Backup:
        if first["companion_backup"] > FORMAT:
            raise WrongInput.at(self.name, *_NEWER)
        return Backup(**first)


@contextmanager
def opened_backup(path: Path) -> Iterator[BackupFile]:
    """Give a backup that was found whole; what was checked is what is read.

    Raises:
        WrongInput: it is not there, damaged, or of a newer version.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        said = Text(zh="读不出来。", en=f"cannot be read ({error.strerror}).")
        raise WrongInput.at(str(path), said, _ONE_OF_OURS) from None
    with file:
        yield BackupFile(file, str(path))
