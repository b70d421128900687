"""Notices on their way out: made with the event, claimed by one, tried again, given up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from flowchart.case import Told
from flowchart.case_days import PLAIN, CaseDay, DayKind
from flowchart.case_events import Agreed, By, Rated
from flowchart.case_kinds import Actor, Audience, Basis, Grade, Purpose
from flowchart.notices import Topic
from flowchart.outbox import LEASE, NEWS_TO_SEND, TRY_AGAIN, Outbox
from flowchart.parcels import FAILURE_TEXT, Failure, Stage
from flowchart.private import Channel
from flowchart.reminders import due
from flowchart.states import StepState
from kb.database import open_database
from kb.errors import Conflict, NotFound
from tests.flowchart.office import ADDRESS, BOTH, PHONE, PLAN, STEP, WANTED, Office
from tests.planning import BY_STAFF, staff
from tests.support import TODAY
from tests.waiting import all_at_once


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


# ---- sending --------------------------------------------------------------------------------


def test_who_claims_a_notice_gets_what_it_needs(office, case):
    office.hand_in(case)

    (parcel,) = office.outbox.claim()

    assert (parcel.number, parcel.to, parcel.topic) == (case.number, ADDRESS, Topic.STEP)
    assert (parcel.tries, parcel.day) == (1, None)


def test_nobody_else_gets_it_until_the_lease_is_over(office, case):
    office.hand_in(case)
    (first,) = office.outbox.claim()

    assert office.outbox.claim() == ()
    office.clock.move(seconds=LEASE.total_seconds())

    assert [one.id for one in office.outbox.claim()] == [first.id]


def test_of_many_who_claim_at_once_each_gets_others(office, database_url):
    """Several workers, each with connections of its own where the database serves many."""
    case = office.case()
    for number in range(12):
        office.cases.note(case.id, BY_STAFF, str(number), Audience.APPLICANT)
    opened = [open_database(database_url) for _ in range(4)] if "postgres" in database_url else []
    workers = [Outbox(one, office.clock, BOTH) for one in opened] or [office.outbox] * 4

    got = all_at_once([lambda w=worker: w.claim(at_most=5) for worker in workers])

    for one in opened:
        one.close()
    claimed = [parcel.id for parcels in got for parcel in parcels]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) + len(office.outbox.claim(at_most=20)) == 12


def test_what_was_sent_is_not_sent_again(office, case):
    office.hand_in(case)
    (parcel,) = office.outbox.claim()

    office.outbox.sent(parcel.id)
    office.clock.move(days=2)

    assert office.outbox.claim() == ()
    (notice,) = office.held(case)
    assert (notice.stage, notice.next_at) == (Stage.SENT, None)


WAITS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 720, 1440)]


def test_what_failed_is_tried_again_less_and_less_often_and_then_given_up(office, case):
    office.hand_in(case)
    waits = []
    for _ in range(6):
        (parcel,) = office.outbox.claim()
        office.outbox.failed(parcel.id, Failure.UNREACHABLE)
        waits.append(office.held(case)[0].next_at - office.clock())
        office.clock.move(seconds=waits[-1].total_seconds() - 1)
        assert office.outbox.claim() == ()
        office.clock.move(seconds=1)
    (parcel,) = office.outbox.claim()
    office.outbox.failed(parcel.id, Failure.TIMED_OUT)

    (notice,) = office.held(case)
    assert tuple(waits) == tuple(WAITS) == TRY_AGAIN
    assert (notice.stage, notice.tries) == (Stage.GIVEN_UP, 7)
    assert notice.problem == FAILURE_TEXT[Failure.TIMED_OUT]
    assert office.outbox.next_at() is None


def test_what_trying_again_does_not_mend_is_given_up_at_once(office, case):
    office.hand_in(case)
    (parcel,) = office.outbox.claim()

    office.outbox.failed(parcel.id, Failure.ADDRESS)

    assert office.held(case)[0].stage is Stage.GIVEN_UP


def test_who_dies_while_sending_again_and_again_ends_it_too(office, case):
    office.hand_in(case)
    for _ in range(7):
        assert len(office.outbox.claim()) == 1
        office.clock.move(seconds=LEASE.total_seconds())

    assert office.outbox.claim() == ()
    assert office.held(case)[0].problem == FAILURE_TEXT[Failure.CUT_OFF]


def test_what_was_given_up_can_be_sent_again_by_the_desk(office, case):
    office.hand_in(case)
    (parcel,) = office.outbox.claim()
    office.outbox.failed(parcel.id, Failure.ADDRESS)

    office.outbox.retry(case.id, parcel.id)

    assert [one.id for one in office.outbox.claim()] == [parcel.id]


def test_only_what_was_given_up_and_of_this_case_can_be_sent_again(office, case):
    office.hand_in(case)
    (waiting,) = office.held(case)

    for case_id in (case.id, "another"):
        with pytest.raises(NotFound):
            office.outbox.retry(case_id, waiting.id)


def test_an_address_that_was_taken_away_gives_it_up(office, case):
    office.hand_in(case)
    office.private.set_contact(case.id, Channel.EMAIL, "")

    assert office.outbox.claim() == ()
    assert office.held(case)[0].problem == FAILURE_TEXT[Failure.NO_CONTACT]


def test_what_cannot_be_sent_does_not_stand_before_what_can(office, case):
    other = office.case(email="other@example.cn")
    for one in (case, other):
        office.hand_in(one)
    office.private.set_contact(case.id, Channel.EMAIL, "")

    assert [one.to for one in office.outbox.claim(at_most=1)] == ["other@example.cn"]


def test_a_way_that_was_switched_off_gives_it_up(office, case):
    office.hand_in(case)
    office.outbox.channels = frozenset()

    assert office.outbox.claim() == ()
    assert office.held(case)[0].problem == FAILURE_TEXT[Failure.NO_CHANNEL]


def test_a_changed_address_counts_at_once(office, case):
    office.hand_in(case)
    office.private.set_contact(case.id, Channel.EMAIL, "new@example.cn")

    assert [one.to for one in office.outbox.claim()] == ["new@example.cn"]


def test_what_is_erased_while_it_is_sent_is_no_trouble(office, case):
    office.hand_in(case)
    (parcel,) = office.outbox.claim()
    office.private.erase(case.id, BY_STAFF)

    office.outbox.sent(parcel.id)
    office.outbox.failed(parcel.id, Failure.UNREACHABLE)

    assert office.held(case) == ()


def test_who_sends_is_woken_once_it_is_committed(office, case):
    woken = []
    office.database.signals.hear(NEWS_TO_SEND, woken.append)
    office.database.signals.listen()

    office.hand_in(case)

    if not office.database.serves_many:  # there it crosses by itself, as other signals do
        assert woken == [""]


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
