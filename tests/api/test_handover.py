from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from api.accounts import Role
from api.auth import Session
from api.handover import SHOWN_FOR, Handover, NewPin
from flowchart.tracking import Code
from tests.planning import CENTRE, Clock

CODE = Code(token="A" * 26, pin="123456")
PIN = NewPin(mark="0a1b2c3d", pin="654321")
DESK = Session(
    key="desk-1",
    account="a",
    role=Role.COMPANION,
    centre=CENTRE,
    name="王小明",
    csrf="",
    seal=b"1" * 32,
)
OTHER = replace(DESK, key="desk-2", seal=b"2" * 32)


@pytest.fixture
def database(people_database):
    return people_database


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def handover(database, clock):
    return Handover(database, clock)


def test_a_code_is_shown_to_its_session_until_its_time_is_over(handover, clock):
    handover.put(DESK, "case-1", CODE)

    assert handover.get(DESK, "case-1") == CODE
    assert handover.get(OTHER, "case-1") is None
    clock.move(seconds=(SHOWN_FOR - timedelta(seconds=1)).total_seconds())
    assert handover.get(DESK, "case-1") == CODE
    clock.move(seconds=1)
    assert handover.get(DESK, "case-1") is None


def test_another_worker_on_the_same_database_shows_it_too(handover, database, clock):
    handover.put(DESK, "case-1", CODE)

    assert Handover(database, clock).get(DESK, "case-1") == CODE


def test_what_lies_in_the_database_opens_for_the_sessions_cookie_alone(handover, database):
    handover.put(DESK, "case-1", CODE)
    with database.read() as connection:
        held = str(connection.execute(text("SELECT * FROM shown_code")).all())

    stolen = replace(OTHER, key=DESK.key)

    assert CODE.token not in held
    assert CODE.pin not in held
    assert handover.get(stolen, "case-1") is None


def test_a_code_put_twice_is_the_later_one(handover):
    later = replace(CODE, pin="654321")

    handover.put(DESK, "case-1", CODE)
    handover.put(DESK, "case-1", later)

    assert handover.get(DESK, "case-1") == later


def test_the_next_applicant_and_a_revoked_case_leave_nothing_behind(handover):
    for session in (DESK, OTHER):
        for case in ("case-1", "case-2"):
            handover.put(session, case, CODE)

    handover.forget_session(DESK.key)
    handover.forget("case-1")

    left = [(s, c) for s in (DESK, OTHER) for c in ("case-1", "case-2")]
    assert [pair for pair in left if handover.get(*pair)] == [(OTHER, "case-2")]


def test_a_new_pin_stands_alone_in_place_of_a_code(handover):
    handover.put(DESK, "case-1", CODE)

    handover.put_pin(DESK, "case-1", PIN)

    assert handover.get(DESK, "case-1") is None
    assert handover.get_pin(DESK, "case-1") == PIN
    assert handover.get_pin(OTHER, "case-1") is None
    handover.put(DESK, "case-1", CODE)
    assert handover.get_pin(DESK, "case-1") is None


def test_what_is_kept_fits_its_column(handover, database):
    for keep in (lambda: handover.put(DESK, "c", CODE), lambda: handover.put_pin(DESK, "c", PIN)):
        keep()
        with database.read() as connection:
            sealed = connection.scalar(text("SELECT sealed FROM shown_code"))
        assert len(sealed) <= 400


def test_neither_code_nor_pin_shows_in_what_errors_print():
    assert PIN.pin not in repr(PIN)
