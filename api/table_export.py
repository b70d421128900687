"""The table of records as a file to take along; no text in it is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from openpyxl import Workbook

from api.language import words
from api.record_versions import origin_text
from api.table_rows import TableRow
from kb.cell_text import for_csv, put
from kb.text import Language, Text

_COLUMNS: Final = (
    "id kind title title_other state department document ends confirm checked changed origin"
).split()
_BOM: Final = "\ufeff"
"""With it spreadsheets read Chinese as UTF-8."""


def csv_file(rows: Iterable[TableRow], language: Language, titles: Mapping[str, Text]) -> bytes:
    """Return rows as CSV in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for cells in _table(rows, language, titles):
        writer.writerow([_csv_cell(one) for one in cells])
    return (_BOM + out.getvalue()).encode()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    return for_csv(value) if isinstance(value, str) else str(value)


def workbook_file(
    rows: Iterable[TableRow], language: Language, titles: Mapping[str, Text]
) -> bytes:
    """Return rows as a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = words(language)["bulk.sheet"]
    for line, cells in enumerate(_table(rows, language, titles), start=1):
        for column, value in enumerate(cells, start=1):
            put(sheet.cell(row=line, column=column), value)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _table(
    rows: Iterable[TableRow], language: Language, titles: Mapping[str, Text]
) -> Iterator[list[Any]]:
    held = words(language)
    yield [held[f"bulk.column.{one}"] for one in _COLUMNS]
    for row in rows:
        yield _cells(row, language, titles)


def _cells(row: TableRow, language: Language, titles: Mapping[str, Text]) -> list[Any]:
    record, held = row.record, words(language)
    other: Language = "en" if language == "zh" else "zh"
    return [
        record.id,
        held[f"kind.{row.kind}"],
        record.title.get(language),
        record.title.get(other),
        held[f"version_state.{row.version.standing_word}"],
        _title(row.organisation, language, titles),
        _title(row.document, language, titles),
        row.ends,
        len(record.confirm),
        record.checked_on,
        row.changed,
        origin_text(row.version.origin).get(language),
    ]


def _title(record_id: str | None, language: Language, titles: Mapping[str, Text]) -> str | None:
    title = titles.get(record_id or "")
    return title.get(language) if title else record_id
