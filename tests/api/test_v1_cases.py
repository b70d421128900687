"""Cases over `/v1`: opened, read and moved by programs; what is personal stays with the staff."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowchart.case_store import Person
from matcher.applicant import NOTHING
from tests.visiting import signed_in

FACTS = {"employees": 80, "goods": ["books"], "hires": [{"member_age": 24}]}


def test_a_case_is_opened_read_and_moved(program):
    opened = program.post("cases", 201, scenes=["scene/shop"], facts=FACTS)
    case = opened.json()
    address = opened.headers["location"].removeprefix("/v1/")
    step = next(step for step, state in case["states"].items() if state == "can-start")

    moved = program.post(f"{address}/moves", step=step, to="submitted", seen=0).json()

    assert case["number"] == "261123-001"
    assert program.get(address).json() == moved
    assert moved["states"][step] == "submitted"
    assert (moved["seen"], moved["events"][-1]["by"]) == (2, program.key.id)


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ({"to": "issued", "seen": 0}, "Allowed: collecting, submitted"),
        ({"to": "submitted", "seen": 3}, "Somebody moved"),
        ({"to": "submitted", "seen": 0, "step": "service/x"}, "no step"),
    ],
)
def test_a_move_that_does_not_fit_conflicts(program, move, said):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()
    sent = {"step": "service/registration", **move}

    refused = program.post(f"cases/{case['id']}/moves", 409, **sent)

    assert said in refused.json()["detail"]
    assert program.get(f"cases/{case['id']}").json()["seen"] == 1


def test_the_facts_of_a_case_are_not_kept(program):
    case = program.post("cases", 201, scenes=["scene/shop"], facts={"remark": "Wang"})

    assert program.house.private.person(case.json()["id"]) == Person()
    assert "Wang" not in case.text


def test_names_notes_and_what_hints_at_them_stay_with_the_staff(shipped):
    """That somebody may claim a disability allowance is nobody's business who holds a key."""
    house = shipped.house
    plan = house.plan(["scene/disability"], NOTHING, house.today())
    person = Person(name="王小明", note="下周带房产证", facts='{"concept/disabled": true}')
    case = house.cases.open(plan, person, house.today(), house.centre)

    answer = shipped.get(f"cases/{case.id}")

    shown = {policy["policy"] for policy in answer.json()["plan"]["policies"]}
    hidden = {match.policy for match in plan.policies} - shown
    assert shown
    assert "policy/disability-subsidies" in hidden
    assert not [word for word in ("王小明", "房产证", "concept/disabled") if word in answer.text]


def test_a_policy_that_is_gone_is_left_out_of_a_case(program):
    case = program.post("cases", 201, scenes=["scene/shop"]).json()
    assert [one["policy"] for one in case["plan"]["policies"]] == ["policy/old-grant"]

    catalogue = replace(program.house.catalogue, policies={})
    generation = replace(program.house.serving.generation, catalogue=catalogue)
    program.house.serving = replace(program.house.serving, generation=generation)

    assert program.get(f"cases/{case['id']}").json()["plan"]["policies"] == []


def test_cases_come_page_by_page_oldest_first(program):
    opened = [program.post("cases", 201, scenes=["scene/shop"]).json()["id"] for _ in range(3)]

    first = program.get("cases", limit=2).json()
    rest = program.get("cases", limit=2, after=first["next"]).json()

    assert [case["id"] for case in (*first["cases"], *rest["cases"])] == opened
    assert rest["next"] is None


def test_the_page_of_a_case_names_the_program_that_moved_it(shipped):
    case = shipped.post("cases", 201, scenes=["scene/newborn"]).json()
    step = next(step for step, state in case["states"].items() if state == "can-start")
    shipped.post(f"cases/{case['id']}/moves", step=step, to="submitted", seen=0)

    page = signed_in(shipped.house).get(f"/case/{case['id']}")

    assert "test program" in page
