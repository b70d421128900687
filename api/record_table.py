"""The table of all records on the desk: filtered, sorted, exported, and several done at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine, officer, sees_desk
from api.auth import Session
from api.language import chosen
from api.pages import house_of, render
from api.record_versions import origin_text
from api.staff import see
from api.table_export import csv_file, workbook_file
from api.table_rows import SORTS, TableRow, Wanted, all_rows, in_order, matching
from api.wiring import House
from kb import sheet_template
from kb.errors import Problem, WrongInput
from kb.model import KINDS, Policy
from kb.record_states import RecordState
from kb.text import Text

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]
Ids = Annotated[list[str] | None, Form(max_length=500)]

PAGE: Final = 50
FIRST_KIND: Final = "policy"
_WORDS: Final = ("kind", "state", "department", "document", "origin", "text")
_LONGEST: Final = 200
_WITHIN: Final = ("30", "90", "180", "365")
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NONE_CHOSEN: Final = (
    Text(zh="一条也没有选。", en="Nothing is chosen."),
    Text(zh="请在表里勾选几条。", en="Tick some rows of the table."),
)
_ALL_CHECKED: Final = (
    Text(zh="选中的今天都已标为已核实。", en="All of these are marked as checked today already."),
    Text(zh="请选别的。", en="Choose others."),
)
_NO_POLICY: Final = (
    Text(zh="选中的里面没有政策。", en="There is no policy among these."),
    Text(zh="模板只能写政策，请勾选政策。", en="The template holds policies; tick some."),
)
_STATES: Final = (
    RecordState.PUBLISHED,
    RecordState.EXPIRED,
    RecordState.SCHEDULED,
    RecordState.SUSPENDED,
    RecordState.DRAFT,
    RecordState.IN_REVIEW,
    RecordState.APPROVED,
    RecordState.WITHDRAWN,
    RecordState.ARCHIVED,
)


def wanted(request: Request) -> Wanted:
    """Return what the address asks of the table; what cannot be read is not asked.

    Policies come first: every kind is shown where `kind` is asked for and empty.
    """
    said = request.query_params
    try:
        day = date.fromisoformat(said.get("since", ""))
    except ValueError:
        day = None
    within = said.get("ends_within", "")
    asked = {key: said.get(key, "")[:_LONGEST] for key in _WORDS}
    return Wanted(
        **{**asked, "kind": said.get("kind", FIRST_KIND)[:_LONGEST]},
        confirm=said.get("confirm") == "true",
        recheck=said.get("recheck") == "true",
        ends_within=int(within) if within in _WITHIN else 0,
        since=day,
    )


Asked = Annotated[Wanted, Depends(wanted)]


@router.get("/desk/records")
def table_page(
    request: Request, _: SeesDesk, asked: Asked, sort: str = "title", page: int = 1
) -> HTMLResponse:
    """Show the records that were asked for, a page at a time."""
    return _table(request, asked, sort, page)


def _table(
    request: Request,
    asked: Wanted,
    sort: str = "title",
    page: int = 1,
    problems: Sequence[Problem] = (),
    ticked: Sequence[str] = (),
) -> HTMLResponse:
    house = house_of(request)
    every = all_rows(house)
    found = _sorted(request, house, every, asked, sort)
    put_away = replace(asked, state=RecordState.ARCHIVED)
    pages = max((len(found) + PAGE - 1) // PAGE, 1)
    here = min(max(page, 1), pages)
    return render(
        request,
        "record_table.html",
        status_code=422 if problems else 200,
        rows=found[(here - 1) * PAGE : here * PAGE],
        found=len(found),
        page=here,
        pages=pages,
        sort=sort,
        wanted=asked,
        query=_query(asked),
        filtered=asked != Wanted(),
        archived=0 if asked.state else len(list(matching(every, put_away, house.today()))),
        titles={**{row.record.id: row.record.title for row in every}, **_titles(house)},
        today=house.today(),
        problems=problems,
        ticked=frozenset(ticked),
        **_offered(every),
    )


def _sorted(
    request: Request, house: House, every: Sequence[TableRow], asked: Wanted, sort: str
) -> list[TableRow]:
    rows = matching(every, asked, house.today())
    downwards = sort.startswith("-")
    return in_order(rows, sort.removeprefix("-"), downwards, chosen(request), _titles(house))


def _titles(house: House) -> dict[str, Text]:
    return {one.id: one.title for one in house.catalogue.records.values()}


def _offered(every: Sequence[TableRow]) -> dict[str, Any]:
    """Return what the filters offer: only what some record has."""
    return {
        "kinds": [kind for kind in KINDS if any(row.kind == kind for row in every)],
        "states": [one for one in _STATES if any(row.state is one for row in every)],
        "departments": sorted({row.organisation for row in every if row.organisation}),
        "documents": sorted({row.document for row in every if row.document}),
        "origins": _origins(every),
        "sorts": tuple(SORTS),
    }


def _origins(every: Sequence[TableRow]) -> dict[str, Text]:
    """Return what can be asked for as the origin of records, in words."""
    held = sorted({row.version.origin for row in every if row.version.origin})
    return {one: origin_text(one) for one in held}


def _query(asked: Wanted) -> str:
    """Return what is asked as it stands in an address."""
    held = {key: value for key, value in asdict(asked).items() if value or key == "kind"}
    return urlencode({key: "true" if value is True else value for key, value in held.items()})


@router.get("/desk/records/export")
def export(
    request: Request, _: SeesDesk, asked: Asked, sort: str = "title", format: str = "xlsx"
) -> Response:
    """Return the records that were asked for as a table to take along, XLSX or CSV."""
    house = house_of(request)
    rows = _sorted(request, house, all_rows(house), asked, sort)
    make, kind, name = (
        (csv_file, "text/csv; charset=utf-8", "records.csv")
        if format == "csv"
        else (workbook_file, _XLSX, "records.xlsx")
    )
    content = make(rows, chosen(request), _titles(house))
    return _attached(content, kind, name)


def _attached(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


# ---- several at once ----------------------------------------------------------------------------


@router.post("/desk/records/checked", dependencies=MineOnly, response_model=None)
def mark_checked(request: Request, session: Officer, id: Ids = None) -> Response:
    """Draft that the chosen records were compared with their sources today, all together."""
    house = house_of(request)
    try:
        rows = _chosen(house, id or ())
        today = house.today()
        changed = [replace(one, checked_on=today) for one in rows if one.checked_on != today]
        if not changed:
            raise WrongInput.at("", *_ALL_CHECKED)
    except WrongInput as error:
        return _table(request, Wanted(), problems=error.problems, ticked=id or ())
    made = house.desk.keep(changed, session.account, reason=f"checked on {today}")
    return see(f"/desk/{made.name}")


@router.post("/desk/records/template", dependencies=MineOnly, response_model=None)
def as_template(request: Request, _: Officer, id: Ids = None) -> Response:
    """Return the chosen policies in the workbook that can be filled in and loaded again."""
    house = house_of(request)
    try:
        policies = [one for one in _chosen(house, id or ()) if isinstance(one, Policy)]
        if not policies:
            raise WrongInput.at("", *_NO_POLICY)
        content, left_out = sheet_template.workbook_of(policies, house.catalogue.records)
        if left_out:
            raise WrongInput(left_out)
    except WrongInput as error:
        return _table(request, Wanted(), problems=error.problems, ticked=id or ())
    return _attached(content, _XLSX, "policies.xlsx")


def _chosen(house: House, ids: Sequence[str]) -> list[Any]:
    """Return the chosen records that are in force.

    Raises:
        WrongInput: none is chosen.
    """
    held = house.catalogue.records
    found = [held[one] for one in dict.fromkeys(ids) if one in held]
    if not found:
        raise WrongInput.at("", *_NONE_CHOSEN)
    return found
