"""Whole registers: every format gives the same facts, from any row on, and memory stays flat."""

import subprocess
import sys
from datetime import date
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kb.errors import WrongInput
from matcher.fact_columns import ROWS as BATCH
from matcher.register import open_register, regular
from matcher.register_files import Format
from tests.registers import HEADER, ROWS, csv_file, mapping, workbook
from tests.support import ROOT, world

BIG_HEADER = "统一社会信用代码,用工人数,营业收入（万元）,注册日期,所在地,卖什么,有外资"


def parquet(path, rows=ROWS, header=HEADER):
    cells = zip(*rows, strict=True)
    pq.write_table(pa.table(dict(zip(header, map(list, cells), strict=True))), path)
    return path


def big(path, megabytes, again=1000):
    """Write a CSV of so many megabytes; the same few thousand lines again and again."""
    random, written = Random(7), 0
    with path.open("w", encoding="utf-8") as out:
        out.write(BIG_HEADER + "\n")
        while written < megabytes * 1_000_000:
            lines = "".join(_line(random) for _ in range(2000))
            for _ in range(again):
                written += out.write(lines)
                if written >= megabytes * 1_000_000:
                    break
    return path


def _line(random):
    money, month = random.randrange(10**8) / 100, random.randrange(1, 13)
    where = random.choice(["黄浦区", *["310104"] * 30, "火星"])
    return (
        f"91{random.randrange(10**16):016},{random.randrange(900)},{money:.2f},"
        f"{random.randrange(1980, 2026)}-{month:02}-01,{where},香烟；书,是\n"
    )


def facts(register, start_row=1):
    return [row for batch in register.batches(start_row) for row in batch.facts.to_pylist()]


@pytest.mark.parametrize(
    ("kind", "made"),
    [(Format.CSV, csv_file), (Format.XLSX, workbook), (Format.PARQUET, parquet)],
)
def test_every_format_tells_the_same(tmp_path, kind, made):
    register = open_register(made(tmp_path / f"a.{kind}", rows=ROWS), world())

    (batch,) = register.batches()

    assert (register.format, batch.first_row, batch.rows) == (kind, 1, 3)
    assert batch.ids.to_pylist() == ["a1", "a2", "a3"]
    assert batch.facts.to_pylist() == [
        {"concept/employees": 12, "concept/registered-on": date(2026, 3, 1)},
        {"concept/employees": None, "concept/registered-on": date(2025, 7, 9)},
        {"concept/employees": None, "concept/registered-on": None},
    ]
    assert [(one.row, one.column, one.shown) for one in batch.unread] == [
        (3, "用工人数", "3万"), (3, "注册日期", "45000"),
    ]  # fmt: skip
    assert register.rows == (3 if kind is Format.PARQUET else None)
    assert register.done_share() == 1.0


def test_a_mapping_file_and_consent_go_with_the_register(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", [["x", 3, "同意"], ["y", 4, ""]], ["名", "人", "可否"], "企业"
    )
    said = mapping("id: 名\nconsent: 可否\nsheet: 企业\ncolumns: {人: employees}\n")

    (batch,) = open_register(path, world(), said).batches()

    assert batch.ids.to_pylist() == ["x", "y"]
    assert batch.consent.to_pylist() == ["given", None]
    assert batch.facts.to_pydict() == {"concept/employees": [3, 4]}


@pytest.fixture(scope="module")
def three_batches(tmp_path_factory):
    """A register of two whole batches and a bit."""
    rows = [[f"a{i}", str(i), ""] for i in range(1, 2 * BATCH + 101)]
    return csv_file(tmp_path_factory.mktemp("register") / "a.csv", rows)


def test_batches_are_of_one_size_and_say_where_they_begin(three_batches):
    register = open_register(three_batches, world())

    held = [(batch.first_row, batch.rows) for batch in register.batches()]

    assert held == [(1, BATCH), (BATCH + 1, BATCH), (2 * BATCH + 1, 100)]


@pytest.mark.parametrize("start", [2, BATCH, BATCH + 1, 2 * BATCH + 100])
def test_a_run_that_was_stopped_goes_on_where_it_was(three_batches, start):
    batch = next(open_register(three_batches, world()).batches(start))

    assert (batch.first_row, batch.ids[0].as_py()) == (start, f"a{start}")
    assert batch.facts.column(0)[0].as_py() == start


def test_progress_grows_from_nothing_to_all(tmp_path):
    register = open_register(big(tmp_path / "a.csv", 16), world())
    before = register.done_share()

    shares = [register.done_share() for _ in register.batches()]

    assert before <= shares[0] < 1
    assert (shares == sorted(shares), register.done_share()) == (True, 1.0)


def test_what_cannot_be_told_apart_is_refused_when_it_is_opened(tmp_path):
    with pytest.raises(WrongInput):
        open_register(csv_file(tmp_path / "a.csv", header=["a", "b", "c"]), world())


def test_batches_of_any_size_become_regular():
    sizes = [1, 0, 7, 3, 12, 2]
    batches = [pa.RecordBatch.from_pydict({"n": range(size)}) for size in sizes]

    held = [batch.num_rows for batch in regular(batches, 5)]

    assert held == [5, 5, 5, 5, 5]
    assert list(regular([], 5)) == []


def test_arrow_holds_no_more_for_a_longer_register(tmp_path):
    def held(megabytes):
        register = open_register(big(tmp_path / "a.csv", megabytes), world())
        return max(pa.total_allocated_bytes() for _ in register.batches())

    assert held(36) < 1.3 * held(18)


READ = """
import resource, sys
from pathlib import Path
from matcher.register import open_register
from tests.support import world
rows = sum(batch.rows for batch in open_register(Path(sys.argv[1]), world()).batches())
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.prove
def test_memory_is_flat_while_a_register_grows(tmp_path):
    def kilobytes(megabytes):
        path = big(tmp_path / f"{megabytes}.csv", megabytes, again=1)
        done = subprocess.run(
            [sys.executable, "-c", READ, path], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return int(done.stdout.split()[1])

    assert kilobytes(200) <= 1.2 * kilobytes(20)
