from __future__ import annotations

import os

import pytest

from kb.errors import Conflict
from kb.text import Text
from matcher.register_batch import Unread
from matcher.register_parts import MOST_UNREAD, fingerprint, opened_parts
from matcher.register_sheets import ROWS_SHEET, Wanted, judge_batch
from tests.judged_registers import columns, read_of
from tests.support import TODAY, assert_said_well

RUN = {"register": 1, "rules": 2, "on": 3, "mapping": 4, "wanted": 5}
BAD = Text(zh="不对。", en="wrong.")


def judged(first_row=1, people=2, unread=0):
    bad = tuple(Unread(row=first_row, column="x", shown="?", problem=BAD) for _ in range(unread))
    read = read_of(*[{}] * people, first_row=first_row, unread=bad)
    return judge_batch(read, columns(), TODAY, Wanted())


def open_(folder, afresh=False, **other):
    return opened_parts(folder / "out.partial", RUN | other, afresh)


def rows(parts):
    return [row for batch in parts.batches(ROWS_SHEET) for row in batch.column("row").to_pylist()]


def test_parts_are_there_again_when_the_same_run_is_opened(tmp_path):
    with open_(tmp_path) as parts:
        parts.add(judged(1, unread=3))
        parts.add(judged(3))

    with open_(tmp_path) as parts:
        assert (parts.rows, rows(parts)) == (4, [1, 2, 3, 4])
        assert parts.tally == judged(1, 4, unread=3).tally
        assert [one["problem"]["en"] for one in parts.unread] == ["wrong."] * 3
        parts.add(judged(5, 1))
        assert rows(parts) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("lost", ["000001.json", "000001.0.arrow"])
def test_a_part_that_is_not_whole_does_not_count_nor_do_those_behind_it(tmp_path, lost):
    with open_(tmp_path) as parts:
        for first in (1, 3, 5):
            parts.add(judged(first))
    (tmp_path / "out.partial" / lost).write_bytes(b"{")

    with open_(tmp_path) as parts:
        assert (parts.rows, rows(parts)) == (2, [1, 2])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"register": 9}, "register"),
        ({"rules": 9}, "rules"),
        ({"on": 9}, "day"),
        ({"mapping": 9}, "columns"),
        ({"wanted": 9}, "else"),
    ],
)
def test_parts_of_something_else_are_refused_and_what_to_do_is_said(tmp_path, other, said):
    with open_(tmp_path) as parts:
        parts.add(judged())

    with pytest.raises(Conflict) as error, open_(tmp_path, **other):
        pass

    (problem,) = error.value.problems
    assert said in problem.problem.en
    assert "--afresh" in problem.remedy.en
    assert_said_well(problem)


def test_afresh_begins_again(tmp_path):
    with open_(tmp_path) as parts:
        parts.add(judged())

    with open_(tmp_path, afresh=True, on=9) as parts:
        assert (parts.rows, rows(parts)) == (0, [])


def test_two_runs_do_not_work_on_one_file(tmp_path):
    with open_(tmp_path), pytest.raises(Conflict) as error, open_(tmp_path):
        pass

    assert_said_well(error.value.problems[0])


def test_a_run_that_did_nothing_leaves_nothing(tmp_path):
    with open_(tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_others_put_into_the_folder_is_never_removed(tmp_path):
    mine = tmp_path / "out.partial" / "thesis.docx"
    with open_(tmp_path) as parts:
        parts.add(judged())
        mine.write_text("years of work")

    with open_(tmp_path, afresh=True) as parts:
        parts.add(judged())

    assert mine.read_text() == "years of work"


def test_all_unread_cells_are_counted_and_only_the_first_listed(tmp_path):
    with open_(tmp_path) as parts:
        parts.add(judged(1, unread=MOST_UNREAD - 1))
        parts.add(judged(3, unread=5))

        assert len(parts.unread) == MOST_UNREAD
        assert parts.tally.unread == {"x": MOST_UNREAD + 4}


def test_a_file_is_known_by_its_ends_its_size_and_its_time(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 3_000_000)
    before = fingerprint(path)

    assert fingerprint(path) == before
    for change in (b"y" + b"x" * 2_999_999, b"x" * 2_999_999 + b"y", b"x" * 2_999_999):
        path.write_bytes(change)
        os.utime(path, ns=(before["mtime"], before["mtime"]))
        assert fingerprint(path) != before
