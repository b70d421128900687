"""CPSV-AP of another authority → plain values as they would stand in YAML, by one table.

What is read so was written by somebody else in words of theirs: every field is to be confirmed,
and the address it has there is its source. What a record needs and the file does not say is a
problem, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from rdflib import DCTERMS, SKOS

from kb import rdf_handling
from kb.kinds import ConceptType, SceneKind
from kb.rdf_parsing import key
from kb.rdf_taking import TITLES, TYPE, Taking
from kb.rdf_words import spoken
from kb.text import Text
from kb.vocab import CPSV, CS, CV, ELI

_ELI: Final = "http://data.europa.eu/eli/ontology#"
_CV: Final = "http://data.europa.eu/m8g/"

CLASSES: Final[dict[str, str]] = {
    str(CPSV.PublicService): "service",
    str(CV.BusinessEvent): "scene",
    str(CV.LifeEvent): "scene",
    str(CV.EvidenceType): "evidence",
    str(CV.InformationConcept): "concept",
    str(CV.PublicOrganisation): "organisation",
    str(ELI.LegalResource): "document",
}
"""The kind of record that each class of the standards becomes."""

_WEB: Final = re.compile(r"https?://([\w-]+(?:\.[\w-]+)+)(?::\d{1,5})?(?:[/?#]\S{0,400})?")
_UNMARKED: Final = frozenset({"id", "notation", "sources"})
_SEVERAL: Final = (
    Text(
        zh="写了几个主管部门，没有读进来。",
        en="has several competent authorities; they were left out.",
    ),
    Text(zh="请在记录里写一个部门。", en="Write one organisation into the record."),
)

Reader = Callable[[Taking, str], Any]


def plain(taking: Taking, record_id: str, subject: str) -> dict[str, Any]:
    """Return one thing as it would stand in YAML, all of it to be confirmed."""
    taking.visit(subject, record_id)
    out: dict[str, Any] = {"id": record_id, "title": taking.title(subject, f"{record_id}.title")}
    for name, read in (_COMMON | _FIELDS[record_id.partition("/")[0]]).items():
        value = read(taking, subject)
        if value not in (None, [], {}):
            out[name] = value
    out["confirm"] = sorted(out.keys() - _UNMARKED)
    return {**out, "sources": [_source(taking, subject), *out.get("sources", ())]}


def _source(taking: Taking, subject: str) -> dict[str, str]:
    found = _WEB.fullmatch(subject)
    if found:
        return {"name": found[1], "link": subject}
    return {"name": taking.file if subject.startswith("_:") else subject}


def _documents(taking: Taking, subject: str) -> list[dict[str, str]]:
    """Return the laws a service stands on as sources, by the title that stands in the file."""
    out = []
    for term in taking.graph.terms(subject, str(CV.hasLegalResource)):
        own = taking.id_of(key(term))
        titles = spoken(taking.graph.terms(key(term), *TITLES))
        name = next((words[0] for words in titles.values() if words), key(term))
        if own.startswith("document/"):
            taking.take(subject, str(CV.hasLegalResource))
            out.append({"name": name, "document": own})
    return out


def _notation(taking: Taking, subject: str) -> str | None:
    terms = taking.take(subject, str(DCTERMS.identifier), str(SKOS.notation))
    return terms[0].value[:200] if terms else None


def _phrases(taking: Taking, subject: str) -> dict[str, list[str]]:
    said = spoken(taking.take(subject, "http://www.w3.org/ns/dcat#keyword", str(SKOS.altLabel)))
    return {language: sorted(set(words)) for language, words in said.items() if words}


def _body(taking: Taking, subject: str) -> str | None:
    found = taking.ids(subject, "organisation", str(CV.hasCompetentAuthority))
    if len(found) > 1:
        taking.left_out.add(taking.places[subject], *_SEVERAL)
    return found[0] if len(found) == 1 else None


def _event(taking: Taking, subject: str) -> str:
    business = any(t.value == str(CV.BusinessEvent) for t in taking.graph.terms(subject, TYPE))
    return str(SceneKind.BUSINESS if business else SceneKind.LIFE)


def _services(taking: Taking, subject: str) -> list[dict[str, str]]:
    """Return the services of an event, said from either side."""
    named = taking.ids(subject, "service", str(CV.hasRelatedService))
    named += map(taking.id_of, taking.pointing(subject, f"{_CV}isGroupedBy"))
    return [{"service": one} for one in dict.fromkeys(named) if one.startswith("service/")]


def _concept_type(taking: Taking, subject: str) -> str:
    said = taking.value(subject, str(CS.type)) or ""
    return said if said in set(ConceptType) else str(ConceptType.TEXT)


def _phone(taking: Taking, subject: str) -> str | None:
    points = taking.graph.terms(subject, f"{_CV}contactPoint")
    phone = taking.value(key(points[0]), f"{_CV}telephone") if len(points) == 1 else None
    if phone:
        taking.take(subject, f"{_CV}contactPoint")
        taking.visit(key(points[0]), taking.places[subject])
    return phone


def _area(taking: Taking, subject: str) -> str | None:
    terms = taking.graph.terms(subject, str(DCTERMS.spatial))
    own = taking.id_of(key(terms[0])) if len(terms) == 1 else ""
    if not own.startswith("area/"):
        return None
    taking.take(subject, str(DCTERMS.spatial))
    return own


def _day(*predicates: str) -> Reader:
    return lambda taking, subject: (taking.value(subject, *predicates) or "")[:10] or None


def _value(*predicates: str) -> Reader:
    return lambda taking, subject: taking.value(subject, *predicates)


def _issuers(taking: Taking, subject: str) -> list[str]:
    return list(dict.fromkeys(t.value for t in taking.take(subject, f"{_ELI}passed_by")))


def _in_force(taking: Taking, subject: str) -> dict[str, Any]:
    held = {
        "from": _day(f"{_ELI}first_date_entry_in_force")(taking, subject),
        "to": _day(f"{_ELI}date_no_longer_in_force")(taking, subject),
    }
    return {name: day for name, day in held.items() if day}


_COMMON: Final[dict[str, Reader]] = {"description": Taking.description, "notation": _notation}
_FIELDS: Final[dict[str, dict[str, Reader]]] = {
    "service": {
        "organisation": _body,
        "phrases": _phrases,
        "requires": rdf_handling.requires,
        "inputs": rdf_handling.inputs,
        "outputs": rdf_handling.outputs,
        "days": rdf_handling.days,
        "fee": rdf_handling.fee,
        "sources": _documents,
    },
    "scene": {"kind": _event, "phrases": _phrases, "services": _services},
    "evidence": {},
    "concept": {"type": _concept_type, "phrases": _phrases},
    "organisation": {"phone": _phone, "area": _area},
    "document": {
        "number": _value(f"{_ELI}id_local"),
        "issuers": _issuers,
        "published": _day(f"{_ELI}date_publication", str(DCTERMS.issued)),
        "in_force": _in_force,
    },
}
