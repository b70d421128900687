"""Whose case it is: taken up, handed to a colleague or another centre, shared, let go."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import by_staff, form_is_mine
from api.auth import Session
from api.case_page import doing
from api.hand_views import colleagues, may_take_back, other_centres
from api.move_form import Typed, said_of_move, words_of
from api.pages import house_of
from api.staff import Companion
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import COMPANION, HandedOver, Shared, TakenUp, What
from flowchart.case_kinds import Audience
from flowchart.case_store import NewNote
from kb.errors import Conflict, WrongInput
from kb.ids import OrganisationId
from kb.text import Text

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Said = Annotated[Typed, Depends(said_of_move)]
_TO_WHOM: Final = (
    Text(zh="没有这位同事或这个中心。", en="is neither a colleague here nor a centre."),
    Text(zh="请从列表里选。", en="Choose one of the list."),
)
_LOOKS_ALREADY: Final = Text(zh="这个中心已经在看了。", en="This centre looks at it already.")
_DOES_NOT_LOOK: Final = Text(zh="这个中心没有在看。", en="This centre does not look at it.")
_TAKEN_UP: Final = Text(
    zh="对方已经接手，收不回来了。请对方转回来。",
    en="Somebody there has taken it up. Ask them to hand it back.",
)
_IS_MINE: Final = Text(
    zh="这个办件是您中心的，不能不看。", en="This case is your own centre's; it cannot let go."
)


@router.post("/case/{case_id}/take", dependencies=MineOnly)
def take(
    request: Request, session: Companion, case_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Look after a case from now on."""
    what = TakenUp(companion=session.account)

    def act(case: Case) -> Case:
        return _changed(request, session, case, what, seen=seen)

    return doing(request, session, case_id, Typed(form="take"), act)


@router.post("/case/{case_id}/hand-over", dependencies=MineOnly)
def hand_over(
    request: Request,
    session: Companion,
    case_id: str,
    said: Said,
    seen: Annotated[int, Form()],
    to: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Hand a case to a colleague or to another centre, which then has to take it up."""
    typed = replace(said, form="hand", to=to)

    def act(case: Case) -> Case:
        what = _handed_over(house_of(request), case, to)
        return _changed(request, session, case, what, words_of(typed), seen)

    return doing(request, session, case_id, typed, act, place=lambda _: "hands")


@router.post("/case/{case_id}/take-back", dependencies=MineOnly)
def take_back(
    request: Request, session: Companion, case_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Call a case back that another centre was given and nobody there has taken up."""

    def act(case: Case) -> Case:
        if not may_take_back(case, session):
            raise Conflict(_TAKEN_UP)
        mine, theirs = session.centre, case.centre
        back = HandedOver(from_centre=theirs, to_centre=mine, to_companion=session.account)
        _changed(request, session, case, back, seen=seen)
        _changed(request, session, case, Shared(centre=theirs, looks=False))
        return _changed(request, session, case, TakenUp(companion=session.account))

    return doing(request, session, case_id, Typed(form="take-back"), act, to_read=True)


@router.post("/case/{case_id}/share", dependencies=MineOnly)
def share(
    request: Request,
    session: Companion,
    case_id: str,
    centre: Annotated[str, Form(max_length=200)] = "",
    looks: Annotated[bool, Form()] = False,
) -> Response:
    """Let another centre look at a case, or not any more."""
    theirs = OrganisationId(centre)

    def act(case: Case) -> Case:
        if looks and theirs not in other_centres(house_of(request), case):
            raise WrongInput.at("centre", *_TO_WHOM)
        if looks is (theirs in case.looking):
            raise Conflict(_LOOKS_ALREADY if looks else _DOES_NOT_LOOK)
        return _changed(request, session, case, Shared(centre=theirs, looks=looks))

    typed = Typed(form="share", to=centre)
    return doing(request, session, case_id, typed, act, place=lambda _: "hands")


@router.post("/case/{case_id}/let-go", dependencies=MineOnly)
def let_go(request: Request, session: Companion, case_id: str) -> Response:
    """Look at another centre's case no longer."""

    def act(case: Case) -> Case:
        if session.centre == case.centre:
            raise Conflict(_IS_MINE)
        return _changed(request, session, case, Shared(centre=session.centre, looks=False))

    typed = Typed(form="let-go")
    return doing(request, session, case_id, typed, act, to_read=True, leads_to="/cases?of=looked")


def _handed_over(house: House, case: Case, to: str) -> HandedOver:
    """Return the handing over that somebody chose from the list.

    Raises:
        WrongInput: it is neither a colleague of the case's centre nor another centre.
    """
    if to in {account.id for account in colleagues(house, case)}:
        return HandedOver(from_centre=case.centre, to_centre=case.centre, to_companion=to)
    if to in other_centres(house, case):
        return HandedOver(from_centre=case.centre, to_centre=OrganisationId(to))
    raise WrongInput.at("to", *_TO_WHOM)


def _changed(
    request: Request,
    session: Session,
    case: Case,
    what: What,
    words: str = "",
    seen: int | None = None,
) -> Case:
    """Add an event about whose case it is, with words for colleagues."""
    note = NewNote(text=words, audience=Audience.INSIDE) if words else None

    def decide(_case: Case, number: str | None) -> What:
        return replace(what, note=number) if isinstance(what, HandedOver) else what

    about = "" if seen is None else COMPANION
    cases = house_of(request).cases
    by = by_staff(session)
    return cases.append(case.id, by, decide, note=note, about=about, seen=seen)
