from __future__ import annotations

import pytest
from hypothesis import given

from kb.text import Text
from matcher.reasons import Reasons
from matcher.verdict import Verdict
from tests.judging import applicants, conditions, facts_of, found
from tests.support import world

REASONS = Reasons(world())
MET, UNMET = Verdict.MET, Verdict.UNMET
INFORMATION, JUDGEMENT = Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT


def reasons(text, **known):
    return REASONS.of(found(text, facts_of(**known)))


def only(text, **known):
    (reason,) = reasons(text, **known)
    return reason


def test_a_reason_names_fact_value_limit_distance_and_source_in_both_languages():
    reason = only(
        "{fact: concept/employees, at_most: 300, source: {document:"
        " document/notice, article: '4'}}",
        employees=302,
    )

    assert reason.fact == "concept/employees"
    assert reason.verdict is UNMET
    assert reason.text == Text(zh="用工人数不超过 300 人", en="Employees at most 300 people")
    assert reason.value == Text(zh="302 人", en="302 people")
    assert reason.limit == Text(zh="300 人", en="300 people")
    assert reason.distance == Text(zh="超出 2 人", en="2 people over")
    assert reason.source == Text(zh="通知 沪〔2026〕1号 第4条", en="Notice 沪〔2026〕1号 article 4")


@pytest.mark.parametrize(
    ("text", "known", "zh", "en"),
    [
        ("{fact: concept/employees, at_least: 3}", {"employees": 1}, "还差 2 人", "2 people short"),
        (
            "{fact: concept/revenue, more_than: 3}",
            {"revenue": 2.5},
            "还差 0.5 元",
            "0.5 yuan short",
        ),
        ("{fact: concept/employees, less_than: 3}", {"employees": 5}, "超出 2 人", "2 people over"),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 3},
            "还差 2 人",
            "2 people short",
        ),
        (
            "{fact: concept/employees, between: [5, 9]}",
            {"employees": 12},
            "超出 3 人",
            "3 people over",
        ),
        (
            "{not: {fact: concept/employees, at_most: 10}}",
            {"employees": 8},
            "还差 2 人",
            "2 people short",
        ),
        (
            "{not: {fact: concept/employees, at_least: 10}}",
            {"employees": 12},
            "超出 2 人",
            "2 people over",
        ),
        (
            "{fact: concept/registered-on, before: 2026-03-01}",
            {"registered_on": "2026-04-01"},
            "界限为2026年3月1日",
            "the limit is 1 March 2026",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            {"registered_on": "2025-01-31"},
            "界限为2026年7月31日",
            "the limit is 31 July 2026",
        ),
        ("{count: concept/hires, at_least: 3}", {"hires": [{}]}, "还差 2", "2 short"),
        ("{count: concept/hires, at_most: 1}", {"hires": [{}, {}]}, "超出 1", "1 over"),
    ],
)
def test_the_distance_says_how_far_and_to_which_side(text, known, zh, en):
    assert only(text, **known).distance == Text(zh=zh, en=en)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("{fact: concept/employees, at_most: 300}", {"employees": 3}),
        ("{fact: concept/employees, more_than: 3}", {"employees": 3}),
        ("{fact: concept/employees, at_most: 300}", {}),
        ("{fact: concept/foreign, is: true}", {"foreign": False}),
    ],
)
def test_there_is_no_distance_where_nothing_is_over_or_short(text, known):
    assert only(text, **known).distance is None


def test_an_open_leaf_is_named_without_a_value():
    reason = only("{fact: concept/employees, at_most: 300}")

    assert (reason.verdict, reason.value, reason.limit) == (INFORMATION, None, None)


@pytest.mark.parametrize(
    ("text", "known", "verdict", "en"),
    [
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": ["policy/old-grant"]},
            UNMET,
            "not: already receives Old grant",
        ),
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": []},
            MET,
            "not: already receives Old grant",
        ),
        ("{not: {granted: policy/old-grant}}", {}, INFORMATION, "not: already receives Old grant"),
        (
            "{not: {not: {fact: concept/foreign, is: true}}}",
            {"foreign": True},
            MET,
            "Foreign investor: yes",
        ),
        (
            "{not: {fact: concept/foreign, is: true}}",
            {"foreign": True},
            UNMET,
            "not: Foreign investor: yes",
        ),
        ("{not: {review: {zh: 评审, en: review}}}", {}, JUDGEMENT, "not: review"),
    ],
)
def test_a_leaf_under_not_is_said_and_judged_as_its_reader_sees_it(text, known, verdict, en):
    """A cross beside "already receives the grant" would say the opposite of what is so."""
    reason = only(text, **known)

    assert (reason.verdict, reason.text.en) == (verdict, en)


TWO = "[{fact: concept/employees, at_most: 3}, {fact: concept/foreign, is: true}]"


@pytest.mark.parametrize(
    ("tree", "known", "verdicts"),
    [
        ("{all: TWO}", {"employees": 9, "foreign": True}, [UNMET, MET]),
        ("{all: TWO}", {"employees": 9}, [UNMET, INFORMATION]),
        ("{all: TWO}", {"employees": 1, "foreign": True}, [MET, MET]),
        ("{any: TWO}", {"employees": 1, "foreign": False}, [MET]),
        ("{any: TWO}", {"employees": 9, "foreign": False}, [UNMET, UNMET]),
        ("{any: TWO}", {"employees": 9}, [INFORMATION]),
        ("{not: {any: TWO}}", {"employees": 9, "foreign": False}, [MET, MET]),
        ("{not: {any: TWO}}", {"employees": 1, "foreign": False}, [UNMET]),
        ("{not: {all: TWO}}", {"employees": 1, "foreign": True}, [UNMET, UNMET]),
        ("{not: {all: TWO}}", {"employees": 9, "foreign": True}, [MET]),
    ],
)
def test_only_leaves_that_made_the_verdict_are_named_failed_ones_first(tree, known, verdicts):
    found = reasons(tree.replace("TWO", TWO), **known)

    assert [reason.verdict for reason in found] == verdicts


def test_the_same_leaf_is_named_once():
    leaf = "{fact: concept/foreign, is: true}"

    assert len(reasons(f"{{all: [{leaf}, {{any: [{leaf}]}}]}}", foreign=False)) == 1


@given(conditions(), applicants())
def test_reasons_never_contradict_the_verdict(criterion, facts):
    finding = found(criterion, facts)
    verdicts = {reason.verdict for reason in REASONS.of(finding)}

    if finding.verdict is MET:
        assert verdicts <= {MET}
    elif verdicts:
        assert finding.verdict in verdicts


@given(conditions(), applicants())
def test_every_reason_is_said_in_both_languages(criterion, facts):
    for reason in REASONS.of(found(criterion, facts)):
        for text in (reason.text, reason.value, reason.limit, reason.distance, reason.source):
            assert text is None or (text.zh and text.en)
