"""The plan as PDF on A4, beside a conversation and with a case."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.access import case_of_mine
from api.cases import SeesCases, plan_now
from api.language import chosen
from api.pages import house_of
from api.staff import Companion
from flowchart import listing, paper

router = APIRouter()


def _answer(content: bytes) -> Response:
    """Return a PDF to be shown, and kept by nobody on the way."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="plan.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/intake/{intake_id}/plan.pdf")
def plan_of_intake(request: Request, session: Companion, intake_id: str) -> Response:
    """Return the plan of a conversation as it stands, with the mode and day that are tried."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    rows = listing.rows(plan, house.catalogue)
    return _answer(paper.pdf(plan, rows, house.catalogue, chosen(request)))


@router.get("/case/{case_id}/plan.pdf")
def plan_of_case(request: Request, session: SeesCases, case_id: str) -> Response:
    """Return the plan of a case with how far its steps are, and its policies as of today."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    rows = listing.rows(case.plan, house.catalogue, case.states())
    matches = plan_now(house, case).policies
    return _answer(paper.pdf(case.plan, rows, house.catalogue, chosen(request), matches))
