"""Which policies a plan asks about: those that lie near its scenes and are still undecided."""

from __future__ import annotations

import pytest

from flowchart.plan import Planner
from kb.ids import SceneId
from matcher.applicant import NOTHING, read_facts
from matcher.match import Matcher
from matcher.search import Searcher
from tests.support import TODAY, world_with

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
