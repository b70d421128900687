from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from flowchart import case_events as happened
from flowchart.case_events import KIND_OF, KINDS, By, Move, What
from flowchart.case_kinds import (
    Actor,
    Audience,
    Basis,
    Cause,
    Delivery,
    Grade,
    Purpose,
)
from flowchart.moves import (
    LONGEST_WAIT,
    MOVES,
    WHO_DOES,
    WHO_MAY,
    check_actor,
    check_move,
    check_told,
    may_become,
    who_may,
)
from flowchart.states import StepState
from kb.errors import Conflict, NotAllowed, WrongInput
from kb.kinds import StageKind
from tests.planning import CENTRE
from tests.support import TODAY, assert_said_well, problems_of

S, A, E, P, H = (
    Actor.STAFF,
    Actor.APPLICANT,
    Actor.EXPERT,
    Actor.PROGRAM,
    Actor.HOUSE,
)
STEP, PAPER = "service/company-registration", "evidence/id-card"


def move(now, to, **said):
    return Move(step=STEP, from_state=now, to_state=to, **{"on": TODAY, **said})


EVENTS: dict[str, tuple[What, str]] = {
    "move": (move(StepState.CAN_START, StepState.COLLECTING), "SAP"),
    "undone": (happened.Undone(event=1), "SP"),
    "ticked": (happened.Ticked(evidence=PAPER, there=True), "SAP"),
    "noted": (happened.Noted(note="1", audience=Audience.INSIDE), "SPH"),
    "handed-over": (happened.HandedOver(from_centre=CENTRE, to_centre=CENTRE), "S"),
    "taken-up": (happened.TakenUp(companion="a"), "S"),
    "shared": (happened.Shared(centre=CENTRE, looks=True), "S"),
    "invited": (happened.Invited(invitation="a", department=CENTRE, until=TODAY), "S"),
    "uninvited": (happened.Uninvited(invitation="a"), "S"),
    "delivery-chosen": (happened.DeliveryChosen(step=STEP, how=Delivery.EXPRESS), "SAP"),
    "dispatched": (happened.Dispatched(step=STEP), "SP"),
    "rated": (happened.Rated(grade=Grade.SATISFIED), "A"),
    "followed-up": (happened.FollowedUp(settled=True, note="1"), "S"),
    "adopted": (happened.Adopted(version=2, cause=Cause.RULES, generation="g"), "SAP"),
    "plan-kept": (happened.PlanKept(generation="g"), "SAP"),
    "code-issued": (happened.CodeIssued(code="a"), "SPH"),
    "code-revoked": (happened.CodeRevoked(code="a"), "SPH"),
    "pin-reset": (happened.PinReset(code="a"), "S"),
    "agreed": (happened.Agreed(purpose=Purpose.SERVICE, basis=Basis.DUTY), "SAPH"),
    "corrected": (happened.Corrected(), "S"),
    "exported": (happened.Exported(), "SPH"),
    "erased": (happened.Erased(), "SH"),
}
"""Every kind of event and who may make it happen: Staff, Applicant, Expert, Program, House."""
LETTERS = {"S": S, "A": A, "E": E, "P": P, "H": H}


# ---- who --------------------------------------------------------------------------------------


def test_every_kind_of_event_says_who_may_make_it_happen():
    assert set(EVENTS) == set(KINDS)
    assert set(WHO_DOES) == set(KIND_OF)


@pytest.mark.parametrize(("kind", "actor"), product(EVENTS, Actor))
def test_an_event_is_made_by_those_of_the_table_and_nobody_else(kind, actor):
    what, letters = EVENTS[kind]

    if actor in {LETTERS[one] for one in letters}:
        check_actor(what, By(actor=actor))
    else:
        with pytest.raises(NotAllowed):
            check_actor(what, By(actor=actor))


@pytest.mark.parametrize("audience", Audience)
def test_an_expert_speaks_to_the_round_table_alone(audience):
    note = happened.Noted(note="1", audience=audience)

    if audience is Audience.TABLE:
        check_actor(note, By(actor=E))
    else:
        with pytest.raises(NotAllowed):
            check_actor(note, By(actor=E))


def test_only_moves_of_the_table_say_who_may_make_them():
    assert {(now, to) for now, to in WHO_MAY if to in MOVES[now]} == set(WHO_MAY)


