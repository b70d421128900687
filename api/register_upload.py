"""A register on its way in: streamed from the form to its folder, never whole in memory.

The form's token comes first and is looked at before anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Annotated, Any, Final

from fastapi import Depends, Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from api.access import officer
from api.auth import Session, check_form
from api.pages import house_of
from api.register_folder import Folder, ours_alone
from kb.errors import Problem, WrongInput
from kb.text import Text
from matcher.register_disk import refused

KINDS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet", ".pq")
_LARGEST_PLAIN: Final = 10_000
"""Bytes of a form without a file."""
_LONGEST_FIELD: Final = 1000
_MOST_FIELDS: Final = 20
_LONGEST_NAME: Final = 80
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came of an upload: a register, or why there is none."""

    session: Session
    folder: Folder | None = None
    problem: Problem | None = None


async def received(request: Request, session: Annotated[Session, Depends(officer)]) -> Received:
    """Return the register that a form brings, in a folder of its own.

    What goes beyond the limit is read to its end and thrown away: a browser that is cut off in
    the middle shows no answer.

    Raises:
        NotAllowed: the form was not made for this session.
    """
    house = house_of(request)
    limit = house.settings.register_mb

    def begin(fields: dict[str, str], name: str) -> Folder:
        check_form(session, fields.get("csrf", ""))
        return house.registers.add(
            session.centre, session.account, name[-_LONGEST_NAME:], _kind(name)
        )

    form = _Form(begin, limit * _MEGABYTE)
    try:
        with refused(Path("register")):
            await _read(request, form)
    except BaseException as error:
        form.drop()
        if isinstance(error, WrongInput):
            return Received(session=session, problem=error.problems[0])
        raise
    check_form(session, form.fields.get("csrf", ""))
    if form.too_large:
        form.drop()
        return Received(session=session, problem=_too_large(limit))
    if form.folder is None:
        return Received(session=session, problem=_NO_FILE)
    return Received(session=session, folder=form.folder)


async def _read(request: Request, form: _Form) -> None:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        if int(request.headers.get("content-length") or _LARGEST_PLAIN + 1) > _LARGEST_PLAIN:
            raise WrongInput(_CUT_OFF)
        sent = await request.form()
        form.fields |= {name: str(value) for name, value in sent.items()}
        return
    parser = MultipartParser(options[b"boundary"], form.callbacks())  # type: ignore[arg-type]
    try:
        async for chunk in request.stream():
            await run_in_threadpool(parser.write, chunk)
        await run_in_threadpool(parser.finalize)
    except FormParserError:
        raise WrongInput(_CUT_OFF) from None
    if not form.ended:
        raise WrongInput(_CUT_OFF)


class _Form:
    """Takes the parts of a form as they come; the file goes to the disk."""

    def __init__(self, begin: Callable[[dict[str, str], str], Folder], limit: int) -> None:
        self.fields: dict[str, str] = {}
        self.folder: Folder | None = None
        self.too_large = self.ended = False
        self._begin, self._limit = begin, limit
        self._file: IO[bytes] | None = None
        self._size = 0
        self._field = self._name = ""
        self._header, self._value, self._data = b"", b"", b""

    def callbacks(self) -> dict[str, Callable[..., Any]]:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def drop(self) -> None:
        """Throw away what has come of the file."""
        self._close()
        if self.folder is not None:
            self.folder.remove()
            self.folder = None

    def _part_begin(self) -> None:
        self._field = self._name = ""
        self._header = self._value = self._data = b""

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > _LARGEST_PLAIN or len(self.fields) > _MOST_FIELDS:
            raise WrongInput(_CUT_OFF)

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._field = options.get(b"name", b"").decode("utf-8", "replace")
            self._name = _plain_name(options.get(b"filename", b"").decode("utf-8", "replace"))
        self._header = self._value = b""

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._name:
            self._to_file(data[start:end])
        elif len(self._data) + end - start <= _LONGEST_FIELD:
            self._data += data[start:end]

    def _to_file(self, data: bytes) -> None:
        self._size += len(data)
        self.too_large = self.too_large or self._size > self._limit
        if self.folder is None:
            self.folder = self._begin(self.fields, self._name)
            self._file = open(self.folder.upload, "wb", opener=ours_alone)  # noqa: SIM115
        if self._file is not None and not self.too_large:
            self._file.write(data)

    def _part_end(self) -> None:
        if self._name:
            self._close()
        else:
            self.fields[self._field] = self._data.decode("utf-8", "replace")

    def _end(self) -> None:
        self.ended = True

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _plain_name(name: str) -> str:
    """Return the name of a file without folders and without what cannot be shown."""
    return re.sub(r"[\x00-\x1f\x7f]", "", PurePath(name.replace("\\", "/")).name)


def _kind(name: str) -> str:
    """Return the ending of a file where it is one of a table, else none; its content decides."""
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in KINDS else ""


def _too_large(limit: int) -> Problem:
    return Problem(
        place="",
        problem=Text(
            zh=f"文件超过 {limit:,} MB，没有收下。",
            en=f"The file is larger than {limit:,} MB and was not taken.",
        ),
        remedy=Text(
            zh="请存成 Parquet（小得多）再上传，或者请管理员来做，那里没有大小限制。",
            en="Save it as Parquet, which is much smaller, or ask your administrator.",
        ),
    )


_NO_FILE: Final = Problem(
    place="",
    problem=Text(zh="没有选文件，或者文件是空的。", en="No file was chosen, or it is empty."),
    remedy=Text(
        zh="请选一个 CSV、XLSX 或 Parquet 文件。", en="Choose a CSV, XLSX or Parquet file."
    ),
)
_CUT_OFF: Final = Problem(
    place="",
    problem=Text(zh="上传没有完成。", en="The upload was cut off."),
    remedy=Text(zh="请再上传一次。", en="Upload it again."),
)
