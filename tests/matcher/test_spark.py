"""The Spark engine: the same rows as the local one, and plain words where something is missing."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from kb.errors import Unavailable
from kb.ids import ConceptId
from matcher.columns import Columns
from matcher.register import open_register
from matcher.register_batch import Column
from matcher.register_mapping import plain_mapping
from matcher.register_run import Stopped, judge_register, locally
from matcher.register_sheets import Wanted
from matcher.spark import judged_on, on_spark
from matcher.spark_kernel import Kernel
from matcher.spark_session import spark_on
from tests.registers import csv_file
from tests.spark_cluster import cluster, java_or_not_run
from tests.support import TODAY, assert_said_well, shipped_catalogue
from tests.whole_registers import shipped_register

ROWS = 5_000
MASTER = "local[2]"
PLAIN = Wanted()


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """Return the file of a register for the shipped policies."""
    path = tmp_path_factory.mktemp("registers") / "people.parquet"
    return shipped_register(path, ROWS, shipped_catalogue())


def opened(path):
    return open_register(path, shipped_catalogue(), plain_mapping({"id": "编号"}))


def kernel(register, wanted=PLAIN):
    catalogue = shipped_catalogue()
    return Kernel(catalogue, tuple(catalogue.policies), register.columns, TODAY, wanted)


def run(path, out, engine, **more):
    """Return the counts of a run; its rows and cells that could not be used stand beside OUT."""
    return judge_register(
        opened(path), Columns(shipped_catalogue()), TODAY, out, engine=engine, **more
    )


# ---- proofs, first: they need a process in which no session runs yet -----------------------------


@pytest.fixture(scope="module")
def million(tmp_path_factory):
    """Return a register of a million, what the local engine makes of it, and its counts."""
    java_or_not_run()
    folder = tmp_path_factory.mktemp("million")
    path = shipped_register(folder / "people.parquet", 1_000_000, shipped_catalogue())
    return path, folder / "local.parquet", run(path, folder / "local.parquet", locally)


@pytest.mark.prove
def test_a_million_rows_are_equal_on_both_engines(million, tmp_path):
    path, here, counted = million

    found = run(path, tmp_path / "spark.parquet", on_spark(MASTER))

    assert sorted_rows(tmp_path / "spark.parquet").equals(sorted_rows(here))
    assert found.plain() == counted.plain()


@pytest.mark.prove
def test_a_million_rows_are_equal_although_one_of_two_workers_dies(million, tmp_path):
    path, here, counted = million
    died_at = []

    with cluster(tmp_path / "cluster") as running:

        def kill_one(progress):
            if progress.rows and not died_at:
                running.workers[0].kill()
                died_at.append(progress.rows)

        found = run(path, tmp_path / "spark.parquet", on_spark(running.url), progress=kill_one)

    assert 0 < died_at[0] < 500_000
    assert sorted_rows(tmp_path / "spark.parquet").equals(sorted_rows(here))
    assert found.plain() == counted.plain()


def sorted_rows(path):
    return pq.read_table(path).sort_by("row")


# ---- the same as the local engine ----------------------------------------------------------------


@pytest.fixture(scope="module")
def session():
    """One session for all tests here; the engine finds and keeps it."""
    java_or_not_run()
    with spark_on(MASTER) as running:
        yield running


def test_the_rows_the_counts_and_the_unread_cells_are_those_of_the_local_engine(
    session, register, tmp_path
):
    here, there = tmp_path / "local.parquet", tmp_path / "spark.parquet"

    counted = run(register, here, locally), run(register, there, on_spark(MASTER))

    assert pq.read_table(there).equals(pq.read_table(here))
    assert counted[0].plain() == counted[1].plain()
    assert counted[1].rows == ROWS
    assert sum(counted[1].unread.values()) > 100
    unread = [path.with_suffix(".unread.csv").read_bytes() for path in (here, there)]
    assert unread[0] == unread[1]


def test_details_and_lists_come_back_as_well(session, register):
    wanted = Wanted(details=(next(iter(shipped_catalogue().policies)),), lists=True)
    raw = list(opened(register).raw_batches())

    (found,) = judged_on(session, raw, kernel(opened(register), wanted))

    local = kernel(opened(register), wanted).judged(*raw[0])
    assert found.sheets.keys() == local.sheets.keys()
    assert all(found.sheets[name].equals(local.sheets[name]) for name in local.sheets)


def test_batches_come_back_in_the_order_of_the_register(session, register):
    (first,) = opened(register).raw_batches()
    parts = [(row + 1, first[1].slice(row, 100)) for row in range(0, 500, 100)]

    found = list(judged_on(session, parts, kernel(opened(register))))

    assert [one.first_row for one in found] == [row for row, _ in parts]
    assert {one.rows for one in found} == {100}


def test_a_csv_is_read_here_and_judged_there(session, tmp_path):
    header = ["编号", "concept/employees"]
    path = csv_file(tmp_path / "people.csv", [["a1", "3"], ["a2", "很多"]], header)

    run(path, tmp_path / "local.csv", locally)
    counted = run(path, tmp_path / "spark.csv", on_spark(MASTER))

    assert counted.unread == {"concept/employees": 1}
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()


def test_a_run_that_is_stopped_goes_on_with_either_engine(session, register, tmp_path):
    out = tmp_path / "out.parquet"
    with pytest.raises(Stopped):
        run(register, out, on_spark(MASTER), stop=lambda: True)
    assert not out.exists()

    run(register, out, locally)

    assert pq.read_metadata(out).num_rows == ROWS
    assert session.range(3).count() == 3  # who was running still runs


def test_what_fails_on_a_worker_is_told_in_plain_words_and_leaves_no_result(
    session, register, tmp_path
):
    def broken(opened_one, *more):
        opened_one.columns = (Column(name="编号", concept=ConceptId("concept/nothing")),)
        return on_spark(MASTER)(opened_one, *more)

    with pytest.raises(Unavailable, match=r"could not do it.*companion-spark-.*\.log") as error:
        run(register, tmp_path / "out.parquet", broken)

    (problem,) = error.value.problems
    assert_said_well(problem)
    log = Path(problem.remedy.en.split(" in ")[1].rstrip("."))
    assert "concept/nothing" in log.read_text()
    log.unlink()
    assert not (tmp_path / "out.parquet").exists()
