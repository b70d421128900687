"""Cases at the companion's desk: opening one, the list of them, the page of one, its sheet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import codes
from api.access import by_staff, case_i_see, case_of_mine, form_is_mine, sees_cases
from api.auth import Session
from api.case_page import page_of
from api.case_rows import list_views, whose_of
from api.case_rules import to_look_at
from api.case_views import case_views
from api.consent import agreed_for, contact_of
from api.errors import wants_page
from api.flag_views import answers_in
from api.flags import Flags
from api.pages import house_of, render
from api.plan_page import Aside
from api.staff import Companion, conversation, see
from flowchart.case_kinds import Audience
from flowchart.case_store import Person
from flowchart.intake import facts_written
from kb.errors import WrongInput
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
    contact: Annotated[str, Form(max_length=300)] = "",
    inside: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Open a case for the plan as it stands and issue its code.

    A contact that cannot be read is told on the page, where all that was typed still stands.
    """
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    try:
        reached = contact_of(contact)
    except WrongInput as error:
        if not wants_page(request):
            raise
        typed = {"name": name, "note": note, "contact": contact, "inside": inside}
        aside = Aside(contact=error.problems[0], opened=typed)
        return conversation(request, house, intake, aside=aside)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    person = Person(
        name=name.strip() or None,
        note=note.strip() or None,
        facts=to_json(facts_written(intake.facts)),
    )
    by = by_staff(session)
    agreed = agreed_for(intake.facts, house.catalogue, notices=reached is not None)
    case = house.cases.open(plan, person, house.today(), session.centre, by, agreed)
    if reached is not None:
        house.private.set_contact(case.id, *reached)
    if inside.strip():
        house.cases.note(case.id, by, inside.strip(), Audience.INSIDE)
    Flags(house.database, house.now).carry(intake_id, case.id)
    house.intakes.end(intake_id, session.key)
    house.handover.put(session, case.id, house.tracking.issue(case.id, by))
    return see(f"/case/{case.id}/code")


@router.get("/cases")
def case_list(
    request: Request,
    session: SeesCases,
    of: Annotated[str, Query(max_length=20)] = "",
    due: bool = False,
    find: Annotated[str, Query(max_length=200)] = "",
    page: int = 1,
    keeper: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """List the cases a centre works through, or looks at, fifty to a page."""
    whose = whose_of(of, session)
    house = house_of(request)
    ruled = to_look_at(house, session, whose)
    shown = list_views(house, session, whose, due, find, page, keeper, ruled)
    ours = (row.case.id for row in shown["rows"] if row.elsewhere is None)
    return render(request, "cases.html", answers=answers_in(house, ours), **shown)


@router.get("/case/{case_id}")
def case_page(request: Request, session: SeesCases, case_id: str) -> HTMLResponse:
    """Show a case: its steps, what can be done with it, its log."""
    return page_of(request, session, case_i_see(request, session, case_id))


@router.get("/case/{case_id}/sheet")
def sheet_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the sheet to print: code, steps, what to bring; the PIN is not on it."""
    case = case_of_mine(request, session, case_id)
    shown = case_views(request, case) | codes.code_views(request, session, case)
    return render(request, "sheet.html", **shown)
