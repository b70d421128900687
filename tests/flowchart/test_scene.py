from __future__ import annotations

import pytest
from hypothesis import given

from flowchart.scene import Applies, resolve, warnings
from kb.ids import SceneId
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.verdict import Verdict
from tests.judging import facts_of
from tests.planning import STORE, applicants, usual
from tests.support import TODAY, shipped_catalogue, world_with

SERVICES = """
- {id: service/tobacco, title: {zh: 烟草证, en: Tobacco licence}}
- {id: service/books, title: {zh: 出版物许可, en: Book licence}}
- {id: service/together, title: {zh: 一业一证, en: Integrated licence}}
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - service: service/together
      bundles: {services: [service/tobacco, service/books, service/licence], at_least: 2}
    - {service: service/registration}
    - {service: service/tobacco, applicable_if: {fact: concept/goods, has: cigarettes}}
    - {service: service/books, applicable_if: {fact: concept/goods, has: books}}
    - {service: service/licence, applicable_if: {review: {zh: 评审, en: review}}}
  warnings:
    - {text: {zh: 人人, en: for all}}
    - {text: {zh: 烟, en: tobacco}, when: {fact: concept/goods, has: cigarettes}}
- id: scene/bookshop
  title: {zh: 开书店, en: Open a bookshop}
  services:
    - {service: service/books}
    - {service: service/tobacco, applicable_if: {fact: concept/employees, at_least: 100}}
"""
WORLD = world_with(SERVICES)
SHOP, BOOKSHOP = (WORLD.scenes[SceneId(f"scene/{name}")] for name in ("shop", "bookshop"))
C, P, E = Applies.CERTAIN, Applies.POSSIBLE, Applies.EXCLUDED


def judge(**known):
    return Judge(WORLD, facts_of(**known), TODAY)


def standings(*scenes, **known):
    return {
        item.service.removeprefix("service/"): item.standing
        for item in resolve(scenes, judge(**known))
    }


@pytest.mark.parametrize(
    ("known", "tobacco", "books"),
    [
        ({}, P, P),
        ({"goods": []}, E, E),
        ({"goods": ["cigarettes"]}, C, E),
        ({"goods": ["cigarettes", "books"]}, C, C),
    ],
)
def test_a_service_is_certain_possible_or_excluded_by_its_condition(known, tobacco, books):
    held = standings(SHOP, **known)

    assert (held["tobacco"], held["books"]) == (tobacco, books)


def test_a_service_without_a_condition_always_applies():
    assert standings(SHOP)["registration"] is C


def test_what_only_people_can_decide_stays_possible():
    assert standings(SHOP, goods=[])["licence"] is P


@pytest.mark.parametrize(
    ("known", "together"),
    [
        ({}, P),  # three may apply
        ({"goods": []}, E),  # only the one under review may
        ({"goods": ["cigarettes"]}, P),  # one does, one may
        ({"goods": ["cigarettes", "books"]}, C),
    ],
)
def test_a_wrapper_applies_when_enough_of_its_services_do(known, together):
    assert standings(SHOP, **known)["together"] is together


@pytest.mark.parametrize("scenes", [(SHOP, BOOKSHOP), (BOOKSHOP, SHOP)])
def test_of_two_scenes_the_strongest_standing_wins(scenes):
    held = standings(*scenes, goods=["cigarettes"], employees=3)

    assert held["books"] is C
    assert held["tobacco"] is C


def test_services_keep_the_order_of_their_scenes():
    order = "together registration tobacco books licence"

    assert list(standings(SHOP, BOOKSHOP)) == order.split()


def test_each_service_says_why():
    found = {item.service: item for item in resolve([SHOP], judge(goods=["books"]))}

    (reason,) = found["service/tobacco"].because
    assert reason.verdict is Verdict.UNMET
    assert reason.fact == "concept/goods"
    assert found["service/registration"].because == ()


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        ({}, {"for all": True, "tobacco": False}),
        ({"goods": ["cigarettes"]}, {"for all": True, "tobacco": True}),
        ({"goods": []}, {"for all": True}),
    ],
)
def test_warnings_are_shown_unless_ruled_out(known, shown):
    found = warnings([SHOP], judge(**known))

    assert {one.warning.text.en: one.certain for one in found} == shown


@pytest.mark.parametrize(("metres", "warned"), [(99, True), (100, False), (500, False)])
def test_a_shop_near_a_school_is_warned_about_tobacco(metres, warned, catalogue):
    judged = Judge(catalogue, usual(school_m=metres), TODAY)

    said = [one.warning.text.zh for one in warnings([catalogue.scenes[STORE]], judged)]

    assert any(text.startswith("离学校、幼儿园太近") for text in said) is warned


@given(applicants())
def test_every_service_of_the_scenes_is_resolved_exactly_once(facts: Facts):
    catalogue = shipped_catalogue()
    scenes = list(catalogue.scenes.values())

    found = [item.service for item in resolve(scenes, Judge(catalogue, facts, TODAY))]

    assert len(found) == len(set(found))
    assert set(found) == {item.service for scene in scenes for item in scene.services}
