"""What tests of workbooks of policies share: the template, filled in as an officer would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import openpyxl

from kb.errors import Problem
from kb.sheet_columns import SHEETS, Sheet
from kb.sheet_reading import SheetRecord, read_workbook
from kb.sheet_template import FIRST_ROW, template
from kb.text import LANGUAGES
from tests.support import problems_of, shipped_records

Cells = Mapping[str, Any]
"""What a row says, by the Chinese line of its headings."""
GOOD: Cells = {
    "名称（中文）": "试点补贴",
    "名称（英文）": "Trial grant",
    "主管部门": "黄浦区就业促进中心",
    "面向": "企业",
    "享受方式": "要申请",
    "待遇种类": "固定金额",
    "待遇（中文）": "一次性 8000 元",
    "待遇（英文）": "8,000 yuan, once",
    "金额": 8000,
    "单位（中文）": "元",
    "单位（英文）": "yuan",
}


@cache
def empty() -> bytes:
    """Return the template for the shipped records."""
    return template(shipped_records())


def sheet(name: str) -> Sheet:
    """Return one of our sheets by the Chinese part of its name."""
    return next(one for one in SHEETS if one.name.startswith(name))


def column(of: Sheet, heading: str) -> int:
    """Return the number of the column with a Chinese heading; 1 is A."""
    return next(i for i, one in enumerate(of.columns, 1) if one.title.zh == heading)


def filled(rows: Mapping[str, Iterable[Cells]], change: Callable[[Any], object] = id) -> bytes:
    """Return the template with rows on its sheets, from the first free row on.

    Args:
        rows: by the Chinese part of a sheet's name.
        change: does something more to the workbook.
    """
    book = openpyxl.load_workbook(io.BytesIO(empty()))
    for name, said in rows.items():
        of = sheet(name)
        for number, cells in enumerate(said, FIRST_ROW):
            for heading, value in cells.items():
                book[of.name].cell(number, column(of, heading)).value = value
    change(book)
    return saved(book)


def saved(book: Any) -> bytes:
    """Return a workbook as bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes, file: str = "政策.xlsx") -> tuple[SheetRecord, ...]:
    """Return the policies of a workbook beside the shipped records."""
    return read_workbook(content, file, shipped_records())


def problems(content: bytes) -> tuple[Problem, ...]:
    """Return everything that is said against a workbook."""
    return problems_of(lambda: read(content))


def packed_again(content: bytes, change: Callable[[str, bytes], bytes], **new: bytes) -> bytes:
    """Return a workbook with its parts changed, and with new ones."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in old.namelist():
            packed.writestr(name, change(name, old.read(name)))
        for name, part in new.items():
            packed.writestr(name, part)
    return out.getvalue()


def values(content: bytes, name: str) -> list[list[Any]]:
    """Return the values of a sheet."""
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))[name].values]


def told(problem: Problem) -> str:
    """Return a problem in both languages, without its place."""
    return " ".join(problem.said(language) for language in LANGUAGES)
