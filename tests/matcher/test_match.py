from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalogue import snapshot
from matcher.applicant import NOTHING, read_facts
from matcher.match import Eligibility, Matcher
from matcher.windows import WindowState
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, world, world_with

ELIGIBLE, NOT_ELIGIBLE = Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE
GRANT = """
id: policy/grant
title: {zh: 补贴, en: Grant}
criteria: {fact: concept/employees, at_most: 30}
valid: {from: 2026-01-01, to: 2026-12-31}
materials: [evidence/business-licence, evidence/id-card]
excludes: [policy/old-grant]
"""
SMALL = facts_of(employees=3, granted=[])


def match_of(content, facts=SMALL, on=TODAY, name="policy/grant"):
    matches = {match.policy: match for match in Matcher(world_with(content)).matches(facts, on)}
    return matches[name]


# ---- nothing known --------------------------------------------------------------------------


def test_of_nobody_nothing_is_decided(catalogue):
    """Absent is never zero or false: without facts nobody is eligible, and only a date refuses."""
    for match in Matcher(catalogue).matches(NOTHING, TODAY):
        policy = catalogue.policies[match.policy]
        assert match.verdict is not ELIGIBLE or policy.criteria is None, match.policy
        if match.verdict is NOT_ELIGIBLE:
            over = policy.valid.to is not None and policy.valid.to < TODAY
            early = policy.valid.from_ is not None and policy.valid.from_ > TODAY
            assert over or early or match.window.state is WindowState.CLOSED, match.policy


def test_every_open_policy_says_what_is_missing(catalogue):
    for match in Matcher(catalogue).matches(NOTHING, TODAY):
        if match.verdict is Eligibility.NEEDS_INFORMATION:
            assert match.missing, match.policy
            assert all(concept in catalogue.concepts for concept in match.missing)


def test_a_policy_without_criteria_is_for_everybody():
    assert match_of("{id: policy/grant, title: {zh: 补贴, en: Grant}}", NOTHING).verdict is ELIGIBLE


# ---- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "verdict", "because"),
    [
        (date(2025, 12, 31), NOT_ELIGIBLE, "in force from 1 January 2026"),
        (date(2026, 1, 1), ELIGIBLE, None),
        (date(2026, 12, 31), ELIGIBLE, None),
        (date(2027, 1, 1), NOT_ELIGIBLE, "ended on 31 December 2026"),
    ],
)
def test_a_policy_holds_from_its_first_day_to_its_last(on, verdict, because):
    match = match_of(GRANT, on=on)

    assert match.verdict is verdict
    assert because is None or match.because[0].text.en == because


def test_the_day_after_its_end_no_shipped_policy_is_open_to_anyone(catalogue):
    matcher = Matcher(catalogue)

    for policy in catalogue.policies.values():
        if policy.valid.to is not None:
            after = policy.valid.to + timedelta(days=1)
            verdicts = {match.policy: match.verdict for match in matcher.matches(NOTHING, after)}
            assert verdicts[policy.id] is NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("windows", "state", "verdict"),
    [
        ("[{opens: 2026-01-01, closes: 2026-11-23}]", WindowState.OPEN, ELIGIBLE),
        ("[{opens: 2026-01-01, closes: 2026-11-22}]", WindowState.CLOSED, NOT_ELIGIBLE),
        ("[{opens: 2026-11-23}]", WindowState.OPEN, ELIGIBLE),
        ("[{opens: 2026-11-24}]", WindowState.UPCOMING, ELIGIBLE),
        ("[{closes: 2026-11-22}, {opens: 2027-01-01}]", WindowState.UPCOMING, ELIGIBLE),
        ("[{closes: 2026-11-22}, {opens: 2026-11-01}]", WindowState.OPEN, ELIGIBLE),
        (
            "[{closes: 2026-11-22}, {text: {zh: 待定, en: to be said}}]",
            WindowState.UNKNOWN,
            ELIGIBLE,
        ),
        ("[{text: {zh: 待定, en: to be said}}]", WindowState.UNKNOWN, ELIGIBLE),
        ("[]", WindowState.UNKNOWN, ELIGIBLE),
    ],
)
def test_only_a_window_that_is_closed_for_good_refuses(windows, state, verdict):
    match = match_of(GRANT + f"windows: {windows}\n")

    assert (match.window.state, match.verdict) == (state, verdict)


@pytest.mark.parametrize(
    ("registered", "state"),
    [
        ("2025-11-24", WindowState.UPCOMING),
        ("2025-11-23", WindowState.OPEN),
        ("2025-05-23", WindowState.OPEN),
        ("2025-05-22", WindowState.CLOSED),
        (None, WindowState.UNKNOWN),
        ("9999-12-31", WindowState.UPCOMING),
    ],
)
def test_a_relative_window_counts_months_from_a_day_of_the_applicant(registered, state):
    windows = "windows: [{since: concept/registered-on, after_months: 12, until_months: 18}]\n"
    facts = facts_of(employees=3, registered_on=registered, granted=[])

    match = match_of(GRANT + windows, facts)

    assert match.window.state is state
    if registered is None:  # it may be closed already
        assert match.verdict is Eligibility.NEEDS_INFORMATION
        assert match.missing == ("concept/registered-on",)


def test_the_open_window_that_opened_first_is_shown_with_its_dates():
    windows = (
        "windows:\n  - {opens: 2026-11-01, closes: 2026-12-01}\n"
        "  - {opens: 2026-06-01, closes: 2026-11-30}\n"
    )

    window = match_of(GRANT + windows).window

    assert (window.opens, window.closes) == (date(2026, 6, 1), date(2026, 11, 30))


