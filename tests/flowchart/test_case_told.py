from __future__ import annotations

from datetime import timedelta

import pytest

from flowchart.case_events import (
    Adopted,
    Agreed,
    By,
    DeliveryChosen,
    Dispatched,
    Erased,
    FollowedUp,
    HandedOver,
    Move,
    Noted,
    PlanKept,
    Rated,
    TakenUp,
    Ticked,
    Undone,
)
from flowchart.case_kinds import (
    Actor,
    Audience,
    Basis,
    Cause,
    Delivery,
    Grade,
    Purpose,
)
from flowchart.case_told import (
    Handing,
    Ticks,
    agreed,
    deliveries,
    generation_settled,
    note_events,
    of_kind,
    rating,
    ticks,
    to_answer,
    waiting_for_a_companion,
)
from flowchart.states import StepState
from tests.flowchart.casework import NOW, begun, grown, in_states
from tests.planning import CENTRE, NEWBORN, plan_of

PLAN = plan_of(NEWBORN)
FIRST, SECOND = (step.service for step in PLAN.steps[:2])
CARD, FORM = "evidence/id-card", "evidence/form"
STREET = "organisation/street"
BY_PHONE = By(actor=Actor.APPLICANT, id="ab12cd34")
LATER = NOW + timedelta(hours=1)


def case_with(*whats):
    return grown(begun(PLAN), *whats)


# ---- papers -----------------------------------------------------------------------------------


def tick(case, evidence, there=True, by=BY_PHONE, at=NOW):
    return grown(case, Ticked(evidence=evidence, there=there), by=by, at=at)


def asking_for(*papers):
    return Move(
        step=FIRST,
        from_state=StepState.SUBMITTED,
        to_state=StepState.TO_BE_SUPPLEMENTED,
        on=NOW.date(),
        missing=frozenset(papers),
    )


def test_each_side_ticks_for_itself():
    case = tick(begun(PLAN), CARD)
    both = grown(case, Ticked(evidence=CARD, there=True), at=LATER)

    assert ticks(begun(PLAN)) == {}
    assert ticks(case) == {CARD: Ticks(applicant=NOW)}
    assert ticks(both) == {CARD: Ticks(applicant=NOW, staff=LATER)}


def test_a_tick_taken_away_leaves_the_other_sides_and_other_papers():
    case = tick(tick(begun(PLAN), CARD), FORM)
    case = grown(case, Ticked(evidence=CARD, there=True))

    case = tick(case, CARD, there=False, at=LATER)

    assert ticks(case) == {CARD: Ticks(staff=NOW), FORM: Ticks(applicant=NOW)}


def test_a_request_for_a_paper_voids_the_ticks_before_it_and_no_other():
    case = grown(tick(tick(begun(PLAN), CARD), FORM), Ticked(evidence=CARD, there=True))

    asked = grown(case, asking_for(CARD), at=LATER)
    ready_again = tick(asked, CARD, at=LATER)

    assert ticks(asked) == {FORM: Ticks(applicant=NOW)}
    assert ticks(ready_again) == {CARD: Ticks(applicant=LATER), FORM: Ticks(applicant=NOW)}
    assert ticks(grown(ready_again, asking_for(CARD))) == ticks(asked)


def test_a_request_that_was_taken_back_gives_the_ticks_back():
    asked = grown(tick(begun(PLAN), CARD), asking_for(CARD))

    assert ticks(grown(asked, Undone(event=asked.sequence))) == {CARD: Ticks(applicant=NOW)}


# ---- results ----------------------------------------------------------------------------------


def test_a_result_is_fetched_or_sent_as_was_chosen_last():
    case = case_with(
        DeliveryChosen(step=FIRST, how=Delivery.EXPRESS),
        DeliveryChosen(step=FIRST, how=Delivery.COLLECTION),
        DeliveryChosen(step=SECOND, how=Delivery.EXPRESS),
    )
    sent = grown(case, Dispatched(step=SECOND, note="7"), Dispatched(step="service/x"), at=LATER)

    assert deliveries(case)[FIRST] == Handing(how=Delivery.COLLECTION)
    assert deliveries(sent) == {
        FIRST: Handing(how=Delivery.COLLECTION),
        SECOND: Handing(how=Delivery.EXPRESS, dispatched_at=LATER, note="7"),
        "service/x": Handing(dispatched_at=LATER),
    }


