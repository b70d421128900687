"""A workbook from outside → the rows of our sheets; what is hostile or no workbook is refused.

Nothing in it is followed or worked out: macros, links to other files and formulas are refused,
since a value is wanted that somebody stands for.
"""

from __future__ import annotations

import difflib
import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from kb.errors import BadRecords, Problem, WrongInput, did_you_mean
from kb.file_signs import Said
from kb.sheet_cells import MOST_SIGNS, Cell, as_shown
from kb.sheet_columns import EXAMPLE, OURS, POLICIES, SHEETS, Column, Kind, Path, Sheet
from kb.sheet_guard import BOUNDS, TEMPLATE, Area, broken, refuse_hostile
from kb.sheet_lookup import same
from kb.text import Text

MOST_ROWS: Final = 5_000
"""Filled rows of one sheet that are read."""
_MOST_COLUMNS: Final = 100
_LAST_ROW: Final = 1_048_576
_HEADER_WITHIN: Final = 5
_LONGEST_HEADING: Final = 100
_MOST_SHEETS: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its number, its cells by column, and where a column's cell would stand."""

    sheet: Sheet
    number: int
    cells: Mapping[Path, Cell]
    letters: Mapping[Path, str]
    name: str

    def place(self, path: Path = ()) -> str:
        """Return where the cell of a column stands; of none that is there, the first."""
        letter = self.letters.get(path) or next(iter(self.letters.values()))
        return f"{self.name}!{letter}{self.number}"


def read_rows(content: bytes, file: str) -> tuple[dict[str, list[Row]], tuple[Problem, ...]]:
    """Return the filled rows of our sheets by the sheet's part of a record; `""` are the items.

    Cells that hold no value, such as formulas, come beside the rows as problems, so that what is
    wrong elsewhere is told with them.

    Args:
        content: the workbook.
        file: its name, for messages.

    Raises:
        WrongInput: it is no workbook, hostile, or damaged.
        BadRecords: a heading is not ours, so nobody knows what its column means.
    """
    merged = refuse_hostile(content, file)
    problems = _Told([], [])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            held = _read_book(content, file, problems, merged)
    except WrongInput:
        raise
    except Exception as error:  # openpyxl and what it stands on raise whatever they like
        raise broken(file, type(error).__name__) from None
    if problems.headings:
        raise BadRecords([*problems.headings, *problems.cells])
    return held, tuple(problems.cells)


@dataclass(frozen=True, slots=True)
class _Told:
    """Problems of headings, which nothing can be read past, and of single cells."""

    headings: list[Problem]
    cells: list[Problem]


def _read_book(
    content: bytes, file: str, problems: _Told, merged: Mapping[str, Sequence[Area]]
) -> dict[str, list[Row]]:
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, keep_links=False, keep_vba=False
    )
    if len(book.worksheets) > _MOST_SHEETS:
        raise WrongInput.at(file, _MANY_SHEETS, BOUNDS.remedy)
    held: dict[str, list[Row]] = {}
    for page in book.worksheets:
        sheet = _sheet_of(page.title)
        if sheet is not None and sheet.part not in held:
            areas = merged.get(page._worksheet_path, ())  # one who only reads sees no merging
            held[sheet.part] = list(_Page(page, sheet, file, problems, areas).rows())
        elif not _is_ours(page.title) and any(islice(_filled(page, file), 1)):
            problems.cells.append(Problem(file=file, place=f"{page.title}!A1", **_OTHER_SHEET))
    if POLICIES.part not in held:
        raise WrongInput.at(file, _NO_SHEET, TEMPLATE)
    return held


def _sheet_of(name: str) -> Sheet | None:
    wanted = same(name)
    return next((one for one in SHEETS if wanted in _names(one.name)), None)


def _names(name: str) -> set[str]:
    return {same(name), *(same(part) for part in name.split(" ", 1))}


def _is_ours(name: str) -> bool:
    return name in OURS or same(name).startswith(_REMARKS)


