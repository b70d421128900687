"""Pages: templates filled with views, in the visitor's language, under a strict policy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.routing import Match

from api.auth import Session
from api.language import chosen, day_in, moment_in, short_day_in, words
from api.wiring import House
from flowchart.changes_shown import CHANGE_SIGN, CHANGE_TEXT
from flowchart.grouping import ranges
from flowchart.states import STATE_SIGN, STATE_TEXT
from kb.days import SHANGHAI
from kb.text import Language, Text
from matcher.wording import number_text

_HERE: Final = Path(__file__).parent
STATIC: Final = _HERE / "static"

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    auto_reload=False,  # pages of a newer checkout want what only its own code gives them
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def house_of(request: Request) -> House:
    """Return the house as this request sees it: one generation from beginning to end."""
    return cast(House, request.state.house)


def session_of(request: Request) -> Session | None:
    """Return who is signed in, if anyone."""
    return cast("Session | None", getattr(request.state, "session", None))


def render(request: Request, template: str, status_code: int = 200, **views: Any) -> HTMLResponse:
    """Return a page.

    Args:
        request: gives language and session.
        template: a file in `templates/`.
        status_code: of the answer.
        views: what the template shows.
    """
    language = chosen(request)
    session = session_of(request)
    body = _ENVIRONMENT.get_template(template).render(
        **_language_tools(language),
        session=session,
        csrf=session.csrf if session else "",
        elder=request.cookies.get("companion_elder") == "1",
        back=_back(request),
        asset=asset,
        **views,
    )
    return HTMLResponse(body, status_code=status_code)


def fragment(language: Language, template: str, **views: Any) -> Markup:
    """Return a part of a page in one language, whoever reads it.

    Args:
        language: of its words.
        template: a file in `templates/`.
        views: what the template shows.
    """
    body = _ENVIRONMENT.get_template(template).render(**_language_tools(language), **views)
    return Markup(body)  # the template escaped what it was given


def _back(request: Request) -> str:
    """Return the page to come back to: this one, or the one whose form was sent here."""
    path = request.url.path
    if request.method != "GET":
        return path if _is_page(request, path) else path.rpartition("/")[0] or "/"
    asked = "" if "lang" in request.query_params else request.url.query
    return f"{path}?{asked}" if asked else path


def _is_page(request: Request, path: str) -> bool:
    """Say whether an address can also be opened."""
    scope = {**request.scope, "method": "GET", "path": path}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _language_tools(language: Language) -> dict[str, Any]:
    held = words(language)

    def t(key: str, **values: object) -> str:
        return held[key].format(**values) if values else held[key]

    def say(text: Text | None) -> str:
        return text.get(language) if text is not None else ""

    def day(value: date) -> str:
        return day_in(language, value)

    def brief(value: date, this_year: int) -> str:
        return short_day_in(language, value, this_year)

    def moment(value: datetime) -> str:
        return moment_in(language, value.astimezone(SHANGHAI))

    tools: dict[str, Callable[..., Any]] = {
        "t": t,
        "say": say,
        "day": day,
        "brief": brief,
        "moment": moment,
        "number": number_text,
        "ranges": ranges,
    }
    return {
        "state_text": STATE_TEXT,
        "state_sign": STATE_SIGN,
        "change_text": CHANGE_TEXT,
        "change_sign": CHANGE_SIGN,
        "lang": language,
        "other": "en" if language == "zh" else "zh",
        "safe_svg": Markup,
        **tools,
    }


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with its content, so caches may keep it."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?{hashlib.sha256(content).hexdigest()[:8]}"
