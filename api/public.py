"""Pages for everyone: the first page, signing in, the language, and a page for each record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api import finding, known, language
from api.access import companion, everyone, officer, sees_desk
from api.errors import wants_page
from api.flag_views import open_flags
from api.links import own_page
from api.out_of_force import out_of_force
from api.pages import house_of, render, session_of
from api.record_day import as_asked, days_of, has_history
from api.record_words import article_text
from api.records import description_standing, named_standing, record_view
from api.staff import home_page, see
from kb import catalogue as kb_catalogue
from kb import json_schema, jsonld
from kb.catalogue import Catalogue
from kb.circles import prerequisites
from kb.errors import NotFound
from kb.ids import kind_of
from kb.model import KINDS, AnyRecord, PublicService, Scene
from kb.references import references
from kb.text import LANGUAGES, Text
from matcher.rules import without_examples

router = APIRouter(dependencies=[Depends(everyone)])


@router.get("/")
def first_page(request: Request) -> HTMLResponse:
    """Ask what is to be done, or say how to sign in."""
    return home_page(request, house_of(request))


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """Say that the server answers, and which generation it serves."""
    house = house_of(request)
    return JSONResponse({"status": "ok", "generation": house.catalogue.generation})


@router.post("/language")
def choose_language(lang: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the language and go back to the page."""
    answer = see(own_page(back))
    if lang in LANGUAGES:
        answer.set_cookie(language.COOKIE, lang, max_age=31536000, samesite="lax")
    return answer


@router.get("/records")
def records(request: Request, kind: str = "", find: str = "") -> HTMLResponse:
    """List the records of a kind, or what words find, best first."""
    house = house_of(request)
    chosen = finding.found(find[:60], house.catalogue, house.searcher)
    shown = [record for record in chosen if not kind or kind_of(record.id) == kind]
    keeps = _sees_desk(request)
    return render(
        request,
        "records.html",
        records=shown,
        fits=finding.fits(shown, house.catalogue, house.searcher) if find.strip() else (),
        kind=kind,
        find=find,
        counts={name: sum(kind_of(r.id) == name for r in chosen) for name in KINDS},
        kind_of=kind_of,
        drafts=house.ledger.drafts() if keeps else (),
        problems=house.problems if keeps else (),
        known=house.catalogue.records,
    )


@router.get("/standing")
def standing(request: Request) -> HTMLResponse:
    """Say how true the base is: by department, by kind, and what our own selection is."""
    catalogue = house_of(request).catalogue
    return render(
        request,
        "standing.html",
        whole=known.whole(catalogue),
        departments=known.by_department(catalogue),
        kinds=known.by_kind(catalogue),
        chosen=known.selection(catalogue),
        records=catalogue.records,
    )


@router.get("/context.jsonld")
def context() -> JSONResponse:
    """Return the context of our JSON-LD."""
    return JSONResponse({"@context": jsonld.context()}, media_type="application/ld+json")


@router.get("/schema.json")
def schema(request: Request, known: bool = False) -> JSONResponse:
    """Return the JSON Schema of record files; `known` adds ids and codes for editors to offer."""
    records = house_of(request).catalogue.records.values() if known else ()
    return JSONResponse(json_schema.schema(known=records), media_type="application/schema+json")


@router.get("/record/{kind}/{tail}", response_model=None)
def record(request: Request, kind: str, tail: str, on: str = "", known: str = "") -> Response:
    """Show one record: what it says, how well each part is known, what names it.

    Those who see the desk may ask for another day than today, also as it was known on a day.
    """
    asked = as_asked(request, on, known)
    house, record_id = asked.house, f"{kind}/{tail}"
    try:
        held = asked.record(record_id)
    except NotFound:
        if asked.on is None and has_history(request, record_id):
            return see(f"/record/{record_id}/history")
        gone = out_of_force(house, record_id) if asked.on is None and wants_page(request) else None
        if gone is None:
            raise
        staff = session_of(request) is not None
        return render(request, "record_gone.html", HTTPStatus.NOT_FOUND, gone=gone, staff=staff)
    naming = (
        house.catalogue.records[one]
        for one in kb_catalogue.mentions(house.store, held.id, house.names)
        if one in house.catalogue.records  # it may have come meanwhile, or gone
    )
    return render(
        request,
        "record.html",
        record=held,
        view=record_view(without_examples(held), house.catalogue),
        named_standing=named_standing,
        description_standing=description_standing(held),
        article=article_text,
        see_also=see_also(held, house.catalogue),
        groups=groups(held, house.catalogue, naming),
        begins=_begins(request, held) if asked.on is None else (),
        kind=kind,
        asked=asked,
        days=days_of(house, held.id) if asked.on is None else (None, None),
        sees_desk=_sees_desk(request),
        flags=open_flags(house, held.id) if _is_officer(request) else (),
    )


