"""What a Spark worker runs, run here: batches travel as they are and come back judged."""

from __future__ import annotations

import pickle

import pyarrow as pa

from kb.ids import ConceptId
from matcher.register_batch import Column
from matcher.register_sheets import Wanted
from matcher.spark_kernel import Kernel, came_back, judging, sent
from tests.judged_registers import catalogue
from tests.support import TODAY

PEOPLE = Column(name="people", concept=ConceptId("concept/employees"))


def kernel():
    return Kernel(catalogue(), tuple(catalogue().policies), (PEOPLE,), TODAY, Wanted(lists=True))


def test_every_type_of_arrow_comes_through_as_it_is():
    kinds = [pa.uint64(), pa.timestamp("ns"), pa.time64("us"), pa.large_string(), pa.float16()]
    raw = pa.record_batch([pa.nulls(2, kind) for kind in kinds], names=[str(k) for k in kinds])

    held = sent((7, raw))

    assert held.column("first_row").to_pylist() == [7]
    assert pa.ipc.open_stream(held.column("raw")[0].as_buffer()).read_next_batch().equals(raw)


def test_what_workers_run_needs_nothing_of_spark_and_judges_as_here():
    raw = 7, pa.record_batch({"people": ["3", "很多"]})

    class Sent:
        value = kernel()

    (back,) = judging(Sent())(iter([sent(raw)]))

    judged, here = came_back(back.column("judged")[0].as_py()), kernel().judged(*raw)
    assert judged.first_row == 7
    assert judged.tally == here.tally
    assert judged.unread == here.unread
    assert judged.sheets["rows"].equals(here.sheets["rows"])


def test_a_kernel_travels_without_what_was_compiled():
    used = kernel()
    assert used.columns is used.columns

    there = pickle.loads(pickle.dumps(used))

    assert "columns" not in vars(there)
    assert [policy.id for policy in there.columns.policies] == list(used.policies)
