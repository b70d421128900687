"""What lists say of a case is what its plan and its log say."""

from __future__ import annotations

from datetime import date

import pytest

from flowchart.case import Told
from flowchart.case_events import Shared
from flowchart.case_store import CaseStore, Person
from flowchart.case_summary import Due, due
from flowchart.forecast import forecast
from flowchart.states import StepState
from kb.kinds import StageKind
from tests.planning import BY_STAFF, CENTRE, STORE, Clock, plan_of, usual
from tests.support import TODAY, shipped_catalogue

ELSEWHERE = "organisation/the-bund-community-affairs-centre"
REGISTRATION = "service/company-registration"
PLAN = plan_of(STORE, facts=usual())
SUBMITTED, ACCEPTED = (StepState.SUBMITTED, {}), (StepState.ACCEPTED, {})


@pytest.fixture
def store(database):
    made = CaseStore(database, Clock())
    made.calendars = lambda: shipped_catalogue().calendars
    return made


def after(store, *moves):
    case = store.open(PLAN, Person(), TODAY, CENTRE)
    for to, told in moves:
        case = store.move(case.id, REGISTRATION, to, BY_STAFF, case.sequence, Told(**told))
    return case


@pytest.mark.parametrize(
    ("moves", "held"),
    [
        ([], Due()),
        ([SUBMITTED], Due()),
        (
            [
                SUBMITTED,
                (StepState.TO_BE_SUPPLEMENTED, {"words": "章", "until": date(2026, 11, 30)}),
            ],
            Due(supplement_by=date(2026, 11, 30)),
        ),
        (
            [
                SUBMITTED,
                ACCEPTED,
                (
                    StepState.SPECIAL_PROCEDURE,
                    {"reason": StageKind.HEARING, "until": date(2026, 12, 7)},
                ),
            ],
            Due(restart_by=date(2026, 12, 7)),
        ),
        (
            [SUBMITTED, ACCEPTED, (StepState.SPECIAL_PROCEDURE, {"reason": StageKind.HEARING})],
            Due(),
        ),
        ([SUBMITTED, ACCEPTED, (StepState.GRANTED, {})], Due(to_collect=1)),
        ([SUBMITTED, (StepState.ISSUED, {})], Due()),
    ],
)
def test_the_next_day_to_act_on_follows_from_the_log(store, moves, held):
    assert due(after(store, *moves), TODAY, shipped_catalogue().calendars) == held


def test_the_promised_day_is_the_one_of_the_forecast(store):
    case = after(store, SUBMITTED, ACCEPTED)
    calendars = shipped_catalogue().calendars

    promised = forecast(case, TODAY, calendars).steps[REGISTRATION].promised_by

    assert due(case, TODAY, calendars) == Due(promised_by=promised)
    (listed,) = store.newest(CENTRE)
    assert (listed.promised_by, listed.supplement_by) == (promised, None)


def test_what_is_over_is_due_no_more(store):
    case = after(
        store,
        SUBMITTED,
        (StepState.TO_BE_SUPPLEMENTED, {"words": "章", "until": date(2026, 11, 30)}),
    )
    assert store.newest(CENTRE)[0].supplement_by == date(2026, 11, 30)

    store.undo(case.id, BY_STAFF, case.sequence)

    assert store.newest(CENTRE)[0].supplement_by is None


def test_a_centre_that_is_let_look_twice_looks_once_and_is_ended_once(store):
    case = after(store)
    for looks in (True, True, False):
        what = Shared(centre=ELSEWHERE, looks=looks)
        case = store.append(case.id, BY_STAFF, lambda *_, what=what: what)

    assert case.looking == frozenset()
