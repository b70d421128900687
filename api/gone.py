"""The applicant's page for a code that shows nothing: what happened, and what to do next."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages import house_of, render

LARGEST_COOKIE: Final = "companion_largest"
"""Remembers the largest letters on this phone."""


def is_applicants(path: str) -> bool:
    """Say whether an address is one that codes lead to.

    >>> is_applicants("/C/ABC"), is_applicants("/cases")
    (True, False)
    """
    return path.lower() == "/c" or path.lower().startswith("/c/")


def gone_page(request: Request, standing: str, status: int) -> HTMLResponse:
    """Return the page of a code that shows nothing: what happened, and what to do next.

    Args:
        request: gives the house.
        standing: `expired`, `revoked`, `missing`, or `trouble` where it is our fault.
        status: of the answer.
    """
    house = house_of(request)
    return render(
        request,
        "code_gone.html",
        status_code=status,
        standing=standing,
        centre=house.catalogue.records.get(house.settings.centre),
        largest=request.cookies.get(LARGEST_COOKIE) == "1",
    )
