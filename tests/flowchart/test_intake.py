from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from sqlalchemy import text

from flowchart.intake import LIFETIME, IntakeStore, facts_read, facts_written
from kb.database import open_database
from kb.errors import NotFound, WrongInput
from matcher.applicant import Fact, Standing
from matcher.saying import sayings
from tests.planning import RESTAURANT, STORE, Clock, applicants, facts_of, usual
from tests.support import TODAY, assert_said_well, shipped_catalogue

AREA, STAFF, ENTITY = "concept/floor-area", "concept/employees", "concept/entity"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(database, clock):
    return IntakeStore(database, clock)


def kept(store, intake, catalogue):
    """Return a conversation after it was saved and read again."""
    store.save(intake)
    return store.get(intake.id, "desk-1", catalogue)


def test_a_conversation_begins_with_its_scenes_and_nothing_known(store, catalogue):
    intake = store.begin((STORE, RESTAURANT), "desk-1")

    assert store.get(intake.id, "desk-1", catalogue) == intake
    assert intake.scenes == (STORE, RESTAURANT)
    assert not intake.facts.known


def test_facts_and_where_they_came_from_survive(store, catalogue):
    known = {
        AREA: Fact(Decimal("80.25"), Standing.DECLARED),
        STAFF: Fact(Decimal(4), Standing.CONFIRMED),
        ENTITY: Fact("new-company", Standing.LIBRARY),
    }
    begun = store.begin((STORE,), "desk-1")
    intake = replace(begun, facts=replace(usual(holds=["evidence/id-card"]), known=known))

    back = kept(store, intake, catalogue)

    assert back == intake
    assert back.facts.known[STAFF].standing is Standing.CONFIRMED


@given(applicants())
def test_whatever_is_known_survives(facts):
    database = open_database("sqlite://")
    store = IntakeStore(database, Clock())

    intake = replace(store.begin((STORE,), "desk-1"), facts=facts)

    assert kept(store, intake, shipped_catalogue()) == intake
    database.close()


@pytest.mark.parametrize("number", ["0.01", "7", "12345678901234567890.12", "9" * 30])
def test_numbers_stay_exact(store, catalogue, number):
    begun = store.begin((STORE,), "desk-1")
    facts = facts_of().with_fact(AREA, Decimal(number))

    back = kept(store, replace(begun, facts=facts), catalogue)

    assert back.facts.known[AREA].value == Decimal(number)


def test_changing_one_answer_keeps_the_others(store):
    intake = store.begin((STORE,), "desk-1").answered(facts_of(area=80, staff=4))

    changed = intake.answered(facts_of(area=120))

    assert changed.facts.known[AREA].value == 120
    assert changed.facts.known[STAFF].value == 4


def test_what_is_confirmed_in_one_tap_is_marked_so(store):
    intake = store.begin((STORE,), "desk-1").answered(facts_of(area=80))

    confirmed = intake.confirmed(facts_of(staff=3))

    assert confirmed.facts.known[STAFF].standing is Standing.CONFIRMED
    assert confirmed.facts.known[AREA].standing is Standing.DECLARED


@pytest.mark.parametrize(("skip", "skipped"), [(True, {AREA}), (False, set())])
def test_an_answer_taken_back_is_unknown_and_the_others_stay(store, catalogue, skip, skipped):
    intake = store.begin((STORE,), "desk-1").answered(facts_of(area=80, staff=4))

    back = kept(store, intake.without(AREA, skip=skip), catalogue)

    assert back.facts.known.keys() == {STAFF}
    assert back.skipped == skipped


def test_a_skipped_question_that_is_answered_after_all_is_skipped_no_more(store):
    intake = store.begin((STORE,), "desk-1").without(AREA, skip=True)

    assert intake.answered(facts_of(area=80)).skipped == frozenset()
    assert intake.without(AREA, skip=False).skipped == frozenset()


def test_another_session_does_not_see_it(store, catalogue):
    intake = store.begin((STORE,), "desk-1")

    with pytest.raises(NotFound, match="over"):
        store.get(intake.id, "desk-2", catalogue)


def test_another_session_cannot_end_it(store, catalogue):
    intake = store.begin((STORE,), "desk-1")

    store.end(intake.id, "desk-2")

    assert store.get(intake.id, "desk-1", catalogue) == intake


def test_a_conversation_that_was_ended_is_forgotten(store, database, catalogue):
    intake = store.begin((STORE,), "desk-1")

    store.end(intake.id, "desk-1")

    with pytest.raises(NotFound):
        store.get(intake.id, "desk-1", catalogue)
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM intake")) == 0


@pytest.mark.parametrize(("minutes", "there"), [(-1, True), (0, False), (1, False)])
def test_a_conversation_ends_by_itself(store, clock, catalogue, minutes, there):
    intake = store.begin((STORE,), "desk-1")
    clock.moment += LIFETIME + timedelta(minutes=minutes)

    if there:
        assert store.get(intake.id, "desk-1", catalogue) == intake
    else:
        with pytest.raises(NotFound):
            store.get(intake.id, "desk-1", catalogue)


