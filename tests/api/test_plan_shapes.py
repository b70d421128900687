"""What programs read of a plan: every key says something, and what is not known is left out."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given

from api.plan_shapes import changes_shape, plan_shape, what_if_shape, whys_shape
from api.shapes import json_line
from api.v1_compare_shapes import ChangesAnswer, WhatIfAnswer, WhyAnswer
from api.v1_plan_shapes import PlanAnswer
from flowchart.difference import compared
from flowchart.plan import Wish
from flowchart.what_if import options
from flowchart.why import why
from kb.kinds import HandlingMode
from matcher.applicant import NOTHING
from tests.planning import (
    NEWBORN,
    SCENES,
    STORE,
    applicants,
    plan_of,
    planner,
    some_scenes,
    usual,
)
from tests.support import TODAY, shipped_catalogue

OPENS = date(2027, 3, 1)


def as_json(shape):
    return json.loads(json_line(shape))


def shape_of(*scenes, facts=None, **wished):
    known = usual() if facts is None else facts
    plan = planner().plan(scenes, known, TODAY, wish=Wish(**wished))
    return as_json(plan_shape(plan, shipped_catalogue()))


def test_the_other_end_of_the_totals_is_said_only_while_steps_are_open(catalogue):
    open_, settled = plan_of(STORE, facts=NOTHING), plan_of(STORE)

    assert "working_days_at_most" in plan_shape(open_, catalogue)
    assert "working_days_at_most" not in plan_shape(settled, catalogue)


def test_a_material_says_who_issues_it_only_where_a_step_does(catalogue):
    materials = plan_shape(plan_of(NEWBORN), catalogue)["materials"]

    for material in materials:
        assert ("issued_by" in material) == (material["standing"] == "issued")
    assert any("issued_by" in material for material in materials)


@pytest.mark.parametrize("scene", SCENES)
def test_excluded_services_are_named_with_the_reason(scene, catalogue):
    shape = as_json(plan_shape(plan_of(scene), catalogue))

    steps = {step["service"] for step in shape["steps"]}
    assert not steps & {one["service"] for one in shape["excluded"]}
    assert all(one["because"] for one in shape["excluded"])


@given(some_scenes, applicants())
def test_every_plan_has_a_shape_that_is_json(scenes, facts):
    catalogue = shipped_catalogue()

    shape = plan_shape(planner().plan(scenes, facts, TODAY), catalogue)

    assert as_json(shape)["scenes"] == list(dict.fromkeys(scenes))


# ---- days -----------------------------------------------------------------------------------


def test_every_step_says_on_which_days_it_runs():
    for step in shape_of(STORE)["steps"]:
        assert step["starts_on"] <= step["ends_on"] <= step["latest_end_on"]
        assert (step["ends_on"] == step["latest_end_on"]) == (step["slack"] == 0)


def test_a_wrapper_takes_no_days_and_no_trips():
    (wrapper,) = [step for step in shape_of(STORE)["steps"] if step["wrapper"]]

    assert wrapper.keys().isdisjoint({"takes_days", "waiting", "visits"})


def test_only_an_opening_day_says_by_when_to_apply():
    plain, fixed = shape_of(STORE), shape_of(STORE, open_on=OPENS)

    assert "opening" not in plain
    assert not any("apply_by" in step for step in plain["steps"])
    assert fixed["opening"]["on"] == "2027-03-01"
    assert fixed["opening"]["apply_by"] >= fixed["opening"]["safe_by"]
    assert fixed["steps"][0]["apply_by"] == fixed["opening"]["apply_by"]


def test_an_opening_day_that_is_too_soon_has_no_last_day_to_apply():
    opening = shape_of(STORE, open_on=date(2026, 11, 24))["opening"]

    assert opening == {"on": "2026-11-24", "apply_by": None, "safe_by": None}


def test_time_that_nobody_has_fixed_has_no_days():
    steps = shape_of(*SCENES, facts=NOTHING)["steps"]
    waiting = [one for step in steps for one in step.get("waiting", ())]

    assert all(("days" in one) == ("unit" in one) for one in waiting)
    assert any("days" not in one for one in waiting)


def test_the_law_wants_a_step_by_a_day_and_says_where():
    steps = [step for step in shape_of(STORE)["steps"] if "due_on" in step]

    assert steps
    assert all(step["due_source"] for step in steps)


# ---- modes ----------------------------------------------------------------------------------


def test_the_standard_mode_offers_nothing_and_another_says_what_became_of_it():
    plain = shape_of(STORE)
    bad = shape_of(STORE, facts=usual(credit_ok=False), mode=HandlingMode.COMMITMENT)

    assert (plain["mode"], "offered" in plain) == ("standard", False)
    assert bad["mode"] == "commitment"
    assert {one["verdict"] for one in bad["offered"]} == {"unmet"}
    assert all(one["because"] for one in bad["offered"])


def test_the_agenda_stands_in_the_order_of_the_days():
    agenda = shape_of(STORE)["agenda"]

    assert [one["on"] for one in agenda] == sorted(one["on"] for one in agenda)
    assert {"starts", "ends", "finish"} <= {one["happening"] for one in agenda}


# ---- the contract ---------------------------------------------------------------------------


@pytest.mark.parametrize("mode", HandlingMode)
@pytest.mark.parametrize("facts", [NOTHING, usual()], ids=["nothing", "usual"])
def test_plans_in_every_mode_have_the_shape_of_the_contract(mode, facts):
    PlanAnswer.model_validate(shape_of(*SCENES, facts=facts, mode=mode, open_on=OPENS))


@pytest.mark.parametrize("facts", [NOTHING, usual(credit_ok=False)], ids=["nothing", "bad credit"])
def test_modes_side_by_side_have_the_shape_of_the_contract(facts):
    said = as_json(what_if_shape(options(planner(), [STORE], facts, TODAY)))

    answer = WhatIfAnswer.model_validate(said)
    assert [one.mode for one in answer.options] == list(HandlingMode)


def test_why_and_why_not_have_the_shape_of_the_contract():
    catalogue, plan = shipped_catalogue(), plan_of(STORE)

    said = as_json(whys_shape(why(one, plan, catalogue) for one in catalogue.services))

    answer = WhyAnswer.model_validate(said)
    assert {one.presence for one in answer.why} >= {"certain", "excluded", "elsewhere"}
    assert [one.service for one in answer.why] == list(catalogue.services)


def test_changes_have_the_shape_of_the_contract_and_none_say_so():
    before, after = plan_of(STORE, facts=NOTHING), plan_of(STORE)

    assert ChangesAnswer.model_validate(as_json(changes_shape(compared(before, after)))).changed
    assert not ChangesAnswer.model_validate(as_json(changes_shape(compared(after, after)))).changed
