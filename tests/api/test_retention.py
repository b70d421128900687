"""Cases that have rested long enough are erased but for their log."""

from __future__ import annotations

import json
import logging

import pytest

from api.flags import FlagPlace, Flags
from api.retention import erase_old
from flowchart.case_events import Erased
from flowchart.case_kinds import Actor
from flowchart.case_log import read_log
from flowchart.case_store import CaseStore, Person
from kb.errors import NotFound
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

NAME = "王小明"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cases(database, clock):
    return CaseStore(database, clock)


def opened(cases):
    return cases.open(plan_of(NEWBORN), Person(name=NAME, note="请打电话"), TODAY, CENTRE, BY_STAFF)


@pytest.mark.parametrize(("days", "erased"), [(729, 0), (730, 0), (731, 1)])
def test_a_case_is_erased_once_its_last_event_is_older(database, clock, cases, days, erased):
    opened(cases)
    clock.move(days=days)

    done = erase_old(database, clock, 730)

    assert (done.days, done.found, done.erased) == (730, erased, erased)


def test_what_happens_to_a_case_keeps_it(database, clock, cases):
    case = opened(cases)
    clock.move(days=700)
    cases.note(case.id, BY_STAFF, "still here", "inside")
    clock.move(days=100)

    assert erase_old(database, clock, 730).found == 0
    assert cases.get(case.id)


def test_a_case_without_any_event_counts_from_the_day_it_was_opened(database, clock, cases):
    cases.open(plan_of(NEWBORN), Person(), TODAY, CENTRE)
    clock.move(days=731)

    assert erase_old(database, clock, 730).erased == 1


def test_the_log_stays_and_says_that_the_house_did_it(database, clock, cases):
    case = opened(cases)
    clock.move(days=731)

    erase_old(database, clock, 730)

    with database.read() as connection:
        last = read_log(connection, case.id)[-1]
    assert isinstance(last.what, Erased)
    assert last.by.actor is Actor.HOUSE
    assert cases.broken_at(case.id) is None
    with pytest.raises(NotFound):
        cases.get(case.id)


def test_none_is_erased_twice(database, clock, cases):
    opened(cases)
    clock.move(days=731)

    assert [erase_old(database, clock, 730).erased for _ in range(2)] == [1, 0]


def test_a_dry_run_only_counts(database, clock, cases):
    case = opened(cases)
    clock.move(days=731)

    done = erase_old(database, clock, 730, dry_run=True)

    assert (done.found, done.erased) == (1, 0)
    assert cases.get(case.id)


def test_with_nought_days_cases_are_kept_for_ever(database, clock, cases):
    opened(cases)
    clock.move(days=100_000)

    assert erase_old(database, clock, 0).found == 0


def test_the_log_of_the_program_holds_counts_alone(database, clock, cases, caplog):
    case = opened(cases)
    clock.move(days=731)

    with caplog.at_level(logging.DEBUG):
        erase_old(database, clock, 730)

    assert "1 cases" in caplog.text
    assert case.id not in caplog.text
    assert case.number not in caplog.text
    assert NAME not in caplog.text


def pointed_out(flags, **where):
    flags.point_out("service/a", FlagPlace.PLAN, {}, "it takes longer", **where)


@pytest.mark.parametrize("days", [0, 730])
def test_words_of_a_conversation_without_a_case_go_after_a_year(database, clock, cases, days):
    flags = Flags(database, clock)
    pointed_out(flags, intake="talk")
    clock.move(minutes=1)
    pointed_out(flags, case_id=opened(cases).id)
    clock.move(days=366)

    counted = erase_old(database, clock, days, dry_run=True)
    done = erase_old(database, clock, days)

    assert (counted.words, done.words) == (0, 1)
    assert [one.words for one in flags.waiting()] == ["", "it takes longer"]
    assert erase_old(database, clock, days).words == 0


# ---- the command ----------------------------------------------------------------------------


def test_the_command_says_how_many(little):
    found = little("retention", "--dry-run", "--json")

    assert found.exit_code == 0
    nothing = {"found": 0, "erased": 0, "words": 0}
    assert json.loads(found.output) == {"days": 730, **nothing, "dry_run": True}
    assert little("retention").output == "0 cases had no event for 730 days; 0 were erased.\n"
    assert "none was erased" in little("retention", "--dry-run").output


def test_the_command_says_that_cases_are_kept_for_ever(little, monkeypatch):
    monkeypatch.setenv("COMPANION_RETENTION_DAYS", "0")

    assert "for ever" in little("retention").output