# ---- what else bars -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("granted", "verdict"),
    [
        (None, Eligibility.NEEDS_INFORMATION),
        ([], ELIGIBLE),
        (["policy/old-grant"], NOT_ELIGIBLE),
    ],
)
def test_what_one_draws_already_bars_what_cannot_stand_beside_it(granted, verdict):
    match = match_of(GRANT, facts_of(employees=3, granted=granted))

    assert match.verdict is verdict
    assert match.missing == (("concept/granted",) if granted is None else ())
    if verdict is NOT_ELIGIBLE:
        assert "Old grant" in match.because[0].text.en
        assert "旧补贴" in match.because[0].text.zh


def test_every_shipped_exclusion_bars(catalogue):
    matcher = Matcher(catalogue)

    for policy in catalogue.policies.values():
        for other in policy.excludes:
            facts = read_facts({"granted": [other]}, catalogue)
            verdicts = {m.policy: m.verdict for m in matcher.matches(facts, TODAY)}
            assert verdicts[policy.id] is NOT_ELIGIBLE


# ---- what never matters ---------------------------------------------------------------------


@cache
def world_with_any():
    return world_with("{id: policy/any, title: {zh: 任意, en: Any}, valid: {from: 2026-01-01}}")


def catalogue_with(criteria):
    """Return the little world in which policy/any has these criteria."""
    catalogue = world_with_any()
    policy = replace(catalogue.policies["policy/any"], criteria=criteria)
    return snapshot({**catalogue.records, policy.id: policy}, catalogue.issuers)


@given(conditions(), applicants(), st.floats(0, 1), st.floats(0, 1))
def test_a_score_ranks_and_never_decides(criteria, facts, one, other):
    matcher = Matcher(catalogue_with(criteria))

    plain = matcher.matches(facts, TODAY)
    scored = matcher.matches(facts, TODAY, {"policy/any": one, "policy/old-grant": other})

    assert {m.policy: (m.verdict, m.missing) for m in plain} == {
        m.policy: (m.verdict, m.missing) for m in scored
    }


@given(conditions(), applicants())
def test_other_policies_never_matter(criteria, facts):
    full = catalogue_with(criteria)
    alone = snapshot(
        {i: r for i, r in full.records.items() if i != "policy/old-grant"}, full.issuers
    )

    def of(catalogue):
        return next(m for m in Matcher(catalogue).matches(facts, TODAY) if m.policy == "policy/any")

    beside, by_itself = of(full), of(alone)

    assert (beside.verdict, beside.missing, beside.window) == (
        by_itself.verdict,
        by_itself.missing,
        by_itself.window,
    )


@given(conditions(), applicants())
def test_the_verdict_without_reasons_is_the_same(criteria, facts):
    """All are decided at once and explained one by one; the two may never disagree."""
    judged = Matcher(catalogue_with(criteria)).judged(facts, TODAY)

    assert judged.verdicts == {match.policy: match.verdict for match in judged}


# ---- order and materials --------------------------------------------------------------------


def test_eligible_comes_before_open_before_refused_then_the_score_then_the_amount():
    catalogue = world_with(
        "- {id: policy/a, title: {zh: 甲, en: A}, criteria: {fact: concept/foreign, is: true}}\n"
        "- {id: policy/b, title: {zh: 乙, en: B}, criteria: {fact:"
        " concept/employees, at_most: 1}}\n"
        "- {id: policy/c, title: {zh: 丙, en: C}, benefit: {kind:"
        " fixed, amount: 10, text: {zh: 十, en: ten}}}\n"
        "- {id: policy/d, title: {zh: 丁, en: D}, benefit: {kind:"
        " fixed, amount: 20, text: {zh: 廿, en: twenty}}}\n"
        "- {id: policy/e, title: {zh: 戊, en: E}}\n"
    )

    order = [m.policy for m in Matcher(catalogue).matches(SMALL, TODAY, {"policy/e": 0.9})]

    assert order == ["policy/e", "policy/d", "policy/c", "policy/old-grant", "policy/a", "policy/b"]


def test_per_cent_never_outrank_yuan():
    """Ninety per cent is no more money than fifty yuan; without a unit an amount is yuan."""
    catalogue = world_with(
        "".join(
            f"- {{id: policy/{name}, title: {{zh: 补, en: Grant}}, benefit: {{kind: fixed,"
            f" amount: {amount}, {unit} text: {{zh: 补, en: grant}}}}}}\n"
            for name, amount, unit in [
                ("a-rate", 90, "unit: {zh: '%（减征）', en: '% off'},"),
                ("b-days", 98, "unit: {zh: 天, en: days},"),
                ("c-bare", 5, ""),
                ("d-monthly", 50, "unit: {zh: 元/月, en: yuan a month},"),
            ]
        )
    )

    order = [m.policy for m in Matcher(catalogue).matches(NOTHING, TODAY)]

    assert order[:4] == ["policy/d-monthly", "policy/c-bare", "policy/a-rate", "policy/b-days"]


def test_a_material_names_the_services_that_issue_it():
    materials = {m.evidence: m.issued_by for m in match_of(GRANT).materials}

    assert materials == {
        "evidence/business-licence": frozenset({"service/registration"}),
        "evidence/id-card": frozenset(),
    }


def test_the_little_world_ships_its_old_grant():
    assert [m.policy for m in Matcher(world()).matches(NOTHING, TODAY)] == ["policy/old-grant"]
