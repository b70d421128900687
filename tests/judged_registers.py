"""What tests of judged registers share: a few policies, a register in parts, and a batch of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kb.catalogue import Catalogue
from matcher.applicant import Facts, read_facts
from matcher.columns import Columns
from matcher.fact_columns import fact_batch
from matcher.register import Register, open_register
from matcher.register_batch import ReadBatch, Unread
from tests.support import shipped_catalogue, world_with
from tests.whole_registers import shipped_register

GRANT, REFUND, OLD = "policy/grant", "policy/refund", "policy/old-grant"
POLICIES = """
- id: policy/grant
  title: {zh: 小微补贴, en: Small firms' grant}
  criteria:
    all:
      - {fact: concept/employees, at_most: 300}
      - {fact: concept/foreign, is: false}
- id: policy/refund
  title: {zh: 返还, en: Refund of $1 & more}
  mode: automatic
  criteria: {fact: concept/credit, is: true}
"""
PART = 65_536


@cache
def catalogue() -> Catalogue:
    """Return the little world with a policy to apply for, one that is automatic, one for all."""
    return world_with(POLICIES)


@cache
def columns() -> Columns:
    """Return its policies, compiled."""
    return Columns(catalogue())


def read_of(
    *told: dict[str, object],
    ids: list[str] | None = None,
    consent: list[str | None] | None = None,
    unread: tuple[Unread, ...] = (),
    first_row: int = 1,
) -> ReadBatch:
    """Return applicants as a batch: `read_of({"employees": 3}, {})`."""
    people = [facts_of(one) for one in told]
    return ReadBatch(
        first_row=first_row,
        facts=fact_batch(people, catalogue()),
        ids=None if ids is None else pa.array(ids, type=pa.string()),
        consent=None if consent is None else pa.array(consent, type=pa.string()),
        unread=unread,
    )


def facts_of(told: dict[str, object]) -> Facts:
    """Return facts of the little world by the last part of their names."""
    return read_facts({f"concept/{name}": value for name, value in told.items()}, catalogue())


def big_register(path: Path, rows: int = 2 * PART + 1000) -> Register:
    """Return a register of several parts: ids, consent, three facts, now and then a wrong cell."""
    draw = np.random.default_rng(1)
    people = draw.integers(0, 500, rows).astype(str)
    people[::1000] = "很多"
    table = {
        "编号": pa.array([f"a{row}" for row in range(1, rows + 1)]),
        "同意使用数据": pa.array(["是", "否", None]).take(pa.array(draw.integers(0, 3, rows))),
        "用工人数": pa.array(people, mask=draw.random(rows) < 0.1),
        "有外资": pa.array(draw.random(rows) < 0.5, mask=draw.random(rows) < 0.1),
        "信用良好": pa.array(draw.random(rows) < 0.5, mask=draw.random(rows) < 0.1),
    }
    pq.write_table(pa.table(table), path, row_group_size=PART)
    return open_register(path, catalogue())


def long_register(path: Path, rows: int) -> Path:
    """Write the same 100,000 applicants again and again; every third fact of shipped policies."""
    once = pq.read_table(shipped_register(path.with_suffix(".once"), 100_000, shipped_catalogue()))
    once = once.select(once.column_names[::3])
    with pq.ParquetWriter(path, once.schema) as writer:
        for _ in range(rows // once.num_rows):
            writer.write_table(once)
    return path
