from __future__ import annotations

import pytest

from kb.rdf_left_out import LeftOut, short
from kb.rdf_process import UNKNOWN
from kb.text import Text
from tests.support import assert_said_well

SHORT = {
    "http://data.europa.eu/m8g/hasChannel": "cv:hasChannel",
    f"{UNKNOWN}colour": "colour",
    "http://a.example/b": "<http://a.example/b>",
}


@pytest.mark.parametrize("iri", SHORT)
def test_an_address_is_said_as_people_write_it(iri):
    assert short(iri) == SHORT[iri]


def test_a_long_address_is_cut():
    assert len(short("http://a.example/" + "b" * 5_000)) <= 120


def test_the_same_thing_is_said_once_with_its_first_places_and_how_many_there_are():
    left_out = LeftOut()
    for i in range(12):
        left_out.predicate(f"service/{i}", "http://data.europa.eu/m8g/hasChannel")

    (problem,) = left_out.problems("a.ttl")

    assert problem.place == "service/0, service/1, service/2 … (12)"
    assert problem.problem.zh == "cv:hasChannel（办理渠道）没有读进来。"


def test_everything_is_said_in_both_languages():
    left_out = LeftOut()
    left_out.predicate("a", "http://a.example/b")
    left_out.predicate("a", f"{UNKNOWN}colour")
    left_out.kind("a", "http://data.europa.eu/m8g/Channel")
    left_out.kind("a", "")
    left_out.add("a", Text(zh="没有。", en="none."), Text(zh="写。", en="Write."))

    problems = list(left_out.problems("a.ttl"))

    assert len(problems) == 5
    for problem in problems:
        assert_said_well(problem)
