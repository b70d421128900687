from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from matcher.applicant import Fact, Facts
from matcher.verdict import Verdict
from tests.judging import facts_of, found, verdict
from tests.strategies import LEAF_FORMS
from tests.support import criterion_of

MET, UNMET = Verdict.MET, Verdict.UNMET
INFORMATION, JUDGEMENT = Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT

LEAVES = [
    ("{fact: concept/foreign, is: true}", {"foreign": True}, {"foreign": False}),
    ("{fact: concept/employees, is: 3}", {"employees": 3}, {"employees": 4}),
    (
        "{fact: concept/legal-form, is: company}",
        {"legal_form": "company"},
        {"legal_form": "cooperative"},
    ),
    (
        "{fact: concept/legal-form, is_not: company}",
        {"legal_form": "cooperative"},
        {"legal_form": "company"},
    ),
    (
        "{fact: concept/legal-form, in: [company]}",
        {"legal_form": "company"},
        {"legal_form": "sole-trader"},
    ),
    (
        "{fact: concept/legal-form, not_in: [company]}",
        {"legal_form": "sole-trader"},
        {"legal_form": "company"},
    ),
    ("{fact: concept/employees, at_least: 3}", {"employees": 3}, {"employees": 2}),
    ("{fact: concept/employees, more_than: 3}", {"employees": 4}, {"employees": 3}),
    ("{fact: concept/employees, at_most: 3}", {"employees": 3}, {"employees": 4}),
    ("{fact: concept/employees, less_than: 3}", {"employees": 2}, {"employees": 3}),
    ("{fact: concept/employees, between: [16, 35]}", {"employees": 16}, {"employees": 15}),
    ("{fact: concept/employees, between: [16, 35]}", {"employees": 35}, {"employees": 36}),
    (
        "{fact: concept/registered-on, between: [2026-01-01, 2026-12-31]}",
        {"registered_on": "2026-12-31"},
        {"registered_on": "2027-01-01"},
    ),
    (
        "{fact: concept/registered-on, on_or_after: 2026-01-01}",
        {"registered_on": "2026-01-01"},
        {"registered_on": "2025-12-31"},
    ),
    (
        "{fact: concept/registered-on, before: 2026-01-01}",
        {"registered_on": "2025-12-31"},
        {"registered_on": "2026-01-01"},
    ),
    (
        "{fact: concept/lease-from, on_or_after: {fact: concept/registered-on}}",
        {"lease_from": "2026-03-01", "registered_on": "2026-03-01"},
        {"lease_from": "2026-02-28", "registered_on": "2026-03-01"},
    ),
    (
        "{fact: concept/registered-on, within_months: 18}",
        {"registered_on": "2025-05-23"},
        {"registered_on": "2025-05-22"},
    ),
    (
        "{fact: concept/registered-on, within_months: 18}",
        {"registered_on": "2026-11-23"},
        {"registered_on": "2026-11-24"},
    ),
    (
        "{fact: concept/registered-on, within_days: 30}",
        {"registered_on": "2026-10-24"},
        {"registered_on": "2026-10-23"},
    ),
    ("{fact: concept/goods, has: books}", {"goods": ["books", "cigarettes"]}, {"goods": []}),
    (
        "{fact: concept/goods, has_any: [books, bulk-food]}",
        {"goods": ["books"]},
        {"goods": ["cigarettes"]},
    ),
    (
        "{fact: concept/goods, has_all: [books, bulk-food]}",
        {"goods": ["books", "bulk-food"]},
        {"goods": ["books"]},
    ),
    (
        "{fact: concept/district, within: area/310101}",
        {"district": "area/310101002"},
        {"district": "area/310104"},
    ),
    (
        "{fact: concept/district, within_any: [area/310101, area/310104]}",
        {"district": "area/310104"},
        {"district": "area/other"},
    ),
    ("{count: concept/hires, at_least: 1}", {"hires": [{}]}, {"hires": []}),
    ("{holds: evidence/id-card}", {"holds": ["evidence/id-card"]}, {"holds": []}),
    ("{granted: policy/old-grant}", {"granted": ["policy/old-grant"]}, {"granted": []}),
    (
        "{fact: concept/employees, at_most: {times: 0.5, of: concept/revenue}}",
        {"employees": 5, "revenue": 10},
        {"employees": 6, "revenue": 10},
    ),
    (
        "{fact: concept/employees, at_most: {fact: concept/revenue}}",
        {"employees": 5, "revenue": 5},
        {"employees": 6, "revenue": 5},
    ),
    (
        "{fact: concept/employees, at_least: {parameter: parameter/fire-area}}",
        {"employees": 250},
        {"employees": 249},
    ),
    (
        "{fact: concept/revenue, at_most: {by: concept/household-size,"
        " table: [{for: 1, value: 20}], beyond: 40}}",
        {"revenue": 40, "household_size": 7},
        {"revenue": 21, "household_size": 1},
    ),
    (
        "{fact: concept/employees, at_most: {dated: [{from:"
        " 2026-01-01, value: 300}, {from: 2027-01-01, value: 500}]}}",
        {"employees": 300},
        {"employees": 301},
    ),
]


