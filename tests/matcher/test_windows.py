from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.benefit import Quota
from kb.model import Period, Policy, Window
from kb.text import Text
from matcher.criteria import Judge
from matcher.values import add_months
from matcher.windows import NO_DATES, OpenWindow, WindowState, barred, is_fixed, window_now
from tests.judging import DAYS, facts_of
from tests.support import TODAY, world

OPEN, UPCOMING, CLOSED, UNKNOWN = WindowState
SINCE = "concept/registered-on"
PAST, SOON, LATER = date(2026, 1, 1), date(2026, 12, 1), date(2027, 6, 1)
NEVER_OVER = Window(since=SINCE, after_months=3)
MAY_BE_OVER = Window(since=SINCE, until_months=18)
NO_DAYS = Window(text=Text(zh="另行通知", en="to be announced"))


def policy(*windows, **keys):
    return Policy(id="policy/any", title=Text(zh="任意", en="Any"), windows=tuple(windows), **keys)


def now(*windows, on=TODAY, **known):
    return window_now(policy(*windows), Judge(world(), facts_of(**known), on))


@pytest.mark.parametrize(
    ("windows", "state", "opens", "closes"),
    [
        ((), UNKNOWN, None, None),
        ((NO_DAYS,), UNKNOWN, None, None),
        ((Window(opens=PAST),), OPEN, PAST, None),
        ((Window(opens=SOON, closes=LATER),), UPCOMING, SOON, LATER),
        ((Window(opens=LATER), Window(opens=SOON)), UPCOMING, SOON, None),
        ((Window(opens=SOON), Window(closes=SOON)), OPEN, None, SOON),
        ((Window(closes=PAST), Window(opens=SOON)), UPCOMING, SOON, None),
        ((Window(closes=PAST), NO_DAYS), UNKNOWN, None, None),
        ((NO_DAYS, Window(opens=LATER)), UPCOMING, LATER, None),
        ((Window(closes=PAST), Window(closes=PAST)), CLOSED, None, PAST),
    ],
)
def test_an_open_window_counts_before_the_next_one_and_that_before_a_closed_one(
    windows, state, opens, closes
):
    assert now(*windows) == OpenWindow(state=state, opens=opens, closes=closes)


def test_of_closed_windows_the_last_to_close_counts_in_whatever_order_they_stand():
    windows = [Window(closes=date(2026, 11, 22)), Window(closes=PAST)]

    assert now(*windows) == now(*reversed(windows))
    assert now(*windows).closes == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("window", "is_last_day", "zh", "en"),
    [
        (
            Window(closes=TODAY, closes_at=time(16)),
            True,
            "2026年11月23日 16:00",
            "23 November 2026, 16:00",
        ),
        (
            Window(closes=LATER, closes_at=time(9, 30)),
            False,
            "2027年6月1日 09:30",
            "1 June 2027, 09:30",
        ),
        (Window(closes=TODAY), True, "2026年11月23日", "23 November 2026"),
        (Window(opens=PAST, closes_at=time(16)), False, None, None),
        (
            Window(since=SINCE, until_months=1, closes_at=time(16)),
            False,
            "2026年12月1日 16:00",
            "1 December 2026, 16:00",
        ),
    ],
)
def test_the_hour_that_closes_a_window_goes_with_its_last_day(window, is_last_day, zh, en):
    held = now(window, registered_on="2026-11-01")

    assert held.is_last_day is is_last_day
    assert held.closing == (Text(zh=zh, en=en) if zh else None)


@pytest.mark.parametrize(
    ("windows", "missing"),
    [
        ((MAY_BE_OVER,), {SINCE}),
        ((NEVER_OVER,), set()),
        ((MAY_BE_OVER, NEVER_OVER), set()),
        ((MAY_BE_OVER, NO_DAYS), set()),
        ((Window(closes=PAST), MAY_BE_OVER), {SINCE}),
        ((MAY_BE_OVER, Window(since="concept/lease-from", until_months=1)), {SINCE}),
    ],
)
def test_a_day_nobody_has_told_is_missing_only_where_the_window_may_be_over(windows, missing):
    window = now(*windows)

    assert (window.state, window.missing) == (UNKNOWN, missing)


@pytest.mark.parametrize("beside", [Window(opens=PAST), Window(opens=LATER)])
def test_a_window_that_is_open_or_will_open_makes_the_untold_day_idle(beside):
    assert now(MAY_BE_OVER, beside).missing == frozenset()


@given(DAYS, st.integers(0, 24), st.integers(0, 24), DAYS)
def test_a_relative_window_is_the_fixed_one_with_the_same_days(start, after, until, on):
    relative = Window(since=SINCE, after_months=after, until_months=until)
    fixed = Window(opens=add_months(start, after), closes=add_months(start, until))

    assert now(relative, on=on, registered_on=start.isoformat()) == now(fixed, on=on)


@pytest.mark.parametrize(
    ("windows", "fixed"),
    [
        ((), True),
        ((Window(opens=PAST), NO_DAYS), True),
        ((Window(opens=PAST), NEVER_OVER), False),
    ],
)
def test_a_window_that_counts_from_a_day_of_the_applicant_is_not_fixed(windows, fixed):
    assert is_fixed(policy(*windows)) is fixed


@pytest.mark.parametrize(
    ("keys", "closes", "zh", "en"),
    [
        ({}, None, [], []),
        ({"valid": Period(from_=TODAY, to=TODAY)}, TODAY, [], []),
        (
            {"valid": Period(from_=SOON)},
            None,
            ["自2026年12月1日起施行"],
            ["in force from 1 December 2026"],
        ),
        ({"valid": Period(to=PAST)}, None, ["已于2026年1月1日到期"], ["ended on 1 January 2026"]),
        ({}, PAST, ["申请期已于2026年1月1日截止"], ["applications closed on 1 January 2026"]),
        ({"quota": Quota(used_up_on=SOON)}, None, [], []),
        (
            {"quota": Quota(used_up_on=TODAY)},
            None,
            ["名额已于2026年11月23日用完"],
            ["all places were taken on 23 November 2026"],
        ),
        (
            {"valid": Period(to=PAST), "quota": Quota(used_up_on=PAST)},
            None,
            ["已于2026年1月1日到期", "名额已于2026年1月1日用完"],
            ["ended on 1 January 2026", "all places were taken on 1 January 2026"],
        ),
    ],
)
def test_everything_that_bars_a_policy_whatever_the_facts_is_said(keys, closes, zh, en):
    windows = (Window(closes=closes),) if closes else ()

    reasons = barred(policy(*windows, **keys), TODAY, now(*windows))

    assert [reason.text.zh for reason in reasons] == zh
    assert [reason.text.en for reason in reasons] == en


@given(DAYS, DAYS)
def test_without_any_date_there_is_nothing_to_say(on, day):
    assert now(on=on, registered_on=day.isoformat()) is NO_DATES
    assert barred(policy(), on + timedelta(days=1), NO_DATES) == ()
