from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from flowchart.case import progress
from flowchart.case_events import By, FollowedUp, Rated, Shared
from flowchart.case_kinds import Actor, Grade
from flowchart.case_store import CaseStore, Person
from flowchart.moves import MOVES
from flowchart.private import PrivateRows
from flowchart.states import StepState
from kb.database import open_database
from kb.errors import NotFound
from tests.flowchart.casework import movable, told_for
from tests.planning import BY_STAFF, CENTRE, NEWBORN, Clock, plan_of
from tests.support import TODAY

PLAN = plan_of(NEWBORN)
FIRST = PLAN.steps[0].service
STREET = "organisation/street"
BY_PHONE = By(actor=Actor.APPLICANT, id="ab12cd34")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(database, clock):
    return CaseStore(database, clock)


def opened(store, clock, many=1, centre=CENTRE):
    cases = []
    for _ in range(many):
        cases.append(store.open(PLAN, Person(), TODAY, centre, BY_STAFF))
        clock.move(minutes=1)
    return cases


def just(what):
    return lambda _case, _note: what


def ids(cases):
    return [case.id for case in cases]


def test_the_cases_that_moved_last_stand_first(store, clock):
    first, second, third = opened(store, clock, 3)
    store.move(first.id, FIRST, StepState.SUBMITTED, BY_STAFF, 0)

    assert ids(store.newest(CENTRE)) == [first.id, third.id, second.id]
    assert ids(store.newest(CENTRE, at_most=1)) == [first.id]


def test_cases_come_page_by_page_in_the_order_they_were_opened(store, clock):
    cases = opened(store, clock, 3)
    clock.move(minutes=-1)
    cases += opened(store, clock, 2)
    opened(store, clock, 1, STREET)

    first = store.opened_after(CENTRE, at_most=3)
    rest = store.opened_after(CENTRE, first[-1].id)

    assert ids([*first, *rest]) == ids(cases)
    assert store.opened_after(CENTRE, cases[-1].id) == ()


def test_a_page_of_cases_begins_after_a_case_of_the_same_centre(store, clock):
    (case,) = opened(store, clock)

    with pytest.raises(NotFound):
        store.opened_after(STREET, case.id)


def test_a_list_reads_no_plan(store, clock, database):
    """What lists show stands beside the case; a plan takes a hundred times as long to read."""
    (case,) = opened(store, clock)
    with database.write() as connection:
        connection.execute(text("UPDATE case_plan SET content = 'no plan'"))

    (short,) = store.newest(CENTRE)

    assert (short.id, short.number, short.opened_on) == (case.id, case.number, TODAY)
    assert (short.scenes, short.companion) == ((NEWBORN,), BY_STAFF.id)
    assert (short.done, short.total) == (0, len(PLAN.steps))
    assert ids(store.opened_after(CENTRE)) == [case.id]


@pytest.mark.parametrize("kind", ["looking", "own"])
def test_a_centre_sees_the_cases_it_has_and_those_it_looks_at(store, clock, kind):
    theirs, ours, shared = opened(store, clock, 3)[0], *opened(store, clock, 2, STREET)
    store.append(theirs.id, BY_STAFF, just(Shared(centre=STREET, looks=True)))
    store.append(shared.id, BY_STAFF, just(Shared(centre=STREET, looks=True)))

    seen = ids(store.newest(STREET))

    assert sorted(seen) == sorted([theirs.id, ours.id, shared.id])
    assert theirs.id not in ids(store.opened_after(STREET))


def test_bad_ratings_wait_until_they_are_put_right(store, clock):
    good, bad, worse = opened(store, clock, 3)
    grades = (Grade.SATISFIED, Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
    for case, grade in zip((good, bad, worse), grades, strict=True):
        store.append(case.id, BY_PHONE, just(Rated(grade=grade)))
        clock.move(minutes=1)
    assert ids(store.badly_rated(CENTRE)) == [bad.id, worse.id]
    assert store.badly_rated(STREET) == ()

    store.append(bad.id, BY_STAFF, just(FollowedUp(settled=True, note="1")))
    store.append(worse.id, BY_STAFF, just(FollowedUp(settled=False, note="2")))

    (left,) = store.badly_rated(CENTRE)
    assert (left.id, left.grade) == (worse.id, Grade.VERY_DISSATISFIED)


def test_what_was_put_right_stays_so_until_the_next_rating(store, clock):
    (case,) = opened(store, clock)
    good, bad = Rated(grade=Grade.SATISFIED), Rated(grade=Grade.DISSATISFIED)
    talk, settle = FollowedUp(settled=False, note="1"), FollowedUp(settled=True, note="2")
    waits = []

    for what in (talk, bad, talk, settle, talk, bad, good):
        by = BY_PHONE if isinstance(what, Rated) else BY_STAFF
        store.append(case.id, by, just(what))
        waits.append(bool(store.badly_rated(CENTRE)))

    assert waits == [False, True, True, False, False, True, False]


def test_a_number_that_was_read_out_finds_its_case(store, clock):
    (case,) = opened(store, clock)

    assert store.id_of(case.number) == case.id
    with pytest.raises(NotFound):
        store.id_of("261123-999")


def test_an_erased_case_stands_in_no_list_and_says_what_became_of_it(store, clock, database):
    case, other = opened(store, clock, 2)
    store.append(case.id, BY_PHONE, just(Rated(grade=Grade.DISSATISFIED)))

    PrivateRows(database, clock).erase(case.id, BY_STAFF)

    assert ids(store.newest(CENTRE)) == ids(store.opened_after(CENTRE)) == [other.id]
    assert store.badly_rated(CENTRE) == ()
    assert store.id_of(case.number) == case.id
    with pytest.raises(NotFound, match="erased at the applicant's wish"):
        store.get(case.id)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_lists_say_equals_what_the_log_says(data):
    database, clock = open_database("sqlite://"), Clock()
    store = CaseStore(database, clock)
    case = store.open(PLAN, Person(), TODAY, CENTRE, BY_STAFF)

    for _ in range(data.draw(st.integers(0, 8))):
        clock.move(hours=5)
        if case.undoable is not None and data.draw(st.integers(0, 4)) == 0:
            case = store.undo(case.id, BY_STAFF, case.sequence)
            continue
        step = data.draw(st.sampled_from(movable(case)))
        to = data.draw(st.sampled_from(sorted(MOVES[case.states()[step]])))
        told = told_for(to, store.today())
        case = store.move(case.id, step, to, BY_STAFF, case.sequence, told)

    (short,) = store.newest(CENTRE)
    assert (short.done, short.total) == progress(case.states(), case.plan)
    assert short.sequence == case.sequence == len(case.events)
    assert short.moved_at == (case.events[-1].at if case.events else Clock()())
    database.close()
