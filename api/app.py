"""The web application: routes, headers, sessions and static files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from api import (
    answering,
    applicant,
    base_check,
    calendars,
    case_hands,
    case_moves,
    case_notes,
    cases,
    codes,
    desk_flags,
    desk_inbox,
    desk_news,
    desk_submission,
    editor,
    errors,
    flag_forms,
    impact,
    loading_page,
    manager,
    new_plan,
    openings,
    personal_data,
    phone_doing,
    plan_pdf,
    planning,
    policy_pages,
    public,
    ratings,
    record_history,
    record_table,
    registers,
    round_table,
    seat,
    signing_in,
    staff,
    v1,
)
from api.access_log import AccessLog, writer
from api.auth import COOKIE, Session
from api.pages import STATIC
from api.wiring import House
from kb.errors import Unavailable

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
MODULES: Final = (
    public,
    signing_in,
    staff,
    answering,
    planning,
    cases,
    case_moves,
    case_notes,
    case_hands,
    desk_news,
    round_table,
    seat,
    codes,
    ratings,
    personal_data,
    new_plan,
    plan_pdf,
    applicant,
    policy_pages,
    phone_doing,
    registers,
    calendars,
    editor,
    loading_page,
    openings,
    record_table,
    record_history,
    desk_flags,
    flag_forms,
    desk_inbox,
    base_check,
    impact,
    desk_submission,
    manager,
    v1,
)
"""Those with routes."""
IMMUTABLE: Final = "public, max-age=31536000, immutable"


def make_app(
    house: House,
    listening: str = "http://127.0.0.1:8000",
    while_served: Lifespan[FastAPI] | None = None,
) -> FastAPI:
    """Return the application for one house.

    Args:
        house: everything it serves.
        listening: the address links begin with where no base URL is set.
        while_served: opened before the first request, closed after the last.

    Raises:
        Unavailable: the access log cannot be written.
    """
    app = Application(
        title="Companion",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=LARGEST_BODY,
        lifespan=while_served,
    )
    app.state.house = house
    app.state.listening = listening
    app.state.write_access = writer(house.settings.access_log)
    app.add_middleware(Smaller)
    app.add_middleware(Around)
    errors.install(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for module in MODULES:
        app.include_router(module.router)
    return app


class Application(FastAPI):
    """Our routes with what stands around them."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return the application as it is called: what refuses and what fails is dressed too."""
        dressed = Dressed(super().build_middleware_stack())
        house: House = self.state.house
        write = self.state.write_access
        return AccessLog(dressed, write, house.now) if write is not None else dressed


class Smaller:
    """Compresses what everyone may see: the phone page and static files.

    Staff pages are left alone: compressing a page that holds both a secret and what a visitor
    sent would let the secret be guessed by the length.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._zipped = GZipMiddleware(app, minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        public = scope.get("path", "").lower().startswith(("/c/", "/static/"))
        await (self._zipped if public else self._plain)(scope, receive, send)


class Dressed:
    """Sets the headers that protect an answer, whoever gives it.

    Plain ASGI: event streams pass through untouched and end when their reader leaves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        static = scope.get("path", "").startswith("/static/")

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                kept = static and message["status"] < HTTPStatus.BAD_REQUEST
                if headers.get("Cache-Control", "no-cache") == "no-cache":
                    headers["Cache-Control"] = IMMUTABLE if kept else "no-store"
            await send(message)

        await self._app(scope, receive, dressed)


class Around:
    """Gives a request the house as it is now, and finds who is signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            request = Request(scope)
            house: House = request.app.state.house
            if house.is_due:  # the first request of a day on which something comes into force
                await run_in_threadpool(house.renew, True)
            request.state.house = house.for_request()
            request.state.session = await _session(request)
        await self._app(scope, receive, send)


async def _session(request: Request) -> Session | None:
    house: House = request.state.house
    cookie = request.cookies.get(COOKIE)
    try:
        return await run_in_threadpool(house.staff.session, cookie) if cookie else None
    except Unavailable as error:
        request.state.away = error  # a route that needs to know who asks says so
        return None
