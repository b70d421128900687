from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from kb.criteria import Clause
from kb.text import Text
from matcher.applicant import NOTHING, Standing
from matcher.criteria import Judge
from matcher.reasons import Reasons
from matcher.verdict import Verdict
from tests.judging import applicants, conditions, facts_of, found
from tests.support import TODAY, criterion_of, world

MET, UNMET = Verdict.MET, Verdict.UNMET
INFORMATION, JUDGEMENT = Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT


def reasons(text, **known):
    return of(text, facts_of(**known))


def of(text, facts, catalogue=None, clause=None):
    judge = Judge(catalogue or world(), facts, TODAY)
    criterion = criterion_of(text) if isinstance(text, str) else text
    return Reasons(judge.catalogue).of(judge.judge(criterion), judge, clause)


def only(text, **known):
    (reason,) = reasons(text, **known)
    return reason


def test_a_reason_names_fact_value_standing_limit_distance_and_source_in_both_languages():
    reason = only(
        "{fact: concept/employees, at_most: 300, source: {document:"
        " document/notice, article: '4'}}",
        employees=302,
    )

    assert reason.fact == "concept/employees"
    assert reason.verdict is UNMET
    assert reason.text == Text(zh="用工人数不超过 300 人", en="at most 300 employees")
    assert reason.value == Text(zh="302 人", en="302 people")
    assert reason.standing == Text(zh="本人说明", en="as declared")
    assert reason.limit == Text(zh="300 人", en="300 people")
    assert reason.distance == Text(zh="超出 2 人", en="2 employees over")
    assert reason.steps == ()
    assert reason.source == Text(zh="通知 沪〔2026〕1号 第4条", en="Notice 沪〔2026〕1号 article 4")


@pytest.mark.parametrize(
    ("standing", "zh", "en"),
    [
        (Standing.DECLARED, "本人说明", "as declared"),
        (Standing.CONFIRMED, "已确认", "confirmed"),
        (Standing.LIBRARY, "来自电子证照", "from the e-licence library"),
        (Standing.REGISTRY, "来自登记信息", "from the registry"),
        (Standing.DERIVED, "推算得出", "worked out"),
    ],
)
def test_a_value_says_where_it_came_from(standing, zh, en):
    facts = NOTHING.with_fact("concept/employees", Decimal(3), standing)

    (reason,) = of("{fact: concept/employees, at_most: 2}", facts)

    assert reason.standing == Text(zh=zh, en=en)


def test_a_worked_out_value_says_so_and_how():
    reason = only("{fact: concept/size, in: [big]}", employees=3, revenue=900)

    assert (reason.standing.en, reason.value.en, reason.limit.en) == ("worked out", "small", "big")
    assert [step.en for step in reason.steps] == [
        "size: small, because nothing above it applies",
        "big needs: revenue at least 1,000 yuan – now: 900 yuan, 100 yuan short",
    ]


def test_a_source_of_the_whole_policy_stands_where_a_condition_names_none():
    own = "{fact: concept/foreign, is: true, source: {document: document/notice, article: '4'}}"
    text = f"{{all: [{own}, {{fact: concept/credit, is: true}}]}}"

    found = of(text, facts_of(), clause=Clause(document="document/notice", article="9"))

    assert [reason.source.en[-9:] for reason in found] == ["article 4", "article 9"]


