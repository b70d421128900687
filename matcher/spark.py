"""A whole register judged on Spark: the same batches by the same kernel, on any master.

Batches go out as they stand in the register and come back judged, in its order, a wave at a time.
So workers need neither the register nor OUT, memory stays flat on both sides, and a batch that is
judged twice, because a worker died, still comes back once.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from matcher.columns import Columns
from matcher.register import Register
from matcher.register_run import Engine
from matcher.register_sheets import JudgedBatch, Wanted
from matcher.spark_kernel import JUDGED, Kernel, Raw, came_back, judging, sent
from matcher.spark_session import check_ready, spark_on

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

WAVES: Final = 3
"""So many waves are out at once: one comes back, one is judged, one waits for free cores."""
LARGEST_WAVE: Final = 16
"""Batches. Whatever is out stands in memory here: 20 MB each where a register has 175 columns."""


def on_spark(master: str) -> Engine:
    """Return the engine that judges on a Spark master, such as `local[*]` or `spark://host:7077`.

    The engine raises Unavailable where a batch fails again and again.

    Raises:
        WrongInput: the master is none.
        Unavailable: Spark or Java is missing, or nobody answers there.
    """
    check_ready(master)

    def engine(
        register: Register, columns: Columns, on: date, wanted: Wanted, start_row: int
    ) -> Iterator[JudgedBatch]:
        policies = [policy.id for policy in columns.policies]
        kernel = Kernel(columns.catalogue, policies, register.columns, on, wanted)
        with spark_on(master) as spark:
            yield from judged_on(spark, register.raw_batches(start_row), kernel)

    return engine


def judged_on(spark: SparkSession, raw: Iterable[Raw], kernel: Kernel) -> Iterator[JudgedBatch]:
    """Yield raw batches judged on a session, in their order.

    Raises:
        pyspark.errors.PySparkException: a batch failed again and again.
    """
    waves = _Waves(spark, kernel)
    with ThreadPoolExecutor(WAVES) as pool:
        out: deque[Future[list[JudgedBatch]]] = deque()
        try:
            for wave in _parted(raw, waves.size):
                out.append(pool.submit(waves.judged, wave))
                if len(out) == WAVES:
                    yield from out.popleft().result()
            while out:
                yield from out.popleft().result()
        finally:
            waves.cancel()


def _parted(raw: Iterable[Raw], size: int) -> Iterator[list[Raw]]:
    rest = iter(raw)
    while wave := list(islice(rest, size)):
        yield wave


class _Waves:
    """Sends waves of batches to the workers of a session, one batch a task."""

    def __init__(self, spark: SparkSession, kernel: Kernel) -> None:
        self._spark = spark
        self._context = spark.sparkContext
        self._group = f"companion-{uuid.uuid4().hex}"
        self._kernel = self._context.broadcast(kernel)
        self._cancelled = False

    @property
    def size(self) -> int:
        """Return how many batches make a wave: no more than there are cores."""
        return min(self._context.defaultParallelism, LARGEST_WAVE)

    def judged(self, wave: Sequence[Raw]) -> list[JudgedBatch]:
        """Return a wave, judged."""
        if self._cancelled:
            return []
        self._context.setJobGroup(self._group, "companion batch")
        out = pa.Table.from_batches([sent(raw) for raw in wave])  # a chunk becomes a partition
        frame = self._spark.createDataFrame(out).mapInArrow(judging(self._kernel), JUDGED)
        return [came_back(row[0]) for row in frame.collect()]

    def cancel(self) -> None:
        """Give up what is still out."""
        self._cancelled = True
        self._context.cancelJobGroup(self._group)
        self._kernel.unpersist()
