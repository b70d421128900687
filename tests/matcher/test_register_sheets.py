from __future__ import annotations

import pickle

from matcher.columns import Columns
from matcher.register_sheets import ROWS_SHEET, Wanted, automatic, judge_batch
from matcher.register_summary import tally_of
from tests.judged_registers import GRANT, REFUND, columns, read_of
from tests.support import TODAY, shipped_catalogue

READ = read_of({"employees": 3, "credit": True}, {}, ids=["a", "b"])


def test_a_batch_gives_rows_and_counts_and_nothing_that_is_not_wanted():
    judged = judge_batch(READ, columns(), TODAY, Wanted())

    assert list(judged.sheets) == [ROWS_SHEET]
    assert (judged.first_row, judged.rows, judged.unread) == (1, 2, ())
    assert judged.tally == tally_of(READ, columns().judged(READ.facts, TODAY))


def test_details_and_lists_are_sheets_of_their_own():
    judged = judge_batch(READ, columns(), TODAY, Wanted(details=(GRANT,), lists=True))

    assert list(judged.sheets) == [ROWS_SHEET, f"details/{GRANT}", f"list/{REFUND}"]
    assert judged.sheets[f"list/{REFUND}"].column("id").to_pylist() == ["a"]


def test_what_a_worker_takes_and_gives_can_be_sent():
    judged = judge_batch(READ, columns(), TODAY, Wanted(lists=True))

    assert pickle.loads(pickle.dumps((READ, Wanted(lists=True), judged)))[2] == judged


def test_only_policies_without_an_application_have_lists():
    assert automatic(columns()) == (REFUND,)
    assert len(automatic(Columns(shipped_catalogue()))) > 0
