"""What tests of registers share: files made of rows, and cells read as one column."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pyarrow as pa

from kb.ids import ConceptId
from matcher.register_batch import Column, Role
from matcher.register_cells import read_columns
from matcher.register_mapping import Mapping, read_mapping
from tests.support import world

HEADER = ["编号", "用工人数", "注册日期"]
ROWS = [["a1", "12", "2026-03-01"], ["a2", "", "2025/7/9"], ["a3", "3万", "45000"]]


def csv_file(path, rows=ROWS, header=HEADER, encoding="utf-8", delimiter=","):
    """Write a CSV file and return its path."""
    held = io.StringIO(newline="")
    csv.writer(held, delimiter=delimiter).writerows([header, *rows])
    path.write_bytes(held.getvalue().encode(encoding))
    return path


def workbook(path, rows, header=HEADER, sheet="Sheet"):
    """Write an XLSX file with one sheet and return its path."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in [header, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def mapping(text: str) -> Mapping:
    """Return a mapping as a file would give it."""
    return read_mapping(text.encode(), "mapping.yaml")


def cells(concept: str, values: Any, kind: pa.DataType | None = None, **said: Any) -> list[Any]:
    """Return what the cells of one column tell, in the little world."""
    return read(concept, values, kind, **said)[0]


def read(
    concept: str, values: Any, kind: pa.DataType | None = None, **said: Any
) -> tuple[list[Any], dict[int, str]]:
    """Return what cells tell, and by row why some tell nothing, in English."""
    raw = pa.RecordBatch.from_arrays([pa.array(values, type=kind)], names=["x"])
    column = Column(name="x", concept=ConceptId(f"concept/{concept}"), **said)
    held = read_columns(raw, [column], world(), 1)
    return held.facts.column(0).to_pylist(), {one.row: one.problem.en for one in held.unread}


def read_role(role: Role, values: Any, kind: pa.DataType | None = None) -> tuple[list[Any], Any]:
    """Return what an id or consent column holds, and which of its cells cannot be used."""
    raw = pa.RecordBatch.from_arrays([pa.array(values, type=kind)], names=["x"])
    held = read_columns(raw, [Column(name="x", role=role)], world(), 1)
    array = held.ids if role is Role.ID else held.consent
    return array.to_pylist(), {one.row: one.problem.en for one in held.unread}
