from __future__ import annotations

import pytest

from flowchart.schedule import Spell
from flowchart.ways import Way, Ways
from kb.handling import Days
from kb.kinds import DayUnit, HandlingMode
from matcher.criteria import Judge
from matcher.verdict import Verdict
from tests.judging import facts_of
from tests.little_plans import service, shop
from tests.support import TODAY, world_with

STANDARD, DEFERRED, COMMITMENT, JOINT, ONE_FORM = HandlingMode
CHECK = world_with("""
- {id: evidence/promise, title: {zh: 承诺, en: Promise}}
- id: service/check
  title: {zh: 检查, en: Check}
  inputs: [[evidence/promise]]
  days: {statutory: 10, committed: 0}
  stages:
    - {kind: review, title: {zh: 评估, en: Review}, at: before}
    - {kind: hearing, title: {zh: 听证, en: Hearing}, days: 4}
    - kind: wait
      title: {zh: 等, en: Wait}
      days: 3
      when: {fact: concept/foreign, is: true}
      source: 条例第7条
  modes:
    - mode: commitment
      usual: true
      otherwise: {statutory: 12, committed: 9}
      waives: [evidence/promise]
      when: {fact: concept/credit, is: true}
    - {mode: deferred, days: {statutory: 5, committed: 0}, visits: 0}
  visits: 1
""")


def way(name, mode=STANDARD, catalogue=None, **known):
    held = catalogue or shop()
    return Ways(Judge(held, facts_of(**known), TODAY), mode).way(held.services[service(name)])


def check(mode=STANDARD, **known):
    return way("check", mode, CHECK, **known)


def test_without_a_wish_a_service_goes_as_its_record_says():
    found = way("permit")

    assert (found.mode, found.verdict, found.because) == (STANDARD, None, ())
    assert (found.days.committed, found.visits, found.group) == (5, 2, None)
    assert not found.waives | found.defers


@pytest.mark.parametrize(
    ("credit", "mode", "verdict", "days"),
    [
        (True, COMMITMENT, Verdict.MET, 0),
        (None, COMMITMENT, Verdict.NEEDS_INFORMATION, 0),
        (False, STANDARD, Verdict.UNMET, 5),
    ],
)
def test_a_mode_is_used_unless_its_condition_rules_it_out(credit, mode, verdict, days):
    found = way("permit", COMMITMENT, **({} if credit is None else {"credit": credit}))

    assert (found.mode, found.verdict, found.days.committed) == (mode, verdict, days)


def test_who_may_not_use_a_mode_hears_the_fact_the_limit_and_where_it_is_written():
    (reason,) = way("permit", COMMITMENT, credit=False).because

    assert reason.fact == "concept/credit"
    assert (reason.value.en, reason.limit.en, reason.source.zh) == ("no", "yes", "条例第8条")


def test_a_mode_that_is_barred_for_everybody_says_why():
    found = way("sign", COMMITMENT, credit=True)

    (reason,) = found.because
    assert (found.mode, found.verdict) == (STANDARD, Verdict.UNMET)
    assert (reason.text.en, reason.source.zh) == ("it is measured first", "条例第9条")


def test_a_service_that_does_not_tell_of_a_mode_goes_as_usual_and_says_nothing():
    assert way("opening", COMMITMENT) == way("opening")


def test_each_mode_tells_what_it_changes():
    assert way("permit", DEFERRED).defers == {"evidence/drawing"}
    assert way("permit", COMMITMENT, credit=True).waives == {"evidence/drawing"}
    assert (way("permit", JOINT).group, way("permit", JOINT).visits) == ("premises", 1)
    assert (way("permit", ONE_FORM).group, way("permit", ONE_FORM).visits) == ("shop", 2)


@pytest.mark.parametrize(
    ("known", "mode", "days", "waives"),
    [
        ({"credit": True}, COMMITMENT, 0, {"evidence/promise"}),
        ({}, COMMITMENT, 0, {"evidence/promise"}),
        ({"credit": False}, STANDARD, 9, set()),
    ],
)
def test_where_a_promise_is_usual_only_a_bar_makes_it_longer(known, mode, days, waives):
    found = check(**known)

    assert (found.mode, found.days.committed, found.waives) == (mode, days, waives)
    assert bool(found.because) == (mode is STANDARD)


def test_another_mode_keeps_what_a_usual_promise_waives():
    found = check(DEFERRED, credit=True)

    assert (found.mode, found.waives, found.visits) == (DEFERRED, {"evidence/promise"}, 0)


def test_after_a_promise_nothing_holds_the_decision_up_but_what_comes_before_applying():
    promised, plain = check(credit=True), check(credit=False, foreign=False)

    assert [one.title.en for one in promised.waiting] == ["Review"]
    assert [one.title.en for one in plain.waiting] == ["Review", "Hearing"]


def test_a_stage_that_waits_for_facts_counts_but_is_not_certain():
    found = check(credit=False)

    assert [(one.title.en, one.certain) for one in found.waiting][-1] == ("Wait", False)
    assert found.waiting[-1].source == "条例第7条"


def test_a_stage_without_days_or_a_limit_nobody_has_read_lasts_unknown():
    assert check(credit=False).lasts_unknown
    assert way("insurance").lasts_unknown
    assert not way("permit").lasts_unknown


def test_somebody_comes_to_look_where_an_inspection_is_certain():
    assert way("permit").inspected
    assert not way("opening").inspected
    assert not way("permit", COMMITMENT, credit=True).inspected


def test_what_comes_before_applying_is_spent_first_and_the_rest_last():
    week = Spell(7, DayUnit.CALENDAR)

    assert way("opening").spells() == (week, Spell(0))
    assert way("permit").spells() == (Spell(5), Spell(2))
    assert way("sign").spells(statutory=True)[0] == Spell(10, DayUnit.CALENDAR)


@pytest.mark.parametrize(
    ("statutory", "ceiling", "days"),
    [(False, None, 5), (False, 3, 5), (True, None, 20), (True, 8, 8), (True, 3, 5)],
)
def test_a_ceiling_lowers_what_the_law_allows_but_not_below_what_is_promised(
    statutory, ceiling, days
):
    limits = Days(statutory=20, committed=5)

    found = Way(service=service("x"), days=limits, visits=None).limit(statutory, ceiling)

    assert found == (Spell(days),)
