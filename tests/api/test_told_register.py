from __future__ import annotations

from pathlib import Path

import pytest

from api.told_register import files_text, summary_text
from matcher.register_report import Summary
from matcher.register_summary import Tally, tally_of
from tests.judged_registers import catalogue, columns, read_of
from tests.support import TODAY

PEOPLE = (
    {"employees": 3, "foreign": False},
    {"employees": 390, "foreign": False},
    {"employees": 3},
)


def summary():
    read = read_of(*PEOPLE)
    tally = tally_of(read, columns().judged(read.facts, TODAY))
    return Summary(register="a.csv", on=TODAY, tally=tally, catalogue=catalogue())


def test_the_summary_is_a_table_with_a_line_a_policy():
    head, _, header, *lines = summary_text(summary(), "en").splitlines()

    assert head == "3 applicants, 3 policies, 2026-11-23."
    assert header.split() == (
        "policy eligible near not known judgement not eligible ask first".split()
    )
    assert lines[1].split() == (
        "Small firms' grant 1 1 1 0 1 Foreign investor (all that 1 lack)".split()
    )


def test_columns_stand_below_each_other_in_chinese_too():
    _, _, header, *lines = summary_text(summary(), "zh").splitlines()

    assert "最该问" in header
    assert "有外资（只差这一项：1 位）" in lines[1]


@pytest.mark.parametrize(("language", "said"), [("zh", "读不了的格子：3 个"), ("en", "used: 3")])
def test_cells_that_could_not_be_used_are_pointed_to(language, said):
    files = [Path("out.csv"), Path("out.unread.csv")]

    assert said in files_text(files, Tally(unread={"a": 2, "b": 1}), language)
    assert files_text(files, Tally(), "en") == "Files: out.csv, out.unread.csv"
