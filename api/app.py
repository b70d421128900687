"""The web application: routes, headers, sessions and static files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api import applicant, cases, errors, public, staff
from api.auth import COOKIE
from api.pages import STATIC
from api.wiring import House

LARGEST_BODY: Final = 1_000_000

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
Next = Callable[[Request], Awaitable[Response]]


def make_app(house: House, listening: str = "http://127.0.0.1:8000") -> FastAPI:
    """Return the application for one house.

    Args:
        house: everything it serves.
        listening: the address links begin with where no base URL is set.
    """
    app = FastAPI(title="Companion", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.state.listening = listening
    app.middleware("http")(_around)
    errors.install(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for module in (public, staff, cases, applicant):
        app.include_router(module.router)
    return app


async def _around(request: Request, go_on: Next) -> Response:
    """Refuse bodies that are too large, find the session, and set the headers."""
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        return Response("The request is too large.", status_code=413)
    house: House = request.app.state.house
    cookie = request.cookies.get(COOKIE)
    request.state.session = (
        await run_in_threadpool(house.staff.session, cookie) if cookie else None
    )
    answer = await go_on(request)
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
