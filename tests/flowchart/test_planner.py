"""Plans over the shipped records: what they share, what is in hand, what is not known yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.planner import Planner
from flowchart.scene import Applies
from kb.catalogue import snapshot
from kb.errors import WrongInput
from kb.ids import SceneId
from matcher.applicant import NOTHING
from tests.planning import (
    CAFE,
    NEWBORN,
    RESTAURANT,
    SCENES,
    STORE,
    hidden,
    names,
    plan_of,
    planner,
    scene_concepts,
    some_scenes,
    usual,
    well_known,
)
from tests.support import TODAY


def standings(plan):
    held = {step.service: step.standing for step in plan.steps}
    return held | {item.service: item.standing for item in plan.excluded}


def test_services_that_scenes_share_stand_once():
    store, restaurant = plan_of(STORE), plan_of(RESTAURANT)
    both = plan_of(STORE, RESTAURANT)

    services = [step.service for step in both.steps]

    assert both.scenes == (STORE, RESTAURANT)
    assert len(services) == len(set(services))
    assert set(services) == {s.service for s in (*store.steps, *restaurant.steps)}


def test_a_scene_named_twice_counts_once():
    assert plan_of(STORE, STORE) == plan_of(STORE)


def test_scenes_of_different_people_can_be_planned_together():
    plan = plan_of(STORE, NEWBORN)

    assert len(plan.steps) == 16 + 7
    assert plan.working_days.serial == 15 + 37
    assert plan.working_days.parallel == max(6, 20)


@pytest.mark.parametrize(
    ("scenes", "problem", "remedy"),
    [
        ([], "is missing", "Say what is to be done"),
        ([SceneId("scene/moon-base")], "scene/moon-base", "scene/newborn"),
        ([STORE, SceneId("scene/moon-base")], "scene/moon-base", "scene/restaurant"),
    ],
)
def test_a_scene_that_does_not_exist_is_refused_with_those_that_do(scenes, problem, remedy):
    with pytest.raises(WrongInput) as caught:
        planner().plan(scenes, NOTHING, TODAY)

    (said,) = caught.value.problems
    assert problem in said.problem.en
    assert remedy in said.remedy.en


def test_a_plan_remembers_the_generation_it_was_made_with(catalogue):
    fewer = dict(catalogue.records)
    del fewer["policy/vat-one-percent-rate"]
    other = Planner(snapshot(fewer, catalogue.issuers)).plan([STORE], usual(), TODAY)

    assert plan_of(STORE).generation == catalogue.generation
    assert other.generation != catalogue.generation


def test_a_licence_in_hand_removes_the_wait_for_it():
    def before(holds):
        plan = plan_of(CAFE, facts=usual(holds=holds))
        step = next(s for s in plan.steps if s.service == "service/internet-cafe-licence")
        return names(step.waits_for)

    assert "fire-safety-check" in before([])
    assert "fire-safety-check" not in before(["evidence/fire-check-document"])


def test_an_explicit_prerequisite_waits_for_whichever_alternative_is_in_the_plan():
    def registration(entity):
        plan = plan_of(STORE, facts=usual(entity=entity))
        step = next(s for s in plan.steps if s.service == "service/class-ii-device-filing")
        return names(step.waits_for)

    assert registration("new_company") == ["company-registration"]
    assert registration("new_individual") == ["individual-business-registration"]
    assert registration("existing") == []


@given(some_scenes, well_known(), st.data())
def test_hiding_facts_only_ever_makes_a_service_possible(scenes, facts, data):
    concepts = [concept.id for concept in scene_concepts()]
    fewer = hidden(facts, data.draw(st.sets(st.sampled_from(concepts))))
    all_known = standings(planner().plan(scenes, facts, TODAY, with_questions=False))
    some_known = standings(planner().plan(scenes, fewer, TODAY, with_questions=False))

    assert some_known.keys() == all_known.keys()
    for service, standing in some_known.items():
        assert standing in (Applies.POSSIBLE, all_known[service]), service


@pytest.mark.parametrize("scene", SCENES)
def test_a_provisional_plan_stands_before_the_first_answer(scene):
    plan = plan_of(scene, facts=NOTHING)

    assert plan.steps
    assert plan.settled or plan.working_days_at_most is not None


def test_a_filing_gives_way_to_the_licence_that_includes_it():
    held = standings(plan_of(STORE))

    assert held["service/food-business-licence"] is Applies.CERTAIN
    assert held["service/packaged-food-filing"] is Applies.EXCLUDED
