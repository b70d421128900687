"""Errors as people and programs meet them: one table to status codes, one shape.

Programs get `application/problem+json` (RFC 9457) with a `remedy`, in the language their header
Accept-Language names, else English; people get a page in their language that says what to do next.
Under `/v1` everybody is a program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.access import KeyNeeded
from api.asked import NotJson, TooLarge
from api.gone import STANDINGS, gone_page, is_applicants
from api.language import moment_in, negotiated
from api.pages import house_of, render
from api.throttle import TooOften
from flowchart.case import MovedMeanwhile
from flowchart.event_words import ACTOR_TEXT, event_text
from kb.days import SHANGHAI
from kb.errors import (
    CompanionError,
    Conflict,
    Locked,
    NotAllowed,
    NotFound,
    Problem,
    Unavailable,
    WrongInput,
)
from kb.text import Language, Text

STATUS: Final[dict[type[CompanionError], HTTPStatus]] = {
    WrongInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    NotAllowed: HTTPStatus.FORBIDDEN,
    KeyNeeded: HTTPStatus.UNAUTHORIZED,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Locked: HTTPStatus.LOCKED,
    TooOften: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
V1: Final = "/v1/"

REMEDIES: Final[Mapping[HTTPStatus, Text]] = {
    HTTPStatus.UNAUTHORIZED: Text(
        zh="请在 Authorization: Bearer KEY 里写一把有效的钥匙。",
        en="Send the header Authorization: Bearer KEY with a key that is good.",
    ),
    HTTPStatus.FORBIDDEN: Text(
        zh="请找管理账号和钥匙的人。", en="Ask whoever manages accounts and keys here."
    ),
    HTTPStatus.NOT_FOUND: Text(
        zh="请检查地址和里面的编号。", en="Check the address and the ids in it."
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: Text(
        zh="请用 Allow 里列出的方法。", en="Use a method that the header Allow names."
    ),
    HTTPStatus.CONFLICT: Text(
        zh="请重新读取，再发送仍然合适的内容。", en="Read it again, then send what still fits."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Text(zh="请少发一些。", en="Send less."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Text(
        zh="请带上 Content-Type: application/json", en="Send Content-Type: application/json"
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: Text(zh="请改正发送的内容。", en="Correct what was sent."),
    HTTPStatus.LOCKED: Text(zh="请等一等，或者问工作人员。", en="Wait, or ask the staff."),
    HTTPStatus.TOO_MANY_REQUESTS: Text(
        zh="请等 Retry-After 写的秒数再试。", en="Wait as long as the header Retry-After says."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: Text(
        zh="请再试一次；还不行，请告诉管理系统的人。",
        en="Try again; if it stays so, tell those who run this house.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: Text(zh="请过一分钟再试。", en="Try again in a minute."),
}
"""What to do where the error itself does not say."""


def status_of(error: CompanionError) -> HTTPStatus:
    """Return the status code of an error, by the nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def headers_of(error: CompanionError) -> dict[str, str]:
    """Return the headers an error is answered with: how to come in, when to come back."""
    if isinstance(error, KeyNeeded):
        return {"WWW-Authenticate": 'Bearer realm="companion"'}
    return {"Retry-After": str(error.seconds)} if isinstance(error, TooOften) else {}


def wants_page(request: Request) -> bool:
    """Say whether a browser is asking."""
    program = request.url.path.startswith(V1)
    return not program and "text/html" in request.headers.get("accept", "")


def answer(
    request: Request,
    status: HTTPStatus,
    problems: Sequence[Problem],
    headers: Mapping[str, str] | None = None,
    ours: bool = False,
) -> Response:
    """Return an error for whoever asks: an applicant's page, a staff page, a problem document.

    Args:
        request: of whoever asks; gives the language.
        status: of the answer.
        problems: at least one; a page shows the first.
        headers: of a problem document.
        ours: the words are our own and in both languages, so that a page may show them.
    """
    if wants_page(request) and is_applicants(request.url.path):
        return gone_page(request, STANDINGS.get(status, "trouble"), status, headers)
    if wants_page(request):
        code = int(status)
        return render(request, "error.html", code, code=code, error=problems[0], ours=ours)
    language = negotiated(request.headers.get("accept-language", ""), otherwise="en")
    body = problem_shape(status, problems, language)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def problem_shape(
    status: HTTPStatus, problems: Sequence[Problem], language: Language
) -> dict[str, Any]:
    """Return a problem document; `problems` stands in it where there are several."""
    every = [problem.shape(language) for problem in problems]
    said, advice = every[0], REMEDIES.get(status)
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": " ".join(part for part in (said["place"], said["problem"]) if part),
        "remedy": said["remedy"] or (advice.get(language) if advice else ""),
        **({"place": said["place"]} if said["place"] else {}),
        **({"problems": every} if len(every) > 1 else {}),
    }


def happened(request: Request, error: MovedMeanwhile) -> tuple[Problem, ...]:
    """Return that somebody was quicker, with what they did, by whom and when; without names."""
    catalogue = house_of(request).catalogue
    zh, en = [], []
    for event in error.events:
        what, who = event_text(event, catalogue, error.events), ACTOR_TEXT[event.by.actor]
        at = event.at.astimezone(SHANGHAI)
        zh.append(f"{what.zh}（{who.zh}，{moment_in('zh', at)}）。")
        en.append(f"{what.en} ({who.en}, {moment_in('en', at)}).")
    said = error.problems[0].problem
    told = Text(zh="".join([said.zh, *zh]), en=" ".join([said.en, *en]))
    return (Problem(place="", problem=told, remedy=error.problems[0].remedy),)


def _foreign(said: str, place: str = "") -> Problem:
    """Return what a library says, in its English."""
    return Problem(place=place, problem=Text(zh=f"没有办成（{said}）。", en=said))


def _allowed(request: Request) -> str:
    """Return the methods an address takes; a router names those of one of its routes only."""
    asked = [{**request.scope, "method": method} for method in METHODS]
    routes = request.app.routes
    return ", ".join(
        scope["method"]
        for scope in asked
        if any(route.matches(scope)[0] is Match.FULL for route in routes)
    )


def install(app: FastAPI) -> None:
    """Make the app answer every error in the one shape."""

    @app.exception_handler(CompanionError)
    async def ours(request: Request, error: CompanionError) -> Response:
        headers = headers_of(error)
        problems = happened(request, error) if isinstance(error, MovedMeanwhile) else error.problems
        return answer(request, status_of(error), problems, headers, ours=True)

    @app.exception_handler(HTTPException)
    async def routed(request: Request, error: HTTPException) -> Response:
        said = _foreign(str(error.detail))
        status = HTTPStatus(error.status_code)
        wrong_method = status is HTTPStatus.METHOD_NOT_ALLOWED
        headers = {"Allow": _allowed(request)} if wrong_method else error.headers
        return answer(request, status, [said], headers)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        said = _foreign(type(error).__name__)
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, [said])

    @app.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        said = _foreign(str(first["msg"]), place)
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, [said])
