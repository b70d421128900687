"""Standard triples that repeat what ours say, for readers of CPSV-AP, CCCEV and ELI.

Written, never read. Where a standard wants something a record may leave out (a description, a
competent authority) the echo says the title again, or names the body "to be confirmed".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD

from kb.criteria import All, AnyOf, Count, Criterion, FactLeaf, Leaf, Not
from kb.fields import key_of
from kb.kinds import SceneKind
from kb.model import AnyRecord, Policy, PolicyDocument, PublicOrganisation, PublicService, Scene
from kb.text import LANGUAGES, Text
from kb.vocab import CPSV, CS, CV, ELI, Names

_LOCATION = "http://purl.org/dc/terms/Location"


@cache
def _term(iri: object) -> NamedNode:
    """Return one of the standards' terms as the store's; there are few, and each is said often."""
    return NamedNode(str(iri))


_IDENTIFIER = _term(DCTERMS.identifier)
_TITLE = DCTERMS.title
_TYPE = _term(RDF.type)
_CONSTRAINT, _CRITERION, _HAS = CV.Constraint, CV.Criterion, _term(CV.hasRequirement)
_UNKNOWN = Text(zh="待确认的部门", en="Body to be confirmed")


def node(iri: object) -> NamedNode:
    """Return an IRI as the store's term."""
    return NamedNode(str(iri))


def echo(record: AnyRecord, names: Names) -> Iterator[Quad]:
    """Yield the standard triples for one record."""
    me = node(names.iri(record.id))
    yield _identifier(me, record.id)
    for kind, more in _MORE.items():
        if isinstance(record, kind):
            yield from more(me, record, names)


def _identifier(me: NamedNode, text: str) -> Quad:
    return Quad(me, _IDENTIFIER, Literal(text))


def _words(me: NamedNode, verb: object, text: Text) -> Iterator[Quad]:
    for language in LANGUAGES:
        yield Quad(me, _term(verb), Literal(text.get(language), language=language))


def _is_a(me: NamedNode, kind: object) -> Quad:
    return Quad(me, _TYPE, _term(kind))


def _like_a_service(me: NamedNode, record: Any, names: Names) -> Iterator[Quad]:
    yield _is_a(me, CPSV.PublicService)
    yield from _words(me, DCTERMS.description, record.description or record.title)
    unknown = f"{record.id}.organisation"
    body = node(names.iri(record.organisation or unknown))
    yield Quad(me, node(CV.hasCompetentAuthority), body)
    if record.organisation is None:
        # A part of this record: as a record of its own it would be read back without a title.
        yield from _organisation_terms(body, _UNKNOWN, names)
        yield from _words(body, DCTERMS.title, _UNKNOWN)
        yield _identifier(body, unknown)


def _service(me: NamedNode, record: PublicService, names: Names) -> Iterator[Quad]:
    yield from _like_a_service(me, record, names)
    for needed in {each for any_of in record.requires for each in any_of}:
        yield Quad(me, node(DCTERMS.requires), node(names.iri(needed)))
    for i, any_of in enumerate(record.inputs):
        yield from _requirement(me, f"{me.value}.inputs.{i}", record, any_of, names)
    for i, output in enumerate(record.outputs):
        yield _identifier(node(f"{me.value}.outputs.{i}"), f"{record.id}.outputs.{i}")
        if output.evidence:
            yield Quad(
                node(f"{me.value}.outputs.{i}"),
                node(CS.issuesEvidenceType),
                node(names.iri(output.evidence)),
            )
    if record.days is not None:
        duration = Literal(f"P{record.days.committed}D", datatype=node(XSD.duration))
        yield Quad(me, node(CV.processingTime), duration)


def _requirement(
    me: NamedNode, iri: str, record: PublicService, any_of: frozenset[Any], names: Names
) -> Iterator[Quad]:
    needed = node(iri)
    path = names.record_id(iri)
    yield Quad(me, node(CV.holdsRequirement), needed)
    yield _is_a(needed, CV.Requirement)
    yield _identifier(needed, path)
    yield from _words(needed, DCTERMS.title, record.title)
    for i, evidence in enumerate(sorted(any_of)):
        choice = node(f"{iri}.choice.{i}")
        yield Quad(needed, node(CV.hasEvidenceTypeList), choice)
        yield _is_a(choice, CV.EvidenceTypeList)
        yield _identifier(choice, f"{path}.choice.{i}")
        yield Quad(choice, node(CV.specifiesEvidenceType), node(names.iri(evidence)))
        yield Quad(me, node(CV.hasInputType), node(names.iri(evidence)))


def _policy(me: NamedNode, record: Policy, names: Names) -> Iterator[Quad]:
    yield from _like_a_service(me, record, names)
    if record.criteria is not None:
        top = f"{me.value}.criteria"
        yield Quad(me, node(CV.holdsRequirement), node(top))
        yield from _criterion(top, record.criteria, record.title, names)


def _criterion(iri: str, criterion: Criterion, title: Text, names: Names) -> Iterator[Quad]:
    me = node(iri)
    path = names.record_id(iri)
    yield _identifier(me, path)
    yield _is_a(me, _CONSTRAINT if isinstance(criterion, Leaf) else _CRITERION)
    said = criterion.wording if isinstance(criterion, Leaf) else None
    place = path.partition(".")[2]
    yield from _words(
        me,
        _TITLE,
        said or Text(zh=f"{title.zh}：条件 {place}", en=f"{title.en}: condition {place}"),
    )
    if isinstance(criterion, FactLeaf) and criterion.source is not None:
        source = node(names.iri(criterion.source.document))
        yield Quad(me, node(CV.isDerivedFrom), source)
    for key, child in children(criterion):
        yield Quad(me, _HAS, node(f"{iri}.{key}"))
        yield from _criterion(f"{iri}.{key}", child, title, names)


def children(criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    """Yield the criteria directly inside one, with the path that leads there.

    Leaves have none; the condition over members of a count is its `where`.
    """
    if isinstance(criterion, All | AnyOf):
        key = key_of(fields(criterion)[0].name)
        items = criterion.all if isinstance(criterion, All) else criterion.any
        for i, child in enumerate(items):
            yield f"{key}.{i}", child
    elif isinstance(criterion, Not):
        yield "not", criterion.not_
    elif isinstance(criterion, Count) and criterion.where is not None:
        yield "where", criterion.where


def _organisation(me: NamedNode, record: PublicOrganisation, names: Names) -> Iterator[Quad]:
    yield from _organisation_terms(me, record.title, names)


def _organisation_terms(me: NamedNode, title: Text, names: Names) -> Iterator[Quad]:
    yield _is_a(me, CV.PublicOrganisation)
    yield from _words(me, SKOS.prefLabel, title)
    place = node(names.iri("area/310101"))
    yield Quad(me, node(DCTERMS.spatial), place)
    yield _is_a(place, _LOCATION)


def _scene(me: NamedNode, record: Scene, names: Names) -> Iterator[Quad]:
    yield _is_a(me, CV.BusinessEvent if record.kind is SceneKind.BUSINESS else CV.LifeEvent)
    for item in record.services:
        yield Quad(me, node(CV.hasRelatedService), node(names.iri(item.service)))


def _document(me: NamedNode, record: PolicyDocument, _: Names) -> Iterator[Quad]:
    yield _is_a(me, ELI.LegalResource)
    yield _is_a(me, CV.ReferenceFramework)
    yield from _words(me, RDFS.label, record.title)


_MORE: dict[type, Any] = {
    PublicService: _service,
    Policy: _policy,
    PublicOrganisation: _organisation,
    Scene: _scene,
    PolicyDocument: _document,
}
