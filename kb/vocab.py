"""Namespaces and terms: CPSV-AP and CCCEV where they have a word, our own `cs:` where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from rdflib import DCTERMS, PROV, RDF, SKOS, XSD, Namespace, URIRef
from rdflib.namespace import DefinedNamespace

DEFAULT_BASE: Final = "https://companion.example/"


class CV(DefinedNamespace):
    """SEMIC core vocabularies, CCCEV 2.1.0 and CPSV-AP 3.2.0."""

    _NS = Namespace("http://data.europa.eu/m8g/")
    _fail = True

    BusinessEvent: URIRef
    Constraint: URIRef
    Criterion: URIRef
    EvidenceType: URIRef
    EvidenceTypeList: URIRef
    InformationConcept: URIRef
    LifeEvent: URIRef
    Output: URIRef
    PublicOrganisation: URIRef
    ReferenceFramework: URIRef
    Requirement: URIRef
    constrains: URIRef
    hasCompetentAuthority: URIRef
    hasConcept: URIRef
    hasEvidenceTypeList: URIRef
    hasInputType: URIRef
    hasLegalResource: URIRef
    hasRelatedService: URIRef
    hasRequirement: URIRef
    holdsRequirement: URIRef
    isDerivedFrom: URIRef
    processingTime: URIRef
    specifiesEvidenceType: URIRef


class CPSV(DefinedNamespace):
    """Core public service vocabulary."""

    _NS = Namespace("http://purl.org/vocab/cpsv#")
    _fail = True

    PublicService: URIRef
    produces: URIRef


class ELI(DefinedNamespace):
    """European legislation identifier, for the notices and laws."""

    _NS = Namespace("http://data.europa.eu/eli/ontology#")
    _fail = True

    LegalResource: URIRef


CS: Final = Namespace(f"{DEFAULT_BASE}ns#")
"""Our own terms, one per field or form name; `kb.codec` mints them by reflection."""

PREFIXES: Final[dict[str, str]] = {
    "cpsv": str(CPSV._NS),
    "cs": str(CS),
    "cv": str(CV._NS),
    "dct": str(DCTERMS),
    "eli": str(ELI._NS),
    "prov": str(PROV),
    "rdf": str(RDF),
    "skos": str(SKOS),
    "xsd": str(XSD),
}

CLASS_TERMS: Final[dict[str, str]] = {
    "EvidenceType": str(CV.EvidenceType),
    "InformationConcept": str(CV.InformationConcept),
    "Output": str(CV.Output),
    "PolicyDocument": str(ELI.LegalResource),
    "PublicOrganisation": str(CV.PublicOrganisation),
    "PublicService": str(CPSV.PublicService),
}
"""Classes that the standards name; every other class is `cs:` and its own name."""

PREDICATES: Final[dict[str, str]] = {
    "benefit": str(CS.benefit),
    "confirm": str(CS.toBeConfirmed),
    "document": str(CV.hasLegalResource),
    "fact": str(CV.constrains),
    "materials": str(CV.hasInputType),
    "notation": str(SKOS.notation),
    "outputs": str(CPSV.produces),
    "phrases": str(SKOS.altLabel),
    "position": str(CS.position),
    "published": str(DCTERMS.issued),
    "sources": str(DCTERMS.source),
    "supersedes": str(DCTERMS.replaces),
    "title": str(DCTERMS.title),
    "within": str(CS.within),
}
"""One predicate per field name, wherever it occurs; a field not listed is `cs:` and its name.

Description and organisation may be left out of a record but not out of CPSV-AP, so they are ours
and the standard ones are echo.
"""


def class_term(name: str) -> str:
    """Return the IRI of one of our classes.

    >>> class_term("PublicService")
    'http://purl.org/vocab/cpsv#PublicService'
    """
    return CLASS_TERMS.get(name, f"{CS}{name}")


def predicate(key: str) -> str:
    """Return the IRI of the predicate for a field's key.

    >>> predicate("title")
    'http://purl.org/dc/terms/title'
    """
    return PREDICATES.get(key, f"{CS}{key}")


@dataclass(frozen=True, slots=True)
class Names:
    """How ids become IRIs under a configurable base, and back."""

    base: str = DEFAULT_BASE

    @property
    def root(self) -> str:
        """Return what every record's IRI begins with."""
        return f"{self.base}id/"

    def iri(self, record_id: str) -> str:
        """Return the IRI of a record.

        >>> Names().iri("scene/restaurant")
        'https://companion.example/id/scene/restaurant'
        """
        return f"{self.root}{record_id}"

    def record_id(self, iri: str) -> str:
        """Return the id behind an IRI; a part's path stays on it.

        >>> Names().record_id("https://companion.example/id/policy/rent.criteria.all.0")
        'policy/rent.criteria.all.0'
        """
        return iri.removeprefix(self.root)

    def version(self, number: int) -> str:
        """Return the IRI of a version of a record, which is that of the graph that holds it.

        >>> Names().version(7)
        'https://companion.example/graph/version/7'
        """
        return f"{self.base}graph/version/{number}"

    def move(self, number: int) -> str:
        """Return the IRI of a move of the ledger."""
        return f"{self.base}move/{number}"

    def account(self, account: str) -> str:
        """Return the IRI of who did something.

        >>> Names().account("third hand")
        'https://companion.example/account/third%20hand'
        """
        return f"{self.base}account/{quote(account, safe='')}"

    @property
    def provenance(self) -> str:
        """Return the IRI of the graph that says who did what to which version when."""
        return f"{self.base}graph/provenance"

    @property
    def publication(self) -> str:
        """Return the IRI of what is in force: the generation, its day, the head of the chain."""
        return f"{self.base}graph/provenance/publication"
