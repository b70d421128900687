"""The ordered list of a plan, which says everything that the picture says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flowchart.changes_shown import CHANGE_TEXT, Change
from flowchart.listing import rows
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.ids import ServiceId
from tests.flowchart.drawn import SCENES, listed, plan

DRAINAGE = ServiceId("service/drainage-permit")


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("known", [True, False])
def test_the_list_numbers_the_steps_in_an_order_that_respects_the_waits(scene, known):
    found = listed(scene, known)

    assert [row.number for row in found] == list(range(1, len(found) + 1))
    assert [row.service for row in found] == [step.service for step in plan(scene, known).steps]
    assert all(before < row.number for row in found for before in row.waits_for)


def test_the_convenience_store_takes_sixteen_steps():
    found = listed("convenience-store")

    assert len(found) == 16
    assert all(row.standing is Applies.CERTAIN for row in found)


def test_the_list_carries_the_states_of_a_case(catalogue):
    first = plan().steps[0].service

    found = rows(plan(), catalogue, {first: StepState.ACCEPTED})

    assert found[0].state is StepState.ACCEPTED
    assert all(row.state is None for row in found[1:])


def test_a_step_that_is_done_says_on_which_day_instead_of_how_long_it_takes(catalogue):
    first = plan().steps[0].service

    found = rows(plan(), catalogue, {}, ended={first: date(2026, 11, 24)})

    assert (found[0].days.zh, found[0].days.en) == ("11月24日办好", "done 24 Nov")
    assert found[1].days == rows(plan(), catalogue)[1].days


def test_a_wrapper_is_done_once_the_steps_it_bundles_are_and_never_begins(catalogue):
    steps = [step.service for step in plan().steps]
    wrapper = next(step.service for step in plan().steps if step.wrapper)

    def state(now):
        held = rows(plan(), catalogue, dict.fromkeys(steps, now))
        return next(row.state for row in held if row.service == wrapper)

    assert state(StepState.CAN_START) is StepState.CANNOT_START
    assert state(StepState.ISSUED) is StepState.ISSUED


def test_the_list_carries_what_became_of_each_step(catalogue):
    first, second = (step.service for step in plan().steps[:2])

    found = rows(plan(), catalogue, None, {first: Change.DELAYED, second: Change.ADDED})

    assert [row.change for row in found[:3]] == [Change.DELAYED, Change.ADDED, None]


def test_a_step_that_was_dropped_comes_last_and_is_not_counted_among_the_certain_ones(catalogue):
    found = rows(plan(), catalogue, None, {DRAINAGE: Change.DROPPED})

    *kept, gone = found
    assert len(kept) == len(plan().steps)
    assert (gone.service, gone.number, gone.change) == (DRAINAGE, 17, Change.DROPPED)
    assert gone.standing is Applies.EXCLUDED
    assert gone.waits_for == ()
    assert gone.days == CHANGE_TEXT[Change.DROPPED]


def test_dates_of_old_cases_that_were_never_reckoned_are_not_shown(catalogue):
    first = replace(plan().steps[0], starts_on=date.min)

    found = rows(replace(plan(), steps=(first,)), catalogue)

    assert found[0].starts_on is None