@pytest.mark.parametrize(
    ("text", "known", "value", "limit"),
    [
        ("{fact: concept/foreign, is: true}", {"foreign": False}, "no", "yes"),
        ("{not: {fact: concept/foreign, is: true}}", {"foreign": True}, "yes", "no"),
        (
            "{fact: concept/legal-form, in: [company, cooperative]}",
            {"legal_form": "sole-trader"},
            "sole trader",
            "company or cooperative",
        ),
        (
            "{not: {fact: concept/legal-form, is: company}}",
            {"legal_form": "company"},
            "company",
            "not “company”",
        ),
        (
            "{fact: concept/goods, has_all: [books, cigarettes]}",
            {"goods": ["books"]},
            "books",
            "cigarettes and books",
        ),
        (
            "{fact: concept/district, within: area/310101}",
            {"district": "area/310104"},
            "Xuhui",
            "Huangpu",
        ),
        ("{holds: evidence/id-card}", {"holds": []}, "no", "yes"),
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": ["policy/old-grant"]},
            "yes",
            "no",
        ),
        (
            "{count: concept/hires, at_least: 2, where: {fact: concept/member-age, at_most: 24}}",
            {"hires": [{"concept/member-age": 20}, {"concept/member-age": 30}]},
            "1 of 2",
            "2",
        ),
        (
            "{fact: concept/rd-expense, at_least: {times: 0.07, of: concept/revenue}}",
            {"rd_expense": 6, "revenue": 100},
            "6 yuan",
            "7 yuan",
        ),
    ],
)
def test_value_and_limit_can_be_compared_whatever_the_form(text, known, value, limit):
    reason = only(text, **known)

    assert (reason.value.en, reason.limit.en) == (value, limit)


@pytest.mark.parametrize(
    ("text", "known", "beside"),
    [
        ("{fact: concept/employees, at_most: 300}", {"employees": 302}, None),
        ("{fact: concept/foreign, is: true}", {"foreign": False}, None),
        ("{fact: concept/legal-form, is: company}", {"legal_form": "cooperative"}, None),
        (
            "{fact: concept/rd-expense, at_least: {times: 0.07, of: concept/revenue}}",
            {"rd_expense": 6, "revenue": 100},
            "7 yuan",
        ),
        (
            "{fact: concept/registered-on, within_months: 18}",
            {"registered_on": "2025-01-31"},
            "31 July 2026",
        ),
        (
            "{fact: concept/employees, at_most: 3, wording: {zh: 三人以下, en: three at most}}",
            {"employees": 9},
            None,
        ),
    ],
)
def test_a_limit_stands_beside_the_text_only_where_the_text_does_not_say_it(text, known, beside):
    shown = only(text, **known).limit_beside

    assert (shown.en if shown else None) == beside


def test_an_open_leaf_is_named_without_a_value():
    reason = only("{fact: concept/employees, at_most: 300}")

    assert (reason.verdict, reason.value, reason.standing) == (INFORMATION, None, None)
    assert (reason.limit.en, reason.distance) == ("300 people", None)


NO_OLD_GRANT = "does not already receive “Old grant” (the two cannot be had together)"


@pytest.mark.parametrize(
    ("text", "known", "verdict", "en"),
    [
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": ["policy/old-grant"]},
            UNMET,
            NO_OLD_GRANT,
        ),
        (
            "{not: {granted: policy/old-grant}}",
            {"granted": []},
            MET,
            NO_OLD_GRANT,
        ),
        ("{not: {granted: policy/old-grant}}", {}, INFORMATION, NO_OLD_GRANT),
        (
            "{not: {not: {fact: concept/foreign, is: true}}}",
            {"foreign": True},
            MET,
            "foreign investor",
        ),
        (
            "{not: {fact: concept/foreign, is: true}}",
            {"foreign": True},
            UNMET,
            "no foreign investor",
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
    verdict = found(criterion, facts).verdict
    verdicts = {reason.verdict for reason in of(criterion, facts)}

    if verdict is MET:
        assert verdicts <= {MET}
    elif verdicts:
        assert verdict in verdicts


@given(conditions(), applicants())
def test_every_reason_is_said_in_both_languages(criterion, facts):
    for reason in of(criterion, facts):
        texts = (reason.text, reason.value, reason.standing, reason.limit, reason.distance)
        for text in (*texts, reason.source, *reason.steps):
            assert text is None or (text.zh and text.en)


@given(conditions(), applicants())
def test_whoever_is_refused_can_see_what_was_compared_with_what(criterion, facts):
    """Where a rule is settled before its value is known, there is no value to show."""
    for reason in of(criterion, facts):
        if reason.verdict is UNMET and reason.value is not None:
            assert reason.fact is not None
            assert reason.limit is not None or reason.steps
