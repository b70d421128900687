"""Registers as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from kb.errors import WrongInput
from matcher.fact_columns import ROWS
from matcher.register_source import NO_ROWS, broken

_BUFFER: Final = 1 << 20
"""Column chunks are read in pieces of this size; whole ones may be as large as the file."""


class ParquetSource:
    """A Parquet file; row groups before the first row that is wanted are not read."""

    title: str | None = None

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._done = 0
        try:
            self._file = pq.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
            self.headers = tuple(self._file.schema_arrow.names)
        except (pa.ArrowException, OSError) as error:
            raise broken(self._name, type(error).__name__) from None
        self.rows: int | None = int(self._file.metadata.num_rows)
        if not self.rows:
            raise WrongInput.at(self._name, *NO_ROWS)

    def batches(self, headers: Sequence[str], start_row: int) -> Iterator[pa.RecordBatch]:
        """Yield some columns in batches; memory holds one and what its pages need."""
        groups, skip = self._from(start_row)
        self._done = start_row - 1
        wanted = [name for name in self.headers if name in set(headers)]
        try:
            for batch in self._file.iter_batches(ROWS, groups, columns=wanted):
                if skip < batch.num_rows:
                    part = batch.slice(skip)
                    self._done += part.num_rows
                    yield part
                skip = max(0, skip - batch.num_rows)
        except (pa.ArrowException, OSError) as error:
            raise broken(self._name, type(error).__name__) from None

    def _from(self, start_row: int) -> tuple[list[int], int]:
        """Return the row groups from a row on, and how many rows of the first to leave out."""
        skip = start_row - 1
        for group in range(self._file.num_row_groups):
            held = self._file.metadata.row_group(group).num_rows
            if skip < held:
                return list(range(group, self._file.num_row_groups)), skip
            skip -= held
        return [], 0

    def done_share(self) -> float:
        """Return how many of the rows have been read."""
        return self._done / (self.rows or 1)
