"""Signing in and out, one-time links, and one's own account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import any_staff, everyone, form_is_mine
from api.accounts import LONGEST_NAME
from api.auth import COOKIE, SESSION_LIFETIME, Purpose, Session
from api.links import own_page
from api.pages import house_of, render, session_of
from api.passwords import LONGEST, SHORTEST
from api.staff import see
from api.wiring import House
from kb.errors import Locked, NotAllowed, NotFound, WrongInput

router = APIRouter()
Everyone = [Depends(everyone)]
AnyStaff = Annotated[Session, Depends(any_staff)]
MineOnly = [Depends(form_is_mine)]
Typed = Annotated[str, Form(max_length=4 * LONGEST)]


@router.get("/sign-in", dependencies=Everyone)
def sign_in_page(request: Request, to: str = "/") -> HTMLResponse:
    """Ask for name and password, then lead on to a page of ours."""
    return _sign_in(request, to)


def _sign_in(
    request: Request, to: str, name: str = "", problem: str = "", status: int = 200
) -> HTMLResponse:
    return render(
        request,
        "sign_in.html",
        status_code=status,
        to=own_page(to),
        typed_name=name[:LONGEST_NAME],
        problem=problem,
    )


@router.post("/sign-in", dependencies=Everyone, response_model=None)
def sign_in(
    request: Request,
    name: Typed = "",
    password: Typed = "",
    to: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Begin a session for a name and its password; what fails counts against the address too."""
    house = house_of(request)
    client = request.client.host if request.client else "unknown"
    if house.wrong_sign_ins.has_spent(client):
        return _sign_in(request, to, name, "busy", 423)
    try:
        return _entered(request, house.staff.sign_in(name, password), own_page(to))
    except (Locked, NotAllowed) as error:
        house.wrong_sign_ins.allows(client)
        problem, status = ("locked", 423) if isinstance(error, Locked) else ("wrong", 403)
        return _sign_in(request, to, name, problem, status)


@router.get("/sign-in/{secret}", dependencies=Everyone)
def link_page(request: Request, secret: str) -> HTMLResponse:
    """Show what uses a one-time link up; opening the link alone does not."""
    try:
        return _link(request, secret)
    except NotFound:
        return _used_up(request)


def _used_up(request: Request) -> HTMLResponse:
    return _sign_in(request, "/", problem="used", status=404)


def _link(request: Request, secret: str, problem: str = "", status: int = 200) -> HTMLResponse:
    invited = house_of(request).staff.invitation(secret)
    return render(
        request,
        "sign_in_link.html",
        status_code=status,
        secret=secret,
        account=invited.account,
        chooses=invited.purpose is not Purpose.ENTER,
        shortest=SHORTEST,
        problem=problem,
    )


@router.post("/sign-in/{secret}", dependencies=Everyone, response_model=None)
def use_link(request: Request, secret: str, password: Typed = "", again: Typed = "") -> Response:
    """Use a one-time link up: begin a session, after choosing a password where one is needed."""
    try:
        if password != again:
            return _link(request, secret, "differ", 422)
        return _entered(request, house_of(request).staff.enter(secret, password))
    except WrongInput:
        return _link(request, secret, "unfit", 422)
    except NotFound:
        return _used_up(request)


def _entered(request: Request, cookie: str, to: str = "/") -> Response:
    """Give the browser its new session; whoever was signed in here before is signed out."""
    house, before = house_of(request), session_of(request)
    if before is not None:
        _leave(house, before)
    answer = see(to)
    secure = house.settings.base_url.lower().startswith("https://")
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
    _leave(house_of(request), session)
    answer = see("/")
    answer.delete_cookie(COOKIE)
    return answer


def _leave(house: House, session: Session) -> None:
    house.intakes.end_all(session.key)
    house.handover.forget_session(session.key)
    house.staff.sign_out(session)


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
        shortest=SHORTEST,
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
