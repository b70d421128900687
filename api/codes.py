"""The codes of a case at the desk: shown once, one more, a new PIN, revoked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import by_staff, case_of_mine, form_is_mine
from api.auth import Session
from api.handover import NewPin
from api.links import phones_can_reach, tracking_link
from api.pages import house_of, render
from api.staff import Companion, see
from flowchart.case import Case
from flowchart.qr import qr_png, qr_svg, qr_version
from flowchart.tracking import Code, Holder, IssuedCode
from kb.errors import NotFound
from kb.text import Text

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
_NOT_SHOWN = Text(
    zh="这个码不再显示了。可以再发一个新码。",
    en="This code is no longer shown. Issue a new one.",
)


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows: its codes, and what may be done."""
    house = house_of(request)
    codes = house.tracking.codes(case.id)
    good = [one for one in codes if one.standing.value == "good"]
    return {
        "codes": good,
        "dead_codes": [one for one in codes if one not in good],
        "code_shown": house.handover.get(session, case.id) is not None,
        "pin_shown": house.handover.get_pin(session, case.id) is not None,
    }


def code_views(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what pages that hand a code over show: link, picture, PIN; nothing after a while."""
    house = house_of(request)
    code = house.handover.get(session, case.id)
    link = tracking_link(request, code.token) if code else ""
    return {
        "case": case,
        "code": code,
        "issued": _issued(request, case, code),
        "new_pin": house.handover.get_pin(session, case.id),
        "link": link,
        "reachable": phones_can_reach(request),
        "qr": qr_svg(link, f"QR {case.number}") if code else "",
        "qr_version": qr_version(link) if code else 0,
    }


def _issued(request: Request, case: Case, code: Code | None) -> IssuedCode | None:
    """Return what the list of codes says of one that is shown."""
    if code is None:
        return None
    tracking = house_of(request).tracking
    mark = tracking.find(code.token).mark
    return next((one for one in tracking.codes(case.id) if one.mark == mark), None)


@router.get("/case/{case_id}/code")
def code_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the code just issued, or the PIN; later only new ones, for nothing was kept."""
    case = case_of_mine(request, session, case_id)
    return render(request, "code.html", **code_views(request, session, case))


@router.get("/case/{case_id}/code.png")
def code_image(request: Request, session: Companion, case_id: str) -> Response:
    """Return the code just issued as an image, to print on the centre's own paper."""
    case = case_of_mine(request, session, case_id)
    code = house_of(request).handover.get(session, case.id)
    if code is None:
        raise NotFound(_NOT_SHOWN)
    image = qr_png(tracking_link(request, code.token))
    return Response(image, media_type="image/png")


@router.post("/case/{case_id}/code", dependencies=MineOnly)
def new_code(
    request: Request,
    session: Companion,
    case_id: str,
    holder: Annotated[Holder, Form()] = Holder.APPLICANT,
    instead: Annotated[bool, Form()] = False,
) -> Response:
    """Issue one more code; others stay good, unless it is to stand instead of all of them."""
    house, by = house_of(request), by_staff(session)
    case = case_of_mine(request, session, case_id)
    if instead:
        house.tracking.revoke_all(case.id, by)
        house.handover.forget(case.id)
    house.handover.put(session, case.id, house.tracking.issue(case.id, by, holder))
    return see(f"/case/{case.id}/code")


@router.post("/case/{case_id}/revoke", dependencies=MineOnly)
def revoke_all(request: Request, session: Companion, case_id: str) -> Response:
    """Revoke the codes of a case; effective on the next request."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    house.tracking.revoke_all(case.id, by_staff(session))
    house.handover.forget(case.id)
    return see(f"/case/{case.id}#codes")


@router.post("/case/{case_id}/codes/{mark}/revoke", dependencies=MineOnly)
def revoke(request: Request, session: Companion, case_id: str, mark: str) -> Response:
    """Revoke one code; the others stay good."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    house.tracking.revoke(case.id, mark, by_staff(session))
    _show_others_only(request, session, case, mark)
    return see(f"/case/{case.id}#codes")


@router.post("/case/{case_id}/codes/{mark}/pin", dependencies=MineOnly)
def reset_pin(request: Request, session: Companion, case_id: str, mark: str) -> Response:
    """Give one code a new PIN and new tries; it is shown as a code is, for a quarter of an hour."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    pin = house.tracking.reset_pin(case.id, mark, by_staff(session))
    code = house.handover.get(session, case.id)
    house.handover.forget(case.id)
    if code is not None and house.tracking.find(code.token).mark == mark:
        house.handover.put(session, case.id, Code(token=code.token, pin=pin))
    else:
        house.handover.put_pin(session, case.id, NewPin(mark=mark, pin=pin))
    return see(f"/case/{case.id}/code")


def _show_others_only(request: Request, session: Session, case: Case, mark: str) -> None:
    """Let nobody show a code any more that was revoked just now; this session keeps another."""
    house = house_of(request)
    code = house.handover.get(session, case.id)
    house.handover.forget(case.id)
    if code is not None and house.tracking.find(code.token).mark != mark:
        house.handover.put(session, case.id, code)
