"""The editor at the officer's desk: any record as a form, checked and shown while one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.access import officer
from api.auth import Session, check_form
from api.desk_replacing import keep_instead
from api.desk_wanted import wanted
from api.editor_about import About, about_opened, about_sent, edited
from api.editor_actions import act
from api.editor_draft import EVERYBODY, MAIN, Read, endings, form_of, look_again, read_form
from api.editor_examples import Mended, contradicted, gather, mend, still_said
from api.editor_names import Labels
from api.editor_preview import previews
from api.editor_shape import sections_of
from api.editor_standing import canonical, mark_all, standing_of
from api.editor_state import MOST_FIELDS, Branch, branch, gathered, value, values
from api.editor_view import Controls, Node, kinds_in
from api.flag_views import open_flags
from api.language import chosen
from api.out_of_force import ahead
from api.pages import house_of, render, session_of
from api.staff import see
from api.submission_view import near_records
from api.wiring import House
from kb.errors import Conflict, Problem
from kb.ids import kind_of
from kb.model import KINDS, AnyRecord
from kb.text import Text

router = APIRouter()
Officer = Annotated[Session, Depends(officer)]

_NOTHING_NEW: Final = Problem(
    place="",
    problem=Text(zh="和已发布的内容一样，没有改动。", en="says what is published already."),
    remedy=Text(zh="请改动以后再存。", en="Change something first."),
)


async def form_of_mine(request: Request) -> Branch:
    """Return what the form of this session sent.

    Raises:
        NotAllowed: the form was not made for this session.
        WrongInput: it is no form of ours.
    """
    form = await request.form(max_fields=MOST_FIELDS)
    session = session_of(request)
    if session is not None:
        check_form(session, str(form.get("csrf", "")))
    return gathered((name, said) for name, said in form.multi_items() if isinstance(said, str))


Sent = Annotated[Branch, Depends(form_of_mine)]


# ---- opening ----------------------------------------------------------------------------------


@router.get("/desk/edit")
def edit_page(
    request: Request,
    _: Officer,
    record: str = "",
    draft: str = "",
    kind: str = "policy",
    copy: str = "",
) -> HTMLResponse:
    """Show the form of a record.

    Args:
        request: gives the house.
        record: one that is published; of a draft with several, which one.
        draft: a draft to mend; the new one takes its place.
        kind: of a new one.
        copy: a published one that a new one begins from.
    """
    house = house_of(request)
    about = about_opened(house, kind, record, draft)
    language = chosen(request)
    tree: Branch = {MAIN: {}, "standing": {}}
    if about.base is not None:
        tree = form_of(about.base, standing_of(about.base), _known(house, about), language)
    elif copy:
        about = replace(about, kind=edited(kind_of(copy)))
        tree = form_of(_as_new(house.catalogue.get(copy)), {}, _known(house, about), language)
    return _page(request, tree, about, _read(request, tree, about))


def _as_new(record: AnyRecord) -> AnyRecord:
    """Return a record to begin a new one from: nothing of it was read in a source yet."""
    nothing: dict[str, Any] = {
        "notation": None,
        "sources": (),
        "seen": frozenset(),
        "confirm": frozenset(),
        "checked_on": None,
    }
    if hasattr(record, "examples"):
        nothing["examples"] = ()
    return replace(record, **nothing)


def _known(house: House, about: About) -> dict[str, AnyRecord]:
    return {**house.catalogue.records, **{one.id: one for one in about.others}}


# ---- what is sent -----------------------------------------------------------------------------


@router.post("/desk/edit", response_model=None)
def edit(request: Request, session: Officer, sent: Sent) -> Response:
    """Do what was pressed: a row more or less, a look at the whole, or keeping it as a draft."""
    house = house_of(request)
    about = about_sent(house, sent)
    what = value(sent, "do") or "check"
    if what == "read-all":
        read = _read(request, sent, about)
        mark_all(sent, about.model, canonical(read.values, about.model))
    elif what == "mend-examples":
        return _mend_examples(request, sent, about)
    elif what in ("keep", "keep-anyway"):
        return _keep(request, session, sent, about, gates=what == "keep")
    elif what != "check":
        focus = act(sent, what)
        return _page(request, sent, about, _read(request, sent, about), focus=focus)
    read = _looked_at(request, sent, about)
    return _page(request, sent, about, read, shows=True)


def _mend_examples(request: Request, sent: Branch, about: About) -> Response:
    """Let the examples say what the rule gives now, and show which did not."""
    read = _read(request, sent, about)
    found = contradicted(read.records, house_of(request).catalogue)
    mend(sent, read, found)
    read = _looked_at(request, sent, about)
    return _page(request, sent, about, read, shows=True, focus="mended", mended=found)


def _looked_at(request: Request, sent: Branch, about: About) -> Read:
    """Return what a form says, after both gates."""
    house, read = house_of(request), _read(request, sent, about)
    look_again(read, house.desk)
    gather(read, contradicted(read.records, house.catalogue))
    return read


def _read(request: Request, tree: Branch, about: About) -> Read:
    return read_form(tree, about, house_of(request).catalogue.records, chosen(request))


@router.post("/desk/edit/check")
def check(request: Request, _: Officer, sent: Sent) -> HTMLResponse:
    """Say what is wrong with what stands in the form, and show how it would be read."""
    house = house_of(request)
    about = about_sent(house, sent)
    read = _looked_at(request, sent, about)
    return render(request, "_editor_said.html", read=read, **_said(house, about, read))


def _said(house: House, about: About, read: Read) -> dict[str, Any]:
    """Return what stands beside the form: how it reads, and what was left behind in it."""
    published = house.catalogue.records.get(about.base.id) if about.base else None
    return {
        "shown": previews(read.records, house.catalogue, house.today()),
        "off": contradicted(read.records, house.catalogue),
        "figures": still_said(published, read),
        "near": near_records(house, read.records),
        "wanted": tuple(wanted(read.records, house.catalogue.records)),
    }


def _keep(request: Request, session: Session, sent: Branch, about: About, gates: bool) -> Response:
    """Keep the records as a draft; with `gates`, only where both let them through."""
    house = house_of(request)
    read = _looked_at(request, sent, about)
    stale = bool(read.taken_back)
    unfit = bool(read.problems) or not read.records or (gates and bool(read.found))
    unfit |= about.gone is not None
    if not unfit and _says_nothing_new(read, about):
        read.problems.append(_NOTHING_NEW)
        unfit = True
    if unfit or stale:
        return _page(request, sent, about, read, shows=True, tried=True)
    try:
        made = keep_instead(
            house, read.records, session.account, about.draft, based_on=about.based_on
        )
    except Conflict:
        return _page(request, sent, about_sent(house, sent), read, shows=True, tried=True)
    return see(f"/desk/{made.name}?{urlencode({'kept': about.form})}")


def _says_nothing_new(read: Read, about: About) -> bool:
    return not about.draft and len(read.records) == 1 and read.records[0] == about.base


# ---- the page ---------------------------------------------------------------------------------


def _page(
    request: Request,
    tree: Branch,
    about: About,
    read: Read,
    shows: bool = False,
    tried: bool = False,
    focus: str = "",
    mended: Sequence[Mended] = (),
) -> HTMLResponse:
    """Return the page of the editor.

    Args:
        request: gives the house.
        tree: what stands in the form.
        about: what it is about.
        read: what it says.
        shows: whether problems and preview are shown; a row more is no reason to complain.
        tried: whether it was to be kept and was not.
        focus: the name of the control where one goes on.
        mended: examples that just came to say what the rule gives.
    """
    house, known = house_of(request), _known(house_of(request), about)
    return render(
        request,
        "desk_edit.html",
        status_code=409 if about.gone is not None else 422 if tried else 200,
        about=about,
        reason=_given_back(house, about),
        coming=ahead(house, [about.base.id] if about.base is not None else []),
        flags=open_flags(house, about.base.id) if about.base is not None else (),
        own_id=value(tree, "id"),
        everybody=value(tree, EVERYBODY) == "true",
        marks=read.marks,
        read=read if shows else Read(marks=read.marks, taken_back=read.taken_back),
        wrong=read.by_name if shows else {},
        mended=mended,
        **_said(house, about, read),
        endings=endings(read, known),
        ended=values(tree, "ending"),
        focus=focus,
        tried=tried,
        can_keep_anyway=tried and bool(read.records) and not (read.problems or about.gone),
        **_controls(tree, about, Labels(known, chosen(request))),
    )


def _given_back(house: House, about: About) -> str:
    """Return why the draft that is mended was given back; "" where it was not."""
    held = house.desk.get(about.draft) if about.draft else None
    return held.said if held is not None and held.is_given_back else ""


def _controls(tree: Branch, about: About, labels: Labels) -> dict[str, Any]:
    """Return the controls of a form in their sections, and the names that they offer."""
    controls, main = Controls(labels), branch(tree, MAIN)
    sections = [
        (key, [controls.field(main, about.model, one, MAIN) for one in keys])
        for key, keys in sections_of(about.kind, about.model)
    ]
    beside = _beside(tree, about, controls)
    nodes = (*(node for _, held in sections for node in held), *beside.values())
    kinds = kinds_in(nodes) | {"concept"}
    lists = {kind: labels.of_kind(kind) for kind in sorted(kinds)}
    named = partial(controls.path_label, about.model)
    return {"sections": sections, "beside": beside, "lists": lists, "path_label": named}


def _beside(tree: Branch, about: About, controls: Controls) -> dict[str, Node]:
    """Return the controls of a new document and of new materials, where a policy may bring some."""
    if about.kind != "policy":
        return {}
    keys = ("title", "number", "issuers", "published", "sources")
    document = [controls.field(branch(tree, "doc"), KINDS["document"], key, "doc") for key in keys]
    papers = [
        Node(
            control="row",
            name=f"papers.{number}",
            parts=tuple(
                controls.field(branch(row), KINDS["evidence"], key, f"papers.{number}")
                for key in ("title", "supplied_by")
            ),
        )
        for number, row in sorted(branch(tree, "papers").items())
    ]
    return {
        "document": Node(control="part", name="doc", parts=tuple(document)),
        "papers": Node(control="rows", name="papers", parts=tuple(papers)),
    }
