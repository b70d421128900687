from __future__ import annotations

from hypothesis import given
from pyoxigraph import NamedNode

from kb import codec
from kb.echo import children, echo
from kb.store import open_graph
from tests.strategies import criteria, records
from tests.support import NAMES, criterion_of, recorded

SERVICE = """
id: service/new
title: {zh: 新, en: New}
requires: [[service/a, service/b]]
inputs: [[evidence/card, evidence/passport], [evidence/form]]
outputs: [{title: {zh: 证, en: Paper}, evidence: evidence/paper}]
days: {statutory: 20, committed: 5}
"""
POLICY = """
id: policy/new
title: {zh: 新, en: New}
organisation: organisation/bureau
criteria:
  all:
    - fact: concept/a
      at_most: 3
      source: {document: document/notice}
      wording: {zh: 三, en: three at most}
    - {not: {fact: concept/b, is: true}}
"""


def graph_of(content):
    graph = open_graph()
    for record in recorded(content):
        graph.load(t for part in (codec.triples, echo) for t in part(record, NAMES))
    return graph


def asked(graph, where):
    """Return the rows of a query, each as its values in the order of their names."""
    return {
        tuple(row[name].value.removeprefix(NAMES.root) for name in sorted(row))
        for row in graph.select(f"SELECT * WHERE {{ {where} }}")
    }


def test_alternatives_become_lists_of_which_one_must_be_met():
    rows = asked(
        graph_of(SERVICE),
        "?r cv:hasEvidenceTypeList ?list . ?list cv:specifiesEvidenceType ?z",
    )

    assert {(requirement, evidence) for _, requirement, evidence in rows} == {
        ("service/new.inputs.0", "evidence/card"),
        ("service/new.inputs.0", "evidence/passport"),
        ("service/new.inputs.1", "evidence/form"),
    }


def test_a_standard_reader_sees_inputs_outputs_prerequisites_and_time():
    graph = graph_of(SERVICE)

    assert asked(graph, "<https://companion.example/id/service/new> dct:requires ?before") == {
        ("service/a",),
        ("service/b",),
    }
    assert len(asked(graph, "?s cv:hasInputType ?e")) == 3
    assert asked(graph, "?a cpsv:produces/dct:identifier ?id") == {
        ("service/new", "service/new.outputs.0")
    }
    assert asked(graph, "?s cv:processingTime ?t") == {("service/new", "P5D")}


def test_a_tree_of_conditions_is_joined_in_standard_terms_down_to_its_source():
    graph = graph_of(POLICY)

    assert asked(graph, "?a cv:holdsRequirement ?b . ?b cv:hasRequirement ?part") == {
        ("policy/new", "policy/new.criteria", "policy/new.criteria.all.0"),
        ("policy/new", "policy/new.criteria", "policy/new.criteria.all.1"),
    }
    assert asked(graph, "?a cv:isDerivedFrom ?document") == {
        ("policy/new.criteria.all.0", "document/notice")
    }
    assert asked(graph, "?leaf a cv:Constraint") == {
        ("policy/new.criteria.all.0",),
        ("policy/new.criteria.all.1.not",),
    }


def test_a_leaf_is_titled_by_its_own_wording():
    titles = asked(
        graph_of(POLICY), "?leaf a cv:Constraint ; dct:title ?title FILTER(lang(?title) = 'en')"
    )

    assert titles == {
        ("policy/new.criteria.all.0", "three at most"),
        ("policy/new.criteria.all.1.not", "New: condition criteria.all.1.not"),
    }


def test_a_service_without_a_body_names_one_to_be_confirmed_that_is_no_record():
    """A placeholder with the id of an organisation was once read back as one, without a title."""
    graph = graph_of("{id: service/bare, title: {zh: 空, en: Bare}}")

    assert asked(
        graph, "?a cv:hasCompetentAuthority ?body . ?body dct:title ?t FILTER(lang(?t) = 'en')"
    ) == {("service/bare", "service/bare.organisation", "Body to be confirmed")}


@given(records())
def test_what_the_echo_says_is_never_read_back(record):
    own = set(codec.triples(record, NAMES))
    rows = [(t.subject, t.predicate, t.object) for t in own]

    without = codec.record(record.id, codec.by_subject(rows), NAMES)

    assert without == record


@given(records())
def test_every_record_is_identified_by_its_id(record):
    identifiers = {
        t.object.value
        for t in echo(record, NAMES)
        if t.subject.value == NAMES.iri(record.id)
        and t.predicate == NamedNode("http://purl.org/dc/terms/identifier")
    }

    assert identifiers == {record.id}


@given(criteria())
def test_the_children_of_a_condition_lead_to_each_part_once(criterion):
    paths = [path for path, _ in children(criterion)]

    assert len(set(paths)) == len(paths)


def test_the_condition_over_members_is_a_child_called_where():
    counted = criterion_of("{count: concept/a, at_least: 1, where: {fact: concept/b, is: true}}")

    assert list(children(counted)) == [("where", criterion_of("{fact: concept/b, is: true}"))]
