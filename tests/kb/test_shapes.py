"""Our SHACL shapes over graphs, such as those from elsewhere, and what they say in words."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files

import pytest
import rdflib
from rdflib import SH

from kb import kinds
from kb.errors import Problem
from kb.validation import shape_problems
from kb.vocab import CS
from tests.support import NAMES, assert_said_well

GRAPHS = {
    "two Chinese titles": ('dct:title "一"@zh, "二"@zh, "One"@en', "title", "more than one title"),
    "no English title": ('dct:title "一"@zh', "title", "no English title"),
    "no Chinese title": ('dct:title "One"@en', "title", "no Chinese title"),
    "a title in French": (
        'dct:title "一"@zh, "One"@en, "Un"@fr',
        "title",
        "in another language",
    ),
    "a blank title": ('dct:title "  "@zh, "One"@en', "title", "empty title"),
    "a fee below zero": ('dct:title "一"@zh, "One"@en ; cs:fee -1', "fee", "below zero"),
    "a word outside its list": (
        'dct:title "一"@zh, "One"@en ; cs:where "moon"^^cs:code',
        "where",
        "none of the allowed words",
    ),
}
PREFIXES = """
@prefix cs: <https://companion.example/ns#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def in_graph(turtle):
    graph = rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle")
    found = shape_problems(graph, NAMES)
    for _, _, problem, remedy in found:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [(record, path, problem.en) for record, path, problem, _ in found]


@pytest.mark.parametrize(("said", "place", "word"), GRAPHS.values(), ids=GRAPHS)
def test_a_graph_from_elsewhere_is_held_against_every_shape(said, place, word):
    service = f"<{NAMES.iri('service/one')}>"

    told = in_graph(f'{service} a cpsv:PublicService ; dct:identifier "service/one" ; {said} .')

    assert (told[0][0], told[0][1]) == ("service/one", (place,))
    assert word in told[0][2]


@pytest.mark.parametrize(
    ("turtle", "path", "word"),
    [
        ("<{}.criteria> a cv:Constraint ; cv:constrains <x> .", ("criteria",), "an operator"),
        ("<{}.criteria> a cs:AtMost ; cs:at_most 3 .", ("criteria", "fact"), "on no fact"),
        (
            '<{}.valid> a cs:Period ; cs:from "2026-03-01"^^xsd:date ;'
            ' cs:to "2026-02-01"^^xsd:date .',
            ("valid", "from"),
            "starts after it ends",
        ),
        (
            "<{}.days> a cs:Days ; cs:statutory 500 ; cs:committed 1 .",
            ("days", "statutory"),
            "0 to 400",
        ),
        ("<{}.x> a cs:Lasts .", ("x",), "years, months or days"),
    ],
)
def test_parts_in_a_graph_are_looked_at_where_they_stand(turtle, path, word):
    ((record, at, said),) = in_graph(turtle.replace("{}", NAMES.iri("policy/one")))

    assert (record, at) == ("policy/one", path)
    assert word in said


def test_the_shapes_list_the_words_that_our_types_list():
    shapes = rdflib.Graph().parse(data=(files("kb") / "shapes.ttl").read_text("utf-8"))
    lists = {
        frozenset(str(word) for word in rdflib.collection.Collection(shapes, head))
        for head in shapes.objects(None, SH["in"])
    }
    enums = [one for one in vars(kinds).values() if isinstance(one, type) and one is not StrEnum]

    assert lists == {frozenset(map(str, one)) for one in enums}


def test_every_shape_says_what_is_wrong_and_what_to_write_in_both_languages():
    shapes = rdflib.Graph().parse(data=(files("kb") / "shapes.ttl").read_text("utf-8"))

    for shape in set(shapes.objects(None, SH.property)):
        for verb in (SH.message, CS.remedy):
            said = {word.language for word in shapes.objects(shape, verb)}
            assert said == {"zh", "en"}, list(shapes.objects(shape, SH.message))
