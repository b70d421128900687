"""Which policies are worth a question once the scene is clear, and how much each counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowchart.inquiry import (
    HEAVIEST,
    LIGHTEST,
    REACH,
    policy_items,
    scene_items,
    wanted_by,
    weight,
    within_reach,
    worth_asking,
)
from kb.ids import SceneId
from kb.kinds import Audience, SceneKind
from kb.model import Policy
from kb.text import Text
from matcher.applicant import NOTHING
from matcher.match import Matcher
from matcher.question import NextQuestion
from tests.support import TODAY, recorded, shipped_catalogue, world_with

POLICIES = """
- {id: scene/shop, title: {zh: 开店, en: Shop}, services: [{service: service/registration}]}
- {id: scene/baby, title: {zh: 生娃, en: Baby}, kind: life,
   services: [{service: service/registration}]}
- id: policy/near
  title: {zh: 近, en: Near}
  audience: both
  criteria: {all: [{fact: concept/foreign, is: true}, {fact: concept/credit, is: true}]}
- id: policy/far
  title: {zh: 远, en: Far}
  audience: both
  criteria:
    all:
      - {fact: concept/employees, at_least: 1}
      - {fact: concept/revenue, at_least: 1}
      - {fact: concept/rd-expense, at_least: 1}
      - {fact: concept/household-size, at_least: 1}
- {id: policy/firms, title: {zh: 企, en: Firms}, audience: enterprise,
   criteria: {fact: concept/district, within: area/310101}}
"""
FAR = {"concept/employees", "concept/revenue", "concept/rd-expense", "concept/household-size"}


@pytest.fixture(scope="module")
def catalogue():
    return world_with(POLICIES)


def reach(catalogue, scene, recalled):
    scenes = [catalogue.scenes[SceneId(f"scene/{scene}")]]
    return within_reach(scenes, catalogue, Matcher(catalogue).matches(NOTHING, TODAY), recalled)


# ---- reach ------------------------------------------------------------------------------------


def test_a_policy_with_few_open_facts_is_within_reach_and_one_with_many_is_not(catalogue):
    assert len(FAR) > REACH
    assert reach(catalogue, "shop", ["policy/far", "policy/near"]) == {
        "concept/foreign",
        "concept/credit",
    }


def test_what_a_matter_of_life_is_about_is_within_reach_however_much_is_open(catalogue):
    found = reach(catalogue, "baby", ["policy/firms", "policy/far", "policy/near"])

    assert found >= FAR


def test_what_does_not_lie_near_is_not_within_reach(catalogue):
    assert reach(catalogue, "shop", []) == frozenset()


def test_without_matches_nothing_is_within_reach(catalogue):
    scenes = [catalogue.scenes[SceneId("scene/shop")]]

    assert within_reach(scenes, catalogue, (), None) == frozenset()


@pytest.mark.parametrize(
    ("kind", "audience"),
    [(SceneKind.BUSINESS, Audience.ENTERPRISE), (SceneKind.LIFE, Audience.PERSON)],
)
def test_a_scene_wants_policies_for_its_people_for_both_and_for_nobody_named(
    catalogue, kind, audience
):
    scene = replace(catalogue.scenes[SceneId("scene/shop")], kind=kind)

    assert wanted_by([scene]) == {audience, Audience.BOTH, None}


# ---- which questions ----------------------------------------------------------------------------


def question(concept, settles, may, of_scene=False):
    return NextQuestion(
        concept=concept,
        settles=settles,
        settles_policies=settles,
        may_settle_policies=may,
        of_scene=of_scene,
    )


@pytest.mark.parametrize(
    ("settles", "may", "of_scene", "in_reach", "kept"),
    [
        (0.0, 0, True, False, True),
        (1.0, 2, False, False, True),
        (0.5, 1, False, False, False),
        (0.5, 1, False, True, True),
        (0.0, 0, False, True, False),
    ],
)
def test_a_question_is_kept_for_the_scene_or_for_a_policy_it_can_settle(
    settles, may, of_scene, in_reach, kept
):
    asked = question("concept/x", settles, may, of_scene)

    assert bool(worth_asking([asked], {"concept/x"} if in_reach else set())) == kept


# ---- weights ----------------------------------------------------------------------------------


def benefit(amount, unit="元"):
    content = f"""
    - id: policy/x
      title: {{zh: 补, en: Grant}}
      benefit:
        kind: fixed
        text: {{zh: 钱, en: money}}
        amount: {amount}
        unit: {{zh: "{unit}", en: yuan}}
    """
    (record,) = recorded(content)
    assert isinstance(record, Policy)
    return record


def test_more_yuan_weigh_more_and_never_as_much_as_a_step():
    weights = [weight(benefit(amount)) for amount in (1, 10, 300, 8000, 200000, 5_000_000, 10**9)]

    assert weights == sorted(weights)
    assert weights[0] == LIGHTEST
    assert weights[-1] == HEAVIEST < 1


@pytest.mark.parametrize("unit", ["%", "天", "%（减征）"])
def test_what_does_not_come_in_yuan_weighs_as_an_unknown_amount(unit):
    without = replace(benefit(5), benefit=None)

    assert weight(benefit(50, unit)) == weight(without) == weight(benefit(0))


def test_every_step_outweighs_every_policy():
    catalogue = shipped_catalogue()
    scenes = list(catalogue.scenes.values())
    services = {item.name for one in scenes for item in scene_items([one]) if item.weight == 1}

    assert services
    assert max(item.weight for item in policy_items(scenes, catalogue)) < 1


def test_yuan_a_month_are_yuan_too():
    bare = replace(benefit(5).benefit, unit=Text(zh="元/月", en="yuan a month"))

    assert weight(replace(benefit(5), benefit=bare)) == weight(benefit(5))
