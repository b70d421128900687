"""The graph as JSON-LD: nothing is lost, every field has its term, one content is one text."""

from __future__ import annotations

import json
from datetime import time
from random import Random

import pytest
import rdflib
from hypothesis import given, settings
from pyoxigraph import RdfFormat, parse

from kb import catalogue, jsonld
from kb.codec import PARTS, shapes
from kb.ids import kind_of
from kb.model import KINDS
from kb.store import open_graph
from kb.vocab import PREFIXES
from tests.strategies import records
from tests.support import NAMES, WORLD, recorded, shipped_records

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"  # said by rdflib's own parser
)
CLASSES = sorted({*KINDS.values(), *PARTS.values()}, key=lambda kind: kind.__name__)
FULLEST = {
    kind_of(record_id): record
    for record_id, record in sorted(shipped_records().items(), key=lambda pair: len(repr(pair[1])))
}


def graph_of(held):
    graph = open_graph()
    catalogue.load(graph, held, NAMES)
    return graph


def comes_back_whole(graph):
    """Say whether another reader finds in the JSON-LD what stands in the graph."""
    read = rdflib.Graph().parse(data=graph.dump("jsonld"), format="json-ld")
    wanted = rdflib.Graph().parse(data=graph.dump("nquads"), format="nt")
    return set(read) == set(wanted)


@pytest.mark.parametrize("kind", FULLEST)
def test_every_triple_of_a_record_comes_back(kind):
    assert comes_back_whole(graph_of([FULLEST[kind]]))


def test_every_triple_of_records_that_name_each_other_comes_back():
    assert comes_back_whole(graph_of(recorded(WORLD)))


@given(records())
@settings(max_examples=15)
def test_every_triple_of_any_record_comes_back(record):
    assert comes_back_whole(graph_of([record]))


@pytest.mark.prove
def test_every_triple_of_the_shipped_base_comes_back():
    assert comes_back_whole(graph_of(shipped_records().values()))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_and_every_field_has_its_term(kind):
    context = jsonld.context()

    assert isinstance(context[kind.__name__], str)
    for shape in shapes(kind):
        assert context[shape.key]["@id"] == shape.predicate.value


def test_no_two_terms_mean_the_same():
    """A reader that writes our terms back must not find two for one."""
    fields = {key: term["@id"] for key, term in jsonld.context().items() if isinstance(term, dict)}

    assert len(set(fields.values())) == len(fields)


def test_a_term_says_its_type_where_all_its_fields_agree():
    context = jsonld.context()

    assert context["title"] == {"@id": context["title"]["@id"], "@container": "@language"}
    assert context["organisation"]["@type"] == "@id"
    assert context["checked_on"]["@type"].endswith("#date")
    assert context["closes_at"]["@type"].endswith("#time")
    assert "@type" not in context["is"], "a flag, a number or a code: every value says its own"


def test_fields_are_written_under_their_own_names_with_both_languages():
    (record,) = recorded(
        "{id: policy/grant, title: {zh: 补贴, en: Grant}, windows: [{closes_at: '16:00'}]}"
    )
    held = json.loads(graph_of([record]).dump("jsonld"))

    nodes = {node["@id"]: node for node in held["@graph"]}
    grant = nodes[NAMES.iri("policy/grant")]
    assert grant["title"] == {"zh": "补贴", "en": "Grant"}
    assert "Policy" in grant["@type"]
    assert nodes[grant["windows"]]["closes_at"] == time(16).isoformat()


def test_the_context_stands_whole_in_the_export_and_nothing_is_fetched():
    held = json.loads(graph_of(recorded(WORLD)).dump("jsonld"))

    assert held["@context"] == jsonld.context()
    assert PREFIXES.items() <= held["@context"].items()


def test_one_content_is_one_text_whatever_order_it_came_in():
    held = list(recorded(WORLD))
    first = graph_of(held).dump("jsonld")
    Random(7).shuffle(held)

    assert graph_of(held).dump("jsonld") == first


def test_the_graph_engine_reads_it_too():
    graph = graph_of(recorded(WORLD))

    read = {str(quad.triple) for quad in parse(graph.dump("jsonld"), format=RdfFormat.JSON_LD)}

    assert len(read) == len(graph)
