"""What every kind of register file offers, and how a file that cannot be read is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

import pyarrow as pa

from kb.errors import WrongInput
from kb.text import Text


class Source(Protocol):
    """A file of rows below a header."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the columns as the file has them."""
        ...

    @property
    def title(self) -> str | None:
        """The line above the headers, where there is one that names the table."""
        ...

    @property
    def rows(self) -> int | None:
        """How many applicants there are, where the file says so without being read."""
        ...

    def batches(self, headers: Sequence[str], start_row: int) -> Iterator[pa.RecordBatch]:
        """Yield some columns, by their headers, in batches of any size from a row on.

        Raises:
            WrongInput: the file breaks off, or a row cannot be read.
        """
        ...

    def done_share(self) -> float:
        """Return how much of the file has been read, from 0 to 1."""
        ...


SAVE_AGAIN: Final = Text(
    zh="请用表格软件打开，另存为 .xlsx 或 .csv。",
    en="Open it in a spreadsheet and save it as .xlsx or .csv.",
)
EMPTY: Final = (
    Text(zh="文件是空的。", en="the file is empty."),
    Text(
        zh="第一行请写列名，下面每行写一家企业或一个人。",
        en="Put names of columns into the first row and one applicant into each row below.",
    ),
)
NO_ROWS: Final = (
    Text(zh="只有列名，没有内容。", en="holds a header and no rows."),
    Text(zh="请在列名下面每行写一家企业或一个人。", en="Put one applicant into each row below it."),
)


def is_title(first: Sequence[Any], second: Sequence[Any]) -> bool:
    """Say whether a first row only names the table: one cell is filled, and several below it.

    >>> is_title(["2026 list", "", ""], ["id", "staff", ""]), is_title(["id"], ["a"])
    (True, False)
    """
    return _filled(first) == 1 and _filled(second) > 1


def _filled(row: Sequence[Any]) -> int:
    return sum(cell is not None and str(cell).strip() != "" for cell in row)


def broken(file: str, why: str | None = None) -> WrongInput:
    """Return the refusal of a file that breaks off or was damaged."""
    return WrongInput.at(file, *_broken(why))


def broken_at(file: str, row: int, why: str | None = None) -> WrongInput:
    """Return the refusal of a file that breaks off at a row."""
    return in_row(file, row, *_broken(why))


def in_row(file: str, row: int, problem: Text, remedy: Text | None) -> WrongInput:
    """Return the refusal of a row; 1 is the first applicant."""
    said = Text(zh=f"第 {row:,} 行：{problem.zh}", en=f"row {row:,}: {problem.en}")
    return WrongInput.at(file, said, remedy)


def _broken(why: str | None) -> tuple[Text, Text]:
    said = f" ({why})" if why else ""
    return (
        Text(zh="文件读不完整，可能损坏了。", en=f"the file cannot be read to its end{said}."),
        Text(zh="请重新导出一次。", en="Export it again."),
    )
