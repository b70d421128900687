from __future__ import annotations

import pytest

from flowchart.plan import WorkingDays
from flowchart.scene import Applies
from flowchart.ways import Way
from kb.kinds import HandlingMode
from tests.judging import facts_of
from tests.little_plans import days_of, laid_out, service

STANDARD, DEFERRED, COMMITMENT, _, ONE_FORM = HandlingMode
ALL = ("together", "registration", "permit", "sign", "opening")


def test_each_step_runs_as_soon_as_what_it_waits_for_has_ended():
    """Registration one day; the permit five and two for the visit; the sign three of the
    calendar, Tuesday to Friday; the opening waits a week for its notice.
    """
    assert days_of(laid_out(ALL)) == {
        "together": (0, 0),
        "registration": (0, 1),
        "permit": (1, 8),
        "sign": (1, 4),
        "opening": (4, 9),
    }


def test_a_promise_spares_days_and_the_visit():
    laid = laid_out(ALL, COMMITMENT, facts=facts_of(credit=True, foreign=False))

    assert days_of(laid)["permit"] == (1, 1)
    assert laid.finish == 6


def test_totals_count_the_limits_alone_and_no_wrapper():
    """One day, five, then three of the calendar from Tuesday to Friday; opening takes none."""
    found = laid_out(ALL).totals()

    assert (found.serial, found.parallel) == (9, 6)
    assert found.statutory_parallel == 25


def test_the_finish_counts_what_the_totals_do_not():
    laid = laid_out(("registration", "permit"))

    assert (laid.totals().parallel, laid.finish, laid.latest) == (6, 8, 27)


@pytest.mark.parametrize(
    ("names", "mode", "possible", "latest"),
    [
        (("permit", "sign"), ONE_FORM, (), 10),  # decided together: 8 at most, and the visit
        (("permit", "sign"), STANDARD, (), 22),
        (("permit",), ONE_FORM, (), 22),  # alone on its form
        (("permit", "sign"), ONE_FORM, ("sign",), 22),  # the other may fall away
    ],
)
def test_the_ceiling_holds_where_two_are_sure_to_be_decided_together(names, mode, possible, latest):
    assert laid_out(names, mode, possible).latest == latest


def test_only_what_is_certain_can_be_laid_out_by_itself():
    whole = laid_out(ALL, possible=("registration",))
    firm = whole.only((Applies.CERTAIN,))

    assert service("registration") not in {one.id for one in firm.services}
    assert days_of(firm)["permit"] == (0, 7)
    assert whole.only(tuple(Applies)) is whole


def test_a_deadline_lays_steps_out_backwards():
    slots = laid_out(("registration", "permit")).scheduled(Way.spells, deadline=20)

    assert slots[service("permit")].latest_end == 20
    assert slots[service("registration")].latest_end == 13


def test_nothing_takes_no_time():
    nothing = laid_out(())

    assert (nothing.finish, nothing.latest) == (0, 0)
    assert nothing.totals() == WorkingDays(
        serial=0, parallel=0, statutory_serial=0, statutory_parallel=0
    )