@pytest.mark.parametrize(
    ("now", "to"), [(now, to) for now in StepState for to in sorted(MOVES[now])]
)
def test_the_applicant_gets_papers_together_and_says_what_arrived_and_no_more(now, to):
    theirs = {
        (StepState.CAN_START, StepState.COLLECTING),
        (StepState.GRANTED, StepState.ISSUED),
    }

    assert who_may(now, to) == ({S, P, A} if (now, to) in theirs else {S, P})
    for actor in Actor:
        if actor in who_may(now, to):
            check_move(move(now, to), actor)
        else:
            with pytest.raises(NotAllowed, match="ask your companion"):
                check_move(move(now, to), actor)


@pytest.mark.parametrize(("now", "to"), product(StepState, StepState))
def test_nobody_makes_a_move_that_the_table_lacks(now, to):
    if to not in MOVES[now]:
        with pytest.raises(Conflict):
            check_move(move(now, to), S)


@pytest.mark.parametrize(
    ("now", "actor", "to"),
    [
        (StepState.CAN_START, A, (StepState.COLLECTING,)),
        (StepState.CAN_START, S, (StepState.COLLECTING, StepState.SUBMITTED)),
        (StepState.GRANTED, A, (StepState.ISSUED,)),
        (StepState.UNDER_REVIEW, A, ()),
        (StepState.CAN_START, E, ()),
        (StepState.ISSUED, S, ()),
    ],
)
def test_what_somebody_may_make_of_a_step_stands_in_the_order_of_the_states(now, actor, to):
    assert may_become(now, actor) == to


# ---- what must be said ------------------------------------------------------------------------

WANTED = (StepState.SUBMITTED, StepState.TO_BE_SUPPLEMENTED)
STOPPED = (StepState.ACCEPTED, StepState.SPECIAL_PROCEDURE)
LATER = TODAY + timedelta(days=14)
PAPERS = frozenset({PAPER})


@pytest.mark.parametrize(
    ("states", "said", "place"),
    [
        (WANTED, {"missing": PAPERS, "until": LATER}, None),
        (WANTED, {"note": "1", "until": LATER}, None),
        (WANTED, {"missing": PAPERS, "until": TODAY}, None),
        (WANTED, {"until": LATER}, "missing"),
        (WANTED, {"missing": PAPERS}, "until"),
        (WANTED, {"note": "1"}, "until"),
        (WANTED, {"missing": PAPERS, "until": TODAY - timedelta(days=1)}, "until"),
        (WANTED, {"missing": PAPERS, "until": TODAY + LONGEST_WAIT}, None),
        (WANTED, {"missing": PAPERS, "until": TODAY + LONGEST_WAIT + timedelta(1)}, "until"),
        (WANTED, {"missing": PAPERS, "until": date.max}, "until"),
        (STOPPED, {"reason": StageKind.INSPECTION}, None),
        (STOPPED, {"reason": StageKind.HEARING, "until": LATER}, None),
        (STOPPED, {"until": LATER}, "reason"),
        (STOPPED, {"reason": StageKind.HEARING, "until": date.max}, "until"),
        ((StepState.CAN_START, StepState.SUBMITTED), {}, None),
    ],
)
def test_a_move_says_what_its_new_state_needs(states, said, place):
    problems = problems_of(lambda: check_told(move(*states, **said), TODAY, TODAY))

    assert [one.place for one in problems] == ([place] if place else [])
    for problem in problems:
        assert_said_well(problem)


@pytest.mark.parametrize(
    ("on", "fits"),
    [(-4, False), (-3, True), (-1, True), (0, True), (1, False), (400, False)],
)
def test_a_move_happened_after_the_one_before_and_not_in_the_future(on, fits):
    """Three days ago was the last thing that happened to the step."""
    earliest = TODAY - timedelta(days=3)
    made = move(StepState.CAN_START, StepState.SUBMITTED, on=TODAY + timedelta(days=on))

    problems = problems_of(lambda: check_told(made, TODAY, earliest))

    assert not problems if fits else [one.place for one in problems] == ["on"]


def test_a_day_that_cannot_be_is_answered_with_those_that_can():
    with pytest.raises(WrongInput, match="Write a day from 2026-11-20 to 2026-11-23"):
        check_told(
            move(StepState.CAN_START, StepState.SUBMITTED, on=date(2026, 11, 1)),
            TODAY,
            date(2026, 11, 20),
        )
