"""Which kind of file a register is, by what it holds and not by its name alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from kb.errors import CHECK_THE_PATH, WrongInput
from kb.text import Text
from matcher.register_csv import CsvSource
from matcher.register_parquet import ParquetSource
from matcher.register_source import EMPTY, SAVE_AGAIN, Source
from matcher.register_workbook import WorkbookSource


class Format(StrEnum):
    """The kinds of files registers come in."""

    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"


_BY_NAME: Final[Mapping[str, Format]] = {
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".txt": Format.CSV,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_HEAD: Final = 1 << 16
_LEAST: Final = 8


def format_of(path: Path) -> Format:
    """Return which kind of file it is.

    Raises:
        WrongInput: there is none, it is empty, of another kind, or of another than its name says.
    """
    head = _head(path)
    if not head.strip():
        raise WrongInput.at(path.name, *EMPTY)
    for sign, said in _REFUSED.items():
        if head.startswith(sign):
            raise WrongInput.at(path.name, *said)
    if head.startswith(_OLE):
        raise WrongInput.at(path.name, *(_LOCKED if _is_locked(path) else _OLD))
    held = Format.CSV
    if head.startswith((b"PAR1", b"PK\x03\x04")):
        held = Format.PARQUET if head.startswith(b"PAR1") else Format.XLSX
    named = _BY_NAME.get(path.suffix.lower(), held)
    if named is not held:
        raise WrongInput.at(path.name, *_misnamed(path.suffix, held))
    return held


def open_source(path: Path, sheet: str | None = None) -> tuple[Format, Source]:
    """Return a file as rows below a header.

    Args:
        path: the file.
        sheet: of a workbook; without it the first.

    Raises:
        WrongInput: it cannot be read.
    """
    held = format_of(path)
    if held is Format.XLSX:
        return held, WorkbookSource(path, sheet)
    return held, ParquetSource(path) if held is Format.PARQUET else CsvSource(path)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_HEAD)
    except OSError as error:
        said = Text(zh="打不开。", en=f"cannot be opened ({error.strerror}).")
        raise WrongInput.at(path.name, said, CHECK_THE_PATH) from None


def _is_locked(path: Path) -> bool:
    """Say whether a workbook of the old container is a new one behind a password."""
    with path.open("rb") as opened:
        last = b""
        while part := opened.read(_HEAD):
            if _ENCRYPTED in last + part:
                return True
            last = part[-len(_ENCRYPTED) :]
    return False


def _misnamed(suffix: str, held: Format) -> tuple[Text, Text]:
    return (
        Text(
            zh=f"名称以 {suffix} 结尾，内容却是 {held.upper()}。",
            en=f"is called {suffix} but holds {held.upper()}.",
        ),
        Text(
            zh=f"请把名称改成以 .{held} 结尾，或者重新导出。",
            en=f"Rename it to end in .{held}, or export it again.",
        ),
    )


_PACKED: Final = (
    Text(zh="是压缩包。", en="is compressed."),
    Text(zh="请先解压。", en="Unpack it first."),
)
_PAGE: Final = (
    Text(zh="其实是网页，不是表格。", en="is a web page and no table."),
    SAVE_AGAIN,
)
_LOCKED: Final = (
    Text(zh="有密码，打不开。", en="has a password and cannot be opened."),
    Text(zh="请去掉密码，再存一次。", en="Take the password off and save it again."),
)
_OLD: Final = (
    Text(zh="是旧的 .xls 格式。", en="is in the old .xls format."),
    SAVE_AGAIN,
)
_SEALED: Final = (
    Text(zh="加了密，读不了。", en="is encrypted."),
    Text(zh="请导出不加密的文件。", en="Export it without encryption."),
)
_OTHER: Final = (
    Text(zh="不是表格。", en="is no table."),
    Text(zh="请用 Parquet、CSV 或 XLSX。", en="Use Parquet, CSV or XLSX."),
)
_REFUSED: Final[Mapping[bytes, tuple[Text, Text]]] = {
    b"PARE": _SEALED,
    b"\x1f\x8b": _PACKED,
    b"7z\xbc\xaf": _PACKED,
    b"Rar!": _PACKED,
    b"\x28\xb5\x2f\xfd": _PACKED,
    b"%PDF": _OTHER,
    b"SQLite format 3": _OTHER,
    b"ARROW1": _OTHER,
    b"ORC": _OTHER,
    b"<": _PAGE,
}
