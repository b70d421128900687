"""Notices as they are made: with the event that is news, or as a reminder of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flowchart.case import Told
from flowchart.case_days import PLAIN, CaseDay, DayKind
from flowchart.case_events import Agreed, By, Rated
from flowchart.case_kinds import Actor, Audience, Basis, Grade, Purpose
from flowchart.notices import Topic
from flowchart.parcels import FAILURE_TEXT, Failure, Stage
from flowchart.private import Channel
from flowchart.reminders import due
from flowchart.states import StepState
from kb.errors import Conflict
from tests.flowchart.office import ADDRESS, BOTH, PHONE, PLAN, STEP, WANTED, Office
from tests.planning import BY_STAFF, staff
from tests.support import TODAY


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def case(office):
    return office.case()


# ---- making ---------------------------------------------------------------------------------


def test_an_event_has_its_notice(office, case):
    office.hand_in(case)

    (notice,) = office.held(case)

    assert (notice.channel, notice.topic, notice.stage) == (
        Channel.EMAIL,
        Topic.STEP,
        Stage.WAITING,
    )
    assert (notice.tries, notice.problem) == (0, None)


def test_there_is_one_for_each_way_the_applicant_is_reached(office):
    case = office.case(phone=PHONE)
    office.hand_in(case)

    assert {one.channel for one in office.held(case)} == set(BOTH)


@pytest.mark.parametrize(
    ("agreed", "email", "channels"),
    [((), ADDRESS, BOTH), ((WANTED,), "", BOTH), ((WANTED,), ADDRESS, ())],
    ids=["not wanted", "no address", "nothing sends"],
)
def test_there_is_none_where_nobody_wants_it_or_it_cannot_be_sent(
    database, agreed, email, channels
):
    office = Office(database, channels)
    case = office.case(agreed=agreed, email=email)

    office.hand_in(case)

    assert office.held(case) == ()


def test_what_is_no_news_makes_none(office, case):
    office.cases.note(case.id, BY_STAFF, "only for us", Audience.INSIDE)

    assert office.held(case) == ()


def test_an_event_that_did_not_happen_has_none(office, case):
    with pytest.raises(Conflict):
        office.cases.move(case.id, STEP, StepState.GRANTED, BY_STAFF, case.sequence)

    assert office.held(case) == ()


def test_it_holds_ids_and_days_and_no_address(office, case):
    asked = office.hand_in(case)
    until = TODAY + timedelta(days=5)
    told = Told(until=until, words="身份证复印件")
    office.cases.move(case.id, STEP, StepState.TO_BE_SUPPLEMENTED, BY_STAFF, asked.sequence, told)

    with office.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM outbox").all()

    assert ADDRESS not in str(rows)
    assert "身份证" not in str(rows)
    assert {one.day for one in office.outbox.claim()} == {None, until}


def test_consent_taken_back_stops_what_is_waiting(office, case):
    office.hand_in(case)
    again = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT, given=False)

    office.cases.append(case.id, BY_STAFF, lambda *_: again)

    assert office.outbox.claim() == ()
    assert [one.problem for one in office.held(case)] == [FAILURE_TEXT[Failure.NOT_WANTED]]


def test_at_the_end_one_is_asked_how_it_went_once(office):
    case = office.case()
    for step in PLAN.steps:
        for to in (StepState.SUBMITTED, StepState.ISSUED):
            if not step.wrapper:
                case = office.cases.move(case.id, step.service, to, BY_STAFF, case.sequence)

    topics = [one.topic for one in office.held(case)]

    assert topics.count(Topic.RATE) == 1


def test_erasing_a_case_takes_its_notices_along(office, case):
    office.hand_in(case)

    office.private.erase(case.id, BY_STAFF)

    assert office.held(case) == ()
    assert office.outbox.claim() == ()


# ---- reminders ------------------------------------------------------------------------------


def near(on=TODAY + timedelta(days=3), personal=False):
    day = CaseDay(on=on, kind=DayKind.DUE, text=PLAIN[DayKind.DUE], plain=PLAIN[DayKind.DUE])
    return CaseDay(on=on, kind=day.kind, text=day.text, plain=day.plain, personal=personal)


def test_a_reminder_is_put_in_once_however_often_one_looks(office, case):
    made = [office.outbox.remind(case_now(office, case), due([near()], TODAY)) for _ in range(3)]

    assert made == [1, 0, 0]
    assert [one.topic for one in office.held(case)] == [Topic.REMINDER]


def case_now(office, case):
    return office.cases.get(case.id)


def test_a_reminder_of_a_personal_day_does_not_say_which(office, case):
    days = [near(), near(on=TODAY + timedelta(days=1), personal=True)]

    office.outbox.remind(case_now(office, case), due(days, TODAY))

    assert {one.day for one in office.outbox.claim()} == {None, TODAY + timedelta(days=3)}


def test_only_cases_whose_applicant_can_be_reached_are_looked_through(office, case):
    office.case(email="")

    assert office.outbox.reached() == (case.id,)


def test_the_rating_itself_makes_no_notice(office, case):
    by = By(actor=Actor.APPLICANT, id="mark")

    office.cases.append(case.id, by, lambda *_: Rated(grade=Grade.SATISFIED))

    assert office.held(case) == ()


def test_the_newest_stands_first(office, case):
    office.hand_in(case)
    office.clock.move(minutes=1)
    office.cases.note(case.id, staff("b"), "x", Audience.APPLICANT)

    assert [one.topic for one in office.held(case)] == [Topic.NOTE, Topic.STEP]


def test_a_parcel_says_the_day_as_a_day(office, case):
    office.outbox.remind(case_now(office, case), due([near(on=date(2026, 11, 24))], TODAY))

    (parcel,) = office.outbox.claim()

    assert parcel.day == date(2026, 11, 24)
