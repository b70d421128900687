"""Pages for everyone: the first page, signing in, the language, and a page for each record."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api import language
from api.access import form_is_mine
from api.auth import COOKIE
from api.pages import house_of, render, session_of
from api.records import record_view
from api.staff import home_page, see
from kb import catalogue as kb_catalogue
from kb.ids import kind_of
from kb.model import KINDS
from kb.text import LANGUAGES

router = APIRouter()


@router.get("/")
def first_page(request: Request) -> HTMLResponse:
    """Ask what is to be done, or say how to sign in."""
    return home_page(request, house_of(request))


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """Say that the server answers, and which generation it serves."""
    house = house_of(request)
    return JSONResponse({"status": "ok", "generation": house.catalogue.generation})


@router.get("/sign-in/{secret}")
def sign_in_page(request: Request, secret: str) -> HTMLResponse:
    """Show the button that uses a sign-in link up; opening the link alone does not."""
    role = house_of(request).staff.role_of(secret)
    return render(request, "sign_in.html", role=role, secret=secret)


@router.post("/sign-in/{secret}")
def sign_in(request: Request, secret: str) -> Response:
    """Use a sign-in link up and begin a session."""
    cookie, _ = house_of(request).staff.sign_in(secret)
    answer = see("/")
    secure = house_of(request).settings.base_url.lower().startswith("https://")
    answer.set_cookie(
        COOKIE, cookie, httponly=True, samesite="strict", secure=secure, max_age=12 * 3600
    )
    return answer


@router.post("/sign-out")
def sign_out(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    form_is_mine(request, csrf)
    session = session_of(request)
    if session is not None:
        house_of(request).staff.sign_out(session)
    answer = see("/")
    answer.delete_cookie(COOKIE)
    return answer


@router.post("/language")
def choose_language(lang: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the language and go back to the page."""
    answer = see(back if back.startswith("/") and not back.startswith("//") else "/")
    if lang in LANGUAGES:
        answer.set_cookie(language.COOKIE, lang, max_age=31536000, samesite="lax")
    return answer


@router.get("/records")
def records(request: Request, kind: str = "", find: str = "") -> HTMLResponse:
    """List records of a kind, or those whose title holds the words."""
    held = house_of(request).catalogue.records.values()
    wanted = find.strip().lower()[:60]
    chosen = [
        record
        for record in held
        if (not kind or kind_of(record.id) == kind)
        and (not wanted or wanted in f"{record.title.zh} {record.title.en} {record.id}".lower())
    ]
    counts = {name: sum(kind_of(r.id) == name for r in held) for name in KINDS}
    return render(
        request,
        "records.html",
        records=chosen,
        kind=kind,
        find=find,
        counts=counts,
        kind_of=kind_of,
    )


@router.get("/record/{kind}/{tail}")
def record(request: Request, kind: str, tail: str) -> HTMLResponse:
    """Show one record: what it says, how well each part is known, what names it."""
    house = house_of(request)
    held = house.catalogue.get(f"{kind}/{tail}")
    named_by = [
        house.catalogue.get(one) for one in kb_catalogue.mentions(house.store, held.id, house.names)
    ]
    return render(
        request,
        "record.html",
        record=held,
        view=record_view(held, house.catalogue),
        named_by=named_by,
        kind=kind,
    )
