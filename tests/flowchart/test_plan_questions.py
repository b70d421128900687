"""Which policies a plan asks about: those that lie near its scenes and are still undecided."""

from __future__ import annotations

import pytest
from hypothesis import given as for_any

from flowchart.planner import Planner
from flowchart.scene import Applies
from kb.ids import SceneId
from matcher.applicant import NOTHING, read_facts
from matcher.match import Matcher
from matcher.search import Searcher
from tests.planning import (
    NEWBORN,
    SCENES,
    STORE,
    facts_of,
    hidden,
    plan_of,
    planner,
    some_scenes,
    usual,
    well_known,
)
from tests.support import TODAY, shipped_catalogue, world_with

SHOP = SceneId("scene/book-shop")
ASKING = """
- id: concept/floor-area
  title: {zh: 面积, en: Area}
  type: number
  question: {ask: {zh: 多大？, en: How large?}, why: {zh: 看补贴, en: For the grant}}
- id: concept/ships
  title: {zh: 船, en: Ships}
  type: number
  question: {ask: {zh: 几艘？, en: How many?}, why: {zh: 看补贴, en: For the grant}}
- {id: scene/book-shop, title: {zh: 开书店, en: Open a bookshop},
   services: [{service: service/registration}]}
- {id: policy/books, title: {zh: 书店补贴, en: Grant for bookshops},
   criteria: {fact: concept/floor-area, at_most: 100}}
- {id: policy/ships, title: {zh: 船舶, en: Vessels}, criteria: {fact: concept/ships, at_least: 1}}
"""


@pytest.fixture(scope="module")
def shop():
    return world_with(ASKING)


def asked(catalogue, facts=NOTHING, matched=True, **given):
    matches = Matcher(catalogue).matches(facts, TODAY) if matched else ()
    plan = Planner(catalogue).plan([SHOP], facts, TODAY, matches, **given)
    return {question.concept for question in plan.questions}


def test_only_policies_that_lie_near_are_asked_about(shop):
    near = Searcher(shop).recalled([SHOP])

    assert near == {"policy/books"}
    assert asked(shop, recalled=near) == {"concept/floor-area"}


def test_without_a_word_on_what_lies_near_all_are_asked_about(shop):
    assert asked(shop) == {"concept/floor-area", "concept/ships"}


def test_where_nothing_lies_near_no_policy_asks(shop):
    assert asked(shop, recalled=frozenset()) == set()


@pytest.mark.parametrize("matched", [True, False])
def test_what_lies_near_counts_with_and_without_matches(shop, matched):
    assert asked(shop, matched=matched, recalled={"policy/ships"}) == {"concept/ships"}


def test_a_policy_that_is_decided_asks_no_more(shop):
    facts = read_facts({"concept/floor-area": 80}, shop)

    assert asked(shop, facts, recalled={"policy/books"}) == set()


def test_what_is_matched_is_everything_whatever_lies_near(shop):
    matches = Matcher(shop).matches(NOTHING, TODAY)

    plan = Planner(shop).plan([SHOP], NOTHING, TODAY, matches, recalled=frozenset())

    assert {match.policy for match in plan.policies} == shop.policies.keys()


# ---- how many -----------------------------------------------------------------------------------

MOST = 12
"""A shop-keeper whose steps are clear is asked no more than this about policies."""
SEVERAL = """
- {id: concept/kind-a, title: {zh: 甲, en: A}, type: boolean, sensitive: true,
   question: {ask: {zh: 甲？, en: A?}, why: {zh: 看补贴, en: For the grant}}}
- {id: concept/kind-b, title: {zh: 乙, en: B}, type: boolean, sensitive: true,
   question: {ask: {zh: 乙？, en: B?}, why: {zh: 看补贴, en: For the grant}}}
- {id: policy/books-care, title: {zh: 书店照顾, en: Care for bookshops},
   criteria: {all: [{fact: concept/kind-a, is: true}, {fact: concept/kind-b, is: true}]}}
"""


def test_a_policy_with_several_sensitive_conditions_is_asked_about():
    catalogue = world_with(ASKING + SEVERAL)

    found = asked(catalogue, recalled={"policy/books-care"})

    assert found == {"concept/kind-a", "concept/kind-b"}


@pytest.mark.parametrize("scene", sorted(shipped_catalogue().scenes))
def test_nobody_is_drowned_in_questions_about_policies(scene):
    catalogue, facts = shipped_catalogue(), usual()
    near = Searcher(catalogue).recalled([scene])

    plan = Planner(catalogue).plan(
        [scene], facts, TODAY, Matcher(catalogue).matches(facts, TODAY), recalled=near
    )

    assert sum(not question.of_scene for question in plan.questions) <= MOST


# ---- until nothing is open -----------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_opening_questions_are_few_and_are_asked_first(scene, catalogue):
    opening = catalogue.scenes[scene].opening_questions

    asked = [question.concept for question in plan_of(scene, facts=NOTHING).questions]

    assert len(opening) <= 3
    assert tuple(asked[: len(opening)]) == opening


@pytest.mark.parametrize("scene", SCENES)
def test_three_answers_give_a_plan_and_one_tap_more_settles_it(scene, catalogue):
    shown = catalogue.scenes[scene]
    facts = hidden(usual(), usual().known.keys() - set(shown.opening_questions))
    provisional = plan_of(scene, facts=facts)
    for offered in provisional.usual:
        facts = facts.with_fact(offered.fact, offered.is_)
    confirmed = plan_of(scene, facts=facts)

    left_open = [step.service for step in confirmed.steps if step.standing is Applies.POSSIBLE]

    assert any(step.standing is Applies.CERTAIN for step in provisional.steps)
    assert provisional.working_days.parallel > 0
    assert len(left_open) <= 1


@pytest.mark.parametrize("scene", SCENES)
def test_only_policies_are_asked_about_once_a_scene_is_settled(scene):
    questions = plan_of(scene).questions

    assert not any(question.of_scene for question in questions)
    assert all(question.settles_policies >= 1 for question in questions)


def test_questions_stop_when_no_answer_can_change_anything():
    """Each answer that is given takes its question away; the conversation comes to an end."""
    facts, asked = NOTHING, []
    answers = usual().known

    while questions := plan_of(NEWBORN, facts=facts).questions:
        concept = questions[0].concept
        assert concept not in asked
        asked.append(concept)
        if concept not in answers:
            break
        facts = facts.with_fact(concept, answers[concept].value)

    assert len(asked) <= 8


@for_any(some_scenes, well_known())
def test_a_fully_known_applicant_is_asked_nothing_about_scenes(scenes, facts):
    plan = planner().plan(scenes, facts, TODAY)

    assert not any(question.of_scene for question in plan.questions)


def test_what_is_usual_is_offered_until_it_is_known(catalogue):
    offered = {usual.fact for usual in plan_of(STORE, facts=NOTHING).usual}
    left = {usual.fact for usual in plan_of(STORE, facts=facts_of(staff=4)).usual}

    assert offered == {usual.fact for usual in catalogue.scenes[STORE].usual}
    assert offered - left == {"concept/employees"}
