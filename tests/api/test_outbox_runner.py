"""Every day and all the time: the thread that sends, and the reminders it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from api.outbox_runner import Runner, look_through, running
from flowchart.case_days import DayKind
from flowchart.notices import Topic
from flowchart.reminders import DAYS_BEFORE
from flowchart.states import StepState
from kb.writing import to_json
from matcher.applicant import Facts
from tests.noticing import HOST, note, open_case, sending_house
from tests.planning import BY_STAFF, STORE, plan_of
from tests.receiving import mailbox
from tests.support import TODAY

REGISTRATION = "service/company-registration"


@pytest.fixture
def box():
    with mailbox() as held:
        yield held


@pytest.fixture
def house(box):
    opened = sending_house(smtp_url=box.url)
    yield opened
    opened.close()


# ---- every day ------------------------------------------------------------------------------


def registered(house):
    """Return the case of a shop whose company is registered: its duties have days that stay."""
    case = open_case(house, plan_of(STORE))
    for to in (StepState.SUBMITTED, StepState.ISSUED):
        case = house.cases.move(case.id, REGISTRATION, to, BY_STAFF, case.sequence)
    return case


def test_reminders_are_put_in_and_sent_once_a_day(house, box):
    case = registered(house)
    runner = Runner(house)

    for _ in range(40):
        runner.turn()
        runner.turn()
        house.now.move(days=1)

    said = [one for one in house.outbox.standing(case.id) if one.topic is Topic.REMINDER]
    assert len(said) == 3 * len(DAYS_BEFORE[DayKind.DUE])
    assert {f"<{one.id}@{HOST}>" for one in said} <= {m["message-id"] for m in box.taken}
    assert len(box.taken) == len(house.outbox.standing(case.id))


def test_a_reminder_is_made_from_what_really_happened(house):
    """The tax office wants to see a company within thirty days of its licence."""
    house.now.move(days=10)
    registered(house)
    house.outbox.claim(at_most=20)
    house.now.move(days=16)

    look_through(house)

    days = {one.day for one in house.outbox.claim(at_most=20) if one.topic is Topic.REMINDER}
    assert days == {date(2027, 1, 2)}


def test_a_case_that_cannot_be_read_does_not_keep_the_others_from_being_reminded(house):
    gone, case = registered(house), registered(house)
    house.now.move(days=20)
    reached = house.outbox.reached()
    house.private.erase(gone.id, BY_STAFF)

    class Before(type(house.outbox)):
        def reached(self):
            return reached

    house.outbox.__class__ = Before

    assert look_through(house) > 0
    assert house.outbox.standing(case.id)


def test_changed_rules_are_told_once(house):
    """The plan of this case was made when the tax office promised another limit."""
    facts = to_json({"facts": {}, "standings": {}})
    plan = replace(house.plan([STORE], Facts(), TODAY), generation="of long ago")
    steps = tuple(replace(step, takes_days=step.takes_days + 5) for step in plan.steps)
    case = open_case(house, replace(plan, steps=steps), facts)

    for _ in range(2):
        look_through(house)

    topics = [one.topic for one in house.outbox.standing(case.id)]
    assert topics.count(Topic.RULES) == 1


def test_cases_that_have_rested_long_enough_are_erased_the_same_day(house):
    case = open_case(house)
    runner = Runner(house)
    house.now.move(days=731)

    runner.turn()

    assert house.cases.untouched_since(house.now()) == ()
    assert house.private.contacts(case.id) == {}


# ---- the thread -----------------------------------------------------------------------------


def test_a_notice_leaves_without_anybody_waiting_for_it(house, box):
    with running(house):
        note(house, open_case(house))
        assert box.came.wait(10)


def test_it_ends_with_the_house():
    house = sending_house()
    with running(house):
        pass

    house.close()
