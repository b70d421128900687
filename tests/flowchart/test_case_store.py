from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, text

from flowchart.case import MovedMeanwhile, Told, next_steps
from flowchart.case_events import COMPANION, Agreed, By, HandedOver, Shared, TakenUp, Ticked
from flowchart.case_kinds import Actor, Audience, Basis, Cause, Purpose
from flowchart.case_store import CaseStore, Person, kept
from flowchart.private import PrivateRows
from flowchart.states import StepState
from kb.database import open_database
from kb.errors import Conflict, NotAllowed, NotFound
from kb.writing import to_json
from tests.planning import BY_STAFF, CAFE, CENTRE, NEWBORN, STORE, Clock, plan_of, staff, usual
from tests.support import TODAY

REGISTRATION, SEAL = "service/company-registration", "service/company-seal-filing"
STREET = "organisation/street"
NAME, NOTE = "王小明", "请打下午的电话 13800000000"
PLAN = plan_of(STORE)
BY_PHONE = By(actor=Actor.APPLICANT, id="ab12cd34")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(database, clock):
    return CaseStore(database, clock)


def just(what):
    return lambda _case, _note: what


@pytest.fixture
def case(store):
    return store.open(
        PLAN, Person(name=NAME, note=NOTE, facts='{"concept/floor-area": 80}'), TODAY, CENTRE
    )


def rows(database, table):
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]


# ---- opening and reading --------------------------------------------------------------------


def test_a_new_case_has_a_number_to_read_out_and_its_note_in_the_log(case):
    (event,) = case.events

    assert case.number == "261123-001"
    assert (event.kind, event.what.audience, event.by.actor) == ("noted", "applicant", "house")
    assert (case.version, case.companion, case.looking) == (1, None, frozenset())


def test_whoever_of_the_staff_opens_a_case_looks_after_it(store):
    agreed = (
        Agreed(purpose=Purpose.SERVICE, basis=Basis.DUTY),
        Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT),
    )

    case = store.open(PLAN, Person(), TODAY, CENTRE, BY_STAFF, agreed)

    assert case.companion == BY_STAFF.id
    assert [event.what for event in case.events] == list(agreed)
    assert {event.by for event in case.events} == {BY_STAFF}


def test_a_case_is_read_back_as_it_was_opened(store, case):
    assert store.get(case.id) == case


def test_a_case_is_read_back_where_place_and_benefit_are_not_known(store):
    steps = tuple(replace(step, where=None) for step in PLAN.steps)
    policies = tuple(replace(match, benefit=None) for match in PLAN.policies)

    case = store.open(replace(PLAN, steps=steps, policies=policies), Person(), TODAY, CENTRE)

    assert store.get(case.id) == case


def test_opening_the_database_again_keeps_everything(database_url, clock, store, case, database):
    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)
    database.close()

    again = open_database(database_url)

    assert CaseStore(again, clock).get(case.id) == moved
    assert PrivateRows(again, clock).person(case.id).name == NAME
    again.close()


@pytest.mark.parametrize("scene", [STORE, CAFE, NEWBORN])
def test_every_plan_survives_being_kept(store, scene):
    plan = plan_of(scene, facts=usual(area=12.25))

    case = store.open(plan, Person(), plan.on, CENTRE)

    assert store.get(case.id).plan == kept(plan)


def test_numbers_count_within_their_day(store):
    days = [date(2026, 11, day) for day in (23, 23, 24, 23)]

    numbers = [store.open(plan_of(NEWBORN), Person(), day, CENTRE).number for day in days]

    assert numbers == ["261123-001", "261123-002", "261124-001", "261123-003"]


def test_there_is_no_case_behind_a_guess(store, case):
    with pytest.raises(NotFound, match="no such case"):
        store.get("0" * 24)
    with pytest.raises(NotFound):
        store.move("0" * 24, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)


# ---- personal data --------------------------------------------------------------------------


def test_what_is_personal_stands_in_its_own_rows_and_nowhere_else(store, case, database):
    told = Told(missing=frozenset({"evidence/id-card"}), until=TODAY, words="缺身份证，王小明")
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)
    store.move(case.id, REGISTRATION, StepState.TO_BE_SUPPLEMENTED, BY_STAFF, 2, told)

    with database.read() as connection:
        held = {t: str(rows(database, t)) for t in inspect(connection).get_table_names()}

    def holding(said):
        return {table for table, content in held.items() if said in content}

    assert holding(NAME) == {"case_person", "case_note"}
    assert holding(NOTE) == {"case_note"}
    assert holding("floor-area") == {"case_person"}


def test_a_kept_plan_repeats_nothing_the_applicant_said(store, database):
    plan = plan_of(STORE, facts=usual(area=123.45))
    assert "123.45" in str(plan), "reasons show what was said"

    store.open(plan, Person(), plan.on, CENTRE)

    assert "123.45" not in str(rows(database, "case_file") + rows(database, "case_plan"))
    assert "because" not in to_json(kept(plan))


# ---- moves ----------------------------------------------------------------------------------


def test_a_move_says_who_when_from_and_to(store, case, clock):
    clock.move(hours=1)

    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    _, event = store.get(case.id).events
    assert (event.by, event.at, event.sequence) == (BY_STAFF, clock(), 2)
    assert (event.what.from_state, event.what.to_state) == (
        StepState.CAN_START,
        StepState.SUBMITTED,
    )
    assert event.what.on == TODAY
    assert moved == store.get(case.id)


@pytest.mark.parametrize(("hour", "day"), [(15, 23), (16, 24), (23, 24)])
def test_the_day_is_the_one_it_is_in_shanghai(store, case, clock, hour, day):
    clock.moment = datetime(2026, 11, 23, hour, 30, tzinfo=UTC)

    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    assert moved.moves(REGISTRATION)[0].on == date(2026, 11, day)


