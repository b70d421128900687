"""The whole base through both gates, as a job of the desk with its progress."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.access import changes_desk, form_is_mine, sees_desk
from api.auth import Session
from api.desk_jobs import Progress, Stage
from api.pages import house_of, render
from api.staff import see
from api.wiring import House
from kb.validation import check_all
from matcher import quality

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]
OnDesk = Annotated[Session, Depends(changes_desk)]
MineOnly = [Depends(form_is_mine)]
KIND: Final = "check"
_AGAIN_SECONDS: Final = "2"
_MOST_SHOWN: Final = 200


@router.get("/desk/check")
def check_page(request: Request, _: SeesDesk) -> HTMLResponse:
    """Show what was wrong with the base when it was last checked, or how far that is."""
    house = house_of(request)
    job = house.jobs.newest(KIND)
    page = render(
        request,
        "base_check.html",
        job=job,
        stale=job is not None
        and job.stage is Stage.DONE
        and job.result["generation"] != house.catalogue.generation,
        known=house.catalogue.records,
    )
    if job is not None and job.stage is Stage.RUNNING:
        page.headers["Refresh"] = _AGAIN_SECONDS
    return page


@router.post("/desk/check", dependencies=MineOnly)
def begin(request: Request, session: OnDesk) -> Response:
    """Begin to check everything; the page tells how far it is."""
    house = house_of(request)
    house.jobs.begin(KIND, "", session.account, lambda tell: checked(house, tell))
    return see("/desk/check")


def checked(house: House, tell: Progress) -> dict[str, Any]:
    """Return everything that is wrong with what is published, ready for JSON."""
    records = house.catalogue.records
    held = {str(one): record for one, record in records.items()}
    problems = list(check_all(held, house.names, tell))
    wrong = quality.report(records.values(), house.catalogue).wrong
    problems += [one.as_problem() for one in wrong]
    broken = house.ledger.broken_at()
    return {
        "generation": house.catalogue.generation,
        "records": len(records),
        "broken_at": broken,
        "head": house.ledger.head().seal,
        "found": len(problems),
        "problems": [
            {lang: one.shape(lang) for lang in ("zh", "en")} for one in problems[:_MOST_SHOWN]
        ],
    }
