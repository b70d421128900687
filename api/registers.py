"""An officer's registers: bring one, see what its columns tell, judge it, take the result along."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from api import register_result as results
from api import register_views as views
from api.access import form_is_mine, officer, sees_registers
from api.auth import Session
from api.language import chosen, words
from api.pages import house_of, render
from api.register_checking import check_of, headers_of, understood
from api.register_folder import BUSY, Folder, Held, State
from api.register_runner import plain_problem, save_rules
from api.register_upload import Received, received
from api.staff import see
from api.wiring import House
from kb.errors import NotFound, Problem, WrongInput
from kb.ids import PolicyId
from kb.text import Text

router = APIRouter()
Looks = Annotated[Session, Depends(sees_registers)]
Officer = Annotated[Session, Depends(officer)]
MineOnly = [Depends(form_is_mine)]
_ENDLESS: Final = 1 << 50
"""The route counts for itself, and says so."""


async def _form(request: Request) -> dict[str, list[str]]:
    """Return every field of a form with its values."""
    form = await request.form()
    return {name: [str(one) for one in form.getlist(name)] for name in form}


Sent = Annotated[dict[str, list[str]], Depends(_form)]


@router.get("/desk/registers")
def registers_page(request: Request, session: Looks) -> HTMLResponse:
    """Show what a register is for, the form that takes one, and those of this centre."""
    return _list(request, session)


def _list(request: Request, session: Session, problems: tuple[Problem, ...] = ()) -> HTMLResponse:
    house = house_of(request)
    house.registers.forget_old(house.settings.register_days)
    mine = house.registers.of_centre(session.centre)
    return render(
        request,
        "registers.html",
        status_code=422 if problems else 200,
        registers=[(one, one.held, house.registers.run_of(one)) for one in mine],
        limit=house.settings.register_mb,
        days=house.settings.register_days,
        gone_on=lambda one: _gone_on(house, one),
        names=house.accounts.names(),
        problems=problems,
    )


def _gone_on(house: House, folder: Folder) -> Any:
    return house.registers.gone_on(folder, house.settings.register_days)


@router.get("/desk/registers/template.csv")
def template(request: Request, _: Looks) -> Response:
    """Give a table to fill in, with headers in both languages."""
    held = io.StringIO(newline="")
    csv.writer(held).writerow(views.template_headers(house_of(request).catalogue))
    named = {"Content-Disposition": 'attachment; filename="register.csv"'}
    return Response(held.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=named)


@router.post("/desk/registers", max_body_size=_ENDLESS, response_model=None)
def bring(request: Request, upload: Annotated[Received, Depends(received)]) -> Response:
    """Take a register and see what its columns tell; what is no table goes at once."""
    folder = upload.folder
    if folder is None:
        return _list(request, upload.session, tuple(filter(None, [upload.problem])))
    catalogue, held = house_of(request).catalogue, folder.held
    try:
        columns = understood(headers_of(folder), catalogue)
    except WrongInput as error:
        folder.remove()
        said = views.said_of(map(plain_problem, error.problems), held, catalogue)
        problems = tuple(Problem(place=s.place, problem=s.problem, remedy=s.remedy) for s in said)
        return _list(request, upload.session, problems)
    folder.hold(replace(held, columns=columns))
    return see(f"/desk/registers/{folder.id}")


@router.get("/desk/registers/{register_id}")
def register_page(
    request: Request, session: Looks, register_id: str, columns: bool = False
) -> HTMLResponse:
    """Show how far a register is: its columns, its run, or what came of it."""
    house = house_of(request)
    folder = house.registers.get(register_id, session.centre)
    run = house.registers.run_of(folder)
    if run.state in BUSY or (run.state is State.STOPPED and not columns):
        return _progress(request, folder)
    if run.state is State.DONE and not columns:
        found = results.result_view(folder, house.catalogue)
        if found is not None:
            return _result(request, folder, found)
    return _check(request, folder)


def _check(
    request: Request,
    folder: Folder,
    problem: Problem | None = None,
    on: str = "",
    status_code: int = 200,
) -> HTMLResponse:
    house, held = house_of(request), folder.held
    run = house.registers.run_of(folder)
    found = views.check_view(
        folder, check_of(folder, house.catalogue), house.catalogue, chosen(request)
    )
    policies = house.catalogue.policies.values()
    return render(
        request,
        "register_check.html",
        status_code=status_code,
        folder=folder,
        held=held,
        run=run,
        failed=list(views.said_of(run.problems, held, house.catalogue)),
        found=found,
        problem=problem,
        on=on or held.on or house.today().isoformat(),
        policies=sorted(policies, key=lambda one: one.title.get(chosen(request))),
        **_around(house, folder),
    )


def _progress(request: Request, folder: Folder) -> HTMLResponse:
    house = house_of(request)
    run = house.registers.run_of(folder)
    line = views.line_of(run, house.registers.ahead_of(folder), words(chosen(request)))
    return render(
        request,
        "register_run.html",
        folder=folder,
        held=folder.held,
        run=run,
        line=line,
        **_around(house, folder),
    )


def _result(request: Request, folder: Folder, found: results.ResultView) -> HTMLResponse:
    house, held = house_of(request), folder.job
    details = house.catalogue.policies.get(PolicyId(held.details))
    return render(
        request,
        "register_result.html",
        folder=folder,
        held=held,
        found=found,
        on=date.fromisoformat(found.on),
        details=details,
        **_around(house, folder),
    )


def _around(house: House, folder: Folder) -> dict[str, Any]:
    return {"gone_on": _gone_on(house, folder), "names": house.accounts.names()}


@router.get("/desk/registers/{register_id}/progress")
def progress(request: Request, session: Looks, register_id: str) -> JSONResponse:
    """Say how far a run is; the page asks every two seconds."""
    registers = house_of(request).registers
    folder = registers.get(register_id, session.centre)
    run, said = registers.run_of(folder), words(chosen(request))
    return JSONResponse(views.progress_shape(run, registers.ahead_of(folder), said))


@router.get("/desk/registers/{register_id}/summary/{file}")
def summary_file(request: Request, session: Looks, register_id: str, file: str) -> FileResponse:
    """Give the summary, as a picture or a table; it tells nothing of anybody."""
    if file not in results.PUBLIC:
        raise NotFound(_NO_FILE)
    return _file(request, session, register_id, results.PUBLIC[file])


@router.get("/desk/registers/{register_id}/people/{file}")
def people_file(request: Request, session: Officer, register_id: str, file: str) -> FileResponse:
    """Give a file that tells something of applicants; to officers alone."""
    return _file(request, session, register_id, file)


def _file(request: Request, session: Session, register_id: str, name: str) -> FileResponse:
    folder = house_of(request).registers.get(register_id, session.centre)
    path = results.file_of(folder, name)
    if path is None:
        raise NotFound(_NO_FILE)
    return FileResponse(path, filename=path.name)


@router.post("/desk/registers/{register_id}/check", dependencies=MineOnly)
def choose(
    request: Request,
    session: Officer,
    register_id: str,
    sent: Sent,
) -> RedirectResponse:
    """Keep what was chosen for the columns; the page checks them again."""
    folder = house_of(request).registers.get(register_id, session.centre)
    _keep(request, folder, sent)
    at = sent.get("at", [""])[0]
    mark = f"#column-{at}" if at.isdecimal() and at.isascii() else ""
    return see(f"/desk/registers/{register_id}?columns=1{mark}")


@router.post("/desk/registers/{register_id}/start", dependencies=MineOnly, response_model=None)
def start(
    request: Request,
    session: Officer,
    register_id: str,
    sent: Sent,
) -> Response:
    """Put the register in line, by the rules of now; what an earlier run made of it goes."""
    house = house_of(request)
    folder = house.registers.get(register_id, session.centre)
    if house.registers.run_of(folder).state in BUSY:
        return see(f"/desk/registers/{register_id}")
    typed = sent.get("on", [""])[0]
    _keep(request, folder, sent)
    on = _day(typed or house.today().isoformat())
    if on is None or check_of(folder, house.catalogue)["problems"]:
        problem = None if on else Problem(place="", problem=_NO_DAY, remedy=_WRITE_A_DAY)
        return _check(request, folder, problem, typed, 422)
    folder.clear()
    save_rules(folder.rules, house.catalogue)
    folder.begin_with(replace(folder.held, on=on))
    house.registers.begin(folder)
    return see(f"/desk/registers/{register_id}")


def _keep(request: Request, folder: Folder, sent: dict[str, list[str]]) -> Held:
    """Keep what was chosen, unless a run is at it."""
    house, held = house_of(request), folder.held
    if house.registers.run_of(folder).state in BUSY:
        return held
    details = sent.get("details", [held.details])[0]
    known = details if details in house.catalogue.policies else ""
    columns = views.told_by(sent, held.columns)
    same = views.same_by(sent, held.same, house.catalogue)
    new = replace(held, columns=columns, details=known, language=chosen(request), same=same)
    folder.hold(new)
    return new


def _day(typed: str) -> str | None:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return None


@router.post("/desk/registers/{register_id}/stop", dependencies=MineOnly)
def stop(request: Request, session: Officer, register_id: str) -> RedirectResponse:
    """Stop a run; what it has done is kept."""
    registers = house_of(request).registers
    registers.halt(registers.get(register_id, session.centre))
    return see(f"/desk/registers/{register_id}")


@router.post("/desk/registers/{register_id}/go-on", dependencies=MineOnly)
def go_on(request: Request, session: Officer, register_id: str) -> RedirectResponse:
    """Go on with a run that was stopped, where it was, by the rules it began with."""
    registers = house_of(request).registers
    folder = registers.get(register_id, session.centre)
    if folder.rules.is_file() and registers.run_of(folder).state in (State.STOPPED, State.FAILED):
        registers.begin(folder)
    return see(f"/desk/registers/{register_id}")


@router.post("/desk/registers/{register_id}/delete", dependencies=MineOnly)
def delete(request: Request, session: Officer, register_id: str) -> RedirectResponse:
    """Delete a register and everything that was made of it."""
    registers = house_of(request).registers
    registers.remove(registers.get(register_id, session.centre))
    return see("/desk/registers")


_NO_FILE: Final = Text(zh="没有这个文件。", en="There is no such file.")
_NO_DAY: Final = Text(zh="按哪天算：这不是日期。", en="The day that counts is no date.")
_WRITE_A_DAY: Final = Text(
    zh="请写年-月-日，例如 2026-03-01。", en="Write year-month-day, such as 2026-03-01."
)
