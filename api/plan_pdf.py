"""The plan as PDF on A4, beside a conversation and with a case."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import case_of_mine
from api.case_views import plan_now
from api.cases import SeesCases
from api.language import chosen
from api.pages import house_of
from api.staff import Companion
from flowchart import listing
from flowchart.listing import Row
from flowchart.paper_places import case_line
from flowchart.plan import Plan
from kb.text import Text
from matcher.match import Match

router = APIRouter()


def _answer(
    request: Request,
    plan: Plan,
    rows: tuple[Row, ...],
    matches: tuple[Match, ...] | None = None,
    case: Text | None = None,
) -> Response:
    """Return a PDF to be shown, and kept by nobody on the way."""
    from flowchart import paper  # what draws PDF is read with the first one, not at a start

    content = paper.pdf(
        plan, rows, house_of(request).catalogue, chosen(request), matches, case=case
    )
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="plan.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/intake/{intake_id}/plan.pdf")
def plan_of_intake(request: Request, session: Companion, intake_id: str) -> Response:
    """Return the plan of a conversation as it stands, with the mode and day that are tried."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    rows = listing.rows(plan, house.catalogue)
    return _answer(request, plan, rows)


@router.get("/case/{case_id}/plan.pdf")
def plan_of_case(request: Request, session: SeesCases, case_id: str) -> Response:
    """Return the plan of a case with how far its steps are, and its policies as of today."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    rows = listing.rows(case.plan, house.catalogue, case.states())
    centre = house.catalogue.records.get(case.centre)
    line = case_line(case.number, centre.title if centre is not None else None)
    return _answer(request, case.plan, rows, plan_now(house, case).policies, line)