def test_beginning_sweeps_expired_conversations_away(store, database, clock):
    store.begin((STORE,), "desk-1")
    clock.move(hours=13)

    store.begin((STORE,), "desk-2")

    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM intake")) == 1


# ---- what the first words seemed to say -----------------------------------------------------

SAID = "在商场里开个40平米的奶茶店，卖烟酒，2025年3月1日注册"


def heard_in(store, catalogue, text=SAID):
    begun = store.begin((STORE,), "desk-1", sayings(catalogue).proposals(text, TODAY))
    return store.get(begun.id, "desk-1", catalogue)


def test_what_was_understood_waits_with_its_words_and_counts_for_nothing(store, catalogue):
    intake = heard_in(store, catalogue)

    assert intake.heard == sayings(catalogue).proposals(SAID, TODAY)
    assert {type(one.value) for one in intake.heard} >= {bool, Decimal, date, frozenset}
    assert not intake.facts.known


def test_what_is_confirmed_becomes_declared_and_the_words_are_gone(store, catalogue):
    intake = heard_in(store, catalogue)
    place = next(i for i, one in enumerate(intake.heard) if one.concept == AREA)

    taken = kept(store, intake.taken([place]), catalogue)

    assert taken.facts.known == {AREA: Fact(Decimal(40), Standing.DECLARED)}
    assert {type(one.value) for one in taken.heard} == {frozenset}


def test_a_list_that_was_heard_is_never_taken_as_the_whole_list(store, catalogue):
    intake = heard_in(store, catalogue)

    taken = intake.taken(range(len(intake.heard)))

    lists = [one for one in intake.heard if isinstance(one.value, frozenset)]
    assert lists
    assert list(taken.heard) == lists
    assert not {one.concept for one in lists} & taken.facts.known.keys()


def test_putting_aside_keeps_nothing_of_what_was_heard(store, catalogue):
    aside = heard_in(store, catalogue).put_aside()

    assert not aside.facts.known
    assert aside.heard == ()


def test_two_answers_to_one_question_are_not_taken(store, catalogue):
    intake = heard_in(store, catalogue, "注册公司或者个体户")

    with pytest.raises(WrongInput) as refused:
        intake.taken([0, 1])

    assert_said_well(refused.value.problems[0])
    assert intake.taken([1]).facts.known[ENTITY].value == "new-individual"


def test_what_was_answered_meanwhile_is_not_asked_to_be_confirmed_again(store, catalogue):
    intake = heard_in(store, catalogue).answered(facts_of(**{AREA: 55}))

    assert AREA not in {one.concept for one in intake.unsettled().values()}
    taken = intake.taken(range(len(intake.heard)))
    assert taken.facts.known[AREA].value == 55


def test_a_conversation_begun_before_there_were_proposals_still_opens(store, catalogue, database):
    begun = store.begin((STORE,), "desk-1")
    with database.write() as connection:
        old = text("update intake set content = replace(content, :now, '')")
        connection.execute(old, {"now": ', "heard": []'})
        assert "heard" not in connection.execute(text("select content from intake")).scalar()

    assert store.get(begun.id, "desk-1", catalogue).heard == ()


# ---- don't know, rather not say, what is held and received ---------------------------------------


def test_rather_not_say_survives_apart_from_dont_know(store, catalogue):
    intake = store.begin((STORE,), "desk-1").without(AREA, skip=True)

    back = kept(store, intake.without(STAFF, decline=True), catalogue)

    assert (back.skipped, back.declined) == ({AREA}, {STAFF})
    assert back.unanswered == {AREA, STAFF}


def test_who_first_declines_and_then_does_not_know_does_not_know(store):
    intake = store.begin((STORE,), "desk-1").without(AREA, decline=True)

    assert intake.without(AREA, skip=True).declined == frozenset()
    assert intake.answered(facts_of(area=80)).declined == frozenset()


@pytest.mark.parametrize("key", ["holds", "granted"])
def test_what_is_held_or_received_is_an_answer_that_can_be_changed_and_taken_back(
    store, catalogue, key
):
    record = {"holds": "evidence/id-card", "granted": "policy/childcare-subsidy"}[key]
    concept = f"concept/{key}"
    begun = store.begin((STORE,), "desk-1").without(concept, skip=True)

    said = kept(store, begun.answered(facts_of(**{key: [record]})), catalogue)
    changed = said.answered(facts_of(**{key: []}))

    assert said.skipped == frozenset()
    assert getattr(said.facts, key) == {record}
    assert getattr(changed.facts, key) == frozenset()
    assert getattr(changed.without(concept).facts, key) is None


@given(applicants())
def test_facts_written_for_a_case_are_read_back(facts):
    assert facts_read(facts_written(facts), shipped_catalogue()) == facts


def test_facts_kept_without_their_standing_were_declared(catalogue):
    facts = facts_read({AREA: 80, "holds": ["evidence/id-card"]}, catalogue)

    assert facts.known[AREA] == Fact(Decimal(80), Standing.DECLARED)
    assert facts.holds == {"evidence/id-card"}
