from __future__ import annotations

import pytest

from flowchart.places import Places
from flowchart.trips import trips
from kb.ids import OrganisationId
from kb.kinds import HandlingMode
from tests.judging import facts_of
from tests.little_plans import laid_out, shop

STANDARD, _, COMMITMENT, JOINT, ONE_FORM = HandlingMode
HALL = OrganisationId("organisation/city-hall")


def counted(names, mode=STANDARD, **known):
    laid = laid_out(names, mode, facts=facts_of(**known))
    places = Places(shop(), laid.judge.facts, HALL)
    return trips(laid.working, laid.ways, laid.slots, places)


@pytest.mark.parametrize(
    ("names", "mode", "single", "together", "inspections"),
    [
        # two trips for the permit, one for the sign; both begin at the centre on the same day
        (["permit", "sign"], STANDARD, 3, 2, 2),
        # one form: the trips of the service that asks for most
        (["permit", "sign"], ONE_FORM, 2, 2, 2),
        # seen at once; the permit asks for one trip then
        (["permit", "sign"], JOINT, 2, 1, 1),
        (["permit"], STANDARD, 2, 2, 1),
        (["together", "sign"], STANDARD, 1, 1, 1),
        ([], STANDARD, 0, 0, 0),
    ],
)
def test_trips_are_counted_alone_shared_and_towards_the_shop(
    names, mode, single, together, inspections
):
    found = counted(names, mode)

    assert (found.single, found.together, found.inspections) == (single, together, inspections)


def test_only_what_begins_at_one_place_on_one_day_shares_a_trip():
    """The permit waits for the licence of registration; a sign on another day is another trip."""
    waiting, at_once = counted(["registration", "permit", "sign"]), counted(["permit", "sign"])

    assert (waiting.single, waiting.together) == (at_once.single, at_once.together) == (3, 2)
    assert counted(["sign", "opening"]).together == 1


def test_a_promise_spares_the_visit_before_the_decision():
    assert counted(["permit"], COMMITMENT, credit=True).inspections == 0
    assert counted(["permit"], COMMITMENT, credit=False).inspections == 1


def test_steps_of_which_nobody_has_read_how_often_one_goes_are_told():
    assert counted(["opening", "insurance", "permit"]).unread == 2
