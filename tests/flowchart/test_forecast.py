from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from flowchart.case import Told, moved
from flowchart.case_kinds import Actor
from flowchart.forecast import Waits, forecast
from flowchart.schedule import Spell
from flowchart.states import StepState
from flowchart.ways import Waiting
from kb.kinds import DayUnit, StageAt, StageKind
from kb.text import Text
from tests.flowchart.casework import begun, grown, in_states, walked
from tests.planning import CAFE, STORE, plan_of
from tests.support import TODAY, shipped_catalogue

ACCEPTED, REVIEW, STOPPED = (
    StepState.ACCEPTED,
    StepState.UNDER_REVIEW,
    StepState.SPECIAL_PROCEDURE,
)
SUBMITTED, WANTED, GRANTED, ISSUED = (
    StepState.SUBMITTED,
    StepState.TO_BE_SUPPLEMENTED,
    StepState.GRANTED,
    StepState.ISSUED,
)
REGISTRATION, SEAL = "service/company-registration", "service/company-seal-filing"
PLAN = plan_of(STORE)


def nov(day):
    return date(2026, 11, day)


def dec(day):
    return date(2026, 12, day)


def plan_with(step, **changed):
    """Return the plan of the shop in which something about one step is different."""
    steps = [replace(s, **changed) if s.service == step else s for s in PLAN.steps]
    return replace(PLAN, steps=tuple(steps))


TEN_DAYS = plan_with(REGISTRATION, takes_days=10)


def seen(case, today):
    return forecast(case, today, shipped_catalogue().calendars)


def stage(kind, days, at=StageAt.DURING, unit=DayUnit.WORKING):
    spell = Spell(days, unit) if days is not None else None
    return Waiting(title=Text(zh="等待", en="Wait"), kind=kind, at=at, spell=spell)


# ---- a promise -------------------------------------------------------------------------------

JOURNEY = ((SUBMITTED, nov(23)), (ACCEPTED, nov(24)))
"""Handed in on a Monday, accepted on Tuesday; ten working days end on Tuesday, 8 December."""


@pytest.mark.parametrize(
    ("more", "today", "stopped", "promised", "expected", "late"),
    [
        ((), nov(24), 0, dec(8), dec(8), 0),
        ((), dec(8), 0, dec(8), dec(8), 0),
        ((), dec(9), 0, dec(8), dec(9), 1),
        ((), dec(12), 0, dec(8), dec(12), 3),
        (((REVIEW, nov(26)),), nov(27), 0, dec(8), dec(8), 0),
        (((STOPPED, nov(26)), (REVIEW, dec(1))), dec(1), 3, dec(11), dec(11), 0),
        (((STOPPED, nov(28)), (REVIEW, nov(29))), dec(1), 0, dec(8), dec(8), 0),
        (((STOPPED, nov(27)), (REVIEW, nov(30))), dec(1), 1, dec(9), dec(9), 0),
        (((STOPPED, nov(28)), (REVIEW, nov(30))), dec(1), 1, dec(9), dec(9), 0),
        (
            ((STOPPED, nov(25)), (REVIEW, nov(26)), (STOPPED, nov(30)), (REVIEW, dec(2))),
            dec(2),
            3,
            dec(11),
            dec(11),
            0,
        ),
        (((REVIEW, nov(26)), (GRANTED, nov(30))), dec(1), 0, dec(8), dec(1), 0),
    ],
)
def test_a_promise_counts_from_acceptance_and_stands_still_with_the_clock(
    more, today, stopped, promised, expected, late
):
    case = walked(begun(TEN_DAYS), REGISTRATION, *JOURNEY, *more)

    dates = seen(case, today).steps[REGISTRATION]

    assert (dates.accepted_on, dates.handed_in_on) == (nov(24), nov(23))
    assert (dates.stopped_days, dates.promised_by) == (stopped, promised)
    assert (dates.expected_on, dates.late_by) == (expected, late)


def test_while_the_clock_stands_still_nobody_can_say():
    case = walked(begun(TEN_DAYS), REGISTRATION, *JOURNEY, (STOPPED, nov(26)))

    found = seen(case, nov(30))

    dates = found.steps[REGISTRATION]
    assert (dates.waits, dates.expected_on, dates.promised_by) == (Waits.STOPPED, None, None)
    assert dates.stopped_days == 2
    assert (found.finish_on, found.later_by) == (None, None)
    assert REGISTRATION in found.waits
    assert found.steps[SEAL].waits is Waits.BEFORE


