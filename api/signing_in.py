"""Signing in and out, one-time links, and one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import any_staff, everyone, form_is_mine
from api.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD
from api.auth import COOKIE, SESSION_LIFETIME, Purpose, Session
from api.pages import house_of, render
from api.staff import see
from kb.errors import Locked, NotAllowed, WrongInput

router = APIRouter()
Everyone = [Depends(everyone)]
AnyStaff = Annotated[Session, Depends(any_staff)]
MineOnly = [Depends(form_is_mine)]
Typed = Annotated[str, Form(max_length=4 * LONGEST_PASSWORD)]


@router.get("/sign-in", dependencies=Everyone)
def sign_in_page(request: Request) -> HTMLResponse:
    """Ask for name and password."""
    return _sign_in(request)


def _sign_in(
    request: Request, name: str = "", problem: str = "", status: int = 200
) -> HTMLResponse:
    return render(
        request, "sign_in.html", status_code=status, typed_name=name[:60], problem=problem
    )


@router.post("/sign-in", dependencies=Everyone, response_model=None)
def sign_in(request: Request, name: Typed = "", password: Typed = "") -> Response:
    """Begin a session for a name and its password."""
    house = house_of(request)
    client = request.client.host if request.client else ""
    if not house.wrong_codes.allows(f"sign-in {client}"):
        return _sign_in(request, name, "locked", 423)
    try:
        return _entered(request, house.staff.sign_in(name, password))
    except Locked:
        return _sign_in(request, name, "locked", 423)
    except NotAllowed:
        return _sign_in(request, name, "wrong", 403)


@router.get("/sign-in/{secret}", dependencies=Everyone)
def link_page(request: Request, secret: str) -> HTMLResponse:
    """Show what uses a one-time link up; opening the link alone does not."""
    return _link(request, secret)


def _link(request: Request, secret: str, problem: str = "", status: int = 200) -> HTMLResponse:
    invited = house_of(request).staff.invitation(secret)
    return render(
        request,
        "sign_in_link.html",
        status_code=status,
        secret=secret,
        account=invited.account,
        chooses=invited.purpose is not Purpose.ENTER,
        shortest=SHORTEST_PASSWORD,
        problem=problem,
    )


@router.post("/sign-in/{secret}", dependencies=Everyone, response_model=None)
def use_link(request: Request, secret: str, password: Typed = "", again: Typed = "") -> Response:
    """Use a one-time link up: begin a session, after choosing a password where one is needed."""
    if password != again:
        return _link(request, secret, "differ", 422)
    try:
        return _entered(request, house_of(request).staff.enter(secret, password))
    except WrongInput:
        return _link(request, secret, "unfit", 422)


def _entered(request: Request, cookie: str) -> Response:
    answer = see("/")
    secure = house_of(request).settings.base_url.lower().startswith("https://")
    answer.set_cookie(
        COOKIE,
        cookie,
        httponly=True,
        samesite="strict",
        secure=secure,
        max_age=int(SESSION_LIFETIME.total_seconds()),
    )
    return answer


@router.post("/sign-out", dependencies=MineOnly)
def sign_out(request: Request, session: AnyStaff) -> Response:
    """End the session and forget what it could still show."""
    house = house_of(request)
    house.intakes.end_all(session.key)
    house.handover.forget_session(session.key)
    house.staff.sign_out(session)
    answer = see("/")
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/account")
def account_page(request: Request, session: AnyStaff) -> HTMLResponse:
    """Show one's own account: role, centre, password, open sessions."""
    return _account(request, session)


def _account(
    request: Request, session: Session, problem: str = "", done: bool = False, status: int = 200
) -> HTMLResponse:
    house = house_of(request)
    return render(
        request,
        "account.html",
        status_code=status,
        account=house.accounts.get(session.account),
        centre=house.catalogue.records.get(session.centre),
        sessions=house.staff.open_sessions().get(session.account, 1),
        shortest=SHORTEST_PASSWORD,
        problem=problem,
        done=done,
    )


@router.post("/account/password", dependencies=MineOnly, response_model=None)
def change_password(
    request: Request, session: AnyStaff, old: Typed = "", password: Typed = "", again: Typed = ""
) -> Response:
    """Change one's own password; every other session of the account ends."""
    house = house_of(request)
    if password != again:
        return _account(request, session, "differ", status=422)
    try:
        if house.accounts.get(session.account).has_password:
            house.accounts.check_password(session.name, old)
        house.accounts.set_password(session.account, password)
    except Locked:
        return _account(request, session, "locked", status=423)
    except NotAllowed:
        return _account(request, session, "wrong", status=403)
    except WrongInput:
        return _account(request, session, "unfit", status=422)
    house.staff.sign_out_everywhere(session.account, but=session.key)
    return _account(request, session, done=True)


@router.post("/account/sign-out-elsewhere", dependencies=MineOnly)
def sign_out_elsewhere(request: Request, session: AnyStaff) -> Response:
    """End every other session of one's own account."""
    house_of(request).staff.sign_out_everywhere(session.account, but=session.key)
    return see("/account")
