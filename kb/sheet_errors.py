"""What is wrong with a workbook, put back into the workbook: the same sheet, the same cell.

Everything typed is kept. A wrong cell is red and has a note, and a first sheet lists all; what an
earlier round marked is cleared. Formulas come back as the text they were typed as.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Final

from kb.cell_text import put
from kb.errors import Problem
from kb.sheet_columns import PROBLEMS
from kb.sheet_guard import broken, refuse_hostile
from kb.text import LANGUAGES, Text

_AUTHOR: Final = "问题 Problem"
_RED: Final = "FFFF9999"
_PLACE: Final = re.compile(r"(.+)!([A-Z]{1,3}\d{1,7})")
_BEFORE: Final = "\n————\n"
"""Between a note of ours and the one that stood there before."""
_HEADINGS: Final = (
    Text(zh="在哪里", en="Where"),
    Text(zh="写的是", en="It says"),
    Text(zh="问题", en="Problem (Chinese)"),
    Text(zh="怎么改", en="What to write (Chinese)"),
    Text(zh="问题（英文）", en="Problem"),
    Text(zh="怎么改（英文）", en="What to write"),
)
_WIDTHS: Final = (28, 28, 44, 44, 44, 44)


def marked(content: bytes, problems: Iterable[Problem], file: str = "") -> bytes:
    """Return a workbook again with every problem at its cell.

    Args:
        content: the workbook as it was sent.
        problems: with places such as `政策 Policies!D7`; others are listed without a cell.
        file: its name, for messages.

    Raises:
        WrongInput: it is no workbook, hostile, or damaged.
    """
    refuse_hostile(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _marked(content, list(problems))
    except Exception as error:  # openpyxl and what it stands on raise whatever they like
        raise broken(file, type(error).__name__) from None


def _marked(content: bytes, problems: Sequence[Problem]) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False, keep_vba=False)
    if PROBLEMS in book.sheetnames:
        del book[PROBLEMS]
    for page in book.worksheets:
        for cell in list(page._cells.values()):  # `iter_rows` would make every cell between
            _clean(cell)
    page = book.create_sheet(PROBLEMS, 0)
    _head(page)
    for number, problem in enumerate(problems, 2):
        _list(page, number, problem, _mark(book, problem))
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _clean(cell: Any) -> None:
    """Take an earlier mark off a cell; what was a formula is text from now on."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if cell.data_type == "f":
        put(cell, str(getattr(cell.value, "text", None) or cell.value))
    if cell.comment is None or cell.comment.author != _AUTHOR:
        return
    before = cell.comment.text.rpartition(_BEFORE)[2] if _BEFORE in cell.comment.text else ""
    cell.comment = Comment(before, "Companion", 120, 320) if before else None
    if cell.fill.fgColor.rgb == _RED:
        cell.fill = PatternFill()


def _mark(book: Any, problem: Problem) -> Any:
    """Mark the cell of a problem and return it; nothing where there is no such cell."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    held = _PLACE.fullmatch(problem.place)
    if held is None or held[1] not in book.sheetnames:
        return None
    cell = _one_that_shows(book[held[1]], held[2])
    note = "\n".join(problem.said(language) for language in LANGUAGES)
    if cell.comment is not None:
        between = "\n" if cell.comment.author == _AUTHOR else _BEFORE
        note = f"{note}{between}{cell.comment.text}"
    cell.comment = Comment(note, _AUTHOR, 160, 360)
    cell.fill = PatternFill("solid", fgColor=_RED)
    return cell


def _one_that_shows(page: Any, at: str) -> Any:
    """Return a cell; of merged ones the first, for the others show nothing and take no note."""
    from openpyxl.cell.cell import MergedCell

    cell = page[at]
    if not isinstance(cell, MergedCell):
        return cell
    return next(
        page.cell(one.min_row, one.min_col)
        for one in page.merged_cells.ranges
        if one.min_row <= cell.row <= one.max_row and one.min_col <= cell.column <= one.max_col
    )


def _head(page: Any) -> None:
    from openpyxl.styles import Font

    for i, (title, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), 1):
        cell = put(page.cell(1, i), f"{title.zh}\n{title.en}")
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = width
    page.freeze_panes = "A2"


def _list(page: Any, number: int, problem: Problem, cell: Any) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    where = put(page.cell(number, 1), problem.place or problem.file or "")
    if cell is not None:
        sheet = cell.parent.title.replace("'", "''")
        where.hyperlink = Hyperlink(where.coordinate, location=f"'{sheet}'!{cell.coordinate}")
        where.font = Font(color="FF0563C1", underline="single")
        put(page.cell(number, 2), None if cell.value is None else str(cell.value))
    words = (said for language in LANGUAGES for said in problem.words(language))
    for i, said in enumerate(words, 3):
        put(page.cell(number, i), said).alignment = Alignment(wrap_text=True, vertical="top")
