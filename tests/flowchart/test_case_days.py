"""Every dated thing of a case, from what really happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from flowchart.case import Told, moved
from flowchart.case_days import DEADLINES, PLAIN, DayKind, days_of, reads_sensitive
from flowchart.case_kinds import Actor
from flowchart.forecast import forecast
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.kinds import StageKind
from matcher.match import Eligibility, Match
from matcher.windows import OpenWindow, WindowState
from tests.flowchart.casework import begun, grown, in_states, walked
from tests.planning import CAFE, NEWBORN, STORE, plan_of
from tests.support import TODAY, shipped_catalogue

REGISTRATION, TAX = "service/company-registration", "service/tax-registration"
FOOD = "service/food-business-licence"
ACCEPTED, ISSUED, SUBMITTED = StepState.ACCEPTED, StepState.ISSUED, StepState.SUBMITTED
SHOP = plan_of(STORE)


def days(case, today=TODAY, **more):
    catalogue = shipped_catalogue()
    return days_of(case, forecast(case, today, catalogue.calendars), catalogue, **more)


def found(case, kind, about=None, today=TODAY, **more):
    """Return the days of a kind, of one thing if it is named."""
    return [
        day for day in days(case, today, **more) if day.kind is kind and about in (None, day.about)
    ]


def move(case, step, to, on, **told):
    """Return a case in which a step made one move of the table."""
    return grown(case, moved(case, step, to, Actor.STAFF, Told(on=on, **told), on))


@pytest.fixture
def handed_in():
    return walked(begun(SHOP), REGISTRATION, (SUBMITTED, TODAY))


# ---- steps ----------------------------------------------------------------------------------


def test_days_stand_in_the_order_they_come():
    held = days(begun(SHOP))

    assert [day.on for day in held] == sorted(day.on for day in held)


def test_what_is_missing_is_wanted_by_the_day_that_was_said(handed_in):
    until = date(2026, 12, 4)
    asked = move(
        handed_in,
        REGISTRATION,
        StepState.TO_BE_SUPPLEMENTED,
        TODAY,
        missing=frozenset({"evidence/id-card"}),
        until=until,
    )

    (day,) = found(asked, DayKind.SUPPLEMENT)

    assert (day.on, day.about, day.deadline) == (until, REGISTRATION, True)
    assert not found(move(asked, REGISTRATION, SUBMITTED, TODAY), DayKind.SUPPLEMENT)


def test_a_deadline_on_a_day_off_says_the_last_day_one_can_go(handed_in):
    """29 November 2026 is a Sunday: Friday is the last day, and one is woken on Thursday."""
    papers, sunday = frozenset({"evidence/id-card"}), date(2026, 11, 29)
    wanted = StepState.TO_BE_SUPPLEMENTED

    asked = move(handed_in, REGISTRATION, wanted, TODAY, missing=papers, until=sunday)

    (day,) = found(asked, DayKind.SUPPLEMENT)
    assert (day.on, day.last_open_on) == (sunday, date(2026, 11, 27))
    assert day.ring_on == date(2026, 11, 26)
    assert day.by.zh == "2026年11月27日 星期五（含当日；11月29日休息）"
    assert day.by.en == "Friday 27 November 2026 (included; 29 November is a day off)"


def test_a_step_that_is_only_possible_has_its_days_once_it_is_begun():
    plan = replace(
        SHOP, steps=tuple(replace(step, standing=Applies.POSSIBLE) for step in SHOP.steps)
    )
    papers, until = frozenset({"evidence/id-card"}), date(2026, 12, 4)
    handed_in = walked(begun(plan), REGISTRATION, (SUBMITTED, TODAY))

    asked = move(
        handed_in,
        REGISTRATION,
        StepState.TO_BE_SUPPLEMENTED,
        TODAY,
        missing=papers,
        until=until,
    )

    assert {day.about for day in days(begun(plan))} & {s.service for s in plan.steps} == set()
    assert [day.on for day in found(asked, DayKind.SUPPLEMENT)] == [until]


def test_an_office_that_accepted_has_promised_a_day_until_it_is_done(handed_in):
    accepted = move(handed_in, REGISTRATION, ACCEPTED, TODAY)

    assert [day.on for day in found(accepted, DayKind.PROMISED)] == [date(2026, 11, 24)]
    granted = move(accepted, REGISTRATION, StepState.GRANTED, TODAY)
    assert not found(move(granted, REGISTRATION, ISSUED, TODAY), DayKind.PROMISED, REGISTRATION)


def test_a_stopped_clock_goes_on_on_the_day_that_was_said(handed_in):
    accepted, until = move(handed_in, REGISTRATION, ACCEPTED, TODAY), date(2026, 12, 10)

    stopped = move(
        accepted,
        REGISTRATION,
        StepState.SPECIAL_PROCEDURE,
        TODAY,
        reason=StageKind.INSPECTION,
        until=until,
    )

    assert [day.on for day in found(stopped, DayKind.GOES_ON)] == [until]


def test_what_the_law_wants_counts_from_the_day_the_paper_really_came(handed_in):
    """税收征收管理法第15条: within thirty days of the business licence."""
    as_planned = found(begun(SHOP), DayKind.DUE, TAX)[0].on
    late = date(2026, 12, 15)

    issued = move(handed_in, REGISTRATION, ISSUED, late)

    assert as_planned == date(2026, 12, 24)
    assert found(issued, DayKind.DUE, TAX, today=late)[0].on == date(2027, 1, 14)
    assert found(issued, DayKind.DUE, TAX, today=late)[0].source


def test_what_was_handed_in_is_not_due_any_more(handed_in):
    issued = move(handed_in, REGISTRATION, ISSUED, TODAY)

    assert found(issued, DayKind.DUE, TAX)
    assert not found(move(issued, TAX, SUBMITTED, TODAY), DayKind.DUE, TAX)


def test_nothing_is_due_while_nobody_knows_when_the_paper_comes(handed_in):
    refused = move(handed_in, REGISTRATION, StepState.REFUSED, TODAY)

    assert not found(refused, DayKind.DUE, TAX)


def test_a_day_that_counts_from_a_fact_is_personal():
    steps = [replace(s, due_on=date(2026, 12, 1)) for s in SHOP.steps]
    catalogue = shipped_catalogue()
    since = {s.service for s in SHOP.steps if (d := catalogue.services[s.service].due) and d.since}

    marked = found(begun(replace(SHOP, steps=tuple(steps))), DayKind.DUE)

    assert {d.about for d in marked if d.personal} >= since
    assert not any(d.personal for d in marked if d.about == TAX)


def test_a_day_to_open_says_by_when_to_begin():
    steps = [replace(s, apply_by=date(2027, 2, 1)) for s in SHOP.steps if s.service == TAX]

    (day,) = found(begun(replace(SHOP, steps=tuple(steps))), DayKind.BEGIN_BY)

    assert (day.on, day.provisional) == (date(2027, 2, 1), True)


def test_the_finish_is_told_until_everything_is_done_and_moves_with_the_case(handed_in):
    later = move(handed_in, REGISTRATION, ACCEPTED, date(2026, 12, 8))

    at_first = found(begun(SHOP), DayKind.FINISH)[0].on
    then = found(later, DayKind.FINISH, today=date(2026, 12, 8))[0].on

    assert at_first == SHOP.finish_on < then


def test_a_refused_step_leaves_no_day_of_finish(handed_in):
    refused = move(handed_in, REGISTRATION, StepState.REFUSED, TODAY)

    assert not found(refused, DayKind.FINISH)


# ---- papers ---------------------------------------------------------------------------------


def test_an_issued_licence_says_when_it_ends_and_when_to_renew_it():
    on = date(2026, 12, 8)
    assert not found(in_states(SHOP, (FOOD, SUBMITTED), on=on), DayKind.EXPIRES, today=on)

    held = days(in_states(SHOP, (FOOD, ISSUED), on=on), today=on)

    papers = {day.kind: day for day in held if day.about == FOOD}
    assert papers[DayKind.EXPIRES].on == date(2031, 12, 7)
    assert papers[DayKind.RENEW_FROM].on < papers[DayKind.RENEW_BY].on < date(2031, 12, 7)
    assert "第 78 号" in papers[DayKind.RENEW_BY].source


# ---- policies -------------------------------------------------------------------------------

POLICY = "policy/first-start-up-grant"


def match(verdict=Eligibility.ELIGIBLE, policy=POLICY, **window):
    held = OpenWindow(**window)
    return Match(policy=policy, verdict=verdict, because=(), missing=(), window=held)


OPEN = {"state": WindowState.OPEN, "opens": date(2026, 1, 1), "closes": date(2026, 12, 31)}
UPCOMING = {"state": WindowState.UPCOMING, "opens": date(2027, 3, 1), "closes": date(2027, 5, 31)}


@pytest.mark.parametrize(
    ("verdict", "window", "kinds"),
    [
        (Eligibility.ELIGIBLE, OPEN, [DayKind.POLICY_CLOSES]),
        (Eligibility.ELIGIBLE, UPCOMING, [DayKind.POLICY_OPENS, DayKind.POLICY_CLOSES]),
        (Eligibility.NEEDS_INFORMATION, OPEN, []),
        (Eligibility.NOT_ELIGIBLE, OPEN, []),
        (Eligibility.ELIGIBLE, {**OPEN, "closes": date(2026, 11, 1)}, []),
        (Eligibility.ELIGIBLE, {"state": WindowState.UNKNOWN}, []),
    ],
)
def test_windows_are_told_of_policies_one_may_have(verdict, window, kinds):
    held = days(begun(SHOP), policies=[match(verdict, **window)])

    assert [day.kind for day in held if day.about == POLICY] == kinds


def test_the_last_day_of_a_window_says_its_hour():
    held = days(begun(SHOP), policies=[match(**OPEN, closes_at=time(16))])

    (day,) = (day for day in held if day.about == POLICY)
    assert day.text.zh.endswith("：政策申请，最后一天，16:00截止")
    assert day.plain.en == "last day to apply for a policy, until 16:00"


def test_a_policy_that_reads_a_sensitive_fact_is_told_behind_the_pin_alone():
    told = "policy/disability-subsidies"

    held = days(begun(SHOP), policies=[match(policy=told, **OPEN), match(**OPEN)])

    marked = {day.about: (day.personal, day.sensitive) for day in held if "policy" in day.about}
    assert marked[told] == (True, True)
    assert reads_sensitive(shipped_catalogue())(told)


def test_who_asks_may_say_themselves_what_is_personal():
    asked = days(begun(SHOP), policies=[match(**OPEN)], is_personal=lambda policy: True)

    assert next(day for day in asked if day.about == POLICY).personal


# ---- words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DayKind)
def test_every_kind_of_day_has_words_in_both_languages(kind):
    assert PLAIN[kind].zh
    assert PLAIN[kind].en


def test_a_matter_of_somebodys_life_is_sensitive_and_one_of_a_shop_is_not():
    assert not any(day.sensitive for day in days(begun(SHOP)))
    assert all(day.sensitive for day in days(begun(plan_of(NEWBORN))))


@pytest.mark.parametrize("scene", [STORE, CAFE, NEWBORN])
def test_each_day_of_a_case_has_a_name_of_its_own_that_stays_when_it_moves(scene):
    case = begun(plan_of(scene))
    today, later = days(case), days(case, today=date(2026, 12, 8))

    assert len({day.key for day in today}) == len(today)
    assert {day.key for day in today} >= {day.key for day in later if day.deadline}


def test_a_promise_of_an_office_is_no_deadline_of_the_applicant():
    assert DayKind.PROMISED not in DEADLINES
    assert DayKind.FINISH not in DEADLINES
