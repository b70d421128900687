from __future__ import annotations

from datetime import date

import pytest

from flowchart.changes_shown import Change
from flowchart.difference import MaterialChange, compared
from flowchart.needs import MaterialStanding
from flowchart.plan import Wish
from kb.kinds import HandlingMode
from tests.little_plans import service, shop_plan
from tests.planning import STORE, plan_of, usual

BASE = shop_plan()


def test_nothing_changed():
    same = compared(BASE, shop_plan())

    assert not same
    assert (same.steps, same.materials, same.marks) == ((), (), {})


def test_a_step_that_is_no_longer_needed_is_dropped_with_the_reason():
    found = compared(BASE, shop_plan(employees=0))

    (dropped,) = found.with_change(Change.DROPPED)
    assert dropped.service == service("insurance")
    assert dropped.because[0].fact == "concept/employees"


def test_a_step_that_is_needed_now_is_added():
    (added,) = compared(shop_plan(employees=0), BASE).with_change(Change.ADDED)

    assert added.service == service("insurance")


@pytest.mark.parametrize(
    ("before", "after", "settled", "reopened"),
    [
        ({"credit": None}, {}, ["sign", "together"], []),
        ({}, {"credit": None}, [], ["sign", "together"]),
    ],
)
def test_a_step_becomes_certain_or_open_again(before, after, settled, reopened):
    found = compared(shop_plan(**before), shop_plan(**after))

    assert sorted(found.settled) == [service(name) for name in settled]
    assert sorted(found.reopened) == [service(name) for name in reopened]


def test_a_step_that_waits_for_more_names_it_and_says_how_much_later_it_ends():
    """Without a sign the opening waits for the permit, with one for what ends first."""
    found = compared(BASE, shop_plan(credit=False))

    changes = {one.service: one for one in found.steps}
    later = changes[service("opening")]
    assert (later.change, later.days) == (Change.DELAYED, 4)
    assert (later.waits, later.freed) == ((service("permit"),), ())
    assert found.marks[service("sign")] is Change.DROPPED


def test_a_step_that_only_lost_a_wait_for_what_is_gone_has_not_moved():
    """Which registration it is was open; now one is certain and the others are gone."""
    before = plan_of(STORE, facts=usual(entity=None))
    after = plan_of(STORE, facts=usual())

    moved = compared(before, after).with_change(Change.MOVED)

    assert moved == ()


def test_a_mode_brings_steps_forward_and_changes_how_papers_stand():
    found = compared(BASE, shop_plan(Wish(mode=HandlingMode.COMMITMENT)))

    changes = {one.service: one for one in found.steps}
    assert (changes[service("permit")].change, changes[service("permit")].days) == (
        Change.EARLIER,
        -7,
    )
    assert found.materials == (
        MaterialChange(
            evidence="evidence/drawing",
            before=MaterialStanding.BRING,
            after=MaterialStanding.REPLACED,
        ),
    )
    assert found.bring == (2, 1)
    assert found.finish_on == (date(2026, 12, 4), date(2026, 12, 1))


def test_a_step_whose_place_in_the_order_changes_without_a_day_is_moved():
    """Under a foreign owner the opening waits for the sign by law, which it did anyway."""
    found = compared(shop_plan(foreign=None), shop_plan(foreign=False))

    assert not found.with_change(Change.DELAYED)
    assert not found.with_change(Change.DROPPED)
