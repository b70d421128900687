"""Notices on their way out: claimed by one, sent, tried again, given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flowchart.case_kinds import Audience
from flowchart.notices import Topic
from flowchart.outbox import LEASE, NEWS_TO_SEND, TRY_AGAIN, Outbox
from flowchart.parcels import FAILURE_TEXT, Failure, Stage
from flowchart.private import Channel
from kb.database import open_database
from kb.errors import NotFound
from tests.flowchart.office import ADDRESS, BOTH, Office
from tests.planning import BY_STAFF
from tests.waiting import all_at_once


@pytest.fixture
def office(database):
    return Office(database)


@pytest.fixture
def case(office):
    return office.case()


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
