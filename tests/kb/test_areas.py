from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.areas import Containment, Places, chain, containment
from kb.ids import AreaId
from kb.model import Area
from kb.text import Text
from tests.support import world

AREAS = world().areas
ANY_AREA = st.sampled_from(sorted(AREAS))


@pytest.mark.parametrize(
    ("area", "within", "answer"),
    [
        ("area/310101002", "area/310101", Containment.INSIDE),
        ("area/310101002", "area/cn", Containment.INSIDE),
        ("area/310101", "area/310101", Containment.INSIDE),
        ("area/310101", "area/310101002", Containment.TOO_COARSE),
        ("area/310000", "area/310101", Containment.TOO_COARSE),
        ("area/cn", "area/310101", Containment.TOO_COARSE),
        ("area/310104", "area/310101", Containment.OUTSIDE),
        ("area/310104", "area/310101002", Containment.OUTSIDE),
    ],
)
def test_a_district_lies_in_its_city_and_a_city_may_or_may_not_lie_in_a_district(
    area, within, answer
):
    assert containment(area, within, AREAS) is answer


@given(ANY_AREA, ANY_AREA)
def test_two_areas_lie_in_each_other_only_if_they_are_the_same(one, other):
    both = {containment(one, other, AREAS), containment(other, one, AREAS)}

    assert (both == {Containment.INSIDE}) is (one == other)
    assert (Containment.OUTSIDE in both) is (len(both) == 1 and one != other)


@given(ANY_AREA, ANY_AREA, ANY_AREA)
def test_lying_inside_carries_over(inner, middle, outer):
    if {containment(inner, middle, AREAS), containment(middle, outer, AREAS)} == {
        Containment.INSIDE
    }:
        assert containment(inner, outer, AREAS) is Containment.INSIDE


def test_the_chain_runs_from_the_sub_district_to_the_country():
    assert list(chain(AreaId("area/310101002"), AREAS)) == [
        "area/310101002",
        "area/310101",
        "area/310000",
        "area/cn",
    ]


def test_areas_that_lie_in_each_other_by_mistake_do_not_hang():
    title = Text(zh="圈", en="Ring")
    ring = {
        "area/a": Area(id="area/a", title=title, within="area/b"),
        "area/b": Area(id="area/b", title=title, within="area/a"),
    }

    assert list(chain("area/a", ring)) == ["area/a", "area/b"]


def test_every_shipped_area_lies_in_china(catalogue):
    for area in catalogue.areas:
        assert list(chain(area, catalogue.areas))[-1] == "area/cn"


TITLE = Text(zh="地方", en="Place")
CROSSED = {
    id: Area(id=id, title=TITLE, within=within, also_within=frozenset(also))
    for id, within, also in [
        ("area/country", None, ()),
        ("area/east", "area/country", ()),
        ("area/west", "area/country", ()),
        ("area/far", "area/country", ()),
        ("area/zone", "area/country", ()),
        ("area/town", "area/east", ("area/zone",)),
        ("area/village", "area/west", ("area/zone",)),
    ]
}
"""A zone that crosses two of three districts, known by a town and a village in it."""


@pytest.mark.parametrize(
    ("area", "within", "answer"),
    [
        ("area/town", ["area/zone"], Containment.INSIDE),
        ("area/east", ["area/zone"], Containment.TOO_COARSE),
        ("area/zone", ["area/east"], Containment.TOO_COARSE),
        ("area/far", ["area/zone"], Containment.OUTSIDE),
        ("area/far", ["area/zone", "area/town"], Containment.OUTSIDE),
        ("area/west", ["area/town", "area/zone"], Containment.TOO_COARSE),
        ("area/village", ["area/town", "area/zone"], Containment.INSIDE),
        ("area/nowhere", ["area/zone"], Containment.OUTSIDE),
        ("area/nowhere", ["area/nowhere"], Containment.INSIDE),
        ("area/town", [], Containment.OUTSIDE),
    ],
)
def test_a_district_that_a_zone_crosses_may_or_may_not_lie_in_the_zone(area, within, answer):
    assert Places(CROSSED).containment(area, within) is answer
