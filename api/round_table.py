"""The round table: experts of departments read a case and comment on it, for a while.

The desk invites, ends, answers and takes comments back; `api.seat` is what an expert sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import (
    by_staff,
    case_i_see,
    case_of_mine,
    form_is_mine,
)
from api.auth import Session
from api.centres import centres_of_district
from api.links import round_table_link
from api.pages import house_of, render
from api.staff import Companion, see
from api.wiring import House
from flowchart.case import Case
from flowchart.case_events import By, CaseEvent, Invited, Noted, Undone
from flowchart.case_kinds import Actor, Audience
from flowchart.case_told import note_events, of_kind
from flowchart.event_words import ACTOR_TEXT, title_of
from flowchart.invitations import LONGEST, Invitation
from flowchart.private import Note
from flowchart.qr import qr_svg
from kb.catalogue import Catalogue
from kb.days import SHANGHAI
from kb.errors import NotFound, WrongInput
from kb.ids import OrganisationId, ServiceId
from kb.kinds import ServiceKind
from kb.model import PublicOrganisation
from kb.text import Text

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Words = Annotated[str, Form(max_length=2000)]

USUALLY: Final = timedelta(days=7)
_NO_DEPARTMENT = (
    Text(zh="没有这个部门。", en="is no department."),
    Text(zh="请从列表里选一个。", en="Choose one of the list."),
)
_NO_WORDS = (
    Text(zh="还没有写。", en="Nothing is written yet."),
    Text(zh="请写下意见再发。", en="Write your comment, then send it."),
)
_NO_COMMENT = Text(zh="没有这条意见。", en="There is no such comment.")
_NO_STEP = (
    Text(zh="这份方案里没有这一步。", en="This plan has no such step."),
    Text(zh="请从列表里选一步，或者不选。", en="Choose one of the list, or none."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody said at the table; of experts `who` is their department."""

    who: Text
    text: str
    at: datetime
    step: Text | None
    by: By
    event: int


def comments(house: House, case: Case) -> tuple[Comment, ...]:
    """Return what was said at the round table of a case, oldest first."""
    catalogue, told = house.catalogue, note_events(case)
    seats = {what.invitation: what.department for _, what in of_kind(case, Invited)}
    held = house.private.notes(case.id, (Audience.TABLE,))
    found = [(told[number], note) for number, note in held.items() if number in told]
    return tuple(
        _comment(event, note, seats, catalogue)
        for event, note in sorted(found, key=lambda one: one[0].sequence)
    )


def questions(case: Case) -> dict[str, int]:
    """Return which comment each invitation was sent with: what the expert is asked, by event."""
    return {
        before.what.invitation: after.sequence
        for before, after in pairwise(case.events)
        if isinstance(before.what, Invited)
        and isinstance(after.what, Noted)
        and (after.what.audience, after.by) == (Audience.TABLE, before.by)
    }


def _comment(
    event: CaseEvent,
    note: Note,
    seats: Mapping[str, OrganisationId],
    catalogue: Catalogue,
) -> Comment:
    seat = seats.get(event.by.id) if event.by.actor is Actor.EXPERT else None
    step = event.what.step if isinstance(event.what, Noted) else None
    return Comment(
        event=event.sequence,
        who=title_of(seat, catalogue) if seat else ACTOR_TEXT[event.by.actor],
        text=note.text,
        at=note.at,
        step=title_of(step, catalogue) if step else None,
        by=event.by,
    )


