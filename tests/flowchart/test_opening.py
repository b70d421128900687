from __future__ import annotations

from datetime import date

import pytest

from flowchart.opening import opening
from tests.little_plans import laid_out

BOTH = ("registration", "permit")
"""Eight working days as promised, twenty-seven as the law allows, from Monday 23 November 2026."""


@pytest.mark.parametrize(
    ("open_on", "apply_by", "safe_by"),
    [
        ("2026-12-02", None, None),  # one day too early
        ("2026-12-03", "2026-11-23", None),
        ("2026-12-04", "2026-11-24", None),
        ("2026-12-05", "2026-11-24", None),  # a Saturday: all is done the day before
        ("2026-12-06", "2026-11-24", None),
        ("2026-12-07", "2026-11-25", None),
        ("2026-12-30", "2026-12-18", "2026-11-23"),
        ("2026-12-31", "2026-12-21", "2026-11-24"),
        ("2026-11-01", None, None),  # gone by
    ],
)
def test_the_last_days_to_apply_for_an_opening_day(open_on, apply_by, safe_by):
    found = opening(laid_out(BOTH), date.fromisoformat(open_on))

    def said(day):
        return day.isoformat() if day is not None else None

    assert said(found.on) == open_on
    assert (said(found.apply_by), said(found.safe_by)) == (apply_by, safe_by)


def test_where_nothing_is_to_be_done_one_may_come_on_the_day_itself():
    found = opening(laid_out(()), date(2026, 12, 7))

    assert found.apply_by == found.safe_by == date(2026, 12, 7)
