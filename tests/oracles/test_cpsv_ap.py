"""Whether a standard reader can read us: the official CPSV-AP 3.2.0 shapes over the whole export."""

from __future__ import annotations

import pytest
import rdflib
from pyshacl import validate

from kb.model import Policy, PublicService
from kb.validation import as_rdflib
from tests.not_run import outside
from tests.support import NAMES, ROOT, WORLD, recorded, shipped_records

STANDARDS = ROOT.parent / "shared" / "standards"
SHAPES = STANDARDS / "cpsv-ap-3.2.0" / "cpsv-ap-SHACL.ttl"
ONTOLOGIES = (STANDARDS / "cpsv-ap-3.2.0" / "cpsv-ap.ttl", STANDARDS / "cccev-2.1.0" / "cccev.ttl")
SH = rdflib.SH

PREFIXES = """
PREFIX cpsv: <http://purl.org/vocab/cpsv#> PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
INCOMPLETE = {
    "identifier": "FILTER NOT EXISTS { ?service dct:identifier ?id }",
    "Chinese title": "FILTER NOT EXISTS { ?service dct:title ?t FILTER(lang(?t) = 'zh') }",
    "English title": "FILTER NOT EXISTS { ?service dct:title ?t FILTER(lang(?t) = 'en') }",
    "Chinese description": "FILTER NOT EXISTS { ?service dct:description ?t FILTER(lang(?t) = 'zh') }",
    "English description": "FILTER NOT EXISTS { ?service dct:description ?t FILTER(lang(?t) = 'en') }",
    "authority with a name and a place": """FILTER NOT EXISTS {
        ?service cv:hasCompetentAuthority ?body . ?body skos:prefLabel ?name ; dct:spatial ?place }""",
}


@pytest.fixture(scope="module")
def export():
    """Return every shipped record as a standard reader gets it."""
    return as_rdflib(shipped_records().values(), NAMES)


def violations(graph):
    shapes = rdflib.Graph().parse(SHAPES)
    ontology = rdflib.Graph()
    for file in ONTOLOGIES:
        ontology.parse(file)
    _, report, _ = validate(graph, shacl_graph=shapes, ont_graph=ontology, inplace=False)
    return [
        f"{report.value(result, SH.focusNode)} {report.value(result, SH.resultPath)}: "
        f"{report.value(result, SH.resultMessage)}"
        for result in report.subjects(SH.resultSeverity, SH.Violation)
    ]


@outside(SHAPES)
def test_the_official_shapes_find_nothing_wrong_with_what_we_ship(export):
    assert violations(export) == []


@outside(SHAPES)
def test_the_official_shapes_find_nothing_wrong_with_records_of_only_an_id_and_a_title():
    bare = recorded(
        "- {id: service/bare, title: {zh: 空, en: Bare}}\n"
        "- {id: policy/bare, title: {zh: 空, en: Bare}}\n"
        "- {id: scene/bare, title: {zh: 空, en: Bare}}\n"
        "- {id: evidence/bare, title: {zh: 空, en: Bare}}\n"
        "- {id: concept/bare, title: {zh: 空, en: Bare}, type: text}\n"
        "- {id: organisation/bare, title: {zh: 空, en: Bare}}\n"
        "- {id: document/bare, title: {zh: 空, en: Bare}}\n"
    )

    assert violations(as_rdflib((*bare, *recorded(WORLD)), NAMES)) == []


@outside(SHAPES)
def test_the_official_shapes_do_find_what_is_wrong(export):
    """Zero violations mean something only if a service without its authority makes one."""
    broken = rdflib.Graph()
    authority = rdflib.URIRef("http://data.europa.eu/m8g/hasCompetentAuthority")
    for triple in export:
        if triple[1] != authority:
            broken.add(triple)

    assert violations(broken)


@pytest.mark.parametrize("lacking", INCOMPLETE)
def test_every_service_and_policy_is_complete_for_a_standard_reader(export, lacking):
    rows = export.query(
        f"{PREFIXES} SELECT ?service {{ ?service a cpsv:PublicService . {INCOMPLETE[lacking]} }}"
    )

    assert [str(row.service) for row in rows] == []


def test_a_standard_reader_finds_every_service_and_policy(export):
    records = shipped_records().values()
    ours = {NAMES.iri(r.id) for r in records if isinstance(r, PublicService | Policy)}

    rows = export.query(f"{PREFIXES} SELECT ?service {{ ?service a cpsv:PublicService }}")

    assert {str(row.service) for row in rows} == ours


def test_what_must_be_issued_first_can_be_asked_in_standard_terms(export):
    """Input types and required services are echoed, so a reader needs none of our own words."""
    rows = export.query(
        f"{PREFIXES} SELECT ?service {{ ?service cv:hasInputType ?evidence . ?evidence a cv:EvidenceType ."
        " ?evidence dct:title ?title }"
    )

    assert len(rows) > 50
