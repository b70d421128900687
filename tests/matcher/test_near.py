from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from matcher.applicant import NOTHING
from matcher.attempts import changed
from matcher.criteria import Judge
from matcher.near import nearness
from matcher.remedies import Means, remedies
from matcher.verdict import Verdict
from tests.judging import applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, world

PEOPLE = "{fact: concept/employees, at_most: 10}"
FORM = "{fact: concept/legal-form, is: company}"
AGE = "{fact: concept/years-open, at_least: 3}"
REVIEW = "{review: {zh: 专家评审, en: expert review}}"


def near(text, opens=None, **known):
    judge = Judge(world(), facts_of(**known), TODAY)
    return nearness(judge.judge(criterion_of(text)), judge, opens)


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        (
            PEOPLE,
            {"employees": 12},
            ["用工人数不超过 10 人：超出 2 人"],
            ["at most 10 employees: 2 employees over"],
        ),
        (
            FORM,
            {"legal_form": "cooperative"},
            ["组织形式：公司，现在：合作社"],
            ["legal form: company – now: cooperative"],
        ),
        (
            "{fact: concept/foreign, is: false}",
            {"foreign": True},
            ["没有外资，现在：是"],
            ["no foreign investor – now: yes"],
        ),
        (
            AGE,
            {"registered_on": "2024-03-01"},
            ["开业年数至少 3：再过 4 个月（2027年3月1日起）"],
            ["years open at least 3: after 4 more months (on 1 March 2027)"],
        ),
        (
            "{holds: evidence/id-card}",
            {"holds": []},
            ["持有身份证，现在：否"],
            ["holds the ID card – now: no"],
        ),
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": ["policy/old-grant"]},
            ["没有享受“旧补贴”（两项不能同时享受），现在：是"],
            ["does not already receive “Old grant” (the two cannot be had together) – now: yes"],
        ),
        (
            f"{{all: [{PEOPLE}, {FORM}]}}",
            {"employees": 12, "legal_form": "cooperative"},
            ["用工人数不超过 10 人：超出 2 人", "组织形式：公司，现在：合作社"],
            ["at most 10 employees: 2 employees over", "legal form: company – now: cooperative"],
        ),
        (
            "{fact: concept/is-small, is: true}",
            {"employees": 12, "revenue": 50},
            ["规模小：是——用工人数不超过 10 人：超出 2 人"],
            ["is small – at most 10 employees: 2 employees over"],
        ),
        (
            "{count: concept/hires, at_least: 2}",
            {"hires": [{}]},
            ["新招员工至少 2 个：还差 1 个"],
            ["at least 2 hires: 1 hire short"],
        ),
    ],
)
def test_a_near_miss_says_what_would_have_to_change(text, known, zh, en):
    found = near(text, **known)

    assert [change.zh for change in found.changes] == zh
    assert [change.en for change in found.changes] == en


@pytest.mark.parametrize(
    ("text", "known", "by_itself_on"),
    [
        (AGE, {"registered_on": "2024-03-01"}, date(2027, 3, 1)),
        (
            f"{{all: [{AGE}, {{fact: concept/months-open, at_least: 40}}]}}",
            {"registered_on": "2024-03-01"},
            date(2027, 7, 1),
        ),
        (PEOPLE, {"employees": 12}, None),
        (f"{{all: [{AGE}, {PEOPLE}]}}", {"registered_on": "2024-03-01", "employees": 12}, None),
    ],
)
def test_a_day_is_named_only_where_waiting_is_enough(text, known, by_itself_on):
    assert near(text, **known).by_itself_on == by_itself_on


def test_one_who_waits_comes_first_then_a_small_number_then_a_choice_then_more():
    known = {
        "registered_on": "2024-03-01",
        "employees": 12,
        "legal_form": "cooperative",
        "foreign": True,
    }
    texts = [
        AGE,
        PEOPLE,
        FORM,
        f"{{all: [{PEOPLE}, {FORM}]}}",
        f"{{all: [{PEOPLE}, {FORM}, {{fact: concept/foreign, is: false}}]}}",
    ]

    sizes = [near(text, **known).size for text in texts]

    assert sizes == sorted(sizes)
    assert len(set(sizes)) == len(sizes)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (PEOPLE, {"employees": 9}),
        (PEOPLE, {}),
        ("{fact: concept/years-open, at_most: 1}", {"registered_on": "2020-01-01"}),
        ("{fact: concept/registered-on, within_months: 3}", {"registered_on": "2026-01-01"}),
        ("{fact: concept/registered-on, before: 2026-01-01}", {"registered_on": "2026-03-01"}),
        (
            f"{{all: [{PEOPLE}, {FORM}, {{not: {FORM}}}]}}",
            {"employees": 9, "legal_form": "company"},
        ),
    ],
)
def test_nothing_is_near_that_is_not_out_or_can_never_change(text, known):
    assert near(text, **known) is None


