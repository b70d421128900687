"""A submission on the desk: what it changes and from when, who stands in its way, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import approver, changes_desk, form_is_mine, officer, sees_desk
from api.accounts import Role
from api.auth import Session
from api.desk_wanted import wanted
from api.example_views import rule_views
from api.pages import house_of, render
from api.record_versions import before
from api.staff import see
from api.submission_view import submission_view, then_of
from api.wiring import House
from kb.desk import FORM
from kb.errors import Problem, WrongInput
from kb.submissions import Submission
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
Approver = Annotated[Session, Depends(approver)]
OnDesk = Annotated[Session, Depends(changes_desk)]
MineOnly = [Depends(form_is_mine)]
Reason = Annotated[str, Form(max_length=500)]

_FIRST: Final = date(2000, 1, 1)
_YEARS_AHEAD: Final = 10
_DAY_PLACE: Final = "effective_on"
_NO_DAY: Final = (
    Text(zh="“{}”不是日期。", en="“{}” is not a date."),
    Text(zh="请写成 2026-12-01 这样，或者留空。", en="Write it as 2026-12-01, or leave it empty."),
)
_FAR: Final = (
    Text(zh="离今天太远了。", en="is too far from today."),
    Text(zh="请核对年份。", en="Check the year."),
)
_REACHES_BACK: Final = (
    Text(
        zh="这一天已经过去。发布后，从那天起就按新内容算，已经出过的方案也会受影响。",
        en="This day is over. Once published it counts from that day, also for plans made since.",
    ),
    Text(
        zh="确实要追溯的，请勾选下面的“确认追溯”再送审；不追溯就留空。",
        en="If it is meant to reach back, tick the box below and send again; else leave it empty.",
    ),
)
_OF_OTHERS: Final = (
    Text(zh="这份不是您写的，也不是您送审的。", en="You neither wrote this nor sent it in."),
    Text(zh="请先问过同事，再勾选、取回。", en="Ask your colleague first, then tick the box."),
)
_NOTHING_BEFORE: Final = (
    Text(zh="之前没有别的版本。", en="has no version before this one."),
    Text(zh="请打开这条记录，选择停用。", en="Open the record and end it instead."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed to send a submission, and comes back with what is wrong about it."""

    day: str = ""
    back: bool = False
    reaches_back: bool = False


@router.get("/desk/{name}")
def submission_page(request: Request, session: SeesDesk, name: str) -> HTMLResponse:
    """Show what a submission would change, what depends on it, and what may be done with it."""
    return _page(request, session, house_of(request).desk.get(name))


def _page(
    request: Request,
    session: Session,
    held: Submission,
    problems: Sequence[Problem] = (),
    asked: Asked | None = None,
    heading: str = "desk.unfit",
) -> HTMLResponse:
    house = house_of(request)
    return render(
        request,
        "submission.html",
        status_code=422 if problems else 200,
        held=held,
        view=submission_view(house, held),
        asked=asked or Asked(day=held.effective_on.isoformat() if held.effective_on else ""),
        mine=session.account in held.by,
        names=house.accounts.names(),
        officers=house.accounts.of_role(Role.OFFICER),
        today=house.today(),
        problems=problems,
        heading=heading,
    )


@router.get("/desk/{name}/examples")
def examples_page(request: Request, _: SeesDesk, name: str) -> HTMLResponse:
    """Show the examples of every rule in a submission, and those proposed for it."""
    house = house_of(request)
    held = house.desk.get(name)
    then = then_of(house, held)
    drafts = [version.record for version in held.versions]
    return render(request, "desk_examples.html", held=held, rules=list(rule_views(drafts, then)))


# ---- what waits ---------------------------------------------------------------------------------


@router.post("/desk/{name}/send", dependencies=MineOnly, response_model=None)
def send(
    request: Request,
    session: Officer,
    name: str,
    effective_on: Annotated[str, Form(max_length=40)] = "",
    back: Annotated[bool, Form()] = False,
) -> Response:
    """Ask for approval of what could be published; from a day ahead, or behind on purpose."""
    house = house_of(request)
    held = house.desk.get(name)
    try:
        day = _day(effective_on.strip(), house.today(), back)
        house.desk.send(name, session.account, day, _open_yet(house, held))
    except WrongInput as error:
        behind = back or error.problems[0].problem == _REACHES_BACK[0]
        asked = Asked(day=effective_on, back=back, reaches_back=behind)
        return _page(request, session, held, error.problems, asked, "desk.not_yet")
    return see(f"/desk/{name}")


