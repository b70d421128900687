"""The applicant's phone: where am I, what now, what to bring, when; changes by itself."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Header, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from api.access import holder_of_a_code
from api.case_views import case_views
from api.gone import LARGEST_COOKIE, gone_page
from api.links import own_page
from api.pages import house_of, render
from api.policy_views import without_personal
from api.staff import see
from api.wiring import SHANGHAI
from flowchart.case import Case
from flowchart.tracking import TokenStanding, Tracked
from kb.errors import Locked, NotAllowed, NotFound, Unavailable
from kb.text import Text

router = APIRouter(dependencies=[Depends(holder_of_a_code)])

HEARTBEAT_SECONDS: Final = 14
"""Shorter than the 15 s after which the framework sends a comment that scripts cannot hear."""
PIN_DIGITS: Final = 6
GONE: Final = -1
_TOO_MANY: Final = Text(
    zh="输错的码太多。请等一分钟再试。", en="Too many wrong codes. Wait a minute."
)


def tracked(request: Request, token: str) -> Tracked:
    """Return the case behind a code.

    Raises:
        NotFound: there is no such code.
        Locked: this client has tried too many wrong ones.
    """
    client = request.client.host if request.client else "unknown"
    house = house_of(request)
    try:
        return house.tracking.find(token)
    except NotFound:
        if not house.wrong_codes.allows(client):
            raise Locked(_TOO_MANY) from None
        raise


def found_case(request: Request, token: str) -> Case:
    """Return the case behind a code that is good.

    Raises:
        NotFound: there is no such code.
        NotAllowed: it has expired or was revoked.
        Locked: this client has tried too many wrong ones.
    """
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        raise NotAllowed(Text(zh="这个码不能用了。", en=f"This code is {found.standing}."))
    return house_of(request).cases.get(found.case_id)


def _tag(case: Case) -> str:
    return f'"{case.number}.{case.sequence}"'


@router.get("/c/{token}", response_model=None)
@router.get("/C/{token}", response_model=None, include_in_schema=False)
def phone_page(
    request: Request, token: str, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Show the case behind a code; looking changes nothing."""
    found = tracked(request, token)
    house = house_of(request)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, found.standing, HTTPStatus.GONE)
    case = house.cases.get(found.case_id)
    if request.query_params.get("if-changed") and if_none_match == _tag(case):
        return Response(status_code=304)
    if "if-changed" not in request.query_params:
        house.tracking.count_opening()
    page = _phone(request, token, case, PinCheck(locked=found.locked))
    page.headers["ETag"] = _tag(case)
    return page


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCheck:
    """What a PIN did: opened the page, or `problem` ("short", "wrong"); or no more tries."""

    opened: bool = False
    locked: bool = False
    problem: str = ""


def _phone(request: Request, token: str, case: Case, pin: PinCheck) -> HTMLResponse:
    shown = case_views(request, case) | {"today": house_of(request).today()}
    open_to_all, personal = without_personal(shown["policies"])
    if not pin.opened:
        shown["policies"] = open_to_all
    now = house_of(request).now()
    return render(
        request,
        "phone.html",
        **shown,
        personal=personal,
        at=f"{now.astimezone(SHANGHAI):%H:%M}",
        now_seconds=int(now.timestamp()),
        token=token.upper(),
        tag=_tag(case),
        largest=request.cookies.get(LARGEST_COOKIE) == "1",
        pin=pin,
    )


@router.get("/c/{token}/pin", include_in_schema=False)
@router.get("/C/{token}/pin", include_in_schema=False)
def after_pin(token: str) -> Response:
    """Lead back to the page: phones open a form's address again when they restore their tabs."""
    return see(f"/c/{token}")


@router.post("/c/{token}/pin", response_model=None)
@router.post("/C/{token}/pin", response_model=None, include_in_schema=False)
def pin(
    request: Request, token: str, pin: Annotated[str, Form(max_length=12)] = ""
) -> HTMLResponse:
    """Show name and notes after the right PIN, on this answer only."""
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, found.standing, HTTPStatus.FORBIDDEN)
    case = house_of(request).cases.get(found.case_id)
    return _phone(request, token, case, checked(request, token, pin, found.locked))


def checked(request: Request, token: str, pin: str, locked: bool) -> PinCheck:
    """Return what a PIN does for a code that is good; wrong ones are counted.

    Args:
        request: gives the house.
        token: the code.
        pin: as it was typed.
        locked: whether there were too many wrong ones already.
    """
    digits = pin_digits(pin)
    if len(digits) != PIN_DIGITS:
        return PinCheck(locked=locked, problem="short")
    try:
        house_of(request).tracking.check_pin(token, digits)
    except Locked:
        return PinCheck(locked=True)
    except NotAllowed:
        return PinCheck(locked=tracked(request, token).locked, problem="wrong")
    return PinCheck(opened=True)


def pin_digits(typed: str) -> str:
    """Return the digits of what was typed; Chinese keyboards also write full-width ones.

    >>> pin_digits(" １２３ 456")
    '123456'
    """
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(sign for sign in plain if sign in "0123456789")


@router.post("/elder", response_model=None)
def elder(on: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Choose normal (0), large (1) or largest (2) letters for this phone."""
    answer = see(own_page(back))
    for name, wanted in (("companion_elder", on in ("1", "2")), (LARGEST_COOKIE, on == "2")):
        answer.set_cookie(name, "1" if wanted else "0", max_age=31536000, samesite="lax")
    return answer


@router.get("/c/{token}/events", response_class=EventSourceResponse)
@router.get("/C/{token}/events", response_class=EventSourceResponse, include_in_schema=False)
async def events(
    request: Request,
    token: str,
    case: Annotated[Case, Depends(found_case)],
    last_event_id: Annotated[str, Header()] = "",
    seen: int | None = None,
) -> AsyncIterable[ServerSentEvent]:
    """Stream the number of the newest event, at once if some were missed.

    `moved` says that there is something new, or that the code is no longer good; `here` says
    now and then that nothing is, so that a page can tell a quiet stream from a stuck one.

    Args:
        request: gives the house.
        token: the code; looked at again before every word that no move of ours brought.
        case: the case behind it; a code that is not good never gets as far as a stream.
        last_event_id: what the browser heard last, when it comes back.
        seen: the last event on the page that asks.
    """
    news = house_of(request).news
    known = case.sequence if seen is None else seen
    known = int(last_event_id) if last_event_id.isdigit() else known
    with news.following(case.id) as follower:
        told: int | None = None
        while not news.closed:
            now = await run_in_threadpool(_sequence, request, token) if told is None else told
            if now is not None:
                said = "here" if now == known else "moved"
                yield ServerSentEvent(event=said, id=str(now), data=now)
                known = now
            if now == GONE:
                return
            told = await follower.news(HEARTBEAT_SECONDS)


def _sequence(request: Request, token: str) -> int | None:
    """Return the number of the newest event behind a code, GONE once it is no longer good.

    While the database is away nobody knows (None): the stream stays open and says nothing.
    """
    try:
        return found_case(request, token).sequence
    except (NotFound, NotAllowed):
        return GONE
    except Unavailable:
        return None
