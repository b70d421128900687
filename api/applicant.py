"""The applicant's phone: where am I, what now, what to bring, when; changes by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Form, Header, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool

from api.cases import case_views
from api.pages import house_of, render
from api.staff import see
from flowchart.case import Case
from flowchart.tracking import TokenStanding, Tracked
from kb.errors import Locked, NotAllowed, NotFound

router = APIRouter()

HEARTBEAT_SECONDS: Final = 20
_TRIES = parse("10/minute")
_LIMITER = MovingWindowRateLimiter(MemoryStorage())


def _tracked(request: Request, token: str) -> Tracked:
    """Return the case behind a code.

    Raises:
        NotFound: there is no such code, or this client has tried too many wrong ones.
    """
    client = request.client.host if request.client else "unknown"
    house = house_of(request)
    try:
        return house.tracking.find(token)
    except NotFound:
        if not _LIMITER.hit(_TRIES, "code", client):
            raise Locked("Too many wrong codes. Wait a minute.") from None
        raise


def _good(request: Request, token: str) -> Case:
    tracked = _tracked(request, token)
    if tracked.standing is not TokenStanding.GOOD:
        raise NotAllowed(f"This code is {tracked.standing}.")
    return house_of(request).cases.get(tracked.case_id)


def _tag(case: Case) -> str:
    return f'"{case.number}.{case.sequence}"'


@router.get("/c/{token}", response_model=None)
@router.get("/C/{token}", response_model=None, include_in_schema=False)
def phone_page(
    request: Request, token: str, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Show the case behind a code; looking changes nothing."""
    tracked = _tracked(request, token)
    house = house_of(request)
    if tracked.standing is not TokenStanding.GOOD:
        return render(request, "code_gone.html", status_code=410, standing=tracked.standing)
    case = house.cases.get(tracked.case_id)
    if request.query_params.get("if-changed") and if_none_match == _tag(case):
        return Response(status_code=304)
    house.tracking.count_opening()
    page = _phone(request, token, case, tracked.locked)
    page.headers["ETag"] = _tag(case)
    return page


def _phone(
    request: Request, token: str, case: Case, locked: bool, opened: bool = False, problem: str = ""
) -> HTMLResponse:
    return render(
        request,
        "phone.html",
        **case_views(request, case),
        token=token.upper(),
        locked=locked,
        opened=opened,
        pin_problem=problem,
    )


@router.post("/c/{token}/pin", response_model=None)
@router.post("/C/{token}/pin", response_model=None, include_in_schema=False)
def pin(request: Request, token: str, pin: Annotated[str, Form(max_length=12)]) -> HTMLResponse:
    """Show name and notes after the right PIN, on this answer only."""
    case = _good(request, token)
    house = house_of(request)
    try:
        house.tracking.check_pin(token, pin.strip())
    except Locked:
        return _phone(request, token, case, locked=True)
    except NotAllowed:
        return _phone(request, token, case, locked=_tracked(request, token).locked, problem="wrong")
    return _phone(request, token, case, locked=False, opened=True)


@router.post("/elder", response_model=None)
def elder(on: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Switch larger letters on or off for this phone."""
    answer = see(back if back.startswith("/") and not back.startswith("//") else "/")
    answer.set_cookie("companion_elder", "1" if on == "1" else "0", max_age=31536000, samesite="lax")
    return answer


@router.get("/c/{token}/events", response_class=EventSourceResponse)
@router.get("/C/{token}/events", response_class=EventSourceResponse, include_in_schema=False)
async def events(
    request: Request, token: str, last_event_id: Annotated[str, Header()] = ""
) -> AsyncIterable[ServerSentEvent]:
    """Stream the number of the newest event, at once if some were missed."""
    house = house_of(request)
    case = await run_in_threadpool(_good, request, token)
    seen = int(last_event_id) if last_event_id.isdigit() else case.sequence
    with house.news.following(case.id) as moved:
        while True:
            moved.clear()
            now = await run_in_threadpool(_good, request, token)
            if now.sequence != seen:
                seen = now.sequence
                yield ServerSentEvent(event="moved", id=str(seen), data=seen)
            with suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), timeout=HEARTBEAT_SECONDS)
