"""The applicant's page for a code that shows nothing: what happened, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages import house_of, render

LARGEST_COOKIE: Final = "companion_largest"
"""Remembers the largest letters on this phone."""

STANDINGS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.NOT_FOUND: "missing",
    HTTPStatus.TOO_MANY_REQUESTS: "often",
    HTTPStatus.CONFLICT: "moved",
}
"""What an answer means to somebody who holds a code; everything else is our trouble."""


def is_applicants(path: str) -> bool:
    """Say whether an address is one that codes lead to.

    >>> is_applicants("/C/ABC"), is_applicants("/cases")
    (True, False)
    """
    return path.lower() == "/c" or path.lower().startswith("/c/")


def gone_page(
    request: Request, standing: str, status: int, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """Return the page of a code that shows nothing: what happened, and what to do next.

    Args:
        request: gives the house.
        standing: `expired`, `revoked`, `erased`, `missing`, `often` where a client has tried too
            many codes, `moved` where somebody was quicker, or `trouble` where it is our fault.
        status: of the answer.
        headers: of the answer, such as when to come back.
    """
    house = house_of(request)
    page = render(
        request,
        "code_gone.html",
        status_code=status,
        standing=standing,
        centre=house.catalogue.records.get(house.settings.centre),
        largest=request.cookies.get(LARGEST_COOKIE) == "1",
        case_page="/".join(request.url.path.split("/")[:3]),
        wait=(headers or {}).get("Retry-After", ""),
    )
    page.headers.update(headers or {})
    return page
