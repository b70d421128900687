"""When somebody is reminded: a table one can follow with a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flowchart.case_days import DEADLINES, PLAIN, CaseDay, DayKind
from flowchart.reminders import DAYS_BEFORE, due, left_text

ON = date(2026, 12, 7)


def day(kind=DayKind.DUE, on=ON, about="service/tax-registration"):
    return CaseDay(on=on, kind=kind, text=PLAIN[kind], plain=PLAIN[kind], about=about)


def before(kind, left):
    """Return which reminder holds so many days before."""
    return [one.before for one in due([day(kind)], ON - timedelta(days=left))]


@pytest.mark.parametrize(
    ("kind", "left", "which"),
    [
        (DayKind.DUE, 15, []),
        (DayKind.DUE, 14, [14]),
        (DayKind.DUE, 4, [14]),
        (DayKind.DUE, 3, [3]),
        (DayKind.DUE, 2, [3]),
        (DayKind.DUE, 1, [1]),
        (DayKind.DUE, 0, [1]),
        (DayKind.DUE, -1, []),
        (DayKind.SUPPLEMENT, 4, []),
        (DayKind.SUPPLEMENT, 3, [3]),
        (DayKind.POLICY_CLOSES, 14, [14]),
        (DayKind.POLICY_OPENS, 1, []),
        (DayKind.POLICY_OPENS, 0, [0]),
        (DayKind.RENEW_BY, 31, []),
        (DayKind.RENEW_BY, 30, [30]),
        (DayKind.RENEW_BY, 7, [7]),
        (DayKind.EXPIRES, 91, []),
        (DayKind.EXPIRES, 90, [90]),
        (DayKind.EXPIRES, 29, [30]),
        (DayKind.PROMISED, 1, []),
        (DayKind.FINISH, 0, []),
    ],
)
def test_one_is_reminded_so_many_days_before(kind, left, which):
    assert before(kind, left) == which


def test_every_deadline_has_reminders():
    assert set(DAYS_BEFORE) >= DEADLINES


def test_looking_every_day_gives_each_reminder_one_name():
    every_day = [ON - timedelta(days=left) for left in range(30, -5, -1)]

    names = {one.key for today in every_day for one in due([day()], today)}

    assert len(names) == len(DAYS_BEFORE[DayKind.DUE])


def test_a_reminder_is_not_lost_where_nobody_looked_on_its_day():
    assert before(DayKind.DUE, 10) == [14]


def test_a_day_that_moved_is_told_again():
    first, moved = due([day()], ON)[0], due([day(on=ON + timedelta(days=1))], ON)[0]

    assert first.key != moved.key


def test_the_nearest_day_stands_first():
    days = [day(on=ON + timedelta(days=2)), day(on=ON, about="service/b")]

    assert [one.day.on for one in due(days, ON)] == [ON, ON + timedelta(days=2)]


def test_a_reminder_knows_since_when_it_holds():
    assert due([day()], ON - timedelta(days=10))[0].since == ON - timedelta(days=14)


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [(0, "今天", "today"), (1, "明天", "tomorrow"), (3, "还有 3 天", "in 3 days")],
)
def test_how_long_it_is_is_said_in_everyday_words(left, zh, en):
    said = left_text(ON, ON - timedelta(days=left))

    assert (said.zh, said.en) == (zh, en)
