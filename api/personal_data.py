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
from api.consent import BASES, BY_CONSENT, LAWS, NOTICE_CHANNELS, contact_of, without
from api.handover import SHOWN_FOR
from api.held import ON_CONSENT, in_words, rests_on, views
from api.pages import house_of, render
from api.shapes import json_line
from api.staff import Companion, see
from api.wiring import House
from flowchart.case import NO_CASE, Case
from flowchart.case_events import Adopted, Agreed, By, Exported, What
from flowchart.case_kinds import Purpose
from flowchart.case_told import agreed, of_kind
from flowchart.event_words import BASIS_TEXT, PURPOSE_TEXT
from flowchart.private import Channel
from kb.errors import Conflict, NotFound, WrongInput
from kb.text import Text
from kb.writing import from_json, to_json

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
    return {"bases": bases(case), "follows_withdrawn": follows_withdrawn(case)}


def follows_withdrawn(case: Case) -> bool:
    """Say whether the plan still follows facts whose consent was taken back since."""
    held = agreed(case)
    gone = [
        event.sequence
        for event, what in of_kind(case, Agreed)
        if not what.given and what.purpose in ON_CONSENT and what.purpose not in held
    ]
    made = [event.sequence for event, _ in of_kind(case, Adopted)]
    return bool(gone) and max(gone) > max(made, default=0)


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
        rests=rests_on(house, case),
        follows_withdrawn=follows_withdrawn(case),
        **views(house, case),
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
    if changed_by(house, case, sent):
        house.private.correct(case.id, by_staff(session))
    house.private.set_person(case.id, name=sent["name"])
    for channel in Channel:
        house.private.set_contact(case.id, channel, sent[channel])
    if sent[Channel.POST] and Purpose.SERVICE not in agreed(case):
        _agree(house, case, by_staff(session), Purpose.SERVICE)
    told = any(sent[channel] for channel in NOTICE_CHANNELS)
    if told and Purpose.NOTICES not in agreed(case):
        _agree(house, case, by_staff(session), Purpose.NOTICES)
    return see(f"/case/{case.id}/personal?done=saved")


def changed_by(house: House, case: Case, sent: Mapping[str, str]) -> bool:
    """Say whether what was sent differs from the name and the contacts that are kept."""
    contacts = house.private.contacts(case.id)
    kept = {"name": house.private.person(case.id).name or ""}
    kept |= {str(channel): contacts.get(channel, "") for channel in Channel}
    return any(kept[key] != said for key, said in sent.items())


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


@router.post("/case/{case_id}/duty", dependencies=MineOnly)
def record_duty(request: Request, session: Companion, case_id: str) -> Response:
    """Record for an old case that handling it is a public duty; once."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    if Purpose.SERVICE not in agreed(case):
        _agree(house, case, by_staff(session), Purpose.SERVICE)
    return see(f"/case/{case.id}/personal?done=saved")


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
    if form == "page":
        return see(f"/case/{case.id}/copy")
    named = {"Content-Disposition": f'attachment; filename="{case.number}.json"'}
    said = json_line(held | {"in_words": in_words(house, case)})
    return Response(said, media_type="application/json", headers=named)


@router.get("/case/{case_id}/copy", response_model=None)
def copy_page(request: Request, session: Companion, case_id: str) -> Response:
    """Show the copy that was just given; read again or in the other language it is the same one."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    given = [event.at for event, _ in of_kind(case, Exported)]
    if not given or house.now() - given[-1] > SHOWN_FOR:
        return see(f"/case/{case.id}/personal")
    shown = views(house, case)
    return render(
        request, "personal_copy.html", **shown, case=case, bases=bases(case), at=given[-1]
    )


# ---- erasing ------------------------------------------------------------------------------------


@router.post("/case/{case_id}/erase", dependencies=MineOnly, response_model=None)
def erase(request: Request, session: Companion, case_id: str, number: Line = "") -> Response:
    """Erase what is kept about a person once the number of the case was typed."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    if number.strip() != case.number:
        return _page(request, case, WrongInput.at("number", *_OTHER_NUMBER))
    forget_conversations(house, case.id)
    house.private.erase(case.id, by_staff(session))
    return see(f"/case/{case.id}/erased")


@router.get("/case/{case_id}/erased")
def erased_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the receipt of an erasure, to print and hand over: number and day, nothing else."""
    found = house_of(request).cases.erased_here(session.centre, case_id)
    if found is None:
        raise NotFound(NO_CASE)
    number, gone = found
    return render(request, "personal_erased.html", case_number=number, on=gone.on)


def forget_conversations(house: House, case_id: str) -> None:
    """Let go of codes that still show and of conversations about another plan for a case."""
    house.handover.forget(case_id)
    house.intakes.end_for(case_id)