# ---- at the desk --------------------------------------------------------------------------------


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows: who sits there, what was said."""
    house = house_of(request)
    near, others = departments(house, case)
    return {
        "seats": [(one, last_day(one)) for one in house.invitations.good(case.id)],
        "table_comments": comments(house, case),
        "departments_near": near,
        "departments": others,
        "table_until": house.today() + USUALLY,
        "table_first": house.today(),
        "table_last": house.today() + LONGEST,
        "title_of": title_of,
    }


def last_day(seat: Invitation) -> date:
    """Return the last day on which a seat at the table is good, in Shanghai."""
    return (seat.expires_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()


def departments(
    house: House, case: Case
) -> tuple[list[PublicOrganisation], list[PublicOrganisation]]:
    """Return the departments that decide the steps of a case, and all others, each by name.

    A department decides something other than a service to the public, or answers for a policy:
    hotlines, utilities and banks do not. Centres are asked by sharing the case.
    """
    catalogue = house.catalogue
    decided = {
        one.organisation
        for one in catalogue.services.values()
        if one.kind is not ServiceKind.PUBLIC_SERVICE
    }
    decided |= {one.organisation for one in catalogue.policies.values()}
    decided -= {*centres_of_district(house), case.centre}
    held = [catalogue.records.get(one) for one in decided if one is not None]
    every = [one for one in held if isinstance(one, PublicOrganisation)]
    every.sort(key=lambda one: one.title.zh)
    mine = {catalogue.services[one.service].organisation for one in case.plan.steps}
    return [one for one in every if one.id in mine], [one for one in every if one.id not in mine]


@router.post("/case/{case_id}/round-table", dependencies=MineOnly)
def invite(
    request: Request,
    session: Companion,
    case_id: str,
    department: Annotated[str, Form()],
    until: Annotated[date, Form()],
    question: Words = "",
) -> Response:
    """Invite an expert of a department and ask them something; then show the link for a while."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    if not isinstance(house.catalogue.records.get(department), PublicOrganisation):
        raise WrongInput.at("department", *_NO_DEPARTMENT)
    named, by = OrganisationId(department), by_staff(session)
    made = house.invitations.invite(case.id, named, until, by)
    if question.strip():
        house.cases.note(case.id, by, question.strip(), Audience.TABLE)
    house.handover.put_link(session, case.id, made.secret)
    return see(f"/case/{case.id}/round-table")


@router.get("/case/{case_id}/round-table")
def link_page(request: Request, session: Companion, case_id: str) -> HTMLResponse:
    """Show the link just made, to this session alone; after a while only that it is gone."""
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    secret = house.handover.get_link(session, case.id)
    try:
        seat = house.invitations.find(secret) if secret else None
    except NotFound:
        seat = None
    if seat is None:
        return render(request, "round_table_link.html", case=case, link="")
    link = round_table_link(request, secret)
    return render(
        request,
        "round_table_link.html",
        case=case,
        department=title_of(seat.department, house.catalogue),
        until=last_day(seat),
        link=link,
        qr=qr_svg(link, f"QR {case.number}"),
    )


@router.post("/case/{case_id}/comment/{event}/take-back", dependencies=MineOnly)
def take_comment_back(request: Request, session: Companion, case_id: str, event: int) -> Response:
    """Take a comment back that says what nobody at the table should read; its words are deleted."""
    house, case = house_of(request), case_of_mine(request, session, case_id)
    said = next((one.what for one in case.standing if one.sequence == event), None)
    if not isinstance(said, Noted) or said.audience is not Audience.TABLE:
        raise NotFound(_NO_COMMENT)
    house.cases.append(case.id, by_staff(session), lambda *_: Undone(event=event))
    house.private.forget_note(case.id, said.note)
    return see(f"/case/{case.id}#table")


@router.post("/case/{case_id}/round-table/{invitation}/end", dependencies=MineOnly)
def end(request: Request, session: Companion, case_id: str, invitation: str) -> Response:
    """End an invitation; effective on the next request."""
    case = case_of_mine(request, session, case_id)
    house_of(request).invitations.end(case.id, invitation, by_staff(session))
    return see(f"/case/{case.id}#table")


@router.post("/case/{case_id}/comment", dependencies=MineOnly)
def answer_at_table(
    request: Request,
    session: Companion,
    case_id: str,
    text: Words = "",
    step: Annotated[str, Form()] = "",
) -> Response:
    """Speak at the round table; also from a centre that looks at the case."""
    case = case_i_see(request, session, case_id)
    say(house_of(request), case, by_staff(session), text, step)
    return see(f"/case/{case.id}#table")


def say(house: House, case: Case, by: By, text: str, step: str) -> None:
    """Write a comment of somebody at the table, about a step or the whole case.

    Raises:
        WrongInput: there are no words, or the plan has no such step.
    """
    if not text.strip():
        raise WrongInput.at("text", *_NO_WORDS)
    if step and ServiceId(step) not in case.states():
        raise WrongInput.at("step", *_NO_STEP)
    about = ServiceId(step) if step else None
    house.cases.note(case.id, by, text.strip(), Audience.TABLE, about)
