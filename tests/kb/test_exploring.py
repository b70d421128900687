from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kb import catalogue
from kb.circles import prerequisites
from kb.exploring import asked, said
from kb.store import open_graph
from tests.support import NAMES, WORLD, recorded

MORE = """
- id: service/opening
  title: {zh: 开业, en: Opening}
  requires: [[service/licence]]
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/registration}
    - {service: service/licence}
    - {service: service/opening}
- id: policy/grant
  title: {zh: 补贴, en: Grant}
  document: document/notice
  valid: {from: 2026-01-01}
  criteria:
    all:
      - {fact: concept/employees, at_most: 10}
      - {any: [{fact: concept/foreign, is: false}, {holds: evidence/business-licence}]}
"""
RECORDS = recorded(WORLD) + recorded(MORE)


@pytest.fixture(scope="module")
def graph():
    made = open_graph()
    catalogue.load(made, RECORDS, NAMES)
    return made


def rows(graph, query, *keys, **given):
    return {tuple(one.get(key) for key in keys) for one in asked(graph, query, NAMES, **given)}


def test_classes_are_counted(graph):
    counted = dict(rows(graph, "classes", "class", "count"))

    assert (counted["cpsv:PublicService"], counted["cs:Scene"]) == ("5", "1")  # policies are too


def test_a_scene_has_its_services_with_their_papers_or_none(graph):
    assert rows(graph, "scene_materials", "service", "evidence", scene="scene/shop") == {
        ("service/registration", "evidence/id-card"),
        ("service/licence", "evidence/business-licence"),
        ("service/opening", None),
    }


def test_a_service_waits_for_what_it_requires_and_for_whoever_issues_its_papers(graph):
    assert rows(graph, "waits_for", "service", "before") == {
        ("service/opening", "service/licence"),
        ("service/licence", "service/registration"),
    }


def test_all_that_comes_before_is_found_as_far_as_it_leads(graph):
    assert rows(graph, "prerequisites", "before", service="service/opening") == {
        ("service/licence",),
        ("service/registration",),
    }


def test_the_graph_and_the_code_know_the_same_prerequisites(graph):
    services = [one for one in RECORDS if one.id.startswith("service/")]
    known = {(one, each) for one, before in prerequisites(services).items() for each in before}

    assert rows(graph, "waits_for", "service", "before") == known


def test_policies_have_their_document_and_their_days(graph):
    assert rows(graph, "policy_dates", "policy", "document", "from", "to") == {
        ("policy/grant", "document/notice", "2026-01-01", None)
    }


def test_a_condition_comes_in_parts_with_form_whole_and_fact(graph):
    top = "policy/grant.criteria"

    assert rows(graph, "conditions", "whole", "part", "form", "fact") == {
        (None, top, "cs:All", None),
        (top, f"{top}.all.0", "cs:AtMost", "concept/employees"),
        (top, f"{top}.all.1", "cs:AnyOf", None),
        (f"{top}.all.1", f"{top}.all.1.any.0", "cs:Is", "concept/foreign"),
        (f"{top}.all.1", f"{top}.all.1.any.1", "cs:Holds", None),
    }


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (NamedNode(NAMES.iri("policy/grant.criteria")), "policy/grant.criteria"),
        (NamedNode("http://data.europa.eu/m8g/Criterion"), "cv:Criterion"),
        (NamedNode("https://elsewhere.example/x"), "https://elsewhere.example/x"),
        (Literal("三"), "三"),
    ],
)
def test_a_term_is_said_as_short_as_it_can_be(term, words):
    assert said(term, NAMES) == words
