"""Registers as CSV: of any usual encoding and separator, quoted line ends included."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import csv as arrow_csv

from kb.errors import WrongInput
from kb.text import Text
from matcher.register_source import EMPTY, NO_ROWS, broken, broken_at, in_row, is_title

_HEAD: Final = 1 << 20
_BLOCK: Final = 1 << 19
"""Arrow reads 32 blocks ahead where it is faster than we are; no row may be longer than one."""
_MOST_SNIFFED: Final = 256 << 20
"""Plain ASCII may turn out to be GBK later on; so far ahead it is looked."""
_SEPARATORS: Final = ",;\t"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CsvSource:
    """A CSV file; all its cells are texts, an empty one is null."""

    rows: int | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._encoding = encoding_of(path)
        self._done = 0.0
        self._above = 0
        self.title: str | None = None
        self.headers, self._separator = self._head()
        if next(self.batches(self.headers[:1], 1), None) is None:
            raise WrongInput.at(path.name, *NO_ROWS)

    def _head(self) -> tuple[tuple[str, ...], str]:
        """Return the header, by the separator that parts it best: the first row with anything.

        A line above it that only names the table is kept apart.
        """
        with self._path.open(encoding=self._encoding, newline="", errors="replace") as opened:
            head = opened.read(_HEAD)
        try:
            found = [(_first_rows(head, sign), sign) for sign in _SEPARATORS]
        except csv.Error:
            raise broken(self._path.name) from None
        titled = any(_is_titled(rows) for rows, _ in found)
        place = 1 if titled else 0
        rows, sign = max(found, key=lambda one: len(one[0][place]) if len(one[0]) > place else 0)
        cells = rows[place] if rows else []
        if titled:
            self.title = next(cell.strip() for cell in rows[0] if cell.strip())
            self._above = _lines_above(head, self.title)
        if not any(cell.strip() for cell in cells):
            raise WrongInput.at(self._path.name, *EMPTY)
        return tuple(cells), sign

    def batches(self, headers: Sequence[str], start_row: int) -> Iterator[pa.RecordBatch]:
        """Yield some columns in batches; rows before the first are split and dropped."""
        wanted = [i for i, header in enumerate(self.headers) if header in set(headers)]
        names = [self.headers[i] for i in wanted]
        self._done = 0.0
        row = taken = 0  # the header comes first, as any other row
        try:
            with pa.OSFile(str(self._path)) as opened:
                for batch in self._reader(opened, wanted):
                    before = max(0, start_row - row)
                    row += batch.num_rows
                    taken += _BLOCK  # what was read ahead is not done yet
                    self._done = min(taken, opened.tell(), self._size) / self._size
                    if before < batch.num_rows:
                        yield batch.slice(before).rename_columns(names)
        except (pa.ArrowException, UnicodeError, OSError) as error:
            raise self._refusal(error, row) from None
        self._done = 1.0

    def _reader(self, opened: Any, wanted: Sequence[int]) -> Any:
        names = [str(i) for i in range(len(self.headers))]
        return arrow_csv.open_csv(
            opened,
            read_options=arrow_csv.ReadOptions(
                column_names=names,
                skip_rows=self._above,
                encoding="utf8" if self._encoding.startswith("utf-8") else self._encoding,
                block_size=_BLOCK,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._separator, newlines_in_values=True
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=[str(i) for i in wanted],
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _refusal(self, error: Exception, row: int) -> WrongInput:
        """Return what is wrong, and in which row, without saying what it holds."""
        said = str(error).lower()
        cause = next((cause for sign, cause in _CAUSES.items() if sign in said), None)
        if cause is None:
            return broken_at(self._path.name, row)
        return in_row(self._path.name, self._wrong_row(row), *cause)

    def _wrong_row(self, begun: int) -> int:
        """Return the first row with too many or too few cells, or with a text of no encoding."""
        encoding, most = self._encoding, len(self.headers)
        with self._path.open(encoding=encoding, newline="", errors="surrogateescape") as opened:
            filled = filter(None, csv.reader(opened, delimiter=self._separator))
            rows = islice(filled, int(self.title is not None), None)
            try:
                for row, cells in enumerate(rows):
                    if row >= begun and (len(cells) != most or not _is_text("".join(cells))):
                        return row
            except (csv.Error, UnicodeError):
                pass
        return begun

    def done_share(self) -> float:
        """Return how many of the bytes have been taken."""
        return self._done


def _first_rows(head: str, separator: str) -> list[list[str]]:
    """Return the first three rows that are not empty; fewer where those below break off.

    Raises:
        csv.Error: the first of them breaks off.
    """
    rows = filter(None, csv.reader(io.StringIO(head, newline=""), delimiter=separator))
    found = list(islice(rows, 1))
    with suppress(csv.Error):
        found.extend(islice(rows, 2))
    return found


def _is_titled(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first of three rows only names the table that the others begin."""
    return len(rows) == 3 and is_title(*rows[:2]) and len(rows[1]) == len(rows[2])


