"""The rights of a person at the desk: what is kept and why, correction, a copy, erasure.

个人信息保护法: consent is taken back (第十五条), a copy is given (第四十五条), what is wrong is put
right (第四十六条), and what is no longer wanted is erased (第四十七条).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import by_staff, case_of_mine, form_is_mine
from api.auth import Session
from api.case_views import facts_of
from api.consent import BASES, BY_CONSENT, LAWS, NOTICE_CHANNELS, contact_of, without
from api.pages import house_of, render
from api.shapes import json_line
from api.staff import Companion, see
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import Agreed, By, What
from flowchart.case_kinds import Purpose
from flowchart.case_told import agreed, of_kind
from flowchart.event_words import BASIS_TEXT, PURPOSE_TEXT, event_text
from flowchart.private import Channel
from kb.catalogue import Catalogue
from kb.errors import Conflict, WrongInput
from kb.text import Text
from kb.writing import from_json, to_json
from matcher.wording import Wording

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Line = Annotated[str, Form(max_length=300)]

_OTHER_NUMBER = (
    Text(zh="和这个办件的编号不一样。", en="is not the number of this case."),
    Text(zh="请照着上面的编号再输入一次。", en="Type the number above once more."),
)
_NOT_GIVEN = Text(zh="没有这一项同意可以撤回。", en="There is no such consent to take back.")
_NO_EMAIL: Final = (
    Text(zh="不是邮箱。", en="is no e-mail address."),
    Text(zh="请写 name@example.cn 这样的，或者空着。", en="Write one such as name@example.cn."),
)
_NO_PHONE: Final = (
    Text(zh="不是手机号。", en="is no phone number."),
    Text(zh="请写 13800000000 这样的，或者空着。", en="Write one such as 13800000000."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    """On what a use of data rests, since when, and whether that can be taken back."""

    purpose: Purpose
    what: Text
    basis: Text
    law: Text
    at: datetime
    can_end: bool


def bases(case: Case) -> tuple[BasisView, ...]:
    """Return on what the use of somebody's data rests now."""
    since = {what.purpose: event.at for event, what in of_kind(case, Agreed)}
    return tuple(
        BasisView(
            purpose=purpose,
            what=PURPOSE_TEXT[purpose],
            basis=BASIS_TEXT[one.basis],
            law=LAWS[purpose],
            at=since[purpose],
            can_end=purpose in BY_CONSENT,
        )
        for purpose, one in agreed(case).items()
    )


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows: what the use of the data rests on."""
    return {"bases": bases(case)}


@router.get("/case/{case_id}/personal")
def personal_page(
    request: Request, session: Companion, case_id: str, done: str = ""
) -> HTMLResponse:
    """Show what is kept about a person, why, and what can be done about it."""
    case = case_of_mine(request, session, case_id)
    told = done if done in ("saved", "taken_back") else ""
    return _page(request, case, done=told)


def _page(
    request: Request,
    case: Case,
    error: WrongInput | None = None,
    typed: Mapping[str, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    house = house_of(request)
    contacts = {str(channel): a for channel, a in house.private.contacts(case.id).items()}
    kept = {"name": house.private.person(case.id).name or "", **contacts}
    return render(
        request,
        "personal.html",
        status_code=HTTPStatus.OK if error is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        case=case,
        bases=bases(case),
        kept=dict(typed) if typed is not None else kept,
        problem=error.problems[0] if error is not None else None,
        done=done,
    )


# ---- correcting ---------------------------------------------------------------------------------


@router.post("/case/{case_id}/personal", dependencies=MineOnly)
def correct(
    request: Request,
    session: Companion,
    case_id: str,
    name: Annotated[str, Form(max_length=100)] = "",
    email: Line = "",
    phone: Line = "",
    post: Line = "",
) -> Response:
    """Put name and contacts right; an empty field takes away what stood there."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    typed = {"name": name, "email": email, "phone": phone, "post": post}
    sent = {key: said.strip() for key, said in typed.items()}
    try:
        _check_contacts(sent)
    except WrongInput as error:
        return _page(request, case, error, typed)
    house.private.set_person(case.id, name=sent["name"])
    for channel in Channel:
        house.private.set_contact(case.id, channel, sent[channel])
    told = any(sent[channel] for channel in NOTICE_CHANNELS)
    if told and Purpose.NOTICES not in agreed(case):
        _agree(house, case, by_staff(session), Purpose.NOTICES)
    return see(f"/case/{case.id}/personal?done=saved")