def _is_officer(request: Request) -> bool:
    session = session_of(request)
    return session is not None and session.role in officer.roles


def _sees_desk(request: Request) -> bool:
    session = session_of(request)
    return session is not None and session.role in sees_desk.roles


def _begins(request: Request, held: AnyRecord) -> tuple[Scene, ...]:
    """Return the scenes that a companion may begin from a record's page."""
    session = session_of(request)
    if session is None or session.role not in companion.roles:
        return ()
    if isinstance(held, Scene):
        return (held,)
    house = house_of(request)
    return finding.scenes_with(held, house.catalogue, house.searcher)


# ---- what a record is connected with ------------------------------------------------------------

_ROLES: Final = {
    ("service", "outputs"): "issued_by",
    ("service", "inputs"): "needed_by",
    ("policy", "materials"): "needed_by",
    ("policy", "requires"): "after",
    ("service", "organisation"): "in_charge",
    ("policy", "organisation"): "in_charge",
}
"""How a record of a kind names another, by the field it does it in."""

_BY_KIND: Final = {
    "scene": "scenes",
    "policy": "policies",
    "document": "policies",
    "concept": "concepts",
    "area": "places",
    "organisation": "places",
}
"""And by its kind alone, where the field tells no more."""

_ORDER: Final = (
    "issued_by needed_by before after in_charge places scenes policies concepts cited other"
).split()


@dataclass(frozen=True, slots=True)
class Connected:
    """A record that is connected with another, and by which papers if by any."""

    record: AnyRecord
    papers: tuple[Text, ...] = ()


def groups(
    record: AnyRecord, catalogue: Catalogue, naming: Iterable[AnyRecord]
) -> dict[str, tuple[Connected, ...]]:
    """Return the records connected with one, by how; a service also by what it waits for."""
    held: dict[str, list[Connected]] = {key: [] for key in _ORDER}
    for other in naming:
        for role in _roles(other, record):
            held[role].append(Connected(other))
    if isinstance(record, PublicService):
        waits = prerequisites(catalogue.services.values())
        before = [catalogue.services[one] for one in catalogue.services if one in waits[record.id]]
        after = [one for one in catalogue.services.values() if record.id in waits[one.id]]
        held["before"] = [Connected(one, _papers(one, record, catalogue)) for one in before]
        held["after"] = [Connected(one, _papers(record, one, catalogue)) for one in after]
    return {key: tuple(named) for key, named in held.items() if named}


def _roles(other: AnyRecord, record: AnyRecord) -> list[str]:
    """Return how one record names another; a field that tells more wins over the rest."""
    kind = kind_of(other.id)
    fields = {str(path[0]) for path, named in references(other) if named == record.id}
    if kind == "service" and "requires" in fields:
        fields.discard("requires")  # said by `prerequisites`, together with results that are needed
        if not fields:
            return []
    told = sorted({_ROLES[kind, field] for field in fields if (kind, field) in _ROLES})
    if told:
        return told
    return ["cited"] if fields == {"sources"} else [_BY_KIND.get(kind, "other")]


def _papers(issuer: PublicService, user: PublicService, catalogue: Catalogue) -> tuple[Text, ...]:
    """Return what one service issues and another asks for."""
    issued = {output.evidence for output in issuer.outputs}
    wanted = {evidence for any_of in user.inputs for evidence in any_of}
    return tuple(catalogue.evidence[one].title for one in sorted(wanted) if one in issued)


def see_also(record: AnyRecord, catalogue: Catalogue) -> tuple[AnyRecord, ...]:
    """Return the records of another kind that bear the same name."""
    tail = record.id.partition("/")[2]
    others = (catalogue.records.get(f"{kind}/{tail}") for kind in KINDS)
    return tuple(other for other in others if other is not None and other.id != record.id)
