"""The officer's desk: files and pasted texts come in as drafts, or come back with what is wrong.

YAML comes back as text with the number of each line; a workbook as the same workbook with its
wrong cells marked; and what of a graph has no place in our records is listed beside the draft.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, officer
from api.auth import Session
from api.desk_replacing import keep_instead
from api.pages import house_of, render
from api.staff import see
from kb.errors import BadRecords, Conflict, Problem, WrongInput
from kb.file_signs import ZIP
from kb.record_yaml import record_yaml, records_yaml
from kb.sheet_errors import marked
from kb.sheet_template import template
from kb.text import Text

router = APIRouter()
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]

TYPED: Final = "typed"
"""The name of a file that was typed or pasted."""
LARGEST_FILE: Final = 4_000_000
_LONGEST_SHOWN: Final = 300_000
"""Bytes of a file that comes back to be mended on the page; a longer one is mended where it is."""
_LONGEST_NAME: Final = 80
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEMPLATE: Final = "companion-policies.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came in: the bytes of a file, or a text that was typed."""

    content: bytes
    name: str

    @property
    def is_sheet(self) -> bool:
        """Say whether it may be a workbook, whatever its name says."""
        return self.content.startswith(ZIP)

    @property
    def text(self) -> str | None:
        """Return what can be mended on the page; None for what is no text, or a long file."""
        most = LARGEST_FILE if self.name in ("", TYPED) else _LONGEST_SHOWN
        if b"\0" in self.content or len(self.content) > most:
            return None
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None


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
        return _page(request, Sent(content=text.encode(), name=""), replaces=draft)
    text = record_yaml(house.catalogue.get(record)) if record else ""
    return _page(request, Sent(content=text.encode(), name=""))


@router.get("/desk/template.xlsx")
def template_file(request: Request, _: Officer) -> Response:
    """Give the workbook that policies are entered in, with the names of what is published."""
    return Response(
        template(house_of(request).catalogue.records),
        media_type=_WORKBOOK,
        headers={"Content-Disposition": f'attachment; filename="{_TEMPLATE}"'},
    )


@router.post(
    "/desk/load", dependencies=MineOnly, response_model=None, max_body_size=2 * LARGEST_FILE
)
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
    house, sent = house_of(request), _sent(text, file)
    try:
        if len(sent.content) > LARGEST_FILE:
            raise WrongInput.at(sent.name, *_TOO_LARGE)
        read = house.desk.check(sent.content, sent.name)
        records = [one.record for one in read.records]
        made = keep_instead(house, records, session.account, replaces, sent.name)
    except WrongInput as error:
        return _page(request, sent, error.problems, replaces)
    except Conflict as error:
        return _page(request, sent, error.problems)
    if read.left_out:
        return render(request, "desk_left_out.html", made=made, left_out=read.left_out)
    return see(f"/desk/{made.name}")


_TOO_LARGE: Final = (
    Text(zh="超过 4 MB。", en="is larger than 4 MB."),
    Text(zh="请拆成几个文件，分几次上传。", en="Split it into several files."),
)


def _sent(text: str, file: UploadFile | None) -> Sent:
    """Return what came in; a file counts before a text, and only what may be read is read."""
    if file is None or not file.filename:
        return Sent(content=text.encode(), name=TYPED)
    return Sent(
        content=file.file.read(LARGEST_FILE + 1), name=PurePath(file.filename).name[-_LONGEST_NAME:]
    )


def _page(
    request: Request, sent: Sent, problems: Sequence[Problem] = (), replaces: str = ""
) -> HTMLResponse:
    typed = sent.text or ""
    return render(
        request,
        "desk_load.html",
        status_code=422 if problems else 200,
        typed=typed,
        here=sent.text is not None,
        file=sent.name,
        lines=typed.split("\n"),
        problems=problems,
        replaces=replaces,
        marked=_marked(sent, problems) if problems and sent.is_sheet else "",
        marked_name=f"{PurePath(sent.name).stem}-marked.xlsx",
    )


def _marked(sent: Sent, problems: Sequence[Problem]) -> str:
    """Return the workbook with its wrong cells marked, as an address; "" where it is none."""
    try:
        book = marked(sent.content, problems, sent.name)
    except (WrongInput, BadRecords):
        return ""
    return f"data:{_WORKBOOK};base64,{base64.b64encode(book).decode()}"
