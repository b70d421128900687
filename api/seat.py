"""What an invited expert sees of a case and says about it, through a link that expires.

An expert holds a link, no account. They see what is to be done and how far it is: never a name, a
note for somebody else, a fact or a policy.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, Request
from fastapi.responses import HTMLResponse, Response

from api.access import holder_of_an_invitation
from api.gone_records import case_shown
from api.move_views import paper_views
from api.pages import house_of, render
from api.round_table import Words, comments, last_day, questions, say
from api.staff import see
from api.streams import GONE, EventStream, heard_last, stream
from api.throttle import TooOften
from api.wiring import House
from flowchart import diagram
from flowchart.case import Case, progress
from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.event_words import title_of
from flowchart.forecast import forecast
from flowchart.invitations import Invitation
from flowchart.step_words import STAGES
from kb.catalogue import Catalogue
from kb.errors import NotFound, Unavailable, WrongInput
from kb.ids import ServiceId
from kb.text import Text

router = APIRouter()
AtTheTable = [Depends(holder_of_an_invitation)]
_TOO_MANY = Text(zh="打不开的链接试得太多。", en="Too many links that open nothing.")


def invited(request: Request, secret: str) -> Invitation:
    """Return the invitation behind a link.

    Raises:
        NotFound: it has expired, was ended, or never was.
        TooOften: this client has tried too many links that open nothing; a good one is told from
            a wrong one no more.
    """
    house = house_of(request)
    client = request.client.host if request.client else "unknown"
    if house.wrong_codes.has_spent(client):
        raise TooOften(_TOO_MANY, house.wrong_codes.seconds_to_wait(client))
    try:
        return house.invitations.find(secret)
    except NotFound:
        house.wrong_codes.allows(client)
        raise


@router.get("/round-table/{secret}", dependencies=AtTheTable)
def table(request: Request, secret: str) -> HTMLResponse:
    """Show a case to an expert; looking changes nothing."""
    return _at_table(request, secret)


@router.post("/round-table/{secret}", dependencies=AtTheTable)
def comment(
    request: Request, secret: str, text: Words = "", step: Annotated[str, Form()] = ""
) -> Response:
    """Take a comment of an expert."""
    house = house_of(request)
    try:
        seat = invited(request, secret)
        by = By(actor=Actor.EXPERT, id=seat.id)
        say(house, house.cases.get(seat.case_id), by, text, step)
    except WrongInput as error:
        return _at_table(request, secret, error, text)
    except (NotFound, TooOften) as error:
        return _no_seat(request, error)
    return see(f"/round-table/{secret}#table")


def _at_table(
    request: Request, secret: str, problem: WrongInput | None = None, typed: str = ""
) -> HTMLResponse:
    house = house_of(request)
    try:
        seat = invited(request, secret)
        case = case_shown(house, seat.case_id)
    except (NotFound, TooOften) as error:
        return _no_seat(request, error)
    return render(
        request,
        "round_table.html",
        status_code=422 if problem is not None else 200,
        **table_views(house, case),
        question=_asked(house, case, seat),
        seat=seat,
        last_day=last_day(seat),
        department=title_of(seat.department, house.catalogue),
        secret=secret,
        problem=problem.problems[0] if problem is not None else None,
        typed=typed,
    )


def _asked(house: House, case: Case, seat: Invitation) -> str:
    """Return what the expert on this seat was asked; empty if nothing was."""
    number = questions(case).get(seat.id)
    return next((one.text for one in comments(house, case) if one.event == number), "")


def table_views(house: House, case: Case) -> dict[str, Any]:
    """Return all that an expert sees of a case, numbered as on the page of the case."""
    held, catalogue = case.states(), house.catalogue
    done, total = progress(held, case.plan)
    return {
        "case": case,
        "scenes": [title_of(one, catalogue) for one in case.plan.scenes],
        "rows": diagram.rows(case.plan, catalogue, held),
        "bodies": {one: _body(one, catalogue) for one in held},
        "stops": {one: _stopped(case, one) for one in held},
        "states": held,
        "done": done,
        "total": total,
        "forecast": forecast(case, house.today(), catalogue.calendars),
        "papers": paper_views(house, case),
        "table_comments": comments(house, case),
    }


def _body(step: ServiceId, catalogue: Catalogue) -> Text | None:
    body = catalogue.services[step].organisation
    return title_of(body, catalogue) if body is not None else None


def _stopped(case: Case, step: ServiceId) -> Text | None:
    """Return why the clock of a step stands still; None where it does not."""
    last = next(reversed(case.moves(step)), None)
    return STAGES[last.reason] if last is not None and last.reason is not None else None


def _no_seat(request: Request, error: NotFound | TooOften) -> HTMLResponse:
    """Return the page of a link that opens nothing, whatever the reason: what to do next."""
    house = house_of(request)
    spent = isinstance(error, TooOften)
    status = HTTPStatus.TOO_MANY_REQUESTS if spent else HTTPStatus.NOT_FOUND
    centre = house.catalogue.records.get(house.centre)
    page = render(request, "round_table_gone.html", status, centre=centre, spent=spent)
    if isinstance(error, TooOften):
        page.headers["Retry-After"] = str(error.seconds)
    return page


@router.get("/round-table/{secret}/events", response_class=EventStream, dependencies=AtTheTable)
async def events(
    request: Request,
    seat: Annotated[Invitation, Depends(invited)],
    secret: str,
    last_event_id: Annotated[str, Header()] = "",
    seen: int = 0,
) -> EventStream:
    """Stream the number of the newest event, as the applicant's phone hears it."""
    news = house_of(request).news
    known = heard_last(last_event_id, seen, 0)
    return EventStream(stream(news, seat.case_id, known, lambda: _sequence(request, secret)))


def _sequence(request: Request, secret: str) -> int | None:
    """Return the number of the newest event, GONE once the link opens nothing any more."""
    house = house_of(request)
    try:
        return house.cases.get(house.invitations.find(secret).case_id).sequence
    except NotFound:
        return GONE
    except Unavailable:
        return None
