from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from matcher.column_days import first_day_reaching
from matcher.columns import ColumnJudge, Compiled
from matcher.fact_columns import FactColumns, day_number, fact_batch
from matcher.values import add_months
from tests.judging import facts_of
from tests.support import TODAY, criterion_of, world


def codes(text, batch, on=TODAY):
    judge = ColumnJudge(Compiled(world()), FactColumns(batch, world()), on)
    return judge.planes(criterion_of(text)).codes(batch.num_rows).tolist()


@pytest.mark.parametrize("on", [TODAY, date(2026, 2, 28), date(2028, 2, 29), date(2026, 8, 31)])
@pytest.mark.parametrize("months", [0, 1, 6, 12, 18, -3])
def test_the_first_day_that_reaches_a_day_does_and_the_day_before_does_not(on, months):
    first = date(1970, 1, 1) + timedelta(days=first_day_reaching(on, months))

    assert add_months(first, months) >= on
    assert add_months(first - timedelta(days=1), months) < on


@pytest.mark.parametrize(
    ("condition", "within"),
    [("within_months: 18", (date(2025, 5, 23), TODAY)), ("within_days: 30", None)],
)
def test_recent_is_from_its_first_day_until_today(condition, within):
    first, last = within or (TODAY - timedelta(days=30), TODAY)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    batch = fact_batch([facts_of(registered_on=day.isoformat()) for day in days], world())

    assert codes(f"{{fact: concept/registered-on, {condition}}}", batch) == [0, 3, 3, 0]
    assert day_number(first) == batch.column(0).view(pa.int32()).to_pylist()[1]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("on_or_after: {fact: concept/registered-on}", [0, 3, 3, 1, 1]),
        ("before: {fact: concept/registered-on}", [3, 0, 0, 1, 1]),
        ("between: [2026-01-01, {fact: concept/registered-on}]", [3, 3, 0, 1, 1]),
    ],
)
def test_a_day_is_compared_with_another_of_ones_own(condition, found):
    """The lease begins before, with and after the registration; then one of both is not told."""
    registered = {"registered_on": "2026-03-02"}
    people = [facts_of(lease_from=f"2026-03-0{day}", **registered) for day in (1, 2, 3)]
    people += [facts_of(**registered), facts_of(lease_from="2026-03-01")]

    assert codes(f"{{fact: concept/lease-from, {condition}}}", fact_batch(people, world())) == found
