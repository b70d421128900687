"""The dates of a plan on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from flowchart.paper_dates import dates
from flowchart.plan import Opening, Trips
from kb.ids import SceneId, ServiceId
from kb.text import Text
from tests.flowchart.drawn import listed, plan
from tests.planning import plan_of, usual


def said(changed, rows=(), fees_to_confirm=0):
    return [line.en for line in dates(changed, rows, fees_to_confirm).lines]


def test_the_day_of_finishing_comes_first_with_working_days_and_what_the_law_allows():
    lines = said(plan())

    assert lines[0] == (
        "Expected to be finished: at the earliest 1 December 2026 "
        "(6 working days; 15 one after another)"
    )
    assert lines[1] == "By law at the latest about 24 December 2026"


def test_a_range_stands_where_steps_are_open():
    lines = said(plan("company-exit", False))

    assert "(3–" in lines[0]


def test_before_anything_is_certain_no_day_no_trip_and_no_fee_is_told():
    lines = said(plan(known=False), listed(known=False))

    assert lines[0] == (
        "When it is finished is not known yet: if everything is needed, working days: 15."
    )
    assert "Trips and fees are not known yet; answer a few questions first." in lines
    assert not {"No fees", "No trip needed*"} & set(lines)
    assert "7 Tax registration (maybe): by 24 Dec (law)" in lines


def test_where_steps_are_open_trips_and_fees_say_that_these_are_left_out():
    assert "Steps that may be needed are not counted in these." in said(plan("restaurant", False))


def test_where_the_matter_is_refused_no_day_is_promised():
    refused = plan_of(SceneId("scene/internet-cafe"), facts=usual(school_m=100), on=plan().on)

    lines = said(refused)

    assert lines[0].startswith("Settle what stands at the top first")
    assert not any("earliest" in line for line in lines)


def test_an_opening_day_is_planned_backwards():
    opening = Opening(on=date(2027, 1, 4), apply_by=date(2026, 12, 1), safe_by=date(2026, 11, 27))

    lines = said(replace(plan(), opening=opening))

    assert lines[2:5] == [
        "To open on 4 January 2027",
        "Apply by 1 December 2026",
        "Safe if you apply by 27 November 2026 (even if every body takes all the time the law "
        "allows)",
    ]


def test_an_opening_day_that_is_too_near_is_told():
    opening = Opening(on=date(2026, 11, 24), apply_by=None, safe_by=None)

    assert "That day cannot be kept." in said(replace(plan(), opening=opening))


def test_what_makes_a_day_unsure_is_said():
    unsure = replace(plan(), open_ended=(ServiceId("service/tax-clearance"),), unannounced=(2027,))

    lines = said(unsure)

    assert lines[1] == (
        "By law at the latest about 24 December 2026 "
        "(hearings, tests and the like that have no fixed time not counted)"
    )
    assert "Provisional: the holidays of 2027 are not announced yet." in lines


def test_where_the_law_allows_no_longer_what_nobody_has_fixed_is_said_by_itself():
    unsure = replace(
        plan(), latest_on=plan().finish_on, open_ended=(ServiceId("service/tax-clearance"),)
    )

    assert "Steps whose time nobody has fixed: 1. It may take longer." in said(unsure)


@pytest.mark.parametrize(
    ("trips", "text"),
    [
        ((1, 0, 0), Text(zh="最多跑一次*", en="One trip at most*")),
        ((3, 2, 0), Text(zh="跑 3 次*，另外有 2 次上门来看", en="3 trips*, and 2 inspections")),
        ((0, 0, 0), Text(zh="不用跑*", en="No trip needed*")),
        (
            (0, 0, 4),
            Text(zh="要跑几次*（4 步待确认）", en="Trips* (steps to be confirmed: 4)"),
        ),
    ],
)
def test_trips_and_inspections_are_counted(trips, text):
    together, inspections, unread = trips
    counted = Trips(single=9, together=together, inspections=inspections, unread=unread)

    assert text in dates(replace(plan(), trips=counted), (), 0).lines


@pytest.mark.parametrize(
    ("fee", "unknown", "line"),
    [
        (0, 0, "No fees"),
        (1250, 0, "Fees 1,250 yuan"),
        (9, 2, "Fees 9 yuan (steps to be confirmed: 2)*"),
        (0, 2, "Fees (steps to be confirmed: 2)*"),
    ],
)
def test_fees_are_told_and_those_nobody_knows_are_no_zero(fee, unknown, line):
    assert line in said(replace(plan(), fee=Decimal(fee)), fees_to_confirm=unknown)


def test_deadlines_of_steps_stand_with_their_number():
    assert "3 Tax registration: by 24 Dec (law)" in said(plan(), listed())
