"""What columns tell by their names, one by one where the whole is not clear; the check is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.register_checking import _checked_apart, check_of, headers_of, main, understood
from api.register_folder import Told, read_json
from api.register_jobs import Registers
from api.register_runner import save_rules
from kb.errors import WrongInput
from tests.desk_registers import SHEET, nobody
from tests.judged_registers import catalogue
from tests.visiting import Clock


@pytest.fixture
def folder(tmp_path):
    """Return a register whose columns were understood."""
    held = Registers(tmp_path / "registers", Clock(), nobody).add("one", "x", "a.csv", ".csv")
    held.upload.write_text(SHEET, encoding="utf-8")
    held.hold(replace(held.held, columns=understood(headers_of(held), catalogue())))
    return held


def tells(*headers: str) -> list[tuple[str, str]]:
    return [(one.tells, one.times) for one in understood(headers, catalogue())]


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (["编号", "用工人数"], [("id", ""), ("concept/employees", "")]),
        (["用工人数 / Employees (人)"], [("concept/employees", "")]),
        (["营业收入（万元）", "什么"], [("concept/revenue", "10000"), ("", "")]),
        (["营业收入（百万）", "用工人数"], [("concept/revenue", ""), ("concept/employees", "")]),
        (["编号", "id"], [("id", ""), ("", "")]),
        (["什么", "备忘"], [("", ""), ("", "")]),
        (["consent"], [("consent", "")]),
        (["用工人数", "Employees"], [("concept/employees", ""), ("concept/employees", "")]),
        (["a", "a"], [("", ""), ("", "")]),
        (["#", "", " "], [("", ""), ("", ""), ("", "")]),
    ],
)
def test_a_column_tells_what_its_name_says_and_nothing_that_is_not_sure(headers, told):
    assert tells(*headers) == told


def test_the_check_counts_cells_and_says_which_facts_are_missing(folder):
    found = check_of(folder, catalogue())

    figures = [found["columns"]["用工人数"][name] for name in ("usable", "empty", "unreadable")]
    assert figures == [2, 1, 1]
    assert found["columns"]["用工人数"]["examples"][0]["row"] == 3
    assert found["problems"] == found["missing"] == []


def test_a_number_that_stands_in_two_rows_is_told_though_it_is_read(folder):
    folder.upload.write_text("编号,用工人数\nHP1,3\nHP2,4\nHP1,5\n", encoding="utf-8")
    folder.hold(replace(folder.held, columns=understood(headers_of(folder), catalogue())))

    [warning] = check_of(folder, catalogue())["warnings"]

    assert "1 个编号出现在好几行里" in warning["zh"]


def test_the_check_is_made_once_for_one_choice_and_again_for_another(folder):
    first = check_of(folder, catalogue())
    folder.upload.write_text("gone", encoding="utf-8")
    assert check_of(folder, catalogue()) == first

    folder.hold(replace(folder.held, columns=(Told(header="编号", tells="id"),)))

    assert check_of(folder, catalogue())["problems"]


def test_a_large_file_is_checked_by_a_process_of_its_own(folder):
    save_rules(folder.path / "check.pickle", catalogue())

    main([str(folder.path), "the key"])

    assert check_of(folder, catalogue())["key"] != "the key"
    assert folder.check.stat().st_mode & 0o077 == 0


def test_that_process_can_really_be_started(folder):
    assert _checked_apart(folder, catalogue(), "a key")["rows"] == 4
    assert (read_json(folder.check) or {})["key"] == "a key"


def test_what_is_no_table_is_refused(folder):
    folder.upload.write_bytes(b"%PDF-1.4")

    with pytest.raises(WrongInput, match="no table"):
        headers_of(folder)
