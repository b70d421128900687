from __future__ import annotations

import pytest

from flowchart.hearing import heard, readable
from tests.support import TODAY

CAFE, STORE, EXIT = "scene/cafe-bakery", "scene/convenience-store", "scene/company-exit"
NOBODY = frozenset()


def facts(catalogue, text, *scenes):
    found = heard(text, scenes, NOBODY, catalogue, TODAY)
    return {one.concept: one.value for one in found}


def test_what_a_scene_does_not_read_is_not_shown(catalogue):
    text = "做现磨咖啡，收20个孩子"

    assert facts(catalogue, text, "scene/childcare").get("concept/children-in-care") == 20
    assert "concept/children-in-care" not in facts(catalogue, text, CAFE)


def test_what_a_policy_reads_is_shown_although_the_scene_does_not(catalogue):
    assert facts(catalogue, "毕业一年", CAFE) == {"concept/founder-years-since-graduation": 1}


def test_the_scene_goes_before_the_policies(catalogue):
    read = readable(catalogue, frozenset({CAFE}), NOBODY)

    assert "concept/floor-area" in read[0]
    assert "concept/founder-hukou" in read[2] - read[0] - read[1]
    assert read[2] <= read[3]


def test_policies_near_the_scene_go_before_others(catalogue):
    near = frozenset({"policy/first-start-up-grant"})

    read = readable(catalogue, frozenset({CAFE}), near)

    assert {"concept/founder-hukou", "concept/founder-first-business"} <= read[1] < read[2]


def test_where_it_is_always_counts(catalogue):
    assert facts(catalogue, "在打浦桥", CAFE) == {"concept/place": "area/310101021"}


@pytest.mark.parametrize(
    ("scene", "known"),
    [
        (STORE, {"concept/entity": "new-individual"}),
        (EXIT, {"concept/legal-form": "individual-business"}),
    ],
)
def test_a_fact_that_can_be_asked_is_not_taken_apart(catalogue, scene, known):
    """Who closes a sole trader's business is not about to open one."""
    assert facts(catalogue, "我是个体户", scene) == known


def test_without_a_scene_everything_somebody_reads_is_shown(catalogue):
    assert facts(catalogue, "80平米，收20个孩子") == {
        "concept/floor-area": 80,
        "concept/children-in-care": 20,
    }
