from __future__ import annotations

import pytest

from flowchart.planner import Planner
from flowchart.why import Presence, why
from kb.errors import WrongInput
from tests.judging import facts_of
from tests.little_plans import service, shop, shop_plan
from tests.support import TODAY, assert_said_well


def told(name, **known):
    return why(name, shop_plan(**known), shop())


@pytest.mark.parametrize(
    ("name", "known", "presence", "scenes"),
    [
        ("permit", {}, Presence.CERTAIN, ["scene/shop"]),
        ("sign", {"credit": None}, Presence.POSSIBLE, ["scene/shop"]),
        ("sign", {"credit": False}, Presence.EXCLUDED, ["scene/shop"]),
        ("licence", {}, Presence.ELSEWHERE, []),
    ],
)
def test_every_service_says_whether_it_is_in_the_plan(name, known, presence, scenes):
    found = told(name, **known)

    assert (found.service, found.presence, [*found.scenes]) == (service(name), presence, scenes)


def test_a_service_of_another_scene_names_that_scene():
    stall = Planner(shop()).plan(["scene/stall"], facts_of(), TODAY)

    assert why("permit", stall, shop()).scenes == ("scene/shop",)


def test_what_decided_it_is_named_with_its_fact():
    (reason,) = told("sign", credit=False).because

    assert reason.fact == "concept/credit"
    assert told("permit").because == ()


def test_a_step_says_who_waits_for_it_and_for_which_paper():
    assert told("registration").needed_by == (
        ("service/permit", "evidence/business-licence"),
        ("service/sign", "evidence/business-licence"),
    )
    assert told("permit").needed_by == (("service/insurance", None),)
    assert told("permit").waits_for == ("service/registration",)


def test_any_spelling_finds_the_service():
    assert told("service/permit") == told("permit")


def test_a_service_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(WrongInput) as refused:
        told("moon-permit")

    (problem,) = refused.value.problems
    assert problem.place == "service"
    assert "service/permit" in problem.remedy.en
    assert_said_well(problem)
