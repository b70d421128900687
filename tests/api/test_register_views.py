"""What pages show of a register: bars that add up, progress in words, columns as chosen."""

from __future__ import annotations

import pytest

from api.language import words
from api.register_folder import Run, State, Told
from api.register_views import line_of, same_by, template_headers, told_by
from tests.judged_registers import catalogue


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


def test_what_words_mean_is_kept_word_by_word_and_goes_with_its_fact():
    columns = (Told(header="a", tells="concept/x", values=(("old", "one"), ("gone", "two"))),)
    sent = {"means.1.new": ["?"], "means.1.gone": [""], "means.2.other": ["three"]}

    assert told_by(sent, columns)[0].values == (("old", "one"), ("new", "?"))
    assert told_by({"tells.1": ["concept/y"], **sent}, columns)[0].values == ()
    assert told_by({}, columns) == columns


def test_only_a_value_of_the_fact_can_be_the_same_for_every_row():
    sent = {"same.concept/foreign": ["true"], "same.concept/none": ["true"]}

    assert same_by(sent, (), catalogue()) == (("concept/foreign", "true"),)
    assert same_by({"same.concept/foreign": ["maybe"]}, (), catalogue()) == ()
    assert same_by({}, (("concept/foreign", "true"),), catalogue()) == (
        ("concept/foreign", "true"),
    )
    assert (
        same_by({"same.concept/foreign": [""]}, (("concept/foreign", "true"),), catalogue()) == ()
    )


def test_an_empty_table_has_no_column_that_takes_more_than_a_cell():
    headers = template_headers(catalogue())

    assert headers[:2] == ["编号 / id", "同意使用数据 / consent"]
    assert not any("新招员工" in header for header in headers)