class _Page:
    """Reads one sheet; what is wrong goes to `problems` with its cell."""

    def __init__(
        self, page: Any, sheet: Sheet, file: str, problems: _Told, merged: Iterable[Area]
    ) -> None:
        self._page, self._sheet, self._file = page, sheet, file
        self._tall = {(one.top, one.left - 1) for one in merged if one.bottom > one.top}
        self._problems, self._told = problems, problems.headings
        self._columns: dict[int, Column] = {}
        self._skipped: set[int] = set()

    def rows(self) -> Iterator[Row]:
        """Yield the filled rows below the headings; the example is left out."""
        filled = _filled(self._page, self._file)
        first = list(islice(filled, _HEADER_WITHIN))
        at = next((i for i, (_, row) in enumerate(first) if self._known(row) > 1), None)
        if at is None:
            if first:
                self._say("A1", *_NO_HEADINGS)
            return
        self._headings(*first[at])
        self._told = self._problems.cells
        letters = {column.path: _letter(i) for i, column in sorted(self._columns.items())}
        for count, (number, row) in enumerate((*first[at + 1 :], *filled)):
            if count >= MOST_ROWS:
                self._say(f"A{number}", *_MANY_ROWS)
                return
            cells = dict(self._cells(number, row))
            if cells and not self._is_example(number, cells):
                yield Row(self._sheet, number, cells, letters, self._page.title)

    def _known(self, row: Sequence[Any]) -> int:
        return sum(self._column(cell.value) is not None for cell in row)

    def _column(self, heading: object) -> Column | None:
        if not isinstance(heading, str) or not heading.strip():
            return None
        lines = {same(heading), *(same(line) for line in heading.split("\n"))}
        return next(
            (
                column
                for column in self._sheet.columns
                if lines & {same(column.title.zh), same(column.title.en)}
            ),
            None,
        )

    def _headings(self, number: int, row: Sequence[Any]) -> None:
        for i, cell in enumerate(row):
            column = self._column(cell.value)
            if column is not None and column in self._columns.values():
                self._say(f"{_letter(i)}{number}", *_TWICE)
            elif column is not None:
                self._columns[i] = column
            elif cell.value is not None and str(cell.value).strip():
                self._skipped.add(i)
                if not same(str(cell.value)).startswith(_REMARKS):
                    self._say(f"{_letter(i)}{number}", *self._unknown(str(cell.value)))
        first = self._sheet.columns[0]
        if first not in self._columns.values():
            self._say(f"A{number}", *_no_column(first.title))

    def _unknown(self, heading: str) -> Said:
        titles = {same(one): one for c in self._sheet.columns for one in _both(c.title)}
        near = difflib.get_close_matches(
            same(heading.split("\n", maxsplit=1)[0][:_LONGEST_HEADING]), titles, n=1, cutoff=0.5
        )
        remedy = did_you_mean([titles[near[0]]]) if near else _REMARK
        return Text(zh="不认识这个栏目。", en="this heading is not known."), remedy

    def _cells(self, number: int, row: Sequence[Any]) -> Iterator[tuple[Path, Cell]]:
        for i, cell in enumerate(row):
            if i in self._skipped or cell.value is None or str(cell.value).strip() == "":
                continue
            place, column = f"{_letter(i)}{number}", self._columns.get(i)
            if column is None:
                self._say(place, *_NO_HEADING)
            elif cell.data_type in _WRONG:
                self._say(place, *_WRONG[cell.data_type])
            elif column.kind is not Kind.REST and len(str(cell.value)) > MOST_SIGNS:
                self._say(place, *_LONG)
            else:
                if (number, i) in self._tall:
                    self._say(place, *_MERGED)
                where, form = f"{self._page.title}!{place}", cell.number_format or ""
                yield column.path, as_shown(where, cell.value, form)

    def _is_example(self, number: int, cells: Mapping[Path, Cell]) -> bool:
        """Say whether a row is the example; one that was typed over is told of, not left out."""
        first = self._sheet.columns[0]
        if first.path not in cells or same(cells[first.path].text) != same(EXAMPLE):
            return False
        told = {c.path: c.example for c in self._sheet.columns if c.example and c is not first}
        said = {path: cell.text for path, cell in cells.items() if path != first.path}
        changed = [path for path, text in said.items() if told.get(path) != text]
        if changed:
            self._say(cells[changed[0]].place.rpartition("!")[2], *_EXAMPLE_CHANGED)
        return True

    def _say(self, place: str, problem: Text, remedy: Text) -> None:
        where = f"{self._page.title}!{place}"
        self._told.append(Problem(file=self._file, place=where, problem=problem, remedy=remedy))