def _open_yet(house: House, held: Submission) -> list[Problem]:
    """Return what everybody asks first and a record from the form leaves open."""
    written = [one.record for one in held.versions if one.origin == FORM and not one.ends]
    return [one.as_problem() for one in wanted(written, house.catalogue.records)]


def _day(typed: str, today: date, back: bool) -> date | None:
    """Return the day that was typed; None where it is to count from its publication.

    Raises:
        WrongInput: it is no day, too far away, or behind without that being meant.
    """
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        problem = Text(zh=_NO_DAY[0].zh.format(typed), en=_NO_DAY[0].en.format(typed))
        raise WrongInput.at(_DAY_PLACE, problem, _NO_DAY[1]) from None
    if not _FIRST <= day <= date(today.year + _YEARS_AHEAD, 12, 31):
        raise WrongInput.at(_DAY_PLACE, *_FAR)
    if day < today and not back:
        raise WrongInput.at(_DAY_PLACE, *_REACHES_BACK)
    return day


@router.post("/desk/{name}/withdraw", dependencies=MineOnly)
def withdraw(request: Request, session: Officer, name: str, reason: Reason = "") -> Response:
    """Take what is not published yet back for good."""
    house_of(request).desk.withdraw(name, session.account, reason)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/take-back", dependencies=MineOnly, response_model=None)
def take_back(
    request: Request,
    session: Officer,
    name: str,
    reason: Reason = "",
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Make a draft again of what waits for approval; what somebody else sent, on purpose only."""
    desk = house_of(request).desk
    held = desk.get(name)
    if session.account not in held.by and not sure:
        problem = Problem(place="", problem=_OF_OTHERS[0], remedy=_OF_OTHERS[1])
        return _page(request, session, held, [problem], heading="desk.take_back")
    desk.give_back(name, session.account, reason)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/return", dependencies=MineOnly)
def give_back(request: Request, session: Approver, name: str, reason: Reason = "") -> Response:
    """Give it back to its author with the reason."""
    house_of(request).desk.give_back(name, session.account, reason)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/publish", dependencies=MineOnly, response_model=None)
def publish(
    request: Request, session: Approver, name: str, over: Annotated[bool, Form()] = False
) -> Response:
    """Approve and publish; every worker serves it within moments, this one at once."""
    desk = house_of(request).desk
    try:
        desk.publish(name, session.account, over)
    except WrongInput as error:
        return _page(request, session, desk.get(name), error.problems)
    request.app.state.house.renew()
    return see(f"/desk/{name}")


# ---- what is published --------------------------------------------------------------------------


@router.post("/desk/{name}/call-back", dependencies=MineOnly)
def call_back(request: Request, session: OnDesk, name: str, reason: Reason = "") -> Response:
    """Take back what is published and still ahead."""
    house_of(request).desk.call_back(name, session.account, reason)
    request.app.state.house.renew()
    return see(f"/desk/{name}")


@router.post("/desk/{name}/undo", dependencies=MineOnly, response_model=None)
def undo(request: Request, session: Officer, name: str) -> Response:
    """Draft going back to the versions before this one, all together."""
    house = house_of(request)
    held = house.desk.get(name)
    try:
        earlier = [before(house.ledger, version) for version in held.versions]
        for version, one in zip(held.versions, earlier, strict=True):
            if one is None or one.ends:
                raise WrongInput.at(version.record.id, *_NOTHING_BEFORE)
    except WrongInput as error:
        return _page(request, session, held, error.problems)
    found = [one for one in earlier if one is not None]
    said = ", ".join(str(one.number) for one in found)
    records = [one.record for one in found]
    made = house.desk.keep(records, session.account, f"version {said}"[:200], f"back to {said}")
    return see(f"/desk/{made.name}")
