from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from flowchart.case_events import By, Invited, Uninvited
from flowchart.case_kinds import Actor
from flowchart.case_store import CaseStore, Person
from flowchart.invitations import LONGEST, Invitations
from flowchart.private import PrivateRows
from kb.errors import NotAllowed, NotFound
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY, assert_said_well, problems_of

BUREAU = "organisation/fire-brigade"
UNTIL = TODAY + timedelta(days=3)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def invitations(database, clock):
    return Invitations(database, clock)


@pytest.fixture
def store(database, clock):
    return CaseStore(database, clock)


@pytest.fixture
def case(store):
    return store.open(plan_of(NEWBORN), Person(), TODAY, CENTRE, BY_STAFF)


@pytest.fixture
def made(invitations, case):
    return invitations.invite(case.id, BUREAU, UNTIL, BY_STAFF)


def test_a_link_leads_to_its_case_and_is_kept_nowhere(invitations, case, made, database):
    found = invitations.find(made.secret)

    assert (found.case_id, found.department) == (case.id, BUREAU)
    assert found == made.invitation
    with database.read() as connection:
        kept = str(connection.execute(text("SELECT * FROM case_invitation")).all())
        logged = str(connection.execute(text("SELECT * FROM case_event")).all())
    assert made.secret not in kept + logged + repr(made)


def test_an_invitation_is_good_to_the_end_of_its_day_in_shanghai(invitations, made, clock):
    """The clock begins at nine in the morning there; the day ends fifteen hours later."""
    clock.move(days=3, hours=14, minutes=59)
    assert invitations.find(made.secret)

    clock.move(minutes=1)
    with pytest.raises(NotFound, match="Ask whoever invited you"):
        invitations.find(made.secret)


def test_an_invitation_that_was_ended_leads_nowhere_from_the_next_request_on(
    invitations, store, case, made
):
    other = invitations.invite(case.id, BUREAU, UNTIL, BY_STAFF)

    invitations.end(case.id, made.invitation.id, BY_STAFF)

    with pytest.raises(NotFound):
        invitations.find(made.secret)
    assert invitations.good(case.id) == (other.invitation,)
    assert [event.what for event in store.get(case.id).events] == [
        Invited(invitation=made.invitation.id, department=BUREAU, until=UNTIL),
        Invited(invitation=other.invitation.id, department=BUREAU, until=UNTIL),
        Uninvited(invitation=made.invitation.id),
    ]


@pytest.mark.parametrize("over", ["ended", "expired", "of another case", "never was"])
def test_what_is_over_cannot_be_ended(invitations, store, clock, case, made, over):
    case_id, invitation = case.id, made.invitation.id
    if over == "ended":
        invitations.end(case_id, invitation, BY_STAFF)
    elif over == "expired":
        clock.move(days=9)
    elif over == "of another case":
        case_id = store.open(plan_of(NEWBORN), Person(), TODAY, CENTRE, BY_STAFF).id
    else:
        invitation = "0" * 8
    events = store.get(case_id).sequence

    with pytest.raises(NotFound):
        invitations.end(case_id, invitation, BY_STAFF)
    assert store.get(case_id).sequence == events


def test_an_invitation_of_one_case_leaves_another_alone(invitations, store, case, made):
    other = store.open(plan_of(NEWBORN), Person(), TODAY, CENTRE, BY_STAFF)

    assert invitations.good(other.id) == ()
    assert invitations.good(case.id) == (made.invitation,)


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (TODAY + LONGEST, True),
        (TODAY + LONGEST + timedelta(days=1), False),
        (date.max, False),
        (date.min, False),
    ],
)
def test_an_invitation_lasts_from_today_to_a_month(invitations, case, until, fits):
    problems = problems_of(lambda: invitations.invite(case.id, BUREAU, until, BY_STAFF))

    assert [one.place for one in problems] == ([] if fits else ["until"])
    for problem in problems:
        assert_said_well(problem)
    assert len(invitations.good(case.id)) == fits


@pytest.mark.parametrize("actor", set(Actor) - {Actor.STAFF})
def test_only_staff_invite(invitations, case, actor):
    with pytest.raises(NotAllowed):
        invitations.invite(case.id, BUREAU, UNTIL, By(actor=actor))
    assert invitations.good(case.id) == ()


def test_erasing_a_case_ends_its_invitations(invitations, database, clock, case, made):
    PrivateRows(database, clock).erase(case.id, BY_STAFF)

    with pytest.raises(NotFound):
        invitations.find(made.secret)
    with pytest.raises(NotFound):
        invitations.invite(case.id, BUREAU, UNTIL, BY_STAFF)


@pytest.mark.parametrize("guess", ["", "A" * 32, "王" * 9, "x" * 5000])
def test_a_guess_finds_nothing(invitations, made, guess):
    with pytest.raises(NotFound):
        invitations.find(guess)