@pytest.mark.parametrize(
    ("today", "promised"),
    [(nov(26), dec(11)), (nov(30), dec(11)), (dec(1), dec(11)), (dec(3), dec(15))],
)
def test_a_clock_that_is_said_to_go_on_by_a_day_is_counted_to_then(today, promised):
    """Three working days from Thursday to Tuesday; past that day each day counts."""
    case = walked(begun(TEN_DAYS), REGISTRATION, *JOURNEY)
    told = Told(on=nov(26), until=dec(1), reason=StageKind.HEARING)
    case = grown(case, moved(case, REGISTRATION, STOPPED, Actor.STAFF, told, nov(26)))

    dates = seen(case, today).steps[REGISTRATION]

    assert dates.promised_by == dates.expected_on == promised


def test_a_limit_in_days_of_the_calendar_ends_on_a_working_day():
    plan = plan_with(REGISTRATION, takes_days=4, unit=DayUnit.CALENDAR)
    case = walked(begun(plan), REGISTRATION, *JOURNEY)

    assert seen(case, nov(24)).steps[REGISTRATION].promised_by == nov(30)


def test_a_step_begun_anew_counts_anew():
    """Refused after a stop of two days: the second time the clock has not stood still."""
    first = (*JOURNEY, (STOPPED, nov(25)), (REVIEW, nov(27)), (StepState.REFUSED, nov(30)))
    refused = walked(begun(TEN_DAYS), REGISTRATION, *first)
    assert seen(refused, dec(1)).steps[REGISTRATION].waits is Waits.REFUSED

    again = walked(refused, REGISTRATION, (StepState.COLLECTING, dec(1)))
    collecting = seen(again, dec(1)).steps[REGISTRATION]
    accepted = walked(again, REGISTRATION, (SUBMITTED, dec(2)), (ACCEPTED, dec(2)))
    dates = seen(accepted, dec(2)).steps[REGISTRATION]

    assert (collecting.accepted_on, collecting.handed_in_on) == (None, None)
    assert (dates.stopped_days, dates.promised_by) == (0, dec(16))


@pytest.mark.parametrize("state", [StepState.REFUSED, StepState.WITHDRAWN])
def test_what_was_refused_or_withdrawn_ends_nobody_knows_when(state):
    case = walked(begun(PLAN), REGISTRATION, (SUBMITTED, nov(23)), (state, nov(24)))

    found = seen(case, nov(24))

    assert found.steps[REGISTRATION].waits == state
    assert found.finish_on is None
    assert found.not_before >= PLAN.finish_on


# ---- papers, stages, what nobody has fixed ---------------------------------------------------


def test_papers_are_expected_on_the_last_day_they_are_wanted():
    case = walked(begun(TEN_DAYS), REGISTRATION, (SUBMITTED, nov(23)))
    told = Told(on=nov(24), missing=frozenset({"evidence/id-card"}), until=dec(1))
    case = grown(case, moved(case, REGISTRATION, WANTED, Actor.STAFF, told, nov(24)))

    dates = seen(case, nov(25)).steps[REGISTRATION]
    back = walked(case, REGISTRATION, (SUBMITTED, nov(26)))

    assert (dates.supplement_by, dates.expected_on) == (dec(1), dec(15))
    assert seen(back, nov(26)).steps[REGISTRATION].supplement_by is None
    assert seen(back, nov(26)).steps[REGISTRATION].expected_on == dec(10)


def test_a_stage_before_runs_while_papers_are_got_together():
    notice = stage(StageKind.WAIT, 10, StageAt.BEFORE, DayUnit.CALENDAR)
    plan = plan_with(REGISTRATION, takes_days=1, waiting=(notice,))
    collecting = walked(begun(plan), REGISTRATION, (StepState.COLLECTING, nov(24)))
    handed_in = walked(collecting, REGISTRATION, (SUBMITTED, nov(26)))

    assert seen(begun(plan), nov(26)).steps[REGISTRATION].expected_on == dec(8)
    assert seen(collecting, nov(26)).steps[REGISTRATION].expected_on == dec(7)
    assert seen(handed_in, nov(26)).steps[REGISTRATION].expected_on == nov(27)


def test_a_stage_that_the_clock_stood_still_for_is_not_counted_again():
    stages = (stage(StageKind.HEARING, 5), stage(StageKind.INSPECTION, 2))
    plan = plan_with(REGISTRATION, takes_days=10, waiting=stages)
    accepted = walked(begun(plan), REGISTRATION, *JOURNEY)
    heard = walked(accepted, REGISTRATION, (STOPPED, nov(25)), (REVIEW, nov(26)))

    before, after = (seen(case, nov(26)).steps[REGISTRATION] for case in (accepted, heard))

    assert (before.promised_by, before.expected_on) == (dec(8), dec(17))
    assert (after.promised_by, after.expected_on) == (dec(9), dec(11))


