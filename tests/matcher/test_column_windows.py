from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalogue import snapshot
from kb.model import Policy, Window
from kb.text import Text
from matcher.columns import Columns
from matcher.fact_columns import fact_batch
from matcher.match import ELIGIBILITIES, Matcher
from tests.judging import DAYS as SOME_DAYS
from tests.judging import facts_of
from tests.support import TODAY, world

MONTHS = st.none() | st.integers(0, 24)
FIXED = st.builds(Window, opens=st.none() | SOME_DAYS, closes=st.none() | SOME_DAYS)
MOVING = st.builds(
    Window,
    since=st.sampled_from(["concept/registered-on", "concept/lease-from", "concept/employees"]),
    after_months=MONTHS,
    until_months=MONTHS,
)
ON = st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))


def catalogue_with(*windows):
    title = Text(zh="试", en="Tried")
    policy = Policy(id="policy/tried", title=title, windows=tuple(windows))
    return snapshot({**world().records, policy.id: policy}, world().issuers)


def both(catalogue, people, on):
    policy = catalogue.policies["policy/tried"]
    found = Columns(catalogue, [policy]).judged(fact_batch(people, catalogue), on).codes[0]
    matcher = Matcher(catalogue)
    verdicts = [matcher.judged(facts, on).verdicts[policy.id] for facts in people]
    return found.tolist(), [ELIGIBILITIES.index(verdict) for verdict in verdicts]


@given(
    st.lists(FIXED | MOVING, min_size=1, max_size=3),
    st.lists(st.none() | SOME_DAYS, min_size=1, max_size=3),
    ON,
)
def test_windows_bar_whom_they_bar_one_by_one(windows, days, on):
    people = [facts_of(**({"registered_on": day.isoformat()} if day else {})) for day in days]

    found, wanted = both(catalogue_with(*windows), people, on)

    assert found == wanted


@pytest.mark.parametrize(
    ("registered", "code"),
    [("2025-05-22", 0), ("2025-05-23", 3), ("2026-11-23", 3), ("2027-01-01", 3), (None, 1)],
)
def test_a_window_of_eighteen_months_closes_the_day_after_they_are_over(registered, code):
    window = Window(since="concept/registered-on", until_months=18)
    told = {"registered_on": registered} if registered else {}

    found, _ = both(catalogue_with(window), [facts_of(**told)], TODAY)

    assert found == [code]


def test_a_window_that_has_closed_for_good_bars_everybody():
    window = Window(opens=date(2025, 1, 1), closes=date(2025, 3, 1))

    assert both(catalogue_with(window), [facts_of(), facts_of()], TODAY)[0] == [0, 0]
