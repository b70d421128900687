"""Registers as XLSX: one sheet, row by row; formulas by the values that were saved with them.

Macros and links to other files are never followed. What would unpack to much more than a sheet
is refused before it is opened.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from kb.errors import WrongInput
from kb.text import Text, listed
from kb.workbook_guard import Bounds, refuse_unsafe
from matcher.fact_columns import ROWS
from matcher.register_source import EMPTY, NO_ROWS, SAVE_AGAIN, broken, broken_at, is_title
from matcher.register_texts import written

_MOST_ROWS: Final = 1_048_576
"""As many as a sheet has; a row with a higher number was not made by a spreadsheet."""
_SURE_DIGITS: Final = 10**15
"""A spreadsheet keeps fifteen digits of a number."""
Cells = tuple[Any, ...]


class WorkbookSource:
    """One sheet of a workbook."""

    rows: int | None = None

    def __init__(self, path: Path, sheet: str | None = None) -> None:
        self.title: str | None = None
        self._path = path
        self._sheet = sheet
        self._done = 0
        self._expected = 0
        with path.open("rb") as opened:
            refuse_unsafe(opened, path.name, _BOUNDS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = self._rows()
            self.headers = tuple(_header(cell) for cell in next(rows, ()))
            if not any(header.strip() for header in self.headers):
                raise WrongInput.at(path.name, *EMPTY)
            if next(rows, None) is None:
                raise WrongInput.at(path.name, *NO_ROWS)

    def batches(self, headers: Sequence[str], start_row: int) -> Iterator[pa.RecordBatch]:
        """Yield some columns in batches; every cell as the text one would type."""
        wanted = [i for i, header in enumerate(self.headers) if header in set(headers)]
        names = [self.headers[i] for i in wanted]
        self._done = 0
        rows = islice(self._rows(), start_row, None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            while part := list(islice(rows, ROWS)):
                columns = [pa.array([_text(row, i) for row in part], pa.string()) for i in wanted]
                yield pa.RecordBatch.from_arrays(columns, names=names)
        self._done = self._expected

    def done_share(self) -> float:
        """Return how many of the rows the sheet says it has have been read."""
        return min(1.0, self._done / self._expected) if self._expected else 0.0

    def _rows(self) -> Iterator[Cells]:
        """Yield the header and all rows below it; empty ones at either end are left out."""
        try:
            yield from self._below_title(self._read())
        except WrongInput:
            raise
        except Exception as error:  # openpyxl and what it stands on raise whatever they like
            raise broken_at(self._path.name, self._done, type(error).__name__) from None

    def _below_title(self, rows: Iterator[Cells]) -> Iterator[Cells]:
        """Yield rows from the header on, without a line above it that only names the table."""
        two = list(islice(rows, 2))
        if len(two) == 2 and is_title(*two):
            self.title = next(str(cell).strip() for cell in two.pop(0) if _header(cell).strip())
        yield from two
        yield from rows

    def _read(self) -> Iterator[Cells]:
        import openpyxl

        with self._path.open("rb") as opened:
            book = openpyxl.load_workbook(  # by its name openpyxl would judge it
                opened, read_only=True, data_only=True, keep_links=False, keep_vba=False
            )
            sheet = _chosen(book, self._sheet, self._path.name)
            self._expected = min(sheet.max_row or 0, _MOST_ROWS)
            sheet.reset_dimensions()  # what a file says of its own size may be wrong
            begun, empty = False, 0
            for self._done, row in enumerate(sheet.iter_rows(values_only=True)):
                if self._done > _MOST_ROWS:
                    raise broken(self._path.name, "more rows than a sheet has")
                if all(cell is None or cell == "" for cell in row):
                    empty += begun
                    continue
                yield from [()] * empty
                begun, empty = True, 0
                yield row


def _chosen(book: Any, name: str | None, file: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name is None and sheets:
        return next(iter(sheets.values()))
    if name not in sheets:
        there = listed(sheets)
        raise WrongInput.at(
            file,
            Text(zh=f"没有工作表“{name or ''}”。", en=f'there is no sheet "{name or ""}".'),
            Text(zh=f"工作表有：{there.zh}。", en=f"The sheets are: {there.en}."),
        )
    return sheets[name]


def _header(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _text(row: Cells, place: int) -> str | None:
    """Return a cell as the text one would type; None where it is empty.

    A number is written with the fifteen digits a spreadsheet keeps: 1.1 × 3 is 3.3 there. Longer
    whole ones have lost their ends and are written so that nobody takes them for exact.
    """
    cell = row[place] if place < len(row) else None
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        if abs(cell) >= _SURE_DIGITS:
            return f"{cell:.14E}"
        return written(float(f"{cell:.15g}"))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat(" ") if isinstance(cell, datetime) else _other(cell)


def _other(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


LARGEST: Final = 2_000_000_000
"""Bytes a workbook may unpack to."""
_BOUNDS: Final = Bounds(
    packed=LARGEST,
    total=LARGEST,
    sheet=LARGEST,
    words=300_000_000,
    part=50_000_000,
    remedy=Text(zh="请另存为 CSV。", en="Save it as CSV."),
    save_again=SAVE_AGAIN,
)
