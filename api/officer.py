"""The officer's desk: files and pasted texts come in as drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, officer
from api.auth import Session
from api.pages import house_of, render
from api.staff import see
from kb.errors import Problem, WrongInput
from kb.record_states import RecordState
from kb.record_yaml import record_yaml, records_yaml

router = APIRouter()
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]

TYPED = "typed.yaml"
"""The name of a file that was typed or pasted."""
_MENDED = "mended in a newer draft · 已在新的草稿里改好"


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
