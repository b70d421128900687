"""Plans over `/v1`: modes, why and what changed, byte for byte as the console says them."""

from __future__ import annotations

import json

import pytest

from tests.planning import BASE

ON = "2026-11-23"
STORE = "convenience-store"


def console_line(console, *words):
    return console("plan", *words, "--on", ON, "--json").stdout.rstrip("\n")


def test_a_plan_in_a_mode_for_an_opening_day_is_that_of_the_console(program, little):
    said = console_line(little, "shop", "--mode", "one-form", "--open-on", "2027-03-01")

    answer = program.post("plan", scenes=["shop"], on=ON, mode="one-form", open_on="2027-03-01")

    assert answer.text == said


@pytest.mark.parametrize("facts", [{}, BASE, {**BASE, "credit_ok": False}])
def test_modes_side_by_side_are_those_of_the_console(shipped, console, written, facts):
    said = console_line(console, STORE, "--facts", written(json.dumps(facts)), "--what-if")

    assert shipped.post("plan/what-if", scenes=[STORE], facts=facts, on=ON).text == said


def test_why_is_that_of_the_console(shipped, console, written):
    file = written(json.dumps(BASE))
    said = console_line(console, STORE, "--facts", file, "--why", "food_lic", "--why", "ent_reg")

    answer = shipped.post(
        "plan/why", scenes=[STORE], facts=BASE, on=ON, services=["food_lic", "ent_reg"]
    )

    assert answer.text == said


def test_changes_are_those_of_the_console(shipped, console, written):
    after = {**BASE, "area": 350}
    files = [written(json.dumps(one), f"{i}.json") for i, one in enumerate((after, BASE))]
    said = console_line(console, STORE, "--facts", files[0], "--against", files[1])

    answer = shipped.post("plan/changes", scenes=[STORE], before=BASE, after=after, on=ON)

    assert answer.text == said


WRONG = {
    "what-if": ({"mode": "one-form"}, "mode"),
    "why": ({"services": ["x"]}, "services.0"),
    "changes": ({"before": {"x": 1}, "after": {}}, "before.x"),
}


@pytest.mark.parametrize("path", WRONG)
def test_what_does_not_fit_is_named_with_what_to_write(program, path):
    sent, place = WRONG[path]

    problem = program.post(f"plan/{path}", 422, scenes=["shop"], **sent).json()

    assert problem["place"] == place
    assert problem["remedy"]


@pytest.mark.parametrize(
    ("sent", "place"),
    [({"mode": "fast"}, "mode"), ({"open_on": "soon"}, "open_on"), ({"services": []}, "services")],
)
def test_a_mode_or_a_day_that_is_none_is_refused(program, sent, place):
    asked = {"services": ["licence"], **sent}

    problem = program.post("plan/why", 422, scenes=["shop"], **asked).json()

    assert problem["place"].startswith(place)


def test_more_people_than_can_be_counted_are_refused_on_either_side(program):
    crowd = {"hires": [{"member_age": 24}] * 1001}

    problem = program.post("plan/changes", 422, scenes=["shop"], before={}, after=crowd).json()

    assert problem["place"] == "after"


def test_a_case_keeps_its_mode_and_an_opening_day_that_is_past(program):
    """A stored plan whose opening day cannot be kept is read again like any other."""
    opened = program.post(
        "cases", 201, scenes=["shop"], mode="commitment", open_on="2026-11-01"
    ).json()

    plan = program.get(f"cases/{opened['id']}").json()["plan"]

    assert plan["mode"] == "commitment"
    assert plan["opening"] == {"on": "2026-11-01", "apply_by": None, "safe_by": None}
    assert program.get("cases").json()["cases"]


def test_the_time_line_of_a_case_names_no_policy_that_hints_at_sensitive_facts(shipped):
    case = shipped.post("cases", 201, scenes=["disability"], facts=BASE).json()["plan"]
    told = {one["policy"] for one in case["policies"]}

    named = {one["about"] for one in case["agenda"] if one.get("about", "").startswith("policy/")}

    assert named <= told
