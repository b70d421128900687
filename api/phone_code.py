"""The code in an address, and its PIN: which case it shows to whom; who guesses is made to wait.

Once a client has spent its wrong tries every code is answered alike, good ones too, so that
nobody learns by trying which codes exist.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from api.gone_records import case_shown
from api.pages import house_of
from api.pin import is_open
from api.throttle import TooOften
from flowchart.case import Case
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.tracking import TokenStanding, Tracked
from kb.errors import Locked, NotAllowed, NotFound
from kb.text import Text

PIN_DIGITS: Final = 6
_TOO_MANY: Final = Text(
    zh="试错的次数太多，请等一会儿再试。", en="Too many wrong tries. Wait a while, then try again."
)


def client_of(request: Request) -> str:
    """Return who asks, as far as one can tell: an address; of IPv6 the network of one line."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


def tracked(request: Request, token: str) -> Tracked:
    """Return the case behind a code; what is no code at all counts as a wrong one.

    Raises:
        TooOften: this client has spent its wrong tries; looked at before the code is.
        NotFound: there is no such code.
    """
    house, client = house_of(request), client_of(request)
    if house.wrong_codes.has_spent(client):
        raise TooOften(_TOO_MANY, house.wrong_codes.seconds_to_wait(client))
    try:
        return house.tracking.find(token)
    except NotFound:
        house.wrong_codes.allows(client)
        raise


def found_case(request: Request, token: str) -> Case:
    """Return the case behind a code that is good.

    Raises:
        TooOften: this client has spent its wrong tries.
        NotFound: there is no such code.
        NotAllowed: it has expired or was revoked.
    """
    return case_shown(house_of(request), _good(request, token).case_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What an open stream keeps of a case: a thousand of them must not keep a thousand plans."""

    case_id: str
    newest: int


def followed_case(request: Request, token: str) -> Followed:
    """Return the newest event of the case behind a code that is good; cheap.

    Raises:
        TooOften: this client has spent its wrong tries.
        NotFound: there is no such code.
        NotAllowed: it has expired or was revoked.
    """
    found = _good(request, token)
    newest = house_of(request).cases.newest_event(found.case_id)
    return Followed(case_id=found.case_id, newest=newest)


def _good(request: Request, token: str) -> Tracked:
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        raise NotAllowed(Text(zh="这个码不能用了。", en=f"This code is {found.standing}."))
    return found


def gone_as(request: Request, found: Tracked) -> str:
    """Return why a code shows nothing: `expired`, `revoked`, or its case was `erased`."""
    try:
        house_of(request).cases.get(found.case_id)
    except NotFound:
        return "erased"
    return str(found.standing)


def by_applicant(found: Tracked) -> By:
    """Return who the holder of a code is to the log of a case: the short mark of the code."""
    return By(actor=Actor.APPLICANT, id=found.mark)


# ---- the PIN ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCheck:
    """What lies behind the PIN is `opened`; or why not, and how many tries are left.

    `problem` is `short`, `wrong`, `often` (this client tried too many, of whatever code) or
    `again` (the quarter of an hour is over).
    """

    opened: bool = False
    tries_left: int = 0
    problem: str = ""

    @property
    def locked(self) -> bool:
        """Say whether staff must reset the PIN first."""
        return not self.opened and self.tries_left <= 0


def standing_pin(request: Request, found: Tracked, problem: str = "") -> PinCheck:
    """Return how the PIN stands for this phone without trying any."""
    opened = is_open(request, found)
    return PinCheck(opened=opened, tries_left=found.tries_left, problem=problem)


def checked(request: Request, token: str, pin: str, found: Tracked) -> PinCheck:
    """Return what a typed PIN does for a code that is good.

    Wrong ones are counted by code, where five lock it, and by client, who may try other codes.

    Args:
        request: gives the house.
        token: the code.
        pin: as it was typed.
        found: what is behind the code.
    """
    house, client = house_of(request), f"pin {client_of(request)}"
    if len(digits := pin_digits(pin)) != PIN_DIGITS:
        return standing_pin(request, found, "short")
    if house.wrong_codes.has_spent(client):
        return standing_pin(request, found, "often")
    try:
        house.tracking.check_pin(token, digits)
    except Locked:
        return PinCheck()
    except NotAllowed:
        house.wrong_codes.allows(client)
        left = house.tracking.find(token).tries_left
        return PinCheck(tries_left=left, problem="wrong")
    return PinCheck(opened=True, tries_left=found.tries_left)


def pin_digits(typed: str) -> str:
    """Return the digits of what was typed; Chinese keyboards also write full-width ones.

    >>> pin_digits(" １２３ 456")
    '123456'
    """
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if sign in "0123456789")
