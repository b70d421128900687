from __future__ import annotations

import pytest
from hypothesis import given

from flowchart.scene import Applies, done, resolve, warnings
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
- id: scene/kiosk
  title: {zh: 开报亭, en: Open a kiosk}
  services:
    - service: service/tobacco
      applicable_if:
        all:
          - {fact: concept/goods, has: cigarettes}
          - {fact: concept/employees, at_least: 5}
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
    ("known", "named"),
    [
        ({"goods": ["cigarettes"], "employees": 1}, ["concept/employees"]),
        ({"goods": [], "employees": 5}, ["concept/goods"]),
        ({"goods": [], "employees": 1}, ["concept/employees", "concept/goods"]),
        ({"goods": [], "employees": None}, ["concept/goods"]),
    ],
)
def test_what_is_left_out_names_only_conditions_that_are_not_met(known, named):
    kiosk = WORLD.scenes[SceneId("scene/kiosk")]

    (found,) = resolve([kiosk], judge(**known))

    assert sorted(one.fact for one in found.because) == named


@pytest.mark.parametrize("name", ["convenience-store", "restaurant", "supermarket"])
@given(facts=applicants())
def test_no_condition_that_is_met_is_a_reason_to_leave_a_service_out(name, facts):
    scene = shipped_catalogue().scenes[SceneId(f"scene/{name}")]

    found = resolve([scene], Judge(shipped_catalogue(), facts, TODAY))

    out = [one for one in found if one.standing is E]
    assert all(one.because for one in out)
    assert {reason.verdict for one in out for reason in one.because} <= {Verdict.UNMET}


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


# ---- in hand, and one instead of another ----------------------------------------------------

REPLACING = world_with("""
- {id: evidence/permit, title: {zh: 许可证, en: Permit}}
- {id: service/notice, title: {zh: 告知, en: Notice}}
- {id: service/filing, title: {zh: 备案, en: Filing}}
- id: service/permit
  title: {zh: 许可, en: Permit}
  outputs: [{title: {zh: 许可证, en: Permit}, evidence: evidence/permit}]
- {id: service/both, title: {zh: 合并, en: Both}}
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/notice}
    - {service: service/filing, replaces: [service/notice]}
    - service: service/permit
      applicable_if: {fact: concept/goods, has: books}
      replaces: [service/filing]
    - {service: service/both, bundles: {services: [service/filing, service/permit], at_least: 2}}
- id: scene/other
  title: {zh: 另一件, en: Another}
  services:
    - {service: service/filing, replaces: [service/permit]}
    - {service: service/both, bundles: {services: [service/notice], at_least: 1}}
""")


def replaced(*scenes, **known):
    judged = Judge(REPLACING, facts_of(**known), TODAY)
    chosen = [REPLACING.scenes[SceneId(f"scene/{name}")] for name in scenes or ("shop",)]
    return {
        item.service.removeprefix("service/"): (
            item.standing,
            item.instead.removeprefix("service/") if item.instead else None,
        )
        for item in resolve(chosen, judged)
    }


@pytest.mark.parametrize(
    ("known", "notice", "filing", "permit"),
    [
        ({"goods": ["books"]}, (E, "permit"), (E, "permit"), (C, None)),
        ({"goods": []}, (E, "filing"), (C, None), (E, None)),
        ({}, (E, "filing"), (P, None), (P, None)),
    ],
)
def test_what_replaces_a_service_stands_for_it_to_the_end_of_the_chain(
    known, notice, filing, permit
):
    held = replaced(**known)

    assert (held["notice"], held["filing"], held["permit"]) == (notice, filing, permit)


def test_of_two_services_that_replace_each_other_one_stays():
    held = replaced("shop", "other", goods=["books"])

    assert [held[one][0] for one in ("filing", "permit")].count(C) == 1


def test_a_permit_in_hand_is_not_applied_for_and_still_does_away_with_the_filing():
    held = replaced(goods=["books"], holds=["business-licence"])
    in_hand = Facts(
        known=facts_of(goods=["books"]).known, holds_some=frozenset({"evidence/permit"})
    )
    found = {
        one.service: one
        for one in resolve([REPLACING.scenes["scene/shop"]], Judge(REPLACING, in_hand, TODAY))
    }

    assert held["permit"] == (C, None)
    assert found["service/permit"].standing is E
    assert "already in hand: Permit" in found["service/permit"].because[0].text.en
    assert (found["service/filing"].standing, found["service/filing"].instead) == (
        E,
        "service/permit",
    )


def test_done_is_what_somebody_has_every_paper_of():
    assert done({"evidence/permit"}, REPLACING) == {"service/permit"}
    assert done({"evidence/id-card"}, REPLACING) == frozenset()


def test_a_wrapper_of_several_scenes_bundles_what_each_of_them_names():
    assert replaced("shop", goods=["books"])["both"][0] is E
    assert replaced("shop", "other", goods=[])["both"][0] is C
