"""Which kind of file a register is, by what it holds and not by its name alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from kb.errors import CHECK_THE_PATH, WrongInput
from kb.file_signs import ZIP, refused_sign
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
_HEAD: Final = 1 << 16


def format_of(path: Path) -> Format:
    """Return which kind of file it is.

    Raises:
        WrongInput: there is none, it is empty, of another kind, or of another than its name says.
    """
    head = _head(path)
    if not head.strip():
        raise WrongInput.at(path.name, *EMPTY)
    with path.open("rb") as opened:
        if said := refused_sign(opened, SAVE_AGAIN):
            raise WrongInput.at(path.name, *said)
    held = Format.CSV
    if head.startswith((b"PAR1", ZIP)):
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