def test_a_wait_that_would_come_too_late_for_another_condition_is_no_near_miss():
    """Three years open by then, but no longer registered within three and a half years."""
    late = "{fact: concept/registered-on, within_months: 35}"

    assert near(f"{{all: [{AGE}, {late}]}}", registered_on="2024-03-01") is None


def test_a_change_that_is_not_needed_beside_another_is_not_asked_for():
    """Ten employees at least and eight at least: whoever has ten has eight."""
    ten, eight = (f"{{fact: concept/employees, at_least: {number}}}" for number in (10, 8))

    found = near(f"{{all: [{ten}, {eight}]}}", employees=5)

    assert [change.en for change in found.changes] == ["at least 10 employees: 5 employees short"]


def test_nothing_is_promised_while_something_else_is_open():
    found = near(f"{{all: [{PEOPLE}, {FORM}, {REVIEW}]}}", employees=12)

    assert found.still.en == "still to be answered: Legal form; people decide: expert review"
    assert found.still.zh == "还要回答：组织形式；由工作人员认定：专家评审"
    assert near(f"{{all: [{PEOPLE}, {FORM}]}}", employees=12, legal_form="company").still is None


OPENS = date(2027, 3, 1)


def test_a_policy_that_has_not_begun_is_waited_for():
    met, out = near(PEOPLE, OPENS, employees=9), near(PEOPLE, OPENS, employees=12)
    anybody = nearness(None, Judge(world(), facts_of(), TODAY), OPENS)

    assert [change.en for change in met.changes] == [
        "not in force yet: after 4 more months (on 1 March 2027)"
    ]
    assert (met.by_itself_on, anybody.by_itself_on) == (OPENS, OPENS)
    assert met.size < 1 < out.size
    assert (len(out.changes), out.by_itself_on) == (2, None)
    assert nearness(None, Judge(world(), facts_of(), TODAY)) is None


def test_one_who_will_be_too_old_when_a_policy_begins_is_not_near():
    young = "{fact: concept/years-open, at_most: 2}"

    assert near(young, OPENS, registered_on="2024-02-01") is None
    assert near(young, OPENS, registered_on="2025-02-01").by_itself_on == OPENS


def test_what_takes_longer_than_the_policy_lasts_is_no_near_miss():
    judge = Judge(world(), facts_of(registered_on="2024-03-01"), TODAY)
    finding = judge.judge(criterion_of(AGE))

    last, day_before = date(2027, 3, 1), date(2027, 2, 28)
    assert nearness(finding, judge, ends=last).by_itself_on == last
    assert nearness(finding, judge, ends=day_before) is None


@given(conditions(), applicants())
def test_making_the_changes_that_are_named_never_leaves_the_policy_out(criterion, facts):
    judge = Judge(world(), facts, TODAY)
    finding = judge.judge(criterion)
    found = nearness(finding, judge)

    if found is None:
        return
    assert finding.verdict is Verdict.UNMET
    assert found.changes
    assert all(change.zh and change.en for change in found.changes)
    if found.by_itself_on is not None:
        then = Judge(world(), facts, found.by_itself_on).judge(criterion)
        assert then.verdict is not Verdict.UNMET
        assert found.still is not None or then.verdict is Verdict.MET


@given(conditions(), applicants())
def test_facts_after_a_change_differ_in_that_fact_alone(criterion, facts):
    judge = Judge(world(), facts, TODAY)

    for way in remedies(judge.judge(criterion), judge):
        if any(change.means is Means.NEVER for change in way.changes):
            continue
        after = changed(way.changes, judge)
        touched = {getattr(change.finding.criterion, "fact", None) for change in way.changes}
        counted = {getattr(change.finding.criterion, "count", None) for change in way.changes}
        if after is not None:
            same = set(facts.known) - touched - counted
            assert {fact: after.known[fact] for fact in same} == {f: facts.known[f] for f in same}


def test_every_near_miss_of_a_shipped_policy_is_said_without_a_promise(catalogue):
    """Whoever reads it must never take it for a grant."""
    for policy, condition in catalogue.conditions.items():
        judge = Judge(catalogue, facts_of_nobody(catalogue), TODAY)
        found = nearness(judge.judge(condition), judge)
        if found is not None:
            said = [*found.changes, *([found.still] if found.still is not None else [])]
            assert all(text.zh and text.en for text in said), policy
            assert not any("will qualify" in text.en for text in said), policy


def facts_of_nobody(catalogue):
    """Return every flag of the catalogue as untrue, and nothing else."""
    facts = NOTHING
    for concept in catalogue.concepts.values():
        if concept.type.value == "boolean" and concept.derive is None:
            facts = facts.with_fact(concept.id, False)
    return facts
