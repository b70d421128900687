"""Cases at the companion's desk: opening one, its code, its printed sheet, its moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api import plan_views, views
from api.access import case_of_mine, form_is_mine, sees_cases
from api.accounts import Role
from api.auth import Session
from api.links import phones_can_reach, tracking_link
from api.pages import house_of, render
from api.policy_views import policy_groups
from api.staff import Companion, see
from api.wiring import House
from flowchart import diagram, fees
from flowchart.case import MOVES, Case, next_steps, progress
from flowchart.case_store import Person
from flowchart.intake import facts_read, facts_written
from flowchart.plan import Plan
from flowchart.qr import qr_png, qr_svg, qr_version
from flowchart.states import StepState
from kb.errors import NotFound, WrongInput
from kb.ids import ServiceId
from kb.text import Text
from kb.writing import from_json, to_json
from matcher.applicant import Facts

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
    case = house.cases.open(plan, person, house.today(), session.centre)
    house.intakes.end(intake_id, session.key)
    house.handover.put(session, case.id, house.tracking.issue(case.id))
    return see(f"/case/{case.id}/code")


@router.get("/cases")
def case_list(request: Request, session: SeesCases) -> HTMLResponse:
    """List the newest cases of this centre with their progress."""
    house = house_of(request)
    newest = house.cases.newest(session.centre)
    rows = [(case, *progress(case.states(), case.plan)) for case in newest]
    return render(request, "cases.html", rows=rows, catalogue=house.catalogue)


@router.get("/case/{case_id}")
def case_page(request: Request, session: SeesCases, case_id: str) -> HTMLResponse:
    """Show a case: its steps, the moves each may make, its log."""
    case = case_of_mine(request, session, case_id)
    house = house_of(request)
    names = house.keys.names() | house.accounts.names()
    return render(
        request, "case.html", **case_views(request, case), moves=MOVES, names=names, roles=set(Role)
    )


def facts_of(house: House, case: Case) -> Facts | None:
    """Return what the applicant said, with which a case was opened; None once it is gone."""
    kept = house.cases.person(case.id).facts
    try:
        return facts_read(from_json(kept), house.catalogue) if kept else None
    except WrongInput:
        return None  # the rules have changed since: a fact or a code is no longer known


def plan_now(house: House, case: Case) -> Plan:
    """Return the plan of a case with its policies as they stand today.

    They keep the order in which they stood beside the conversation. Reasons are not kept with a
    case: they are found again, as long as the facts are there. Without them the verdicts are those
    of the day the case was opened.
    """
    facts = facts_of(house, case)
    if facts is None:
        return case.plan
    on = house.applying_on()
    order = {match.policy: i for i, match in enumerate(case.plan.policies)}
    matches = house.matches(facts, on, rank=False)
    newest = sorted(matches, key=lambda match: order.get(match.policy, len(order)))
    return replace(case.plan, policies=tuple(newest), on=on)


def case_views(request: Request, case: Case) -> dict[str, Any]:
    """Return what every page about a case shows."""
    house = house_of(request)
    held = case.states()
    done, total = progress(held, case.plan)
    rows = diagram.rows(case.plan, house.catalogue, held)
    now = plan_now(house, case)
    steps = plan_views.step_views(case.plan, rows, house.catalogue, house.centre)
    return {
        "case": case,
        "person": house.cases.person(case.id),
        "plan": case.plan,
        "states": held,
        "rows": rows,
        "made_on": case.opened_on,
        "known": views.has_certain_step(case.plan),
        "fees_to_confirm": fees.to_confirm(case.plan, house.catalogue),
        "places": views.places(rows, house.catalogue),
        "shown": {one.row.number: one for one in steps},
        "visited": plan_views.place_views(steps),
        "offices": plan_views.office_views(steps),
        "bodies": plan_views.body_views(steps),
        "days": plan_views.day_views(replace(case.plan, policies=now.policies), house.catalogue),
        "hanging": views.hanging_warnings(case.plan, facts_of(house, case), house.catalogue),
        "diagram": diagram,
        "next_steps": next_steps(case),
        "done": done,
        "total": total,
        "scenes": [house.catalogue.scenes[scene] for scene in case.plan.scenes],
        "materials": views.material_views(case.plan, house.catalogue),
        "policies": policy_groups(now, house.catalogue, house.searcher.recalled(case.plan.scenes)),
        "catalogue": house.catalogue,
        "centre": house.catalogue.records.get(case.centre),
    }


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
    house.tracking.revoke_all(case.id)
    house.handover.put(session, case.id, house.tracking.issue(case.id))
    return see(f"/case/{case.id}/code")


@router.post("/case/{case_id}/revoke", dependencies=MineOnly)
def revoke(request: Request, session: Companion, case_id: str) -> Response:
    """Revoke the codes of a case; effective on the next request."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    house.tracking.revoke_all(case.id)
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
    house_of(request).cases.move(case.id, ServiceId(step), to, session.account, seen)
    return see(at_step(case_id, step))


def at_step(case_id: str, step: str) -> str:
    """Return the address of a case page at one of its steps."""
    return f"/case/{case_id}#{step.replace('/', '-')}"


@router.post("/case/{case_id}/undo", dependencies=MineOnly)
def undo(
    request: Request, session: Companion, case_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Take the last move back; the log keeps both."""
    case = case_of_mine(request, session, case_id)
    case = house_of(request).cases.undo(case.id, session.account, seen)
    return see(at_step(case_id, case.events[-1].step))
