from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from kb.errors import Conflict, WrongInput
from matcher.match import Matcher
from matcher.register import open_register
from matcher.register_output import MOST_ROWS
from matcher.register_rows import CODES, VERDICTS
from matcher.register_run import Options, Stopped, ahead, judge_register, locally
from tests.judged_registers import (
    GRANT,
    OLD,
    PART,
    REFUND,
    big_register,
    catalogue,
    columns,
    facts_of,
    long_register,
)
from tests.registers import csv_file
from tests.support import ROOT, TODAY, assert_said_well

BIG = 2 * PART + 1000
KILLED = """
import os, signal, sys
from pathlib import Path
from matcher.register import open_register
from matcher.register_run import judge_register
from tests.judged_registers import catalogue, columns
from tests.support import TODAY

def watch(progress):
    if progress.rows == int(sys.argv[3]) and progress.writing == (sys.argv[4] == "writing"):
        os.kill(os.getpid(), signal.SIGKILL)

register = open_register(Path(sys.argv[1]), catalogue())
judge_register(register, columns(), TODAY, Path(sys.argv[2]), progress=watch)
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    return big_register(tmp_path_factory.mktemp("register") / "people.parquet")


@pytest.fixture(scope="module")
def whole(register, tmp_path_factory):
    """Return the folder of a run that nothing stopped."""
    folder = tmp_path_factory.mktemp("whole")
    run(register, folder, lists=folder / "lists", details=(GRANT,))
    return folder


def run(register, folder, out="out.parquet", on=TODAY, progress=None, stop=None, **options):
    more = {"progress": progress} if progress else {}
    more |= {"stop": stop} if stop else {}
    return judge_register(register, columns(), on, folder / out, Options(**options), **more)


def after(parts):
    """Return a stop that comes when so many parts are kept."""
    asked = []

    def stop():
        asked.append(None)
        return len(asked) > parts

    return stop


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_row_is_what_one_applicant_alone_is_told(tmp_path):
    told = [{"employees": 3, "foreign": False}, {"employees": 301}, {"foreign": True}, {}]
    rows = [[one.get("employees", ""), one.get("foreign", "")] for one in told]
    path = csv_file(tmp_path / "a.csv", rows, ["用工人数", "有外资"])

    tally = run(open_register(path, catalogue()), tmp_path)

    matcher = Matcher(catalogue())
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    for row, one in zip(found, told, strict=True):
        verdicts = matcher.judged(facts_of(one), TODAY).verdicts
        assert {policy: row[policy] for policy in (GRANT, REFUND, OLD)} == verdicts
    assert (tally.rows, tally.policies[OLD].eligible) == (4, 4)


def test_a_run_leaves_its_files_and_nothing_else(whole):
    assert list(contents(whole)) == [
        "lists/refund.csv",
        "out.grant.parquet",
        "out.parquet",
        "out.summary.csv",
        "out.summary.json",
        "out.summary.svg",
        "out.unread.csv",
    ]
    assert pq.read_metadata(whole / "out.parquet").num_rows == BIG


@pytest.mark.parametrize("parts", [1, 2, 4])
def test_a_run_that_was_stopped_goes_on_and_comes_to_the_same_bytes(
    register, whole, tmp_path, parts
):
    wanted = {"lists": tmp_path / "lists", "details": (GRANT,)}
    with pytest.raises(Stopped) as error:
        run(register, tmp_path, stop=after(parts), **wanted)
    assert not (tmp_path / "out.parquet").exists()
    assert_said_well(error.value.problems[0])

    seen = []
    run(register, tmp_path, progress=seen.append, **wanted)

    assert seen[0].begun_at == seen[0].rows == min(parts * PART, BIG)
    assert contents(tmp_path) == contents(whole)


@pytest.mark.parametrize(
    "moment", [(PART, "judging"), pytest.param((PART, "writing"), marks=pytest.mark.prove)]
)
def test_a_run_that_was_killed_goes_on_and_comes_to_the_same_bytes(
    register, whole, tmp_path, moment
):
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, register.path, tmp_path / "out.parquet", *map(str, moment)],
        cwd=ROOT,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "out.parquet").exists()
    assert (tmp_path / "out.parquet.partial").is_dir()

    run(register, tmp_path)

    out = contents(whole)
    assert contents(tmp_path) == {name: out[name] for name in contents(tmp_path)}
    assert "out.parquet" in contents(tmp_path)


def test_progress_grows_to_all_and_then_all_is_written(register, tmp_path):
    seen = []
    run(register, tmp_path, progress=seen.append)

    told = [(one.rows, one.share, one.writing) for one in seen]
    rows = [PART, 2 * PART, BIG]
    assert told == [(0, 0.0, False)] + [
        (row, row / BIG, writing) for writing in (False, True) for row in rows
    ]


def test_csv_and_parquet_come_to_the_same_rows(register, whole, tmp_path):
    run(register, tmp_path, "out.csv")

    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    table = pq.read_table(whole / "out.parquet")
    assert len(lines) == BIG + 1
    said = {str(code): words.zh for code, words in zip(CODES, VERDICTS, strict=True)}
    for place in (0, PART, BIG - 1):
        row = table.slice(place, 1).to_pylist()[0].values()
        assert lines[place + 1].replace('"', "").split(",") == [
            "" if cell is None else said.get(str(cell), str(cell)) for cell in row
        ]


def test_unread_cells_are_named_in_their_row_and_listed_with_the_reason(whole):
    rows = pq.read_table(whole / "out.parquet").slice(0, 2).to_pylist()
    assert [row["unread"] for row in rows] == ["用工人数", None]

    listed = (whole / "out.unread.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed[1].startswith('1,"用工人数","很多"')


@pytest.mark.parametrize("other", ["register", "day", "wanted"])
def test_parts_of_another_run_are_refused_until_it_is_begun_afresh(register, tmp_path, other):
    with pytest.raises(Stopped):
        run(register, tmp_path, stop=after(1))
    again = {"on": TODAY + timedelta(days=1)} if other == "day" else {}
    again |= {"details": (GRANT,)} if other == "wanted" else {}
    another = big_register(tmp_path / "b.parquet", 100) if other == "register" else register

    with pytest.raises(Conflict) as error:
        run(another, tmp_path, **again)

    assert "--afresh" in error.value.problems[0].remedy.en
    run(another, tmp_path, afresh=True, **again)
    assert (tmp_path / "out.parquet").exists()


def test_what_is_there_is_replaced_only_when_that_is_said(tmp_path):
    register = big_register(tmp_path / "a.parquet", 10)
    run(register, tmp_path)
    before = contents(tmp_path)

    with pytest.raises(WrongInput) as error:
        run(register, tmp_path)
    run(register, tmp_path, overwrite=True)

    assert "--overwrite" in error.value.problems[0].remedy.en
    assert contents(tmp_path) == before


def test_a_register_that_changes_while_it_is_read_gives_no_result(tmp_path):
    register = big_register(tmp_path / "a.parquet", 10)

    with pytest.raises(Conflict) as error:
        run(register, tmp_path, progress=lambda _: os.utime(register.path, ns=(1, 1)))

    assert not (tmp_path / "out.parquet").exists()
    assert_said_well(error.value.problems[0])


def test_a_workbook_that_grows_too_long_is_given_up_for_good(tmp_path):
    register = big_register(tmp_path / "a.parquet", 10)

    def endless(register, columns, on, wanted, start_row):
        (judged,) = locally(register, columns, on, wanted, start_row)
        yield from (replace(judged, first_row=1 + 10 * part) for part in range(2))
        yield replace(judged, tally=replace(judged.tally, rows=MOST_ROWS))

    with pytest.raises(WrongInput) as error:
        judge_register(register, columns(), TODAY, tmp_path / "out.xlsx", engine=endless)

    assert ".csv or .parquet" in error.value.problems[0].remedy.en
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_an_engine_that_fails_keeps_what_is_whole(register, tmp_path):
    def engine(register, columns, on, wanted, start_row):
        yield next(locally(register, columns, on, wanted, start_row))
        raise OSError("a worker died")

    with pytest.raises(OSError, match="a worker died"):
        judge_register(register, columns(), TODAY, tmp_path / "out.csv", engine=engine)

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv.partial"]


def test_the_next_item_is_made_while_one_is_looked_at_and_errors_come_through():
    def items():
        yield 1
        yield 2
        raise ValueError("broken")

    found = []
    with pytest.raises(ValueError, match="broken"):
        found.extend(ahead(items()))

    assert found == [1, 2]
    assert list(ahead(iter([1, 2, 3]))) == [1, 2, 3]


MEASURED = """
import resource, sys
from pathlib import Path
from matcher.columns import Columns
from matcher.register import open_register
from matcher.register_run import judge_register
from tests.support import TODAY, shipped_catalogue

catalogue = shipped_catalogue()
register = open_register(Path(sys.argv[1]), catalogue)
judge_register(register, Columns(catalogue), TODAY, Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.prove
def test_ten_million_rows_take_no_more_memory_than_one_million(tmp_path):
    """All shipped policies over a third of their facts, in a process of its own each."""

    def kilobytes(rows):
        path = long_register(tmp_path / f"{rows}.parquet", rows)
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, path, tmp_path / f"{rows}.out.parquet"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return int(done.stdout)

    assert kilobytes(10_000_000) <= 1.2 * kilobytes(1_000_000)
