"""The impact page: what publishing a submission would do, before anybody approves it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.access import changes_desk, form_is_mine, sees_desk
from api.auth import Session
from api.desk_jobs import Stage
from api.impact_work import stale, worked_out
from api.pages import house_of, render
from api.staff import see
from kb.record_states import WAITING

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
OnDesk = Annotated[Session, Depends(changes_desk)]
MineOnly = [Depends(form_is_mine)]
KIND: Final = "impact"
_AGAIN_SECONDS: Final = "2"


@router.get("/desk/{name}/impact")
def impact_page(request: Request, _: SeesDesk, name: str) -> HTMLResponse:
    """Show who gains and who loses by a submission, and which plans change; or how far it is."""
    house = house_of(request)
    held = house.desk.get(name)
    job = house.jobs.newest(KIND, name)
    done = job is not None and job.stage is Stage.DONE
    page = render(
        request,
        "impact.html",
        held=held,
        job=job,
        found=job.result if job is not None and done else None,
        counts_on=date.fromisoformat(job.result["day"]) if job is not None and done else None,
        stale=job is not None and done and stale(job.result, house, held),
        waits=held.state in WAITING,
    )
    if job is not None and job.stage is Stage.RUNNING:
        page.headers["Refresh"] = _AGAIN_SECONDS
    return page


@router.post("/desk/{name}/impact", dependencies=MineOnly)
def begin(request: Request, session: OnDesk, name: str) -> Response:
    """Begin to work it out; the page tells how far it is."""
    house = house_of(request)
    held = house.desk.get(name)
    house.jobs.begin(KIND, name, session.account, lambda tell: worked_out(house, held, tell))
    return see(f"/desk/{name}/impact")
