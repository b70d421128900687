"""Cases at the companion's desk: opening one, its code, its printed sheet, its moves."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api import case_moves, codes, new_plan, personal_data, ratings, round_table
from api.access import by_staff, case_i_see, case_of_mine, form_is_mine, sees_cases
from api.auth import Session
from api.case_views import case_views
from api.links import phones_can_reach, tracking_link
from api.pages import house_of, render
from api.staff import Companion, see
from flowchart.case import Case
from flowchart.case_events import Move, Undone
from flowchart.case_store import Person
from flowchart.intake import facts_written
from flowchart.moves import MOVES
from flowchart.qr import qr_png, qr_svg, qr_version
from flowchart.states import StepState
from kb.errors import NotFound
from kb.ids import ServiceId
from kb.text import Text
from kb.writing import to_json

router = APIRouter()
SeesCases = Annotated[Session, Depends(sees_cases)]
MineOnly = [Depends(form_is_mine)]


@router.post("/intake/{intake_id}/case", dependencies=MineOnly)
def open_case(
    request: Request,
    session: Companion,
    intake_id: str,
    name: Annotated[str, Form(max_length=100)] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Open a case for the plan as it stands and issue its code."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    person = Person(
        name=name.strip() or None,
        note=note.strip() or None,
        facts=to_json(facts_written(intake.facts)),
    )
    by = by_staff(session)
    case = house.cases.open(plan, person, house.today(), session.centre, by)
    house.intakes.end(intake_id, session.key)
    house.handover.put(session, case.id, house.tracking.issue(case.id, by))
    return see(f"/case/{case.id}/code")


@router.get("/cases")
def case_list(request: Request, session: SeesCases) -> HTMLResponse:
    """List the newest cases of this centre with their progress."""
    house = house_of(request)
    newest = house.cases.newest(session.centre)
    return render(request, "cases.html", cases=newest, catalogue=house.catalogue)


PARTS: Final = (case_moves, round_table, codes, ratings, personal_data, new_plan)
"""What the page of a case is made of, besides the plan; each part has a template of its own."""


@router.get("/case/{case_id}")
def case_page(request: Request, session: SeesCases, case_id: str) -> HTMLResponse:
    """Show a case: its steps, what can be done with it, its log."""
    case = case_i_see(request, session, case_id)
    house = house_of(request)
    names = house.keys.names() | house.accounts.names()
    shown = case_views(request, case) | {"names": names, "moves": MOVES}
    for part in PARTS:
        shown |= part.panel(request, session, case)
    return render(request, "case.html", **shown)


@router.get("/case/{case_id}/code")
def code_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the code just issued; later only a new one can be shown, for nothing was kept."""
    return _code(request, session, case_id, "code.html")


@router.get("/case/{case_id}/code.png")
def code_image(request: Request, session: Companion, case_id: str) -> Response:
    """Return the code just issued as an image, to print on the centre's own paper."""
    code = house_of(request).handover.get(session, case_id)
    if code is None:
        raise NotFound(
            Text(
                zh="这个码不再显示了。请换一个新码。",
                en="This code is no longer shown. Issue a new one.",
            )
        )
    image = qr_png(tracking_link(request, code.token))
    return Response(image, media_type="image/png")


@router.get("/case/{case_id}/sheet")
def sheet_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the sheet to print: code, steps, what to bring; the PIN is not on it."""
    return _code(request, session, case_id, "sheet.html")


def _code(request: Request, session: Session, case_id: str, template: str) -> HTMLResponse:
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    code = house.handover.get(session, case_id)
    link = tracking_link(request, code.token) if code else ""
    return render(
        request,
        template,
        **case_views(request, case),
        code=code,
        link=link,
        reachable=phones_can_reach(request),
        qr=qr_svg(link, f"QR {case.number}") if code else "",
        qr_version=qr_version(link) if code else 0,
    )


@router.post("/case/{case_id}/code", dependencies=MineOnly)
def new_code(request: Request, session: Companion, case_id: str) -> Response:
    """Revoke the codes of a case and issue a new one."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    house.tracking.revoke_all(case.id, by_staff(session))
    house.handover.put(session, case.id, house.tracking.issue(case.id, by_staff(session)))
    return see(f"/case/{case.id}/code")


@router.post("/case/{case_id}/revoke", dependencies=MineOnly)
def revoke(request: Request, session: Companion, case_id: str) -> Response:
    """Revoke the codes of a case; effective on the next request."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    house.tracking.revoke_all(case.id, by_staff(session))
    house.handover.forget(case.id)
    return see(f"/case/{case.id}")


@router.post("/case/{case_id}/move", dependencies=MineOnly)
def move(
    request: Request,
    session: Companion,
    case_id: str,
    step: Annotated[str, Form()],
    to: Annotated[StepState, Form()],
    seen: Annotated[int, Form()],
) -> Response:
    """Move one step; open phones hear of it at once."""
    case = case_of_mine(request, session, case_id)
    house_of(request).cases.move(case.id, ServiceId(step), to, by_staff(session), seen)
    return see(at_step(case_id, step))


def at_step(case_id: str, step: str) -> str:
    """Return the address of a case page at one of its steps."""
    return f"/case/{case_id}#{step.replace('/', '-')}"


def last_step(case: Case) -> str:
    """Return the step the last event was about, or that it took back; empty if none."""
    by_number = {event.sequence: event.what for event in case.events}
    last = by_number.get(case.sequence)
    what = by_number.get(last.event) if isinstance(last, Undone) else last
    return what.step if isinstance(what, Move) else ""


@router.post("/case/{case_id}/undo", dependencies=MineOnly)
def undo(
    request: Request, session: Companion, case_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Take the last move back; the log keeps both."""
    case = case_of_mine(request, session, case_id)
    moved = house_of(request).cases.undo(case.id, by_staff(session), seen)
    return see(at_step(case_id, last_step(moved)))
