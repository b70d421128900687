from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from matcher.register_batch import Column, ReadBatch
from matcher.register_warnings import Warnings, past_days
from tests.support import TODAY, world

BORN = Column(name="成立", concept="concept/registered-on")


def said(ids=None, days=None, on=TODAY, first_row=1):
    rows = len(ids or days)
    facts = pa.record_batch({BORN.concept: pa.array(days or [None] * rows, pa.date32())})
    held = Warnings((BORN,), on)
    held.see(ReadBatch(first_row=first_row, facts=facts, ids=ids and pa.array(ids)))
    return [one.zh for one in held.told()]


def test_a_day_to_come_is_named_by_its_row_and_today_is_none():
    days = [TODAY, date(2027, 1, 1), None]

    assert said(days=days) == ["成立：1 行的日期在今天以后（第 2 行）。"]
    assert said(days=days, on=None) == []


@pytest.mark.parametrize(
    ("ids", "warned"),
    [
        (["a", "b", "c"], []),
        (["a", "b", "a", "a"], ["1 个编号出现在好几行里（第一次：第 1 行），每一行各算一位。"]),
        (["a", None], ["1 行没有编号（第 2 行）。"]),
        ([None, None], []),
        (
            [*(f"91{n:02}" for n in range(9)), "91"],
            ["1 个编号不到 4 位，可能缺了几位（第 10 行）。"],
        ),
        (["91", "9101", "9102"], []),
    ],
)
def test_ids_that_repeat_lack_or_are_cut_are_named(ids, warned):
    assert said(ids=ids) == warned


def test_only_days_on_which_something_happened_have_to_lie_behind():
    columns = (BORN, Column(name="人", concept="concept/employees"), Column(name="x"))

    assert past_days(columns, world().concepts) == (BORN,)
