from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET

from matcher.register_report import Summary, save_summary, save_unread, summary_rows, summary_shape
from matcher.register_summary import tally_of
from tests.judged_registers import GRANT, OLD, REFUND, catalogue, columns, read_of
from tests.support import TODAY

PEOPLE = (
    {"employees": 3, "foreign": False},
    {"employees": 390, "foreign": False},
    {"employees": 3},
)


def summary():
    read = read_of(*PEOPLE)
    tally = tally_of(read, columns().judged(read.facts, TODAY))
    return Summary(register="firms.csv", on=TODAY, tally=tally, catalogue=catalogue())


def table(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_the_policy_that_most_are_eligible_for_comes_first():
    assert [row["policy"] for row in summary_rows(summary())] == [OLD, GRANT, REFUND]


def test_a_row_tells_the_counts_and_the_fact_that_would_settle_most():
    assert summary_rows(summary())[1] == {
        "policy": GRANT,
        "title_zh": "小微补贴",
        "title_en": "Small firms' grant",
        "eligible": 1,
        "near": 1,
        "needs_information": 1,
        "needs_judgement": 0,
        "not_eligible": 1,
        "settling_fact": "concept/foreign",
        "fact_zh": "有外资",
        "fact_en": "Foreign investor",
        "settles": 1,
        "keeps_open": 1,
    }


def test_programs_read_the_same_and_every_open_fact():
    shape = summary_shape(summary())

    assert json.loads(json.dumps(shape)) == shape
    assert (shape["rows"], shape["on"], shape["generation"]) == (
        3,
        "2026-11-23",
        catalogue().generation,
    )
    assert shape["policies"][2]["missing"] == [
        {
            "fact": "concept/credit",
            "title": {"zh": "信用良好", "en": "Clean record"},
            "settles": 3,
            "keeps_open": 3,
        }
    ]


def test_a_summary_is_saved_as_a_table_for_programs_and_as_a_picture(tmp_path):
    files = save_summary(summary(), tmp_path / "out.v2.summary")

    assert [path.name for path in files] == [
        f"out.v2.summary.{end}" for end in ("csv", "json", "svg")
    ]
    assert [row["eligible"] for row in table(files[0])] == ["3", "1", "0"]
    assert json.loads(files[1].read_text(encoding="utf-8")) == summary_shape(summary())
    ET.parse(files[2])


def test_unread_cells_are_saved_with_what_to_write_instead(tmp_path):
    said = {"zh": "不是数。", "en": "is no number."}
    cell = {"row": 7, "column": "用工人数", "shown": "=1+1", "problem": said, "remedy": None}

    save_unread([cell], tmp_path / "unread.csv")

    (row,) = table(tmp_path / "unread.csv")
    assert (row["row"], row["shown"], row["problem_en"]) == ("7", "'=1+1", "is no number.")