def _check_contacts(sent: Mapping[str, str]) -> None:
    """Let contacts through that are what their fields ask for.

    Raises:
        WrongInput: one is not.
    """
    for channel, problem in ((Channel.EMAIL, _NO_EMAIL), (Channel.PHONE, _NO_PHONE)):
        try:
            found = contact_of(sent[channel])
        except WrongInput:
            raise WrongInput.at(channel, *problem) from None
        if found is not None and found[0] is not channel:
            raise WrongInput.at(channel, *problem)


def _agree(house: House, case: Case, by: By, purpose: Purpose, given: bool = True) -> None:
    def decide(now: Case, _note: str | None) -> What:
        if not given and purpose not in agreed(now):
            raise Conflict(_NOT_GIVEN)
        return Agreed(purpose=purpose, basis=BASES[purpose], given=given)

    house.cases.append(case.id, by, decide)


@router.post("/case/{case_id}/consent", dependencies=MineOnly)
def take_back(
    request: Request, session: Companion, case_id: str, purpose: Annotated[Purpose, Form()]
) -> Response:
    """Take consent back for an applicant; what rested on it alone is deleted."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    if purpose not in BY_CONSENT:
        raise Conflict(_NOT_GIVEN)
    _agree(house, case, by_staff(session), purpose, given=False)
    forget_what_rested_on(house, case.id, purpose)
    return see(f"/case/{case.id}/personal?done=taken_back")


def forget_what_rested_on(house: House, case_id: str, purpose: Purpose) -> None:
    """Delete what was kept on a consent that was taken back: contacts, or the facts it covered."""
    if purpose is Purpose.NOTICES:
        for channel in NOTICE_CHANNELS:
            house.private.set_contact(case_id, channel, "")
        return
    kept = house.private.person(case_id).facts
    if kept:
        left = without(from_json(kept), {purpose}, house.catalogue)
        house.private.set_person(case_id, facts=to_json(left))


# ---- a copy -------------------------------------------------------------------------------------


@router.post("/case/{case_id}/copy", dependencies=MineOnly)
def give_copy(
    request: Request,
    session: Companion,
    case_id: str,
    form: Annotated[Literal["page", "json"], Form()] = "page",
) -> Response:
    """Give everything kept about a person, as a page to print or a file; the log says so."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    held = house.private.copy(case.id, by_staff(session))
    if form == "json":
        named = {"Content-Disposition": f'attachment; filename="{case.number}.json"'}
        return Response(json_line(held), media_type="application/json", headers=named)
    now = house.cases.get(case.id)
    return render(
        request,
        "personal_copy.html",
        case=now,
        held=held,
        facts=_facts_in_words(house, now),
        bases=bases(now),
        at=house.now(),
        events=[(event, event_text(event, house.catalogue, now.events)) for event in now.events],
        catalogue=house.catalogue,
        raw=json_line(held["facts"]) if held["facts"] else "",
    )


def _facts_in_words(house: House, case: Case) -> list[tuple[Text, Text]] | None:
    """Return what was said, in words; None where today's rules do not know all of it any more."""
    facts = facts_of(house, case)
    if facts is None:
        return None
    catalogue: Catalogue = house.catalogue
    wording = Wording(catalogue)
    return [
        (catalogue.concepts[one].title, wording.value(fact.value, catalogue.concepts[one]))
        for one in facts.told
        if (fact := facts.fact(one)) is not None and one in catalogue.concepts
    ]


# ---- erasing ------------------------------------------------------------------------------------


@router.post("/case/{case_id}/erase", dependencies=MineOnly)
def erase(request: Request, session: Companion, case_id: str, number: Line = "") -> HTMLResponse:
    """Erase what is kept about a person once the number of the case was typed."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    if number.strip() != case.number:
        return _page(request, case, WrongInput.at("number", *_OTHER_NUMBER))
    forget_conversations(house, case.id)
    house.private.erase(case.id, by_staff(session))
    return render(request, "personal_erased.html", case_number=case.number)


def forget_conversations(house: House, case_id: str) -> None:
    """Let go of codes that still show and of conversations about another plan for a case."""
    house.handover.forget(case_id)
    house.intakes.end_for(case_id)
