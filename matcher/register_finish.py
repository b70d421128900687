"""The parts of a run joined into the files that people open; the verdicts come last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from kb.text import Language
from matcher import register_lists, register_rows
from matcher.register_output import write_table
from matcher.register_parts import Parts
from matcher.register_report import Summary, save_summary, save_unread
from matcher.register_sheets import ROWS_SHEET
from matcher.register_targets import Targets


def finished(
    parts: Parts,
    targets: Targets,
    summary: Summary,
    written: Callable[[int, int], None],
    language: Language = "zh",
) -> None:
    """Write everything a run is to give; OUT, the last, only when all else is there.

    Args:
        parts: all of them.
        targets: where each table goes.
        summary: the counts.
        written: told how many applicants of how many are written.
        language: of headings and words where people open the file.

    Raises:
        WrongInput: a file cannot be written.
    """
    save_unread(parts.unread, targets.unread)
    save_summary(summary, targets.summary)
    for sheet, path in targets.sheets.items():
        schema, batches = parts.schema(sheet), parts.batches(sheet)
        if sheet == ROWS_SHEET:
            schema = register_rows.for_people(schema, summary.catalogue, language)
            batches = _counted(batches, parts.rows, written)
        elif sheet.startswith("list/"):
            batches = _by_consent(parts, sheet, language)
            schema = register_lists.schema_for(schema, language)
        write_table(path, schema, batches)


def _by_consent(parts: Parts, sheet: str, language: Language) -> Iterator[pa.RecordBatch]:
    """Yield those of a list who gave consent, then those not asked, then those who refused."""
    for consent in register_lists.ORDER:
        for batch in parts.batches(sheet):
            yield register_lists.for_people(register_lists.who_said(batch, consent), language)


def _counted(
    batches: Iterator[pa.RecordBatch], rows: int, written: Callable[[int, int], None]
) -> Iterator[pa.RecordBatch]:
    done = 0
    for batch in batches:
        yield batch
        done += batch.num_rows
        written(done, rows)
