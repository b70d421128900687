"""The runner: what waits is judged in its turn, goes on where it was, and says why it cannot."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest

from api.register_folder import Folder, Held, Run, State, Told
from api.register_jobs import Registers
from api.register_runner import (
    consent_counts,
    judge,
    save_rules,
    work,
)
from matcher.register_run import Progress
from tests.desk_registers import SHEET, Ticks, nobody
from tests.judged_registers import catalogue
from tests.visiting import Clock

TOLD = (
    Told(header="编号", tells="id"),
    Told(header="同意使用数据", tells="consent"),
    Told(header="用工人数", tells="concept/employees"),
    Told(header="有外资", tells="concept/foreign"),
    Told(header="信用良好", tells="concept/credit"),
    Told(header="备忘"),
)


@pytest.fixture
def registers(tmp_path):
    return Registers(tmp_path / "registers", Clock(), nobody)


def ready(registers, columns=TOLD, on="2026-11-23", asked_at=1.0) -> Folder:
    """Return a register that waits."""
    folder = registers.add("one", "officer", "a.csv", ".csv")
    folder.upload.write_text(SHEET, encoding="utf-8")
    save_rules(folder.rules, catalogue())
    folder.begin_with(replace(folder.held, columns=columns, on=on))
    folder.tell(Run(state=State.WAITING, asked_at=asked_at))
    return folder


def test_all_that_waits_is_judged_in_the_order_it_was_asked(registers):
    later, first = ready(registers, asked_at=2.0), ready(registers, asked_at=1.0)

    work(registers.root)

    assert (later.run.state, first.run.state) == (State.DONE, State.DONE)
    assert first.result.stat().st_mtime_ns < later.result.stat().st_mtime_ns


def test_a_result_stands_there_whole_with_what_people_open(registers):
    folder = ready(registers)

    judge(folder)

    names = {path.name for path in folder.out.rglob("*") if path.is_file()}
    assert {"result.parquet", "result.csv", "result.unread.csv", "refund.csv"} <= names
    assert not [name for name in names if name.endswith((".tmp", ".partial"))]
    rows = folder.out.joinpath("result.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + pq.read_table(folder.result).num_rows == 5
    assert json.loads((folder.out / "counts.json").read_text()) == {
        "refund": {"given": 1, "refused": 1, "not asked": 1}
    }


def test_a_run_asked_to_stop_keeps_its_parts_and_goes_on(registers):
    folder = ready(registers)
    folder.stop.touch()

    judge(folder)
    stopped = folder.run
    judge(folder)

    assert stopped.state is State.STOPPED
    assert not folder.stop.exists()
    assert folder.run.state is State.DONE


def test_what_was_under_way_when_the_runner_was_killed_is_stopped(registers):
    killed = ready(registers)
    killed.tell(Run(state=State.RUNNING, rows=9))

    work(registers.root)

    assert (killed.run.state, killed.run.rows) == (State.STOPPED, 9)


def test_rules_another_version_left_are_no_reason_to_fall_over(registers):
    folder, next_one = ready(registers), ready(registers, asked_at=2.0)
    folder.rules.write_bytes(b"\x80\x04no pickle")

    work(registers.root)

    assert folder.run.state is State.FAILED
    assert "updated" in folder.run.problems[0]["problem"]["en"]
    assert next_one.run.state is State.DONE


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ((*TOLD[:5], Told(header="备忘", tells="id")), "the second column"),
        ((*TOLD[:5], Told(header="备忘", tells="concept/gone")), "concept/gone"),
        ((Told(header="没有", tells="concept/employees"),), "there is no column"),
    ],
)
def test_columns_that_do_not_fit_fail_with_their_reason(registers, columns, said):
    folder = ready(registers, columns)

    judge(folder)

    assert folder.run.state is State.FAILED
    assert said in " ".join(one["problem"]["en"] for one in folder.run.problems)


def test_a_day_that_cannot_be_read_is_told_as_our_own_fault(registers):
    folder = ready(registers, on="never")

    judge(folder)

    assert folder.run.problems[0]["problem"]["en"] == "The program failed (ValueError)."
    trace = (folder.path / "failed.txt").read_text(encoding="utf-8")
    assert "fromisoformat" in trace
    assert "never" not in trace, "what it was told may be somebody's data"


def test_the_time_that_is_left_follows_from_the_share_done(registers):
    from api.register_runner import _Watch

    folder = ready(registers)
    watch = _Watch(folder, folder.run, Ticks(step=10.0))

    watch.show(Progress(rows=0, share=0.0))
    assert folder.run.left is None
    watch.show(Progress(rows=25, share=0.25))
    assert (folder.run.rows, folder.run.left) == (25, 30.0)
    watch.show(Progress(rows=50, share=0.5, writing=True))
    assert folder.run.left is None


def test_consent_is_counted_behind_note_and_header(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('\ufeff"note, with comma"\nrow,id,consent\n1,"a,b","given"\n2,c,not asked\n')

    assert consent_counts(path) == {"given": 1, "refused": 0, "not asked": 1}


def test_what_is_held_comes_back_as_it_was(tmp_path):
    folder = Folder(tmp_path)
    held = Held(
        centre="c",
        by="b",
        name="n.csv",
        kind=".csv",
        at=datetime(2026, 1, 2, tzinfo=UTC),
        columns=TOLD,
    )

    folder.hold(held)

    assert folder.held == held
    assert folder.run == Run()
