"""The applicant's page behind a code, filled in: as it stands, or with what stood in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse

from api import new_plan
from api.flags import Flags
from api.gone import LARGEST_COOKIE
from api.language import chosen
from api.pages import house_of, render
from api.phone_code import PinCheck
from api.phone_views import phone_views
from flowchart.case import Case
from kb.days import SHANGHAI
from kb.errors import Problem
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What stood in the way of something the applicant wanted, in words, and where on the page.

    `typed` is what was written into the form; it stands there again, with the `problem` beside it.
    """

    said: tuple[Text, ...]
    part: str
    status: HTTPStatus = HTTPStatus.CONFLICT
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None


def page_tag(request: Request, case: Case, opened: bool) -> str:
    """Return what names the page as it stands: it changes with whatever the page would say."""
    house = house_of(request)
    parts = (case.number, case.sequence, f"{house.today():%y%m%d}", chosen(request))
    flagged = Flags(house.database, house.now).mark(case.id)
    return (
        f'"{"-".join(map(str, parts))}-{house.catalogue.generation[:8]}{flagged}{"-open" * opened}"'
    )


def phone_page(
    request: Request, token: str, case: Case, pin: PinCheck, trouble: Trouble | None = None
) -> HTMLResponse:
    """Return the page of a case.

    Args:
        request: gives house, language, letters.
        token: the code.
        case: what is behind it.
        pin: whether what is personal is shown.
        trouble: what could not be done just now.
    """
    now = house_of(request).now()
    panel = getattr(new_plan, "phone_panel", None)
    tag = page_tag(request, case, pin.opened)
    typed = trouble.typed if trouble is not None else {}
    shown = phone_views(request, case, pin.opened)
    shown["contacts"] = shown.get("contacts", {}) | typed
    page = render(
        request,
        "phone.html",
        trouble.status if trouble else HTTPStatus.OK,
        **shown,
        **(panel(request, case) if panel is not None else {}),
        at=now.astimezone(SHANGHAI),
        now_seconds=int(now.timestamp()),
        token=token.upper(),
        tag=tag,
        largest=request.cookies.get(LARGEST_COOKIE) == "1",
        pin=pin,
        trouble=trouble,
        typed=typed,
    )
    page.headers["ETag"] = tag
    return page