def _lines_above(head: str, title: str) -> int:
    """Return how many lines of text a title and what stands above it take."""
    lines = io.StringIO(head, newline="").readlines()
    first = next(place for place, line in enumerate(lines) if line.strip())
    return first + 1 + title.count("\n")


def _is_text(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text, by its first bytes beyond ASCII.

    Raises:
        WrongInput: it is no text.
    """
    with path.open("rb") as opened:
        head = opened.read(_HEAD)
        for bom, encoding in _BOMS:
            if head.startswith(bom):
                return encoding
        if b"\0" in head:
            return _utf16_of(head, path.name)
        read = len(head)
        while head.isascii() and read < _MOST_SNIFFED:
            head = opened.read(_HEAD)
            read += len(head)
            if not head:
                return "utf-8"
    return next((one for one in ("utf-8", "gb18030") if _decodes(head, one)), "") or _refused(
        path.name
    )


def _utf16_of(head: bytes, file: str) -> str:
    """Return which UTF-16 a text without a mark is in: that in which it has ends of lines."""
    for encoding in ("utf-16-le", "utf-16-be"):
        held = head.decode(encoding, errors="ignore")
        if "\n" in held and "\0" not in held and _decodes(head, encoding):
            return encoding
    return _refused(file)


def _decodes(part: bytes, encoding: str) -> bool:
    """Say whether a part of a text is in an encoding; it may begin and end inside a character."""
    for start in range(4):
        try:
            codecs.getincrementaldecoder(encoding)().decode(part[start:])
        except UnicodeDecodeError:
            continue
        return True
    return False


def _refused(file: str) -> str:
    raise WrongInput.at(file, *NO_TEXT)


_SAVE_AS: Final = Text(
    zh="请另存为 UTF-8 编码的 CSV。", en="Save it as CSV with the encoding UTF-8."
)
NO_TEXT: Final = (
    Text(zh="不是文字表格，也不是认识的编码。", en="is no table of text in an encoding we know."),
    _SAVE_AS,
)
_CAUSES: Final = {
    "columns, got": (
        Text(zh="格数和列名不一样多。", en="has more or fewer cells than the header."),
        Text(
            zh="请补齐或删掉多余的格；内容里有分隔符时，请加英文引号。",
            en="Add or remove cells; put text that holds the separator in quotes.",
        ),
    ),
    "straddl": (
        Text(zh="从这一行起，有引号没有配对。", en="a quote from here on is never closed."),
        Text(zh="请补上另一个引号。", en="Close the quote."),
    ),
    "utf8": (Text(zh="有不是 UTF-8 的文字。", en="holds text that is not UTF-8."), _SAVE_AS),
    "codec": (Text(zh="有认不出的文字。", en="holds text in another encoding."), _SAVE_AS),
}
"""What Arrow says, in part, and what is said instead; its own words quote the row."""
