"""The history of a record: every version, any beside any other, and what may be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import approver, changes_desk, form_is_mine, officer, sees_desk
from api.auth import Session
from api.clause_choices import choices
from api.pages import house_of, render
from api.record_day import in_force
from api.record_versions import Past, compared, past
from api.staff import see
from api.wiring import House
from kb.errors import NotFound, Problem, WrongInput
from kb.record_states import OVER, RecordState
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
Approver = Annotated[Session, Depends(approver)]
OnDesk = Annotated[Session, Depends(changes_desk)]
MineOnly = [Depends(form_is_mine)]
Reason = Annotated[str, Form(max_length=500)]
_NO_CHOICE: Final = (
    Text(zh="没有选。", en="is not chosen."),
    Text(zh="请选一个部分。", en="Choose a part."),
)


@router.get("/record/{kind}/{tail}/history")
def history_page(
    request: Request, session: SeesDesk, kind: str, tail: str, a: int = 0, b: int = 0
) -> HTMLResponse:
    """Show every version of a record; two of them, drafts too, beside each other on request."""
    return _page(request, session, f"{kind}/{tail}", (a, b))


def _page(
    request: Request,
    session: Session,
    record_id: str,
    asked: tuple[int, int] = (0, 0),
    problems: Sequence[Problem] = (),
    reason: str = "",
) -> HTMLResponse:
    house = house_of(request)
    versions = past(house.ledger, record_id)
    was, becomes = _two(versions, *asked)
    return render(
        request,
        "history.html",
        status_code=422 if problems else 200,
        id=record_id,
        record=versions[0].version.record,
        versions=versions,
        now=in_force(house, record_id),
        suspended=_is_suspended(house, record_id),
        over=_is_over(versions),
        was=was,
        becomes=becomes,
        change=_change(house, was, becomes),
        names=house.accounts.names(),
        today=house.today(),
        problems=problems,
        reason=reason,
    )


def _two(versions: tuple[Past, ...], a: int, b: int) -> tuple[Past | None, Past | None]:
    """Return the two that are compared, the older first; the newest two where none are named.

    Raises:
        NotFound: one of them is no version of the record.
    """
    by_number = {one.version.number: one for one in versions}
    if not a and not b:
        return (versions[1], versions[0]) if len(versions) > 1 else (None, None)
    if not {a, b} <= by_number.keys():
        raise NotFound(
            Text(zh="这条记录没有这个版本。", en="This record has no such version."),
        )
    older, newer = sorted((a, b))
    return by_number[older], by_number[newer]


def _change(house: House, was: Past | None, becomes: Past | None) -> object:
    if was is None or becomes is None:
        return None
    return compared(house, was.version.record, becomes.version.record)


def _is_suspended(house: House, record_id: str) -> bool:
    return any(one.record.id == record_id for one in house.ledger.suspended())


def _is_over(versions: Sequence[Past]) -> bool:
    """Say whether everything of a record is over, and some of it not archived yet."""
    found = {one.version.standing for one in versions}
    return found <= OVER and found != {RecordState.ARCHIVED}


# ---- what may be done about a record ------------------------------------------------------------


@router.post("/record/{kind}/{tail}/back", dependencies=MineOnly, response_model=None)
def go_back(
    request: Request, session: Officer, kind: str, tail: str, version: Annotated[int, Form()]
) -> Response:
    """Draft going back to a version of the record."""
    house, record_id = house_of(request), f"{kind}/{tail}"
    if house.ledger.version(version).record.id != record_id:
        raise NotFound(Text(zh="这条记录没有这个版本。", en="This record has no such version."))
    try:
        made = house.desk.roll_back(version, session.account)
    except WrongInput as error:
        return _page(request, session, record_id, problems=error.problems)
    return see(f"/desk/{made.name}")


@router.post("/record/{kind}/{tail}/end", dependencies=MineOnly)
def end(request: Request, session: Officer, kind: str, tail: str, reason: Reason = "") -> Response:
    """Draft the end of the record."""
    made = house_of(request).desk.end(f"{kind}/{tail}", session.account, reason)
    return see(f"/desk/{made.name}")


def _at_once(
    request: Request,
    session: Session,
    record_id: str,
    change: Callable[[str, str, str], None],
    reason: str,
) -> Response:
    """Change what is in force now, or show why it cannot be."""
    try:
        change(record_id, session.account, reason)
    except WrongInput as error:
        return _page(request, session, record_id, problems=error.problems, reason=reason)
    request.app.state.house.renew()
    return see(f"/record/{record_id}/history")


@router.post("/record/{kind}/{tail}/suspend", dependencies=MineOnly, response_model=None)
def suspend(
    request: Request,
    session: OnDesk,
    kind: str,
    tail: str,
    reason: Reason = "",
    along: Annotated[bool, Form()] = False,
) -> Response:
    """Take the record out of force at once; on request with the policies that name it."""
    suspended = partial(house_of(request).desk.suspend, along=along)
    return _at_once(request, session, f"{kind}/{tail}", suspended, reason)


@router.post("/record/{kind}/{tail}/resume", dependencies=MineOnly, response_model=None)
def resume(
    request: Request, session: Approver, kind: str, tail: str, reason: Reason = ""
) -> Response:
    """Put the record back in force; an approver does who neither wrote it nor sent it in."""
    return _at_once(request, session, f"{kind}/{tail}", house_of(request).desk.resume, reason)


@router.post("/record/{kind}/{tail}/archive", dependencies=MineOnly, response_model=None)
def archive(
    request: Request, session: Approver, kind: str, tail: str, reason: Reason = ""
) -> Response:
    """Put away a record that is over."""
    return _at_once(request, session, f"{kind}/{tail}", house_of(request).desk.archive, reason)


# ---- one clause ---------------------------------------------------------------------------------


@router.get("/record/{kind}/{tail}/take-out")
def clauses_page(request: Request, _: Officer, kind: str, tail: str) -> HTMLResponse:
    """Show the parts of a record that can be taken out while the rest stands."""
    return _clauses(request, f"{kind}/{tail}")


def _clauses(
    request: Request,
    record_id: str,
    problems: Sequence[Problem] = (),
    part: str = "",
    reason: str = "",
) -> HTMLResponse:
    house = house_of(request)
    record = house.catalogue.get(record_id)
    return render(
        request,
        "take_out.html",
        status_code=422 if problems else 200,
        record=record,
        choices=choices(record, house.catalogue),
        part=part,
        reason=reason,
        problems=problems,
    )


@router.post("/record/{kind}/{tail}/take-out", dependencies=MineOnly, response_model=None)
def take_out(
    request: Request,
    session: Officer,
    kind: str,
    tail: str,
    part: Annotated[str, Form(max_length=200)] = "",
    reason: Reason = "",
) -> Response:
    """Draft the record without one of its parts."""
    desk, record_id = house_of(request).desk, f"{kind}/{tail}"
    try:
        if not part:
            raise WrongInput.at("part", *_NO_CHOICE)
        made = desk.take_out(record_id, _path(part), session.account, reason)
    except WrongInput as error:
        return _clauses(request, record_id, error.problems, part, reason)
    return see(f"/desk/{made.name}")


def _path(part: str) -> list[str | int]:
    """Return the path that a part is named by.

    >>> _path("windows.1")
    ['windows', 1]
    """
    return [int(step) if step.isascii() and step.isdigit() else step for step in part.split(".")]