def test_a_move_by_somebody_who_saw_an_older_state_is_refused_and_told(store, case):
    first = store.move(case.id, REGISTRATION, StepState.COLLECTING, BY_STAFF, 1)

    for late in (
        lambda: store.move(case.id, REGISTRATION, StepState.SUBMITTED, staff("b"), 1),
        lambda: store.undo(case.id, staff("b"), 1),
    ):
        with pytest.raises(MovedMeanwhile, match="Look at it again") as told:
            late()
        assert told.value.events == first.events[1:]

    assert store.get(case.id) == first


def test_a_note_or_a_tick_meanwhile_keeps_nobody_from_moving(store, case):
    store.note(case.id, staff("b"), "今天打过电话", Audience.INSIDE)
    store.append(case.id, BY_PHONE, just(Ticked(evidence="evidence/id-card", there=True)))

    moved = store.move(case.id, REGISTRATION, StepState.COLLECTING, BY_STAFF, 1)

    assert [event.kind for event in moved.events] == ["noted", "noted", "ticked", "move"]


def test_a_refused_move_leaves_no_event_and_no_words(store, case, database):
    before = rows(database, "case_event"), rows(database, "case_note")

    with pytest.raises(Conflict, match="cannot become"):
        store.move(case.id, REGISTRATION, StepState.GRANTED, BY_STAFF, 1, Told(words="批准了"))
    with pytest.raises(NotAllowed):
        store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_PHONE, 1, Told(words="交了"))

    assert (rows(database, "case_event"), rows(database, "case_note")) == before


def test_words_that_go_with_a_move_stand_in_a_note_that_it_names(store, case, database):
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)
    told = Told(until=TODAY, words="照片不清楚", audience=Audience.INSIDE)

    moved = store.move(case.id, REGISTRATION, StepState.TO_BE_SUPPLEMENTED, BY_STAFF, 2, told)

    notes = PrivateRows(database, Clock()).notes(case.id)
    note = notes[moved.events[-1].what.note]
    assert (note.text, note.audience) == ("照片不清楚", Audience.INSIDE)


def test_undo_is_one_more_event(store, case):
    store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    back = store.undo(case.id, staff("manager"), 2)

    assert [event.by.id for event in back.events] == ["", "companion", "manager"]
    assert back.states() == case.states()
    assert REGISTRATION in next_steps(back)


# ---- another plan ---------------------------------------------------------------------------


def without(step):
    return replace(PLAN, steps=tuple(s for s in PLAN.steps if s.service != step), generation="g2")


def test_a_case_follows_another_plan_and_back(store, case):
    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    new = store.adopt(case.id, without(SEAL), Cause.RULES, BY_STAFF, moved.sequence)
    back = store.undo(case.id, BY_STAFF, new.sequence)
    again = store.adopt(case.id, without(SEAL), Cause.ANSWER, BY_STAFF, back.sequence)

    assert (new.version, new.plan) == (2, kept(without(SEAL)))
    assert new.states()[REGISTRATION] is StepState.SUBMITTED
    assert SEAL not in new.states()
    assert (back.version, back.plan, back.states()) == (1, case.plan, moved.states())
    assert (again.version, again.plan) == (3, new.plan)
    assert store.get(case.id) == again


def test_no_plan_is_kept_that_forgets_a_step_an_office_has(store, case, database):
    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    with pytest.raises(Conflict, match=REGISTRATION):
        store.adopt(case.id, without(REGISTRATION), Cause.RULES, BY_STAFF, moved.sequence)

    assert len(rows(database, "case_plan")) == 1
    assert store.get(case.id) == moved


def test_a_plan_is_not_changed_over_a_move_that_was_not_seen(store, case):
    moved = store.move(case.id, REGISTRATION, StepState.SUBMITTED, BY_STAFF, 1)

    with pytest.raises(MovedMeanwhile) as told:
        store.adopt(case.id, without(SEAL), Cause.RULES, staff("b"), 1)
    store.adopt(case.id, without(SEAL), Cause.RULES, staff("b"), 2)
    with pytest.raises(MovedMeanwhile):
        store.move(case.id, REGISTRATION, StepState.ACCEPTED, BY_STAFF, 2)

    assert told.value.events == moved.events[1:]


# ---- between desks --------------------------------------------------------------------------


def test_a_case_handed_over_waits_until_somebody_takes_it_up(store, case):
    given = store.append(
        case.id, BY_STAFF, just(HandedOver(from_centre=CENTRE, to_centre=STREET)), about=COMPANION
    )
    assert (given.centre, given.companion) == (STREET, None)
    assert CENTRE in given.looking

    taken = store.append(case.id, staff("b"), just(TakenUp(companion="b")), about=COMPANION)

    assert (taken.companion, [one.id for one in store.newest(STREET)]) == ("b", [case.id])


def test_two_who_take_a_case_up_at_once_are_told_of_each_other(store, case):
    store.append(case.id, staff("a"), just(TakenUp(companion="a")), about=COMPANION, seen=1)

    with pytest.raises(MovedMeanwhile):
        store.append(case.id, staff("b"), just(TakenUp(companion="b")), about=COMPANION, seen=1)


def test_a_centre_looks_at_a_case_until_it_does_not(store, case):
    looks = just(Shared(centre=STREET, looks=True))
    store.append(case.id, BY_STAFF, looks)

    shared = store.append(case.id, BY_STAFF, looks)
    assert (shared.looking, shared.centre) == ({STREET}, CENTRE)
    assert [one.id for one in store.newest(STREET)] == [case.id]

    private = store.append(case.id, BY_STAFF, just(Shared(centre=STREET, looks=False)))
    assert private.looking == frozenset()
    assert store.newest(STREET) == ()
