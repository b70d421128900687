"""Errors as people and programs meet them: one table to status codes, one shape.

Programs get `application/problem+json` (RFC 9457) with a `remedy`; people get a page in their
language that says what to do next.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.gone import gone_page, is_applicants
from api.pages import render
from kb.errors import (
    CompanionError,
    Conflict,
    Locked,
    NotAllowed,
    NotFound,
    Unavailable,
    WrongInput,
)

STATUS: Final[dict[type[CompanionError], HTTPStatus]] = {
    WrongInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    NotAllowed: HTTPStatus.FORBIDDEN,
    Locked: HTTPStatus.LOCKED,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: CompanionError) -> HTTPStatus:
    """Return the status code of an error, by the nearest class in the table."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def shape(error: CompanionError) -> dict[str, str]:
    """Return the one shape of an error: place, problem, remedy."""
    if isinstance(error, WrongInput) and error.problems:
        first = error.problems[0]
        return {"place": first.place, "problem": first.problem, "remedy": first.remedy}
    return {"place": "", "problem": str(error), "remedy": ""}


def wants_page(request: Request) -> bool:
    """Say whether a browser is asking."""
    return "text/html" in request.headers.get("accept", "")


def answer(request: Request, status: HTTPStatus, said: dict[str, str]) -> Response:
    """Return an error for whoever asks: an applicant's page, a staff page, a problem document."""
    if wants_page(request) and is_applicants(request.url.path):
        standing = "missing" if status is HTTPStatus.NOT_FOUND else "trouble"
        return gone_page(request, standing, status)
    if wants_page(request):
        return render(request, "error.html", status_code=status, code=int(status), error=said)
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": " ".join(part for part in (said["place"], said["problem"]) if part),
        "remedy": said["remedy"],
    }
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make the app answer every error in the one shape."""

    @app.exception_handler(CompanionError)
    async def ours(request: Request, error: CompanionError) -> Response:
        return answer(request, status_of(error), shape(error))

    @app.exception_handler(HTTPException)
    async def routed(request: Request, error: HTTPException) -> Response:
        return answer(
            request,
            HTTPStatus(error.status_code),
            {"place": "", "problem": str(error.detail), "remedy": ""},
        )

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        said = {"place": "", "problem": type(error).__name__, "remedy": ""}
        return answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, said)

    @app.exception_handler(RequestValidationError)
    async def unfit(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:])
        said = {"place": place, "problem": str(first["msg"]), "remedy": ""}
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, said)
