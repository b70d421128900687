"""The manager's people page: who works at the centre, their roles, their one-time links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, manager
from api.accounts import LONGEST_NAME, NO_ACCOUNT, Account, Role
from api.auth import Session
from api.centres import centres_of_district
from api.links import base_url, phones_can_reach, sign_in_link
from api.pages import house_of, render
from api.staff import see
from api.wiring import House
from kb.errors import Conflict, NotAllowed, NotFound, WrongInput, write_one_of
from kb.ids import OrganisationId
from kb.text import Text
from matcher.unfit import there_is_no

router = APIRouter()
Manager = Annotated[Session, Depends(manager)]
MineOnly = [Depends(form_is_mine)]
_NOT_BY_ONESELF = Text(
    zh="自己的账号要由另一位负责人来改或停用。",
    en="Another manager changes or closes your own account.",
)


@router.get("/people")
def people_page(request: Request, session: Manager) -> HTMLResponse:
    """List who works here, and take new colleagues in."""
    return _people(request, session)


def _people(
    request: Request, session: Session, name: str = "", problem: str = "", status: int = 200
) -> HTMLResponse:
    house = house_of(request)
    managed = [one for one in house.accounts.all() if _manages(house, session, one.centre)]
    return render(
        request,
        "people.html",
        status_code=status,
        people=sorted(managed, key=lambda one: one.disabled_at is not None),
        alone=all(one.id == session.account for one in managed),
        open_sessions=house.staff.open_sessions(),
        centres=centres(house, session),
        roles=Role,
        longest=LONGEST_NAME,
        typed_name=name[:LONGEST_NAME],
        problem=problem,
        meaning=house.meaning.standing,
    )


@router.post("/people", dependencies=MineOnly)
def add(
    request: Request,
    session: Manager,
    role: Annotated[Role, Form()],
    name: Annotated[str, Form(max_length=4 * LONGEST_NAME)] = "",
    centre: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Take somebody in and show the invitation at once."""
    house = house_of(request)
    theirs = _chosen_centre(house, session, centre or session.centre)
    try:
        account = house.accounts.add(name, role, theirs)
    except Conflict:
        return _people(request, session, name, "taken", 409)
    except WrongInput:
        return _people(request, session, name, "unfit", 422)
    return _link(request, account)


@router.get("/people/{account_id}")
def person_page(
    request: Request,
    session: Manager,
    account_id: str,
    done: str = "",
    was: str = "",
    was_at: str = "",
) -> HTMLResponse:
    """Show one account, what may be done with it, and how to take back what was just done."""
    house = house_of(request)
    account = _of_mine(house, session, account_id)
    known = centres(house, session)
    return render(
        request,
        "person.html",
        account=account,
        own=account.id == session.account,
        sessions=house.staff.open_sessions().get(account.id, 0),
        centres=known,
        roles=Role,
        done=done if done in DONE else "",
        was=Role(was) if was in set(Role) else account.role,
        was_at=was_at if was_at in known else account.centre,
    )


DONE = ("changed", "closed", "opened", "signed-out")
"""What the page about an account may say was just done."""


def _done(account: Account, what: str, **before: str) -> Response:
    return see(f"/people/{account.id}?{urlencode({'done': what, **before})}")


@router.post("/people/{account_id}", dependencies=MineOnly)
def change(
    request: Request,
    session: Manager,
    account_id: str,
    role: Annotated[Role, Form()],
    centre: Annotated[str, Form()] = "",
) -> Response:
    """Give somebody another role or centre; it counts from their next request on."""
    house = house_of(request)
    account = _not_mine(house, session, account_id)
    theirs = _chosen_centre(house, session, centre or account.centre)
    house.accounts.change(account.id, role, theirs)
    return _done(account, "changed", was=account.role, was_at=account.centre)


@router.post("/people/{account_id}/link", dependencies=MineOnly)
def new_link(request: Request, session: Manager, account_id: str) -> HTMLResponse:
    """Show a new one-time link; it stands on this answer alone, and earlier ones end."""
    return _link(request, _of_mine(house_of(request), session, account_id))


def _link(request: Request, account: Account) -> HTMLResponse:
    made = house_of(request).staff.new_link(account)
    return render(
        request,
        "person_link.html",
        account=account,
        link=sign_in_link(base_url(request), made.secret),
        purpose=made.purpose,
        until=made.until,
        reachable=phones_can_reach(request),
    )


@router.post("/people/{account_id}/disable", dependencies=MineOnly)
def disable(request: Request, session: Manager, account_id: str) -> Response:
    """Close an account: nobody comes in with it any more."""
    house = house_of(request)
    account = _not_mine(house, session, account_id)
    house.staff.close(account.id)
    return _done(account, "closed")


@router.post("/people/{account_id}/enable", dependencies=MineOnly)
def enable(request: Request, session: Manager, account_id: str) -> Response:
    """Open an account again; its owner signs in anew."""
    house = house_of(request)
    account = _of_mine(house, session, account_id)
    house.accounts.enable(account.id)
    return _done(account, "opened")


@router.post("/people/{account_id}/sign-out", dependencies=MineOnly)
def sign_out(request: Request, session: Manager, account_id: str) -> Response:
    """End every session of an account, but for the one at hand."""
    house = house_of(request)
    account = _of_mine(house, session, account_id)
    house.staff.sign_out_everywhere(account.id, but=session.key)
    return _done(account, "signed-out")


# ---- whose people ----------------------------------------------------------------------------


def _manages(house: House, session: Session, centre: OrganisationId) -> bool:
    """Say whether a manager manages a centre; those of the district centre manage all."""
    return session.centre in (centre, house.centre)


def _of_mine(house: House, session: Session, account_id: str) -> Account:
    """Return an account this manager manages.

    Raises:
        NotFound: there is none; another centre's is not told from none.
    """
    account = house.accounts.get(account_id)
    if not _manages(house, session, account.centre):
        raise NotFound(NO_ACCOUNT)
    return account


def _not_mine(house: House, session: Session, account_id: str) -> Account:
    """Return an account this manager manages and does not come in with.

    Raises:
        NotFound: there is none.
        NotAllowed: it is the manager's own; another manager must do it.
    """
    account = _of_mine(house, session, account_id)
    if account.id == session.account:
        raise NotAllowed(_NOT_BY_ONESELF)
    return account


def _chosen_centre(house: House, session: Session, chosen: str) -> OrganisationId:
    """Return a centre that was chosen.

    Raises:
        WrongInput: this manager does not manage it.
    """
    known = centres(house, session)
    if chosen not in known:
        raise WrongInput.at("centre", there_is_no(chosen), write_one_of(known))
    return OrganisationId(chosen)


def centres(house: House, session: Session) -> Mapping[OrganisationId, Text]:
    """Return the centres a manager may choose, by id, the district's first."""
    titles = centres_of_district(house, (a.centre for a in house.accounts.all()))
    return {one: title for one, title in titles.items() if _manages(house, session, one)}
