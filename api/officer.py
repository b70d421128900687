"""The officer's desk: load a file, see what it changes, send it on; a second person publishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api import changes
from api.access import approver, form_is_mine, officer, sees_desk
from api.auth import Session
from api.calendar_views import missing_years
from api.example_views import rule_views
from api.pages import house_of, render
from api.staff import see
from kb import catalogue as kb_catalogue
from kb.desk import Submission
from kb.errors import Problem, WrongInput
from kb.record_states import WAITING, RecordState
from kb.record_yaml import record_yaml, records_yaml
from matcher.rules import rules_of

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
Approver = Annotated[Session, Depends(approver)]
MineOnly = [Depends(form_is_mine)]
Reason = Annotated[str, Form(max_length=500)]

TYPED = "typed.yaml"
"""The name of a file that was typed or pasted."""
_MENDED = "mended in a newer draft · 已在新的草稿里改好"


@router.get("/desk")
def desk_page(request: Request, _: SeesDesk) -> HTMLResponse:
    """Show what waits for somebody, and the dates ahead."""
    house = house_of(request)
    return render(
        request,
        "desk.html",
        waiting=house.desk.waiting(),
        problems=house.problems,
        meaning=house.meaning.standing,
        unfound=house.unfound.days(),
        deadlines=changes.deadlines(house.catalogue, house.today()),
        today=house.today(),
        missing=missing_years(house.catalogue.calendars, house.today()),
        known=house.catalogue.records,
        names=house.accounts.names(),
    )


@router.get("/desk/load")
def load_page(request: Request, _: Officer, record: str = "", draft: str = "") -> HTMLResponse:
    """Take a file, or what is pasted from one.

    Args:
        request: gives the house.
        record: a published record to begin from.
        draft: a draft to mend; the new one takes its place.
    """
    house = house_of(request)
    if draft:
        held = [version.record for version in house.desk.get(draft).versions]
        text = record_yaml(held[0]) if len(held) == 1 else records_yaml(held)
        return _load(request, text, replaces=draft)
    return _load(request, record_yaml(house.catalogue.get(record)) if record else "")


def _load(
    request: Request,
    text: str = "",
    file: str = "",
    problems: Sequence[Problem] = (),
    replaces: str = "",
) -> HTMLResponse:
    return render(
        request,
        "desk_load.html",
        status_code=422 if problems else 200,
        typed=text,
        file=file,
        lines=text.splitlines(),
        problems=problems,
        replaces=replaces,
    )


@router.post("/desk/load", dependencies=MineOnly, response_model=None)
def load(
    request: Request,
    session: Officer,
    text: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    replaces: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Let a file through both gates and keep it as a draft; on problems it comes back to mend.

    A draft that it `replaces` is dropped, so that nobody sends the older one in by mistake.
    """
    chosen = file is not None and bool(file.filename)
    content = file.file.read() if file is not None and chosen else text.encode()
    name = (file.filename or TYPED)[-80:] if file is not None and chosen else TYPED
    desk = house_of(request).desk
    old = desk.get(replaces) if replaces else None
    try:
        made = desk.load(content, name, session.account)
    except WrongInput as error:
        typed = content.decode("utf-8", "replace")
        return _load(request, typed, name, error.problems, replaces)
    if old is not None and old.state is RecordState.DRAFT:
        desk.withdraw(old.name, session.account, _MENDED)
    return see(f"/desk/{made.name}")


@router.get("/desk/{name}")
def submission_page(request: Request, session: SeesDesk, name: str) -> HTMLResponse:
    """Show what a submission would change, what depends on it, and what may be done with it."""
    return _submission(request, session, house_of(request).desk.get(name))


def _submission(
    request: Request, session: Session, held: Submission, problems: Sequence[Problem] = ()
) -> HTMLResponse:
    house = house_of(request)
    drafts = [version.record for version in held.versions]
    now = house.catalogue
    then = changes.with_drafts(now, drafts) if held.state in WAITING else now
    return render(
        request,
        "submission.html",
        status_code=422 if problems else 200,
        held=held,
        waits=held.state in WAITING,
        changes=[changes.changed(draft, now, then) for draft in drafts],
        rules=[rule for draft in drafts for rule in rules_of(draft, then)],
        depends={draft.id: _depends(request, draft.id) for draft in drafts},
        mine=session.account in held.by,
        names=house.accounts.names(),
        problems=problems,
    )


@router.get("/desk/{name}/examples")
def examples_page(request: Request, _: SeesDesk, name: str) -> HTMLResponse:
    """Show the examples of every rule in a submission, and those proposed for it."""
    house = house_of(request)
    held = house.desk.get(name)
    drafts = [version.record for version in held.versions]
    then = changes.with_drafts(house.catalogue, drafts)
    return render(request, "desk_examples.html", held=held, rules=list(rule_views(drafts, then)))


def _depends(request: Request, record_id: str) -> list[Any]:
    """Return the records that name a published one."""
    house = house_of(request)
    if record_id not in house.catalogue.records:
        return []
    naming = kb_catalogue.mentions(house.store, record_id, house.names)
    return [house.catalogue.get(one) for one in naming]


@router.post("/desk/{name}/send", dependencies=MineOnly)
def send(request: Request, session: Officer, name: str) -> Response:
    """Ask for approval."""
    house_of(request).desk.send(name, session.account)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/withdraw", dependencies=MineOnly)
def withdraw(request: Request, session: Officer, name: str, reason: Reason = "") -> Response:
    """Take a draft back for good."""
    house_of(request).desk.withdraw(name, session.account, reason)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/return", dependencies=MineOnly)
def give_back(request: Request, session: Approver, name: str, reason: Reason = "") -> Response:
    """Give it back to its author with the reason."""
    house_of(request).desk.give_back(name, session.account, reason)
    return see(f"/desk/{name}")


@router.post("/desk/{name}/publish", dependencies=MineOnly, response_model=None)
def publish(request: Request, session: Approver, name: str) -> Response:
    """Approve and publish; every worker serves it within moments, this one at once."""
    desk = house_of(request).desk
    try:
        desk.publish(name, session.account)
    except WrongInput as error:
        return _submission(request, session, desk.get(name), error.problems)
    request.app.state.house.renew()
    return see(f"/desk/{name}")
