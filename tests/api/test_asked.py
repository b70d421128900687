"""What programs send is read strictly, and whatever else arrives is told what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from api.asked import DEEPEST, LARGEST_BODY, LONGEST_NUMBER, parsed
from kb.errors import WrongInput
from tests.programs import Program, little_house


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    house = little_house(tmp_path_factory.mktemp("asked"))
    yield Program(house)
    house.close()


def test_numbers_are_read_digit_for_digit():
    assert parsed(b'{"a": 0.1000000000000000055, "b": 12345678901234567890, "c": 1e2}') == {
        "a": Decimal("0.1000000000000000055"),
        "b": 12345678901234567890,
        "c": Decimal("1E+2"),
    }


@pytest.mark.parametrize(
    ("body", "place", "said"),
    {
        "nothing": (b"", "body", "is not JSON"),
        "half of it": (b'{"facts": ', "body", "is not JSON"),
        "another encoding": ('{"facts": "便利店"}'.encode("gbk"), "body", "is not UTF-8"),
        "another kind of text": ("{}".encode("utf-16"), "body", "is not UTF-8"),
        "NaN": (b'{"facts": {"employees": NaN}}', "body", "NaN, which is no number"),
        "infinity": (b'{"facts": {"employees": -Infinity}}', "body", "-Infinity"),
        "a key twice": (b'{"facts": {}, "facts": {}}', "facts", "stands twice"),
        "a fact twice": (b'{"facts": {"area": 1, "area": 2}}', "area", "stands twice"),
        "no object": (b"[]", "body", "is not an object"),
        "no facts": (b'{"facts": 7}', "facts", "is not a group of facts"),
        "nothing for facts": (b'{"facts": null}', "facts", "is not a group of facts"),
        "an unknown key": (b'{"fact": {}}', "fact", "is not known here"),
        "deep nesting": (b'{"facts":' * 9000, "body", "is nested too deeply"),
        "deeper than facts": (b'{"a":' * 30 + b"1" + b"}" * 30, "a.a.a", "is nested too deeply"),
        "a huge number": (b'{"facts": {"employees": 1e400}}', "facts.employees", "1E+400"),
        "a huge exponent": (b'{"facts": {"employees": 1e99999999999999999999}}', "body", "JSON"),
        "a long number": (b'{"facts": {"employees": ' + b"9" * 5000 + b"}}", "body", "5000 signs"),
        "many decimals": (b'{"facts": {"employees": 1.5}}', "facts.employees", "0 decimals"),
        "a NUL": (b'{"facts": {"remark": "a\\u0000"}}', "facts.remark", "no text"),
        "a NUL in a key": (b'{"facts": {"\\u0000": 1}}', "facts", "no text"),
        "half a character": (b'{"facts": {"remark": "\\ud83d"}}', "facts.remark", "no text"),
        "no such day": (b'{"on": "2026-02-30"}', "on", "is not a date"),
        "a day in words": (b'{"on": "tomorrow"}', "on", "is not a date"),
        "a year out of reach": (b'{"on": "0026-01-01"}', "on", "is not a date"),
        "a word for a flag": (b'{"rank": "yes"}', "rank", "is not a flag"),
    }.values(),
)
def test_a_body_that_cannot_be_used_says_where_and_why(program, body, place, said):
    problem = program.post("match", 422, body=body).json()

    assert problem["place"] == place
    assert said in problem["detail"]
    assert problem["remedy"]


@pytest.mark.parametrize(
    ("sent", "place", "said"),
    [
        ({"scenes": []}, "scenes", "is empty"),
        ({"scenes": ["scene/shop"] * 21}, "scenes", "is too long"),
        ({"scenes": "scene/shop"}, "scenes", "is not a list"),
        ({"scenes": [7]}, "scenes.0", "is not text"),
        ({"scenes": ["scene/shop", "开店"]}, "scenes.1", "does not name one scene"),
        ({}, "scenes", "is missing"),
    ],
)
def test_a_scene_is_named_and_never_guessed(program, sent, place, said):
    problem = program.post("plan", 422, **sent).json()

    assert (problem["place"], said in problem["detail"]) == (place, True)


@pytest.mark.parametrize(
    ("query", "place", "said"),
    [
        ("search", "text", "is missing"),
        ("search?text=", "text", "is empty"),
        (f"search?text={'x' * 501}", "text", "is too long"),
        ("search?text=a&text=b", "text", "stands twice"),
        ("search?text=%00", "text", "no text"),
        ("search?text=x&kind=area", "kind.0", "none of the words"),
        ("search?text=x&limit=5", "limit", "is not known here"),
        ("records?limit=0", "limit", "is too small"),
        ("records?limit=201", "limit", "is too large"),
        ("records?limit=many", "limit", "is not a whole number"),
        ("records?limit=1e1", "limit", "is not a whole number"),
        ("records?kind=law", "kind", "none of the words"),
        ("cases?after=x&before=y", "before", "is not known here"),
        ("openapi.json?x=1", "x", "is not known here"),
    ],
)
def test_a_query_that_cannot_be_used_says_where_and_why(program, query, place, said):
    problem = program.get(query, 422).json()

    assert (problem["place"], said in problem["detail"]) == (place, True)


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"],
)
def test_a_body_says_that_it_is_json(program, kind):
    headers = {**program.headers, "content-type": kind}

    refused = program.client.post("/v1/match", content=b"{}", headers=headers)

    assert refused.status_code == 415
    assert refused.json()["remedy"] == "Send Content-Type: application/json"


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=UTF-8"])
def test_json_is_known_by_its_type_however_that_is_written(program, kind):
    headers = {**program.headers, "content-type": kind}

    assert program.client.post("/v1/match", content=b"{}", headers=headers).status_code == 200


@pytest.mark.parametrize("more", [1, 5_000_000])
def test_a_body_that_is_too_large_is_refused_as_a_problem(program, more):
    refused = program.post("match", 413, body=b" " * (LARGEST_BODY + more))

    assert refused.headers["content-type"] == "application/problem+json"
    assert "250,000" in refused.json()["remedy"]


def test_a_body_that_comes_in_pieces_is_refused_once_it_is_too_large(program):
    pieces = (b" " * 100_000 for _ in range(30))

    assert "too large" in program.post("match", 413, body=pieces).json()["detail"]


def test_a_body_of_the_largest_size_is_read(program):
    program.post("match", body=b"{}".ljust(LARGEST_BODY))


def test_what_is_deep_and_long_enough_is_read():
    deep = b"[" * DEEPEST + b"9" * LONGEST_NUMBER + b"]" * DEEPEST

    assert parsed(deep)
    with pytest.raises(WrongInput):
        parsed(b"[" + deep + b"]")