@pytest.mark.parametrize(
    "changed",
    [{"days_known": False, "takes_days": 0}, {"waiting": (stage(StageKind.REVIEW, None),)}],
)
def test_time_that_nobody_has_fixed_is_never_a_date(changed):
    plan = plan_with(REGISTRATION, **changed)
    accepted = walked(begun(plan), REGISTRATION, *JOURNEY)

    for case in (begun(plan), accepted):
        dates = seen(case, nov(24)).steps[REGISTRATION]
        assert (dates.expected_on, dates.waits) == (None, Waits.UNFIXED)
        assert dates.not_before >= nov(24)
    granted = walked(accepted, REGISTRATION, (GRANTED, nov(25)))
    assert seen(granted, nov(25)).steps[REGISTRATION].expected_on == nov(25)


def test_a_stage_of_no_known_length_is_over_once_it_is_handed_in():
    """The wait before one can apply for the network security of an internet café."""
    plan, step = plan_of(CAFE), "service/internet-cafe-network-security"
    case = begun(plan)
    assert seen(case, TODAY).steps[step].waits is Waits.UNFIXED

    before = [
        (s.service, ISSUED) for s in plan.steps[: [s.service for s in plan.steps].index(step)]
    ]
    handed_in = in_states(plan, *before, (step, SUBMITTED))

    assert seen(handed_in, TODAY).steps[step].expected_on is not None


# ---- the whole case --------------------------------------------------------------------------


def test_what_goes_faster_or_slower_moves_what_waits_for_it():
    plan = PLAN
    assert seen(begun(plan), TODAY).finish_on == plan.finish_on
    fast = walked(begun(plan), REGISTRATION, (SUBMITTED, TODAY), (ISSUED, TODAY))

    assert seen(fast, TODAY).later_by < 0
    assert seen(begun(plan), TODAY + timedelta(days=7)).later_by == 5


def test_a_case_whose_every_step_is_issued_is_done_on_its_last_day():
    case, day = begun(PLAN), TODAY
    while ready := [s for s, now in case.states().items() if now is StepState.CAN_START]:
        day += timedelta(days=1)
        for step in ready:
            case = walked(case, step, (SUBMITTED, day), (ISSUED, day))

    found = seen(case, dec(31))

    assert found.done
    assert (found.finish_on, found.waits) == (day, ())


def test_before_the_day_a_plan_is_for_its_dates_are_the_plans():
    assert seen(begun(PLAN), TODAY - timedelta(days=3)).finish_on == PLAN.finish_on


@pytest.mark.parametrize(
    ("stopped", "today", "days"),
    [
        (nov(22), nov(22), 0),
        (nov(22), nov(23), 1),
        (nov(21), nov(22), 0),
        (nov(20), nov(22), 0),
        (nov(20), nov(23), 1),
        (nov(23), nov(23), 0),
        (nov(23), nov(24), 1),
    ],
)
def test_a_case_opened_on_a_day_off_counts_no_day_before_a_working_day(stopped, today, days):
    """22 November 2026 is a Sunday: the plan is for Monday, but on Sunday nothing has gone by."""
    case = begun(TEN_DAYS, on=nov(20))
    case = walked(case, REGISTRATION, (SUBMITTED, nov(20)), (ACCEPTED, nov(20)), (STOPPED, stopped))

    dates = seen(case, today).steps[REGISTRATION]

    assert (dates.stopped_days, dates.late_by) == (days, 0)


@pytest.mark.parametrize(("today", "late"), [(nov(28), 0), (nov(29), 0), (nov(30), 1)])
def test_an_office_is_not_late_on_a_day_off(today, late):
    """Four working days from Monday end on Friday, 27 November."""
    plan = plan_with(REGISTRATION, takes_days=4)
    case = walked(begun(plan), REGISTRATION, (SUBMITTED, nov(23)), (ACCEPTED, nov(23)))

    assert seen(case, today).steps[REGISTRATION].late_by == late


def test_papers_wanted_by_a_day_off_are_expected_on_the_last_working_day_before_it():
    case = walked(begun(TEN_DAYS), REGISTRATION, (SUBMITTED, nov(23)))
    told = Told(on=nov(23), missing=frozenset({"evidence/id-card"}), until=nov(29))
    case = grown(case, moved(case, REGISTRATION, WANTED, Actor.STAFF, told, nov(23)))

    dates = seen(case, nov(24)).steps[REGISTRATION]

    assert (dates.supplement_by, dates.supplement_open_on) == (nov(29), nov(27))
    assert dates.expected_on == dec(11)
