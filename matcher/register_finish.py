"""The parts of a run joined into the files that people open; the verdicts come last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from matcher.register_lists import NOTE, refused
from matcher.register_output import write_table
from matcher.register_parts import Parts
from matcher.register_report import Summary, save_summary, save_unread
from matcher.register_sheets import ROWS_SHEET
from matcher.register_targets import Targets


def finished(
    parts: Parts, targets: Targets, summary: Summary, written: Callable[[int, int], None]
) -> None:
    """Write everything a run is to give; OUT, the last, only when all else is there.

    Args:
        parts: all of them.
        targets: where each table goes.
        summary: the counts.
        written: told how many applicants of how many are written.

    Raises:
        WrongInput: a file cannot be written.
    """
    save_unread(parts.unread, targets.unread)
    save_summary(summary, targets.summary)
    for sheet, path in targets.sheets.items():
        is_list = sheet.startswith("list/")
        batches = _refused_last(parts, sheet) if is_list else parts.batches(sheet)
        told = _counted(batches, parts.rows, written) if sheet == ROWS_SHEET else batches
        write_table(path, parts.schema(sheet), told, NOTE if is_list else None)


def _refused_last(parts: Parts, sheet: str) -> Iterator[pa.RecordBatch]:
    """Yield those of a list who may be served first, then those who refused."""
    for those in (False, True):
        yield from (refused(batch, those) for batch in parts.batches(sheet))


def _counted(
    batches: Iterator[pa.RecordBatch], rows: int, written: Callable[[int, int], None]
) -> Iterator[pa.RecordBatch]:
    done = 0
    for batch in batches:
        yield batch
        done += batch.num_rows
        written(done, rows)
