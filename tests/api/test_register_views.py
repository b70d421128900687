"""What pages show of a register: bars that add up, progress in words, columns as chosen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from api.language import words
from api.register_folder import Run, State, Told
from api.register_views import _parts, line_of, template_headers, told_by
from tests.judged_registers import catalogue


def test_a_bar_is_made_of_parts_that_follow_each_other_and_none_is_counted_twice():
    names = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")
    counts = dict(zip(names, (10, 5, 20, 5, 65), strict=True))

    parts = list(_parts(counts, 100))

    assert parts[0] == ("eligible", 0.0, 10.0)
    assert all(one[1] + one[2] == pytest.approx(then[1]) for one, then in pairwise(parts))
    assert parts[-1][1] + parts[-1][2] == 40.0


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (Run(state=State.WAITING), "In line; 2 before this one."),
        (Run(state=State.RUNNING, rows=65_536, share=0.5), "65,536 rows done, 50%"),
        (
            Run(state=State.RUNNING, rows=9, share=0.999, left=61.4),
            "9 rows done, 99%, about 1:01 left (minutes:seconds)",
        ),
        (
            Run(state=State.RUNNING, share=0.5, writing=True),
            "All are judged; files are written, 50%",
        ),
    ],
)
def test_progress_is_one_line_of_words(run, line):
    assert line_of(run, 2, words("en")) == line


def test_a_choice_changes_its_own_column_only_and_a_factor_goes_with_its_fact():
    columns = (Told(header="a", tells="concept/x", times="10"), Told(header="b", tells="id"))

    assert told_by({}, columns) == columns
    assert told_by({"tells.1": ["concept/y"], "times.1": ["10"]}, columns)[0].times == ""
    assert told_by({"times.1": [" 3 "]}, columns)[0].times == "3"
    assert told_by({"tells.9": ["x"]}, columns) == columns


def test_an_empty_table_has_no_column_that_takes_more_than_a_cell():
    headers = template_headers(catalogue())

    assert headers[:2] == ["编号 / id", "同意使用数据 / consent"]
    assert not any("新招员工" in header for header in headers)