# ---- rating -----------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize(("followed", "settled"), [(False, False), (True, False), (True, True)])
def test_a_bad_rating_stays_open_until_it_is_put_right(grade, followed, settled):
    case = case_with(Rated(grade=grade, note="1"))
    if followed:
        case = grown(case, FollowedUp(settled=settled, note="2"))

    found = rating(case)

    bad = grade in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
    assert (found.grade, found.note, found.at) == (grade, "1", NOW)
    assert found.open == (bad and not settled)
    assert len(found.follow_ups) == followed


def test_a_new_rating_begins_anew():
    case = case_with(
        Rated(grade=Grade.DISSATISFIED),
        FollowedUp(settled=True, note="2"),
        Rated(grade=Grade.VERY_DISSATISFIED),
    )

    assert rating(begun(PLAN)) is None
    assert rating(case).open
    assert rating(case).follow_ups == ()


# ---- consent, rules, hand-over, notes ------------------------------------------------------------


def test_consent_lasts_until_it_is_taken_back():
    duty = Agreed(purpose=Purpose.SERVICE, basis=Basis.DUTY)
    notices = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT)
    back = Agreed(purpose=Purpose.NOTICES, basis=Basis.CONSENT, given=False)

    assert agreed(begun(PLAN)) == {}
    assert agreed(case_with(duty, notices)) == {Purpose.SERVICE: duty, Purpose.NOTICES: notices}
    assert agreed(case_with(duty, notices, back)) == {Purpose.SERVICE: duty}
    assert agreed(case_with(notices, back, notices)) == {Purpose.NOTICES: notices}


def test_the_rules_of_a_generation_are_settled_once_accepted_or_turned_down():
    taken = Adopted(version=2, cause=Cause.RULES, generation="g2")
    kept = PlanKept(generation="g3")

    assert generation_settled(begun(PLAN)) == PLAN.generation
    assert generation_settled(case_with(taken)) == "g2"
    assert generation_settled(case_with(taken, kept)) == "g3"
    assert generation_settled(case_with(kept, Undone(event=1))) == PLAN.generation


def test_a_case_handed_over_waits_until_it_is_taken_up():
    over = HandedOver(from_centre=CENTRE, to_centre=STREET, note="1")
    back = HandedOver(from_centre=STREET, to_centre=CENTRE)

    assert waiting_for_a_companion(begun(PLAN)) is None
    assert waiting_for_a_companion(case_with(over)) == over
    assert waiting_for_a_companion(case_with(over, TakenUp(companion="b"))) is None
    assert waiting_for_a_companion(case_with(over, TakenUp(companion="b"), back)) == back


def test_every_note_leads_to_the_event_that_says_who_wrote_it():
    case = case_with(
        Noted(note="1", audience=Audience.INSIDE, step=FIRST),
        Rated(grade=Grade.SATISFIED, note="2"),
        Rated(grade=Grade.SATISFIED),
        HandedOver(from_centre=CENTRE, to_centre=STREET, note="3"),
        Dispatched(step=FIRST, note="4"),
        FollowedUp(settled=True, note="5"),
    )

    found = note_events(case)

    assert {note: event.sequence for note, event in found.items()} == {
        "1": 1,
        "2": 2,
        "3": 4,
        "4": 5,
        "5": 6,
    }


def test_what_was_taken_back_is_told_no_more():
    case = grown(in_states(PLAN, (FIRST, StepState.SUBMITTED)), Erased(), Undone(event=1))

    assert [event.sequence for event, _ in of_kind(case, Erased)] == [2]
    assert case.moves(FIRST) == ()


def test_a_comment_of_an_expert_waits_until_a_colleague_answers_at_the_table():
    told = Noted(note="1", audience=Audience.TABLE)
    asked = grown(begun(PLAN), told, by=By(actor=Actor.EXPERT, id="e"))
    beside = grown(asked, Noted(note="2", audience=Audience.INSIDE))

    assert to_answer(begun(PLAN)) is None
    assert to_answer(beside) == asked.events[0]
    assert to_answer(grown(beside, told)) is None
