"""Where to go, on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowchart import diagram
from flowchart.paper_places import case_line, where_to_go
from kb.ids import OrganisationId
from kb.kinds import Venue
from kb.text import Text
from tests.flowchart.drawn import listed, plan
from tests.support import shipped_catalogue

DISTRICT = OrganisationId("organisation/huangpu-government-service-centre")
YUYUAN = OrganisationId("organisation/yuyuan-community-affairs-centre")


def said(changed, language="en"):
    rows = diagram.rows(changed, shipped_catalogue())
    block = where_to_go(changed, rows, shipped_catalogue())
    return [line.get(language) for line in block.lines]


def placed(where, place):
    """Return the plan for a newborn with every step at one place."""
    steps = tuple(replace(one, where=where, place=place) for one in plan("newborn").steps)
    return replace(plan("newborn"), steps=steps)


def test_an_office_stands_with_its_steps_its_address_and_hours_that_are_to_be_confirmed():
    first, *_ = said(placed(Venue.DISTRICT_CENTRE, DISTRICT))

    assert first.startswith("Huangpu District Government Service Centre (step")
    assert "128 Jiujiang Road" in first
    assert first.endswith("Monday to Friday 9:00–11:30 and 13:30–16:30*")


@pytest.mark.parametrize(
    ("where", "place", "told"),
    [
        (Venue.SUB_DISTRICT_CENTRE, None, "which one depends on the sub-district you live in"),
        (Venue.SUB_DISTRICT_CENTRE, YUYUAN, "address to be confirmed*"),
        (None, None, "address to be confirmed*"),
    ],
)
def test_where_no_address_is_known_none_is_made_up(where, place, told):
    lines = said(placed(where, place))

    assert told in lines[0]
    assert not any("Jiujiang Road" in line for line in lines)


@pytest.mark.parametrize(("language", "hotline"), [("zh", "市民热线 12345"), ("en", "12345")])
def test_the_last_line_says_whom_to_call(language, hotline):
    assert hotline in said(plan(), language)[-1]


def test_of_several_offices_each_is_named_once_with_steps_that_are_certain():
    lines = said(plan())[:-1]

    assert len(lines) == len(set(lines)) > 1
    certain = {row.where.en for row in listed() if row.standing == "certain" and not row.wrapper}
    assert {line.partition(" (step")[0] for line in lines} == certain


def test_the_number_of_a_case_is_said_with_who_can_look_it_up():
    centre = Text(zh="某中心", en="some centre")

    assert case_line("1-1", centre).en == "Case number 1-1 (looked up at some centre)"
    assert case_line("1-1", None).zh == "办件编号 1-1"
