"""Two companions on one case: the page of a case hears at once of what somebody else did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request

from api.access import case_i_see, sees_cases
from api.auth import COOKIE, Session
from api.pages import house_of
from api.streams import GONE, EventStream, heard_last, stream
from flowchart.case import Case
from kb.errors import NotFound, Unavailable

router = APIRouter()
SeesCases = Annotated[Session, Depends(sees_cases)]


def seen_case(request: Request, session: SeesCases, case_id: str) -> Case:
    """Return a case that somebody may read.

    Raises:
        NotFound: there is none for them.
    """
    return case_i_see(request, session, case_id)


@router.get("/case/{case_id}/events", response_class=EventStream)
async def events(
    request: Request,
    case: Annotated[Case, Depends(seen_case)],
    last_event_id: Annotated[str, Header()] = "",
    seen: int | None = None,
) -> EventStream:
    """Stream the number of the newest event of a case; the page then looks for itself.

    Args:
        request: gives the house and the session.
        case: which; who may not see it never gets as far as a stream.
        last_event_id: what the browser heard last, when it comes back.
        seen: the last event on the page that asks.
    """
    known = heard_last(last_event_id, seen, case.sequence)
    news = house_of(request).news
    return EventStream(stream(news, case.id, known, lambda: newest_of(request, case.id)))


def newest_of(request: Request, case_id: str) -> int | None:
    """Return the newest event of a case; GONE once the session or the case is out of reach.

    While the database is away nobody knows (None): the stream stays open and says nothing.
    """
    house = house_of(request)
    try:
        session = house.staff.session(request.cookies.get(COOKIE, ""))
        return GONE if session is None else case_i_see(request, session, case_id).sequence
    except NotFound:
        return GONE
    except Unavailable:
        return None
