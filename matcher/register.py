"""A register of applicants in a file (Parquet, CSV, XLSX) → batches of facts, memory flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from kb.catalogue import Catalogue
from matcher.fact_columns import ROWS
from matcher.register_batch import Column, ReadBatch
from matcher.register_cells import read_columns
from matcher.register_files import Format, open_source
from matcher.register_headers import headers_read
from matcher.register_mapping import Mapping
from matcher.register_source import Source


def open_register(path: Path, catalogue: Catalogue, mapping: Mapping | None = None) -> Register:
    """Return a register whose columns are mapped to concepts; nothing but its head is read yet.

    Raises:
        WrongInput: it cannot be read, or its columns cannot be told apart; every problem names
            its place and what to do instead.
    """
    held, source = open_source(path, mapping.keys.sheet if mapping is not None else None)
    return Register(path, held, source, catalogue, mapping)


class Register:
    """An open register; every stream begins anew.

    Attributes:
        path: the file.
        format: what kind of file it is.
        columns: those that are read, in the order of the file.
        unmapped: headers of those that tell nothing we know.
        rows: how many applicants there are, where the file says so.
        title: a line above the header that only names the table; it is not read.
    """

    def __init__(
        self,
        path: Path,
        held: Format,
        source: Source,
        catalogue: Catalogue,
        mapping: Mapping | None,
    ) -> None:
        found = headers_read(source.headers, catalogue, mapping, path.name)
        self.path = path
        self.format = held
        self.catalogue = catalogue
        self.columns: tuple[Column, ...] = found.columns
        self.unmapped: tuple[str, ...] = found.unmapped
        self.rows: int | None = source.rows
        self.title: str | None = source.title
        self._source = source

    def raw_batches(self, start_row: int = 1) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the row each batch begins with and its columns as they stand, by their headers.

        Raises:
            WrongInput: the file breaks off, or a row cannot be read.
        """
        names = [column.name for column in self.columns]
        row = start_row
        for batch in regular(self._source.batches(names, start_row)):
            yield row, batch
            row += batch.num_rows

    def batches(self, start_row: int = 1) -> Iterator[ReadBatch]:
        """Yield facts from a row on, in batches of 65,536 applicants; the last may be smaller.

        Raises:
            WrongInput: the file breaks off, or a row cannot be read.
        """
        for row, raw in self.raw_batches(start_row):
            yield read_columns(raw, self.columns, self.catalogue, row)

    def done_share(self) -> float:
        """Return how much of the file the last stream has read, from 0 to 1."""
        return self._source.done_share()


def regular(batches: Iterable[pa.RecordBatch], rows: int = ROWS) -> Iterator[pa.RecordBatch]:
    """Yield the same rows in batches of one size; the last may be smaller."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= rows:
            taken = rows - count
            yield _joined([*waiting, rest.slice(0, taken)])
            waiting, count, rest = [], 0, rest.slice(taken)
        if rest.num_rows:
            waiting.append(rest)
            count += rest.num_rows
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    return parts[0] if len(parts) == 1 else pa.concat_batches(parts)
