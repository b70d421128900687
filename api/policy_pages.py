"""The page of one policy beside a case: at the desk, and on the applicant's phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import case_of_mine, holder_of_a_code
from api.answering import NO_POLICY
from api.case_views import facts_of, plan_now
from api.cases import SeesCases
from api.gone import LARGEST_COOKIE, gone_page
from api.gone_records import case_shown
from api.one_policy import PolicyPage, policy_page
from api.pages import house_of, render
from api.phone_code import PinCheck, checked, gone_as, standing_pin, tracked
from api.pin import keep_open
from api.policy_views import is_personal, without_figures
from api.record_words import article_text
from api.wiring import House
from flowchart import diagram
from flowchart.case import Case
from flowchart.tracking import TokenStanding, Tracked
from kb.catalogue import Catalogue
from kb.errors import NotFound
from kb.ids import PolicyId
from matcher.applicant import NOTHING
from matcher.match import Match

router = APIRouter()
_CODE = [Depends(holder_of_a_code)]


@router.get("/case/{case_id}/policy/{policy}")
def policy_in_case(request: Request, session: SeesCases, case_id: str, policy: str) -> HTMLResponse:
    """Show one policy for what the applicant of a case said."""
    case = case_of_mine(request, session, case_id)
    house = house_of(request)
    return render(
        request,
        "policy.html",
        page=_page(house, case, policy),
        question=None,
        on=plan_now(house, case).on,
        here=f"/case/{case.id}",
        asks=False,
        opened=None,
        article=article_text,
        catalogue=house.catalogue,
    )


def _page(house: House, case: Case, name: str, figures: bool = True) -> PolicyPage:
    """Return what the page says; without `figures` none of the applicant's is on it.

    Raises:
        NotFound: there is no such policy.
    """
    facts = facts_of(house, case) or NOTHING
    matches = plan_now(house, case).policies
    page = policy_page(
        PolicyId(f"policy/{name}"),
        matches if figures else _open_to_all(matches, house.catalogue),
        house.catalogue,
        rows=diagram.rows(case.plan, house.catalogue, case.states()),
        facts=facts if figures else replace(facts, holds=None),
    )
    if page is None:
        raise NotFound(NO_POLICY)
    return page if figures else replace(page, choices=())


def _open_to_all(matches: Iterable[Match], catalogue: Catalogue) -> tuple[Match, ...]:
    """Return what anybody with the code may know: no figures, and nothing of personal policies."""
    return tuple(
        without_figures(match)
        for match in matches
        if not is_personal(catalogue.policies[match.policy], catalogue)
    )


# ---- the phone --------------------------------------------------------------------------------


@router.get("/c/{token}/policy/{policy}", dependencies=_CODE, response_model=None)
@router.get(
    "/C/{token}/policy/{policy}", dependencies=_CODE, response_model=None, include_in_schema=False
)
def policy_on_phone(request: Request, token: str, policy: str) -> Response:
    """Show one policy to whoever holds the code; the applicant's figures behind the PIN.

    One that reads sensitive facts is not shown at all before, nor its name. After the PIN it is
    asked for by a form: its name would stand in the address else.
    """
    held = tracked(request, token)
    if held.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, held), HTTPStatus.GONE)
    return _phone(request, token, policy, held, standing_pin(request, held))


@router.post("/c/{token}/policy", dependencies=_CODE, response_model=None)
@router.post("/C/{token}/policy", dependencies=_CODE, response_model=None, include_in_schema=False)
def policy_after_pin(
    request: Request,
    token: str,
    name: Annotated[str, Form(max_length=200)] = "",
    pin: Annotated[str, Form(max_length=12)] = "",
) -> HTMLResponse:
    """Show one policy whole: after the right PIN, or without one while the phone is open.

    Which one stands in the form and not in the address: some say something of the applicant.
    """
    held = tracked(request, token)
    if held.standing is not TokenStanding.GOOD:
        return gone_page(request, gone_as(request, held), HTTPStatus.FORBIDDEN)
    stands = standing_pin(request, held)
    if stands.opened and not pin:
        return _phone(request, token, name, held, stands)
    tried = checked(request, token, pin, held)
    page = _phone(request, token, name, held, tried)
    if tried.opened and not tried.problem:
        keep_open(request, page, held)
    return page


def _phone(request: Request, token: str, name: str, held: Tracked, pin: PinCheck) -> HTMLResponse:
    house = house_of(request)
    case = case_shown(house, held.case_id)
    policy = house.catalogue.policies.get(PolicyId(f"policy/{name}"))
    if policy is None:
        raise NotFound(NO_POLICY)
    personal = is_personal(policy, house.catalogue)
    return render(
        request,
        "phone_policy.html",
        page=None if personal and not pin.opened else _page(house, case, name, pin.opened),
        name=name,
        personal=personal,
        token=token.upper(),
        here=f"/c/{token.upper()}",
        pin=pin,
        on=plan_now(house, case).on,
        asks=False,
        opened=pin.opened,
        largest=request.cookies.get(LARGEST_COOKIE) == "1",
        centre=house.catalogue.records.get(case.centre),
        article=article_text,
        catalogue=house.catalogue,
    )
