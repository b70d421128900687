from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.text import Text
from matcher.criteria import Judge
from matcher.distance import distance
from matcher.shortfall import A_DAY, shortfall
from matcher.verdict import Verdict
from tests.judging import applicants, facts_of, fitting_leaves
from tests.support import TODAY, criterion_of, world, world_with

SHARES = """
- id: concept/share
  title: {zh: 占比, en: Share of women}
  type: number
  decimals: 4
  unit: {zh: 比例, en: share (5 % is 0.05)}
  derive: {divide: [concept/household-size, concept/employees]}
"""


MONTHS, YEARS, START = (
    f"concept/{name}" for name in ("months-open", "years-open", "registered-on")
)
COUNTED = st.sampled_from((MONTHS, YEARS))
FEW = st.integers(0, 40).map(Decimal)
TIMED = st.one_of(
    st.builds(form.AtLeast, fact=COUNTED, at_least=FEW),
    st.builds(form.MoreThan, fact=COUNTED, more_than=FEW),
    st.builds(form.AtMost, fact=COUNTED, at_most=FEW),
    st.builds(form.LessThan, fact=COUNTED, less_than=FEW),
    st.builds(form.WithinMonths, fact=st.just(START), within_months=st.integers(0, 60)),
    st.builds(form.WithinDays, fact=st.just(START), within_days=st.integers(0, 900)),
)


def far(text, negated=False, catalogue=None, **known):
    held = catalogue or world()
    judge = Judge(held, facts_of(**known), TODAY)
    found = distance(judge.judge(criterion_of(text)), negated, judge)
    return (found.zh, found.en) if found else None


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        (
            "{fact: concept/employees, at_most: 300}",
            {"employees": 302},
            "超出 2 人",
            "2 employees over",
        ),
        (
            "{fact: concept/employees, at_least: 3}",
            {"employees": 2},
            "还差 1 人",
            "1 employee short",
        ),
        (
            "{fact: concept/employees, less_than: 3}",
            {"employees": 3},
            "超出 1 人",
            "1 employee over",
        ),
        (
            "{fact: concept/employees, more_than: 3}",
            {"employees": 3},
            "还差 1 人",
            "1 employee short",
        ),
        ("{fact: concept/employees, is: 3}", {"employees": 5}, "超出 2 人", "2 employees over"),
        (
            "{fact: concept/household-size, at_least: 3}",
            {"household_size": 1},
            "还差 2 人",
            "2 people short",
        ),
        (
            "{fact: concept/revenue, more_than: 3}",
            {"revenue": 2.5},
            "还差 0.5 元",
            "0.5 yuan short",
        ),
        (
            "{fact: concept/revenue, more_than: 3}",
            {"revenue": 3},
            "正好在界限上，还要多一点",
            "exactly at the limit, more is needed",
        ),
        (
            "{fact: concept/revenue, at_least: 1000000}",
            {"revenue": 700000},
            "还差 30 万元",
            "300,000 yuan short",
        ),
        (
            "{fact: concept/employees, at_least: {times: 0.3, of: concept/revenue}}",
            {"employees": 1, "revenue": 5},
            "还差 1 人",
            "1 employee short",
        ),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 3},
            "还差 2 人",
            "2 employees short",
        ),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 12},
            "超出 3 人",
            "3 employees over",
        ),
        ("{count: concept/hires, at_least: 3}", {"hires": [{}, {}]}, "还差 1 个", "1 hire short"),
        (
            "{count: concept/hires, at_most: 1}",
            {"hires": [{}, {}, {}]},
            "超出 2 个",
            "2 hires over",
        ),
    ],
)
def test_a_number_says_how_far_it_is_and_to_which_side(text, known, zh, en):
    assert far(text, **known) == (zh, en)


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        (
            "{fact: concept/employees, at_most: 10}",
            {"employees": 8},
            "还差 3 人",
            "3 employees short",
        ),
        (
            "{fact: concept/employees, at_least: 10}",
            {"employees": 12},
            "超出 3 人",
            "3 employees over",
        ),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 6},
            "超出 2 人",
            "2 employees over",
        ),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 8},
            "还差 2 人",
            "2 employees short",
        ),
        (
            "{count: concept/hires, at_least: 2}",
            {"hires": [{}, {}, {}]},
            "超出 2 个",
            "2 hires over",
        ),
        ("{count: concept/hires, at_most: 3}", {"hires": [{}]}, "还差 3 个", "3 hires short"),
        (
            "{fact: concept/registered-on, before: 2026-03-01}",
            {"registered_on": "2026-02-27"},
            "早了 2 天（2026年3月1日起才算）",
            "2 days too early (from 1 March 2026)",
        ),
        (
            "{fact: concept/registered-on, within_months: 12}",
            {"registered_on": "2026-03-23"},
            "再过 5 个月（2027年3月24日起）",
            "after 5 more months (on 24 March 2027)",
        ),
        (
            "{fact: concept/registered-on, within_months: 1200}",
            {"registered_on": "2026-11-22"},
            "最后一天是2026年11月22日（1 天前）",
            "the last day was 22 November 2026 (1 day ago)",
        ),
    ],
)
def test_under_not_the_distance_is_to_the_other_side(text, known, zh, en):
    assert far(text, negated=True, **known) == (zh, en)


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        (
            "{fact: concept/months-open, at_least: 12}",
            {"registered_on": "2026-03-23"},
            "再过 4 个月（2027年3月23日起）",
            "after 4 more months (on 23 March 2027)",
        ),
        (
            "{fact: concept/years-open, at_least: 3}",
            {"registered_on": "2023-11-24"},
            "再过 1 天（2026年11月24日起）",
            "after 1 more day (on 24 November 2026)",
        ),
        (
            "{fact: concept/years-open, more_than: 3}",
            {"registered_on": "2024-11-23"},
            "再过 2 年（2028年11月23日起）",
            "after 2 more years (on 23 November 2028)",
        ),
        (
            "{fact: concept/years-open, at_most: 3}",
            {"registered_on": "2022-11-23"},
            "最后一天是2026年11月22日（1 天前）",
            "the last day was 22 November 2026 (1 day ago)",
        ),
        (
            "{fact: concept/months-open, less_than: 8}",
            {"registered_on": "2026-01-31"},
            "最后一天是2026年9月29日（55 天前）",
            "the last day was 29 September 2026 (55 days ago)",
        ),
        (
            "{fact: concept/months-open, between: [12, 24]}",
            {"registered_on": "2026-03-23"},
            "再过 4 个月（2027年3月23日起）",
            "after 4 more months (on 23 March 2027)",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            {"registered_on": "2024-09-01"},
            "最后一天是2026年3月1日（8 个月前）",
            "the last day was 1 March 2026 (8 months ago)",
        ),
        (
            "{fact: concept/registered-on, within_days: 10}",
            {"registered_on": "2027-03-01"},
            "再过 4 个月（2027年3月1日起）",
            "after 4 more months (on 1 March 2027)",
        ),
    ],
)
def test_what_time_brings_says_when_and_what_time_took_says_since_when(text, known, zh, en):
    assert far(text, **known) == (zh, en)