@pytest.mark.parametrize(("text", "meets", "fails"), LEAVES, ids=[text for text, _, _ in LEAVES])
def test_a_leaf_is_met_up_to_its_boundary_unmet_beyond_it_and_unknown_without_the_fact(
    text, meets, fails
):
    known = {k: v for k, v in fails.items() if v != "area/other"}

    assert verdict(text, facts_of(**meets)) is MET
    assert verdict(text, facts_of(**known) if known else elsewhere()) is UNMET
    assert verdict(text) is INFORMATION


def elsewhere():
    return Facts({"concept/district": Fact("area/999999")})


def test_the_table_above_holds_every_form_of_leaf():
    tested = {type(criterion_of(text)) for text, _, _ in LEAVES}
    tested |= {form.Review, form.InIssuersArea}  # judged only where people must say

    assert tested == set(LEAF_FORMS)


def test_what_people_decide_needs_judgement_whatever_is_known():
    assert (
        verdict("{review: {zh: 评审, en: review}}", facts_of(employees=3, holds=[], granted=[]))
        is JUDGEMENT
    )


# ---- boundaries -----------------------------------------------------------------------------

YUAN = st.decimals(min_value=0, max_value=10**13, places=2)
TINY = Decimal("0.0001")


@given(YUAN, st.sampled_from([Decimal("0.03"), Decimal("0.05"), Decimal("0.07"), Decimal("0.6")]))
def test_a_multiple_of_another_fact_is_met_at_exactly_that_much(revenue, times):
    limit = f"{{times: {times}, of: concept/revenue}}"
    at = revenue * times

    def of(kind, expense):
        facts = Facts({"concept/rd-expense": Fact(expense), "concept/revenue": Fact(revenue)})
        return verdict(f"{{fact: concept/rd-expense, {kind}: {limit}}}", facts)

    assert [of(kind, at) for kind in ("at_least", "at_most", "more_than", "less_than")] == [
        MET,
        MET,
        UNMET,
        UNMET,
    ]
    assert [of(kind, at + TINY) for kind in ("at_least", "at_most")] == [MET, UNMET]
    assert [of(kind, at - TINY) for kind in ("at_least", "at_most")] == [UNMET, MET]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_the_last_day_of_a_window_of_months_counts_and_the_next_does_not(start, months):
    facts = Facts({"concept/registered-on": Fact(start)})
    within = f"{{fact: concept/registered-on, within_months: {months}}}"
    last = found(within, facts, start).limit

    assert [verdict(within, facts, day) for day in (start, last)] == [MET, MET]
    assert verdict(within, facts, start - timedelta(days=1)) is UNMET
    assert verdict(within, facts, last + timedelta(days=1)) is UNMET


@pytest.mark.parametrize("text", ["within_months: 18", "within_days: 30"])
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_strange_day_is_judged_like_any_other(text, day):
    assert verdict(f"{{fact: concept/registered-on, {text}}}", facts_of(registered_on=day)) is UNMET


