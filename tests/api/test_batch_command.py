"""`companion batch`: from the console to the files, and what is refused."""

from __future__ import annotations

import csv
import json

import pyarrow.parquet as pq
import pytest

from api.batch_running import Asked, _progress
from matcher.register_run import Progress, Stopped
from tests.console import error_of, little_console, shapes
from tests.judged_registers import POLICIES, REFUND
from tests.registers import csv_file
from tests.support import assert_said_well

HEADER = ["编号", "员工数", "有外资", "信用良好", "同意使用数据", "别的"]
ROWS = [
    ["a1", "3", "否", "是", "是", "x"],
    ["a2", "310", "否", "是", "否", "x"],
    ["=a3", "很多", "否", "是", "", "x"],
]
MAPPING = "columns: {员工数: concept/employees}\n"


@pytest.fixture
def console(tmp_path):
    """Return a console over the little world and its policies."""
    (tmp_path / "more").mkdir()
    made = little_console(tmp_path / "more")
    (tmp_path / "more" / "records" / "policies.yaml").write_text(POLICIES, encoding="utf-8")
    return made


@pytest.fixture
def typed(tmp_path):
    """Return what is typed for a register and an OUT, with the mapping."""
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    register = csv_file(tmp_path / "people.csv", ROWS, HEADER)

    def words(*more, out="out.csv"):
        mapping = ["--mapping", str(tmp_path / "mapping.yaml"), "--on", "2026-11-23"]
        outs = [] if out is None else [str(tmp_path / out)]
        return ["batch", str(register), *outs, *mapping, *more]

    return words


def table(path, keepends=False):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(keepends)))


def test_a_register_becomes_rows_of_verdicts_and_a_summary(console, typed, tmp_path):
    said = console(*typed("--lang", "en"))

    assert said.exit_code == 0, said.output
    assert "3 applicants, 3 policies, 2026-11-23." in said.output
    assert "Columns not used: 别的" in said.output
    rows = table(tmp_path / "out.csv")
    assert [row["id"] for row in rows] == ["a1", "a2", "'=a3"]
    assert [row["Small firms' grant"] for row in rows] == [
        "eligible", "not eligible", "not known yet",
    ]  # fmt: skip
    assert [row["columns that could not be read"] for row in rows] == ["", "", "员工数"]
    assert not list(tmp_path.glob("*.partial"))


def test_in_json_there_is_one_object_with_everything(console, typed, tmp_path):
    (said,) = shapes(console(*typed("--json")))

    assert (said["rows"], said["unread"]["cells"]) == (3, 1)
    assert {one["policy"]: one["eligible"] for one in said["policies"]}[REFUND] == 3
    assert said["check"]["unmapped"] == ["别的"]
    assert str(tmp_path / "out.csv") in said["files"]
    saved = json.loads((tmp_path / "out.summary.json").read_text(encoding="utf-8"))
    assert saved["policies"] == said["policies"]


@pytest.mark.parametrize("out", [None, "out.csv"])
def test_check_says_what_is_understood_and_writes_nothing(console, typed, tmp_path, out):
    before = sorted(path.name for path in tmp_path.iterdir())
    said = console(*typed("--check", out=out))
    (shape,) = shapes(console(*typed("--check", "--json", out=out)))

    assert said.exit_code == 0
    assert "没有用到的列：别的" in said.output
    assert shape["columns"][1]["tells"] == "concept/employees"
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_details_tell_every_condition_and_lists_who_agreed(console, typed, tmp_path):
    lists = tmp_path / "lists"
    said = console(*typed("--details", "grant", "--lists", str(lists), "--summary", f"{lists}/all"))

    assert said.exit_code == 0, said.output
    details = table(tmp_path / "out.grant.csv")
    assert [row["结论"] for row in details] == ["符合", "不符合", "还不能确定"]
    assert [row["还缺什么"] for row in details] == ["", "", "用工人数"]
    rows = table(lists / "refund.csv", keepends=True)
    assert [next(iter(row)) for row in rows] == ["行"] * 3
    assert [row["consent"] for row in rows] == ["given", "not asked", "refused"]
    assert (lists / "all.svg").is_file()


@pytest.mark.parametrize("out", ["out.parquet", "out.xlsx"])
def test_out_is_of_the_kind_its_name_says(console, typed, tmp_path, out):
    assert console(*typed(out=out)).exit_code == 0

    if out.endswith(".parquet"):
        assert pq.read_metadata(tmp_path / out).num_rows == 3
    else:
        assert (tmp_path / out).read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("more", "out", "place"),
    [
        ([], None, "OUT"),
        ([], "out.doc", "out.doc"),
        ([], "no/out.csv", "no"),
        ([], "people.csv", "people.csv"),
        (["--overwrite"], "people.csv", "people.csv"),
        (["--on", "2026-13-01"], "out.csv", "--on"),
        (["--details", "nothing"], "out.csv", ""),
        (["--mapping", "no.yaml"], "out.csv", "no.yaml"),
        (["--engine", "spark", "--master", "moon"], "out.csv", "master"),
    ],
)
def test_wrong_input_is_refused_and_leaves_nothing(console, typed, tmp_path, more, out, place):
    before = sorted(path.name for path in tmp_path.iterdir())

    error = error_of(console(*typed(*more, "--json", out=out)))

    assert error["place"].endswith(place)
    assert error["problem"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_column_that_is_mostly_unreadable_is_refused_with_its_name(console, typed, tmp_path):
    csv_file(tmp_path / "people.csv", [["a", "?", "否", "是", "", ""]] * 3, HEADER)

    error = error_of(console(*typed("--json")))

    assert error["place"] == "员工数"
    assert not (tmp_path / "out.csv").exists()


def test_ctrl_c_says_how_far_it_is_and_that_it_can_go_on():
    def interrupted():
        with _progress(_asked()) as progress:
            progress(Progress(rows=65_536, share=0.5))
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as error:
        interrupted()

    (problem,) = error.value.problems
    assert "65,536 rows are done" in problem.problem.en
    assert_said_well(problem)


def _asked():
    nothing = dict.fromkeys(("out", "mapping", "lists", "summary", "on"))
    flags = dict.fromkeys(("only_check", "overwrite", "afresh"), False)
    plain = {"engine": "local", "master": "", "lang": "en", "as_json": True, "details": ()}
    return Asked(register="people.csv", **nothing, **flags, **plain)
