"""What wants an officer, told from dates alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kb.upkeep import (
    WORDS,
    DateKind,
    Upkeep,
    a_year_after,
    dated_events,
    due_for_recheck,
    upkeep,
)
from tests.support import TODAY, recorded, shipped_records


def in_days(days):
    return TODAY + timedelta(days=days)


def policy(text):
    return recorded(f"{{id: policy/a, title: {{zh: 一, en: A}}, checked_on: {TODAY}, {text}}}")


def told(records):
    return [(one.kind, one.day, ".".join(map(str, one.path))) for one in upkeep(records, TODAY)]


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (-1, Upkeep.EXPIRED),
        (0, Upkeep.ENDS_WITHIN_30_DAYS),  # the last day still counts
        (30, Upkeep.ENDS_WITHIN_30_DAYS),
        (31, Upkeep.ENDS_WITHIN_180_DAYS),
        (180, Upkeep.ENDS_WITHIN_180_DAYS),
        (181, None),
    ],
)
def test_an_end_is_warned_of_180_and_30_days_before(left, kind):
    end = in_days(left)

    expected = [] if kind is None else [(kind, end, "valid.to")]
    assert told(policy(f"valid: {{to: {end}}}")) == expected


def test_an_open_end_warns_of_nothing_but_the_yearly_look():
    assert told(policy("valid: {from: 2020-01-01}")) == []


def test_what_was_replaced_and_has_ended_wants_nobody():
    records = recorded(
        f"- {{id: policy/old, title: {{zh: 旧, en: Old}}, checked_on: {TODAY},"
        f" valid: {{to: {in_days(-9)}}}}}\n"
        f"- {{id: policy/new, title: {{zh: 新, en: New}}, checked_on: {TODAY},"
        " supersedes: [policy/old]}"
    )

    assert told(records) == []


@pytest.mark.parametrize(("used_up", "spent"), [(-1, True), (0, True), (1, False)])
def test_places_are_spent_from_the_day_they_are_used_up(used_up, spent):
    day = in_days(used_up)

    kinds = [kind for kind, *_ in told(policy(f"quota: {{used_up_on: {day}}}"))]
    assert kinds == ([Upkeep.QUOTA_SPENT] if spent else [])


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (f"{{opens: {in_days(30)}}}", [Upkeep.WINDOW_OPENS_SOON]),
        (f"{{opens: {in_days(31)}}}", []),
        (f"{{opens: {in_days(-1)}}}", []),
        (f"{{closes: {in_days(0)}}}", [Upkeep.WINDOW_CLOSES_SOON]),
        (f"{{closes: {in_days(-1)}}}", []),
        (
            f"{{opens: {in_days(3)}, closes: {in_days(9)}}}",
            [Upkeep.WINDOW_OPENS_SOON, Upkeep.WINDOW_CLOSES_SOON],
        ),
    ],
)
def test_windows_are_told_a_month_before_they_open_or_close(window, expected):
    assert [kind for kind, *_ in told(policy(f"windows: [{window}]"))] == expected


def test_a_document_ends_as_a_policy_does():
    end = in_days(10)
    records = recorded(
        f"{{id: document/a, title: {{zh: 一, en: A}}, checked_on: {TODAY},"
        f" in_force: {{to: {end}}}}}"
    )

    assert told(records) == [(Upkeep.ENDS_WITHIN_30_DAYS, end, "in_force.to")]


@pytest.mark.parametrize(
    ("checked", "due"),
    [("2025-11-23", True), ("2025-11-24", False), ("2026-11-23", False)],
)
def test_a_record_is_due_a_year_after_it_was_checked(checked, due):
    records = recorded(
        f"{{id: concept/a, title: {{zh: 一, en: A}}, type: date, checked_on: {checked}}}"
    )

    found = due_for_recheck(records, TODAY)

    assert [one.kind for one in found] == ([Upkeep.RECHECK_DUE] if due else [])


def test_a_record_never_checked_is_due_today():
    (found,) = due_for_recheck(recorded("{id: evidence/a, title: {zh: 一, en: A}}"), TODAY)

    assert found.day == TODAY


@pytest.mark.parametrize(
    ("looked_at", "kinds"),
    [({}, [Upkeep.UNATTENDED]), ({"service/a": date(2026, 3, 1)}, []),
     ({"service/a": date(2025, 3, 1)}, [Upkeep.UNATTENDED])],
)  # fmt: skip
def test_a_service_is_unattended_where_nobody_looked_at_it_for_a_year(looked_at, kinds):
    records = recorded("{id: service/a, title: {zh: 一, en: A}, checked_on: 2025-01-01}")

    assert [one.kind for one in due_for_recheck(records, TODAY, looked_at)] == kinds


def test_announced_years_and_divisions_are_not_checked_again():
    records = recorded(
        "- {id: calendar/cn-2024, title: {zh: 一, en: A}, year: 2024}\n"
        "- {id: area/a, title: {zh: 二, en: B}}"
    )

    assert due_for_recheck(records, TODAY) == ()


@pytest.mark.parametrize(
    ("day", "year_after"),
    [
        (date(2026, 1, 1), date(2027, 1, 1)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date.max, date.max),
    ],
)
def test_a_year_later_is_the_same_day(day, year_after):
    assert a_year_after(day) == year_after


def test_the_calendar_tells_what_starts_ends_opens_and_closes():
    records = policy(
        "valid: {from: 2026-12-01, to: 2026-12-31},"
        " windows: [{opens: 2026-12-02, closes: 2026-12-31}, {opens: 2027-01-05}]"
    )

    found = dated_events(records, date(2026, 12, 1), date(2026, 12, 31))

    assert [(one.day.day, one.kind) for one in found] == [
        (1, DateKind.STARTS),
        (2, DateKind.OPENS),
        (31, DateKind.CLOSES),
        (31, DateKind.ENDS),
    ]


def test_every_kind_has_words_in_both_languages():
    assert set(WORDS) == set(Upkeep)


def test_the_shipped_records_were_all_checked_this_year():
    assert due_for_recheck(shipped_records().values(), TODAY) == ()


def test_what_a_suspended_item_replaces_wants_no_new_one():
    (old,) = policy(f"valid: {{to: {in_days(-9)}}}")
    (new,) = recorded("{id: policy/new, title: {zh: 新, en: New}, supersedes: [policy/a]}")

    assert [one.kind for one in upkeep([old], TODAY)] == [Upkeep.EXPIRED]
    assert upkeep([old], TODAY, beside=[new]) == ()