@pytest.mark.parametrize(
    ("text", "day", "zh", "en"),
    [
        (
            "on_or_after: 2027-03-01",
            "2027-02-17",
            "早了 12 天（2027年3月1日起才算）",
            "12 days too early (from 1 March 2027)",
        ),
        (
            "before: 2026-03-01",
            "2026-03-12",
            "晚了 12 天（最后一天是2026年2月28日）",
            "12 days too late (the last day was 28 February 2026)",
        ),
        (
            "before: 2027-03-01",
            "2027-03-12",
            "晚了 12 天（最后一天是2027年2月28日）",
            "12 days too late (the last day is 28 February 2027)",
        ),
        (
            "between: [2026-01-01, 2026-12-31]",
            "2025-03-01",
            "早了 10 个月（2026年1月1日起才算）",
            "10 months too early (from 1 January 2026)",
        ),
        (
            "between: [2026-01-01, 2026-01-31]",
            "2026-02-01",
            "晚了 1 天（最后一天是2026年1月31日）",
            "1 day too late (the last day was 31 January 2026)",
        ),
    ],
)
def test_a_day_says_how_much_too_early_or_too_late_it_is(text, day, zh, en):
    assert far(f"{{fact: concept/registered-on, {text}}}", registered_on=day) == (zh, en)


def test_shares_differ_by_percentage_points_not_by_per_cent():
    """From 10 % to 15 % is 5 percentage points, and half as much again."""
    shares = world_with(SHARES)
    text = "{fact: concept/share, at_least: 0.15}"

    assert far(text, catalogue=shares, household_size=1, employees=10) == (
        "还差 5 个百分点",
        "5 percentage points short",
    )
    assert far(text, catalogue=shares, household_size=7, employees=50) == (
        "还差 1 个百分点",
        "1 percentage point short",
    )


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("{fact: concept/employees, at_most: 300}", {}),
        ("{fact: concept/foreign, is: true}", {"foreign": False}),
        ("{fact: concept/employees, is_not: 3}", {"employees": 3}),
        ("{fact: concept/legal-form, is: company}", {"legal_form": "cooperative"}),
        ("{fact: concept/employees, at_most: {fact: concept/revenue}}", {"employees": 3}),
        ("{holds: evidence/id-card}", {"holds": []}),
    ],
)
def test_there_is_no_distance_where_nothing_is_counted_or_measured(text, known):
    assert far(text, **known) is None


@given(TIMED, st.booleans(), st.dates(date(2021, 1, 1), date(2031, 12, 31)))
def test_on_the_day_that_is_named_it_is_met_and_on_the_day_before_it_is_not(leaf, negated, start):
    facts = facts_of(registered_on=start.isoformat())
    failed, passed = (Verdict.MET, Verdict.UNMET) if negated else (Verdict.UNMET, Verdict.MET)

    def on(day):
        return Judge(world(), facts, day).judge(leaf)

    judge = Judge(world(), facts, TODAY)
    missing = shortfall(judge.judge(leaf), negated, judge)
    if on(TODAY).verdict is not failed or missing is None:
        return
    if missing.met_on is not None:
        assert (on(missing.met_on).verdict, on(missing.met_on - A_DAY).verdict) == (passed, failed)
    elif missing.last is not None:
        assert on(missing.last + A_DAY).verdict is failed
        assert missing.last < TODAY


@given(fitting_leaves(), applicants())
def test_a_distance_is_said_in_both_languages_or_not_at_all(leaf, facts):
    judge = Judge(world(), facts, TODAY)
    finding = judge.judge(leaf)

    for negated, failed in ((False, Verdict.UNMET), (True, Verdict.MET)):
        if finding.verdict is failed:
            said = distance(finding, negated, judge)
            assert said is None or (said.zh and said.en and isinstance(said, Text))