def _filled(page: Any, file: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet that hold anything, with their numbers."""
    page.reset_dimensions()  # what a file says of its own size may be wrong
    last = None
    for number, row in enumerate(page.iter_rows(max_col=_MOST_COLUMNS), 1):
        if number > _LAST_ROW:
            raise broken(file, "rows")
        if row is last:  # a gap comes as the same empty row again and again
            continue
        last = row
        if any(cell.value is not None and cell.value != "" for cell in row):
            yield number, row


def _letter(i: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(i + 1))


def _both(title: Text) -> tuple[str, str]:
    return title.zh, title.en


_REMARKS: Final = ("备注", "remark")
_NO_SHEET: Final = Text(
    zh=f"没有工作表“{POLICIES.name}”。", en=f'there is no sheet "{POLICIES.name}".'
)
_MANY_SHEETS: Final = Text(zh="工作表太多。", en="holds too many sheets.")
_OTHER_SHEET: Final[Any] = {
    "problem": Text(zh="不认识这张工作表。", en="this sheet is not one of ours."),
    "remedy": Text(
        zh="请删掉它，或者让它的名字以“备注”开头。",
        en="Delete it, or let its name begin with Remarks.",
    ),
}
_NO_HEADINGS: Final = (
    Text(zh="没有找到栏目名。", en="no headings were found."),
    Text(zh="请从模板里抄第一行。", en="Copy the first row of the template."),
)
_TWICE: Final = (
    Text(zh="这个栏目有两列。", en="this heading stands twice."),
    Text(zh="请只留一列。", en="Keep one column."),
)
_REMARK: Final = Text(
    zh="请改成模板里的栏目名；自己的备注，栏目名请以“备注”开头。",
    en="Use a heading of the template; for notes of your own, begin it with Remarks.",
)
_NO_HEADING: Final = (
    Text(zh="这一列没有栏目名。", en="this column has no heading."),
    Text(zh="请把内容移到它的栏目下面，或者删掉。", en="Move it below its heading, or delete it."),
)
_MERGED: Final = (
    Text(
        zh="合并的单元格，只有第一行读得到值。",
        en="is merged, so the first row alone has its value.",
    ),
    Text(zh="请拆开，每一行都写。", en="Unmerge it and write the value on every row."),
)
_LONG: Final = (
    Text(zh=f"超过 {MOST_SIGNS:,} 个字。", en=f"is longer than {MOST_SIGNS:,} signs."),
    Text(zh="请写短一些。", en="Make it shorter."),
)
_MANY_ROWS: Final = (
    Text(zh=f"超过 {MOST_ROWS:,} 行。", en=f"there are more than {MOST_ROWS:,} rows."),
    Text(zh="请分成几个文件。", en="Split it into several files."),
)
_EXAMPLE_CHANGED: Final = (
    Text(zh="这是例子那一行，不会读取。", en="this row is the example and is not read."),
    Text(
        zh=f"请写在下面一行；或者删掉第一格里的“{EXAMPLE}”。",
        en=f'Write on the next row, or delete "{EXAMPLE}" in its first cell.',
    ),
)
_WRONG: Final[Mapping[str, Said]] = {
    "f": (
        Text(zh="这里是公式。", en="this is a formula."),
        Text(zh="请直接写出值。", en="Write the value."),
    ),
    "e": (
        Text(zh="这里是表格软件的错误值。", en="this is an error of the spreadsheet."),
        Text(zh="请直接写出值。", en="Write the value."),
    ),
}


def _no_column(title: Text) -> Said:
    return (
        Text(zh=f"没有“{title.zh}”这一列。", en=f'there is no column "{title.en}".'),
        Text(zh="请从模板里抄栏目名。", en="Copy the headings from the template."),
    )
