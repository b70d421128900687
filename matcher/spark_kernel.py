"""What a Spark worker does with one batch of a register, and how batches travel there and back."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from kb.catalogue import Catalogue
from kb.ids import PolicyId
from matcher.columns import Columns
from matcher.register_batch import Column
from matcher.register_cells import read_columns
from matcher.register_sheets import JudgedBatch, Wanted, judge_batch

if TYPE_CHECKING:
    from pyspark import Broadcast

JUDGED: Final = "judged binary"
"""The columns that workers give back, as Spark writes it."""
_RAW: Final = pa.schema([("first_row", pa.int64()), ("raw", pa.binary())])
_JUDGED: Final = pa.schema([("judged", pa.binary())])
_CODEC: Final = "zstd"
Raw = tuple[int, pa.RecordBatch]
"""The row a batch begins with, and columns as they stand in the register."""


class Kernel:
    """All that is needed to judge any batch of one register; it travels once to each worker."""

    def __init__(
        self,
        catalogue: Catalogue,
        policies: Sequence[PolicyId],
        reads: Sequence[Column],
        on: date,
        wanted: Wanted,
    ) -> None:
        """Hold what judging takes.

        Args:
            catalogue: the rules.
            policies: which of them, in the order of the result.
            reads: the columns of the register.
            on: the day that counts.
            wanted: what is wanted beside the verdicts.
        """
        self.catalogue = catalogue
        self.policies = tuple(policies)
        self.reads = tuple(reads)
        self.on = on
        self.wanted = wanted

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels; what is compiled is known by its place in memory and stays."""
        return {name: held for name, held in vars(self).items() if name != "columns"}

    @cached_property
    def columns(self) -> Columns:
        """Return the policies compiled, once in a worker."""
        return Columns(self.catalogue, [self.catalogue.policies[one] for one in self.policies])

    def judged(self, first_row: int, raw: pa.RecordBatch) -> JudgedBatch:
        """Return what the local engine makes of the same columns."""
        read = read_columns(raw, self.reads, self.catalogue, first_row)
        return judge_batch(read, self.columns, self.on, self.wanted)


def judging(
    kernel: Broadcast[Kernel],
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return what `mapInArrow` runs in a worker: batches as `sent` made them → `JUDGED`."""

    def judge(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for first_row, raw in zip(*batch.columns, strict=True):
                held = pa.ipc.open_stream(raw.as_buffer()).read_next_batch()
                judged = kernel.value.judged(first_row.as_py(), held)
                yield pa.record_batch([[_packed(judged)]], schema=_JUDGED)

    return judge


def sent(raw: Raw) -> pa.RecordBatch:
    """Return a batch as one row that holds it as bytes; every Arrow type comes through."""
    first_row, batch = raw
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=_CODEC)
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_batch(batch)
    return pa.record_batch([[first_row], [sink.getvalue().to_pybytes()]], schema=_RAW)


def _packed(judged: JudgedBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, _CODEC) as out:
        out.write(pickle.dumps(judged))
    return bytes(sink.getvalue().to_pybytes())


def came_back(held: bytes) -> JudgedBatch:
    """Return what a worker of our own job packed."""
    with pa.CompressedInputStream(pa.BufferReader(held), _CODEC) as packed:
        judged: JudgedBatch = pickle.loads(packed.read())
    return judged
