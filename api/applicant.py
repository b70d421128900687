"""The applicant's phone: where am I, what now, what to bring, when; changes by itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Header, Request, Response

from api.access import holder_of_a_code
from api.gone import LARGEST_COOKIE, gone_page
from api.gone_records import case_shown
from api.language import chosen
from api.links import own_page
from api.pages import house_of
from api.phone_code import Followed, followed_case, gone_as, standing_pin, tracked
from api.phone_page import page_tag, phone_page
from api.phone_views import case_days
from api.staff import see
from api.streams import GONE, EventStream, heard_last, stream
from api.throttle import TooOften
from flowchart.case_calendar import ics
from flowchart.forecast import forecast
from flowchart.tracking import TokenStanding
from kb.errors import NotAllowed, NotFound, Unavailable

router = APIRouter(dependencies=[Depends(holder_of_a_code)])

CALENDAR: Final = "text/calendar; charset=utf-8"


@router.get("/c/{token}", response_model=None)
@router.get("/C/{token}", response_model=None, include_in_schema=False)
def show(request: Request, token: str, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Show the case behind a code; looking changes nothing."""
    found = tracked(request, token)
    house = house_of(request)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, found), HTTPStatus.GONE)
    case, pin = case_shown(house, found.case_id), standing_pin(request, found)
    asked_again = "if-changed" in request.query_params
    if asked_again and if_none_match.removeprefix("W/") == page_tag(request, case, pin.opened):
        return Response(status_code=HTTPStatus.NOT_MODIFIED)
    if not asked_again:
        house.tracking.count_opening()
    return phone_page(request, token, case, pin)


@router.get("/c/{token}/calendar.ics", response_model=None)
@router.get("/C/{token}/calendar.ics", response_model=None, include_in_schema=False)
def calendar(request: Request, token: str) -> Response:
    """Return the days of a case for the phone's own calendar; personal ones while it is open."""
    found = tracked(request, token)
    if found.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, found), HTTPStatus.GONE)
    house = house_of(request)
    case = case_shown(house, found.case_id)
    dates = forecast(case, house.today(), house.catalogue.calendars)
    days = case_days(house, case, dates, standing_pin(request, found).opened)
    body = ics(days, chosen(request), case.number, house.now())
    named = {"Content-Disposition": f'attachment; filename="{case.number}.ics"'}
    return Response(body, media_type=CALENDAR, headers=named)


@router.post("/elder", response_model=None)
def elder(on: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Choose normal (0), large (1) or largest (2) letters for this phone."""
    answer = see(own_page(back))
    for name, wanted in (("companion_elder", on in ("1", "2")), (LARGEST_COOKIE, on == "2")):
        answer.set_cookie(name, "1" if wanted else "0", max_age=31536000, samesite="lax")
    return answer


@router.get("/c/{token}/events", response_class=EventStream)
@router.get("/C/{token}/events", response_class=EventStream, include_in_schema=False)
async def events(
    request: Request,
    token: str,
    case: Annotated[Followed, Depends(followed_case)],
    last_event_id: Annotated[str, Header()] = "",
    seen: int | None = None,
) -> EventStream:
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
    known = heard_last(last_event_id, seen, case.newest)
    news = house_of(request).news
    return EventStream(stream(news, case.case_id, known, lambda: _sequence(request, token)))


def _sequence(request: Request, token: str) -> int | None:
    """Return the number of the newest event behind a code, GONE once it is no longer good.

    While the database is away nobody knows (None), nor while somebody at the same address guesses
    codes: the stream stays open and says nothing.
    """
    try:
        return followed_case(request, token).newest
    except (NotFound, NotAllowed):
        return GONE
    except (Unavailable, TooOften):
        return None
