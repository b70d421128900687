"""How long a step takes and by when to apply, as people say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from flowchart.schedule import Spell
from flowchart.step_words import (
    VENUES,
    apply_by_text,
    days_text,
    due_text,
    waiting_text,
    where_text,
)
from flowchart.ways import Waiting
from kb.ids import OrganisationId
from kb.kinds import DayUnit, StageAt, StageKind, Venue
from kb.text import Text
from tests.flowchart.drawn import plan

STEP = plan().steps[0]


@pytest.mark.parametrize(
    ("days", "unit", "known", "wrapper", "said"),
    [
        (0, DayUnit.WORKING, True, False, Text(zh="当天办结", en="same day")),
        (1, DayUnit.WORKING, True, False, Text(zh="1 个工作日", en="1 working day")),
        (5, DayUnit.WORKING, True, False, Text(zh="5 个工作日", en="5 working days")),
        (60, DayUnit.CALENDAR, True, False, Text(zh="60 天", en="60 days")),
        (0, DayUnit.WORKING, False, False, Text(zh="天数待确认", en="days to be confirmed")),
        (0, DayUnit.WORKING, True, True, Text(zh="不另占时间", en="no extra time")),
    ],
)
def test_days_are_said_as_people_say_them(days, unit, known, wrapper, said):
    step = replace(STEP, takes_days=days, unit=unit, days_known=known, wrapper=wrapper)

    assert days_text(step) == said


def stage(kind, days=None, unit=DayUnit.CALENDAR, certain=True):
    spell = None if days is None else Spell(days, unit)
    return Waiting(
        title=Text(zh="公示", en="notice"),
        kind=kind,
        at=StageAt.BEFORE,
        spell=spell,
        certain=certain,
    )


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        ([stage(StageKind.WAIT, 20)], Text(zh="另有等候（20 天）", en="plus waiting (20 days)")),
        (
            [stage(StageKind.REVIEW), stage(StageKind.INSPECTION, 0)],
            Text(
                zh="另有检测评审（天数待定）、上门检查",
                en="plus tests (time not fixed), an inspection",
            ),
        ),
        (
            [stage(StageKind.HEARING, 20, DayUnit.WORKING, certain=False)],
            Text(zh="另有可能的听证（20 个工作日）", en="plus maybe a hearing (20 working days)"),
        ),
    ],
)
def test_time_that_no_limit_counts_is_said_beside_the_limit(waiting, said):
    assert waiting_text(waiting) == said


def test_a_step_without_such_time_says_nothing_of_it():
    assert waiting_text([]) is None


def test_a_last_day_to_apply_is_said_with_its_year_only_where_that_is_another():
    near = replace(STEP, apply_by=date(2026, 12, 3))
    far = replace(STEP, apply_by=date(2027, 3, 3))

    assert apply_by_text(near) == Text(zh="最晚12月3日申请", en="apply by 3 Dec")
    assert apply_by_text(far) == Text(zh="最晚2027年3月3日申请", en="apply by 3 March 2027")
    assert apply_by_text(replace(STEP, apply_by=None)) is None


def test_a_day_of_the_law_is_said_as_one_of_the_law():
    due = replace(STEP, due_on=date(2026, 12, 24))

    assert due_text(due) == Text(zh="法定12月24日前办", en="by 24 Dec (law)")
    assert due_text(replace(STEP, due_on=None)) is None


def test_an_office_is_named_where_it_is_known_else_the_kind_of_place(catalogue):
    office = OrganisationId("organisation/huangpu-government-service-centre")
    step = replace(STEP, where=Venue.DISTRICT_CENTRE)

    named = where_text(replace(step, place=office), catalogue)
    assert named == catalogue.records[office].title
    assert where_text(replace(step, place=None), catalogue) == VENUES[Venue.DISTRICT_CENTRE]
