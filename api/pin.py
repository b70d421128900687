"""What lies behind the PIN stays open on one phone for a quarter of an hour, then closes by itself.

The cookie is a seal made with what the code's row holds: a new PIN, a revoked code or another
code opens nothing with it. Nothing about it is kept here.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from fastapi import Request, Response

from api.pages import house_of
from flowchart.tracking import TokenStanding, Tracked

OPEN_FOR: Final = timedelta(minutes=15)
_NAME: Final = "companion_pin_"


def is_open(request: Request, found: Tracked) -> bool:
    """Say whether this phone gave the right PIN of this code a short while ago."""
    until, _, seal = request.cookies.get(_NAME + found.mark, "").partition(".")
    if found.standing is not TokenStanding.GOOD or not until.isascii() or not until.isdigit():
        return False
    fresh = house_of(request).now().timestamp() < int(until)
    return fresh and hmac.compare_digest(seal, _seal(found, until))


def keep_open(request: Request, answer: Response, found: Tracked) -> None:
    """Let this phone in without the PIN for a while."""
    until = str(int((house_of(request).now() + OPEN_FOR).timestamp()))
    answer.set_cookie(
        _NAME + found.mark,
        f"{until}.{_seal(found, until)}",
        max_age=int(OPEN_FOR.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def close(answer: Response, found: Tracked) -> None:
    """Hide again what lies behind the PIN."""
    answer.delete_cookie(_NAME + found.mark)


def _seal(found: Tracked, until: str) -> str:
    return hmac.new(found.key, until.encode(), hashlib.sha256).hexdigest()
