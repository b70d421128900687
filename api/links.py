"""Links we hand out, built from the base URL alone, and those we follow, our own alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from fastapi import Request

from api.pages import house_of
from flowchart.tracking import link


def base_url(request: Request) -> str:
    """Return what links begin with: the setting, else the address the server listens on."""
    return house_of(request).settings.base_url or str(request.app.state.listening)


def sign_in_link(base: str, secret: str) -> str:
    """Return a one-time link."""
    return f"{base.rstrip('/')}/sign-in/{secret}"


def round_table_link(request: Request, secret: str) -> str:
    """Return the link of a seat at a round table."""
    return f"{base_url(request).rstrip('/')}/round-table/{secret}"


def own_page(asked: str) -> str:
    """Return the page that was asked for if it is ours, else the first page.

    >>> own_page("/cases?find=a"), own_page("//elsewhere.example"), own_page("https://a.example")
    ('/cases?find=a', '/', '/')
    """
    return asked if asked.startswith("/") and not asked.startswith(("//", "/\\")) else "/"


def tracking_link(request: Request, token: str) -> str:
    """Return the link of a code."""
    return link(base_url(request), token)


def phones_can_reach(request: Request) -> bool:
    """Say whether a phone could open our links; it cannot open this machine's localhost."""
    host = urlsplit(base_url(request)).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