# ---- limits that are not known --------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "known", "expected", "missing"),
    [
        ("{times: 2, of: concept/revenue}", {}, INFORMATION, {"concept/revenue"}),
        ("{fact: concept/per-head}", {"revenue": 3}, UNMET, set()),
        (
            "{by: concept/household-size, table: [{for: 1, value: 9}]}",
            {},
            INFORMATION,
            {"concept/household-size"},
        ),
        (
            "{by: concept/household-size, table: [{for: 1, value: 9}]}",
            {"household_size": 2},
            JUDGEMENT,
            set(),
        ),
        ("{dated: [{from: 2027-01-01, value: 9}]}", {}, JUDGEMENT, set()),
    ],
)
def test_a_limit_that_is_not_known_asks_for_what_it_is_made_of_or_for_people(
    limit, known, expected, missing
):
    finding = found(
        f"{{fact: concept/employees, at_most: {limit}}}", facts_of(employees=3, **known)
    )

    assert (finding.verdict, finding.missing) == (expected, missing)


@pytest.mark.parametrize(
    ("bounds", "employees", "expected"),
    [
        ("[5, {fact: concept/revenue}]", 4, UNMET),
        ("[5, {fact: concept/revenue}]", 6, INFORMATION),
        ("[{fact: concept/revenue}, 5]", 6, UNMET),
        ("[{fact: concept/revenue}, 5]", 4, INFORMATION),
    ],
)
def test_one_bound_that_is_missed_settles_a_range_whatever_the_other_is(
    bounds, employees, expected
):
    assert (
        verdict(f"{{fact: concept/employees, between: {bounds}}}", facts_of(employees=employees))
        is expected
    )


# ---- areas and members ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lives", "expected"),
    [
        ("area/310101", MET),
        ("area/310101002", MET),
        ("area/310104", UNMET),
        ("area/310000", INFORMATION),
        ("area/cn", INFORMATION),
    ],
)
def test_someone_known_only_to_live_in_the_city_may_live_in_the_district(lives, expected):
    finding = found("{fact: concept/district, within: area/310101}", facts_of(district=lives))

    assert finding.verdict is expected
    assert finding.missing == ({"concept/district"} if expected is INFORMATION else set())


def test_an_area_outside_one_and_too_coarse_for_another_stays_open():
    text = "{fact: concept/district, within_any: [area/310101002, area/310104]}"

    assert verdict(text, facts_of(district="area/310101")) is INFORMATION


COUNT = (
    "{count: concept/hires, BOUND, where: {all: [{fact: concept/member-age, at_most: 24},"
    " {fact: concept/insured-months, at_least: 3}]}}"
)
GOOD = {"concept/member-age": 20, "concept/insured-months": 3}
BAD = {"concept/member-age": 30}
OPEN = {"concept/member-age": 20}


@pytest.mark.parametrize(
    ("bound", "hires", "expected"),
    [
        ("at_least: 1", [GOOD], MET),
        ("at_least: 1", [BAD], UNMET),
        ("at_least: 1", [OPEN], INFORMATION),
        ("at_least: 1", [OPEN, GOOD], MET),
        ("at_least: 2", [OPEN, GOOD], INFORMATION),
        ("at_least: 2", [BAD, GOOD], UNMET),
        ("at_least: 3", [OPEN, GOOD], UNMET),
        ("at_least: 0", [], MET),
        ("at_most: 1", [OPEN, BAD], MET),
        ("at_most: 1", [OPEN, GOOD], INFORMATION),
        ("at_most: 1", [GOOD, GOOD, OPEN], UNMET),
        ("at_least: 1, at_most: 1", [GOOD, BAD], MET),
        ("at_least: 1, at_most: 1", [GOOD, GOOD], UNMET),
        ("at_least: 1, at_most: 1", [GOOD, OPEN], INFORMATION),
    ],
)
def test_members_are_counted_as_surely_and_as_possibly_meeting_a_joint_condition(
    bound, hires, expected
):
    assert verdict(COUNT.replace("BOUND", bound), facts_of(hires=hires)) is expected


def test_a_condition_over_members_is_joint():
    """One hire is young, another is insured: that makes none who is both."""
    facts = facts_of(
        hires=[
            {"concept/member-age": 20, "concept/insured-months": 0},
            BAD | {"concept/insured-months": 9},
        ]
    )

    assert verdict(COUNT.replace("BOUND", "at_least: 1"), facts) is UNMET


def test_a_count_that_only_people_can_settle_needs_judgement():
    text = "{count: concept/hires, where: {review: {zh: 评审, en: review}}, at_least: 1}"

    assert found(text, facts_of(hires=[{}])).verdict is JUDGEMENT
    assert verdict(text, facts_of(hires=[])) is UNMET
