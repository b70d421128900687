"""The OpenAPI document says what `/v1` does: every route, every answer, every error."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import jsonschema_rs
import pytest
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st

from api import v1
from api.contract import ERRORS, TAGS, document
from api.keys import Scope
from api.shapes import json_line
from api.v1_asked import DAY
from kb.writing import plain
from tests.contract_run import run
from tests.planning import BASE
from tests.programs import Program, little_house, with_letters
from tests.support import ROOT, shipped_catalogue, shipped_records
from tests.visiting import Clock, fresh_house

STORE = "convenience-store"
ROUTES = [route for route in v1.router.routes if isinstance(route, APIRoute)]


@pytest.fixture(scope="module")
def contract():
    """Return the document over the shipped records, as it is sent."""
    return json.loads(json_line(document(v1.router.routes, shipped_catalogue())))


@pytest.fixture(scope="module")
def shipped():
    house = fresh_house(Clock())
    yield Program(house)
    house.close()


def fits(contract, schema):
    """Return what says whether an answer has a schema of the contract."""
    held = {"components": contract["components"], "$ref": f"#/components/schemas/{schema}"}
    return jsonschema_rs.validator_for(held, validate_formats=True)


# ---- the document ---------------------------------------------------------------------------


def test_everybody_may_read_the_document(shipped, contract):
    answer = shipped.client.get("/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json() == contract
    assert contract["openapi"] == "3.1.0"
    assert contract["info"]["x-generation"] == shipped_catalogue().generation


def test_every_route_stands_in_it_and_nothing_else(contract):
    told = {(method.upper(), path) for path, held in contract["paths"].items() for method in held}

    assert told == {(method, route.path) for route in ROUTES for method in route.methods}


def test_every_operation_says_what_it_does_and_which_scope_it_needs(contract):
    operations = [one for held in contract["paths"].values() for one in held.values()]
    asked = {scope for one in operations for held in one["security"] for scope in held["key"]}

    assert asked == set(Scope)
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["summary"].endswith(".") for one in operations)
    assert all(set(one.get("tags", ())) <= TAGS.keys() for one in operations)
    assert all("description" in each for one in operations for each in one["parameters"])


def test_every_error_is_a_problem_document_with_an_example(contract):
    responses = contract["components"]["responses"]
    problem = fits(contract, "Problem")

    assert {name for name, _ in ERRORS.values()} == responses.keys()
    for answer in responses.values():
        (media,) = answer["content"].items()
        assert media[0] == "application/problem+json"
        assert problem.is_valid(media[1]["example"])
        assert media[1]["example"]["remedy"]


def test_every_name_that_is_used_is_there(contract):
    used = set(re.findall(r'"#/components/(\w+/\w+)"', json.dumps(contract)))
    held = {f"{kind}/{name}" for kind, all_ in contract["components"].items() for name in all_}

    assert used <= held
    assert held - used == {"securitySchemes/key"}


# ---- what goes in ---------------------------------------------------------------------------


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_the_pattern_of_a_day_takes_every_day(day):
    assert re.fullmatch(DAY, day.isoformat())


@given(st.from_regex(DAY, fullmatch=True))
def test_the_pattern_of_a_day_takes_nothing_else(text):
    assert date.fromisoformat(text.strip()) - date(1900, 1, 1) >= timedelta(0)


def test_every_fact_can_be_said_and_is_described(contract):
    facts = contract["components"]["schemas"]["Facts"]["properties"]

    assert facts.keys() == {"holds", "holds_some", "granted", *shipped_catalogue().concepts}
    assert all("description" in fact for fact in facts.values())
    assert facts["concept/floor-area"]["multipleOf"] == 0.01
    assert "minimum" not in facts["concept/floor"], "a basement lies below zero"


def with_examples(paths):
    return [path for path, held in paths.items() if "example" in body_of(held)]


def body_of(held):
    """Return what the document says of the JSON body of a path; nothing where it takes none."""
    return (
        held.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
    )


def test_every_body_that_holds_a_plan_or_facts_has_an_example(contract):
    assert with_examples(contract["paths"]) == [
        "/v1/plan",
        "/v1/plan/what-if",
        "/v1/plan/why",
        "/v1/plan/changes",
        "/v1/match",
        "/v1/cases",
    ]


@pytest.mark.parametrize("path", ["plan", "plan/what-if", "plan/why", "match", "cases"])
def test_the_example_of_a_body_can_be_sent(shipped, contract, path):
    media = body_of(contract["paths"][f"/v1/{path}"])

    answer = shipped.client.post(f"/v1/{path}", json=media["example"], headers=shipped.headers)

    assert media["example"]["facts"]
    assert answer.status_code in (200, 201)


# ---- what comes out -------------------------------------------------------------------------


def test_every_answer_has_the_shape_the_document_says(shipped, contract):
    case = shipped.post("cases", 201, scenes=["scene/newborn"]).json()
    step = next(step for step, state in case["states"].items() if state == "can-start")
    moved = shipped.post(f"cases/{case['id']}/moves", step=step, to="submitted", seen=0)
    answers = {
        "SearchAnswer": [
            shipped.get("search", text=text) for text in ("开餐馆", "补贴", "天气", "租80平米")
        ],
        "PlanAnswer": [
            shipped.post("plan", scenes=[scene], facts=facts, mode=mode, open_on=open_on)
            for scene in ("restaurant", "disability", STORE)
            for facts in ({}, BASE)
            for mode, open_on in (("standard", None), ("commitment", "2027-03-01"))
        ],
        "WhatIfAnswer": [
            shipped.post("plan/what-if", scenes=[STORE], facts=facts) for facts in ({}, BASE)
        ],
        "WhyAnswer": [
            shipped.post("plan/why", scenes=[STORE], facts=BASE, services=["food_lic", "ent_reg"])
        ],
        "ChangesAnswer": [
            shipped.post("plan/changes", scenes=[STORE], before=before, after=BASE)
            for before in ({}, BASE, {**BASE, "area": 350, "credit_ok": False})
        ],
        "MatchAnswer": [shipped.post("match", facts=facts) for facts in ({}, BASE)],
        "RecordPage": [shipped.get("records", limit=3)],
        "CaseAnswer": [moved, shipped.get(f"cases/{case['id']}")],
        "CasePage": [shipped.get("cases")],
        "Problem": [shipped.post("plan", 422, scenes=["x"], facts={"x": 1, "y": 2})],
    }

    for schema, held in answers.items():
        for answer in held:
            fits(contract, schema).validate(answer.json())


def test_every_shipped_record_has_the_shape_the_document_says(contract):
    shape = fits(contract, "Record")

    wrong = [
        record.id
        for record in shipped_records().values()
        if not shape.is_valid(json.loads(json_line(plain(record))))
    ]

    assert wrong == []


README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"^curl .*$", README, re.MULTILINE))
def test_the_readme_can_be_typed(shipped, line):
    words = shlex.split(line.replace("$KEY", shipped.secret))[1:]
    values = {"-H": "", "--data-urlencode": "", "--json": None}
    address = words.pop().removeprefix("http://127.0.0.1:8000")
    for flag, value in pairwise(words):
        values |= {flag: value} if flag in values else {}
    headers = dict([values["-H"].split(": ")]) if values["-H"] else {}
    query = dict([values["--data-urlencode"].split("=")]) if values["--data-urlencode"] else None

    if values["--json"]:
        sent = json.loads(values["--json"])
        answer = shipped.client.post(address, json=sent, headers=headers)
    else:
        answer = shipped.client.get(address, params=query, headers=headers)

    assert answer.status_code in (200, 201), answer.text


# ---- made-up calls --------------------------------------------------------------------------


SAME_FACTS = ["/v1/plan/why", "/v1/plan/what-if", "/v1/plan/changes", "/v1/cases"]
"""They take the facts of a plan; three calls in four would try the edges of the same facts."""


def test_made_up_calls_never_break_the_contract(tmp_path):
    """The little world has a fact of every type, so each kind of value is tried at its edges."""
    house = little_house(tmp_path)

    done = run(Program(with_letters(house)), examples=8, no_edges=SAME_FACTS)

    house.close()
    assert done.failures == [], "\n\n".join(done.failures[:5])
    assert done.calls.keys() == {"examples", "coverage", "fuzzing", "stateful"}
    assert done.calls.total() > 1000
    assert {code for _, code in done.answers} >= {200, 201, 401, 404, 405, 409, 415, 422}


@pytest.mark.prove
@pytest.mark.parametrize(
    ("kind", "examples", "without"),
    [
        ("little", 400, ()),
        ("shipped", 60, ("coverage",)),
    ],
)
def test_many_made_up_calls_never_break_the_contract(tmp_path, capsys, kind, examples, without):
    house = little_house(tmp_path)
    if kind == "shipped":
        house = replace(fresh_house(Clock()), calls=house.calls)

    done = run(Program(with_letters(house)), examples, without)

    house.close()
    with capsys.disabled():
        print(f"\n/v1 over {kind} records: {done}")
    assert done.failures == [], "\n\n".join(done.failures[:5])
