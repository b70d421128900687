"""Files of RDF as another authority would send them, and how they are read here."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from kb.errors import BadRecords, Problem
from kb.file_read import FileRead
from kb.rdf_left_out import LeftOut
from kb.rdf_parsing import RdfGraph, graph_of
from kb.rdf_reading import read_rdf
from kb.rdf_taking import Taking
from tests.support import NAMES, assert_said_well

PREFIXES = """
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix cs: <https://companion.example/ns#> .
@prefix our: <https://companion.example/id/> .
@prefix ex: <http://tax.example/id/> .
"""
AUTHORITY = (
    PREFIXES
    + """
ex:taxOnWeb a cpsv:PublicService ;
    dct:identifier "Tax-on-web" ;
    dct:title "Tax on the web"@en-GB, "网上报税"@zh-Hans, "L'impôt"@fr ;
    dct:description "File a return."@en, "申报。"@zh ;
    dcat:keyword "tax"@en ;
    cv:hasCompetentAuthority ex:finance ;
    cv:hasLegalResource ex:code ;
    cv:holdsRequirement [ a cv:Requirement ; cv:hasEvidenceTypeList
        [ a cv:EvidenceTypeList ; cv:specifiesEvidenceType ex:card, ex:form ],
        [ a cv:EvidenceTypeList ; cv:specifiesEvidenceType ex:passport ] ] ;
    cv:hasInputType ex:form, ex:receipt ;
    cpsv:produces [ a cv:Output ; dct:title "Assessment"@en, "税单"@zh ] ;
    cv:processingTime "P20D"^^xsd:duration ;
    cv:hasCost [ a cv:Cost ; cv:hasValue 12.5 ;
        cv:currency <http://publications.europa.eu/resource/authority/currency/CNY> ] ;
    dct:requires ex:account ;
    cv:hasChannel ex:web .
ex:web a cv:Channel .
ex:account a cpsv:PublicService ; dct:title "Account"@en, "开户"@zh ; cv:isGroupedBy ex:start .
ex:start a cv:LifeEvent ; dct:title "Starting work"@en, "参加工作"@zh ;
    cv:hasRelatedService ex:taxOnWeb .
ex:finance a cv:PublicOrganisation ; skos:prefLabel "Finance"@en, "财政部"@zh ;
    cv:contactPoint [ cv:telephone "+32 1" ] .
ex:code a eli:LegalResource ; dct:title "Tax code"@en, "税法"@zh ; eli:id_local "2020/1" ;
    eli:date_publication "2020-01-31"^^xsd:date ;
    eli:first_date_entry_in_force "2020-03-01"^^xsd:date .
ex:card a cv:EvidenceType ; dct:title "Card"@en, "身份证"@zh .
ex:passport a cv:EvidenceType ; dct:title "Passport"@en, "护照"@zh .
ex:form a cv:EvidenceType ; dct:title "Form"@en, "表"@zh .
ex:receipt a cv:EvidenceType ; dct:title "Receipt"@en, "收据"@zh .
ex:income a cv:InformationConcept ; dct:title "Income"@en, "收入"@zh .
"""
)
"""Two services with most of what CPSV-AP 3.2.0 can say of one."""


def graph(turtle: str) -> RdfGraph:
    """Return a piece of Turtle as a graph, with all prefixes at hand."""
    return graph_of(parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE), "test.ttl")


def taking(turtle: str, ids: dict[str, str] | None = None) -> Taking:
    """Return what readers take from, about `ex:it`, which stands at `service/it`."""
    given = {EX + name: own for name, own in (ids or {}).items()}
    made = Taking(graph(turtle), lambda iri: given.get(iri, ""), "test.ttl", LeftOut())
    made.visit(f"{EX}it", "service/it")
    return made


EX = "http://tax.example/id/"


def read(content: str | bytes, form: str = "ttl", base: dict | None = None) -> FileRead:
    """Return what comes out of a file."""
    content = content.encode() if isinstance(content, str) else content
    return read_rdf(content, form, f"file.{form}", NAMES, base or {})


def refused(content: str | bytes, form: str = "ttl") -> tuple[Problem, ...]:
    """Return the problems of a file, all said well in both languages."""
    with pytest.raises(BadRecords) as error:
        read(content, form)
    for problem in error.value.problems:
        assert_said_well(problem)
    return error.value.problems


def told(problems: tuple[Problem, ...] | list[Problem]) -> set[tuple[str, str]]:
    """Return place and English problem of each, for tables."""
    return {(problem.place, problem.problem.en) for problem in problems}
