"""The inbox of the policy desk: what an officer or an approver sees first in the morning."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from api.access import sees_desk
from api.auth import Session
from api.calendar_views import missing_years
from api.desk_flags import flag_group
from api.desk_warnings import warning_groups
from api.inbox_groups import later_group, suspended_group, waiting_groups
from api.pages import house_of, render

router = APIRouter()
SeesDesk = Annotated[Session, Depends(sees_desk)]


@router.get("/desk")
def desk_page(request: Request, session: SeesDesk, all: str = "") -> HTMLResponse:
    """Show what waits for whoever looks, then what to keep an eye on; `all` of one group."""
    house = house_of(request)
    names = house.accounts.names()
    groups = (
        *waiting_groups(house, session, names),
        flag_group(house, session),
        suspended_group(house, session),
        *warning_groups(house),
        later_group(house),
    )
    return render(
        request,
        "desk.html",
        groups=[group for group in groups if group.key == all] or groups,
        whole=any(group.key == all for group in groups),
        problems=house.problems,
        meaning=house.meaning.standing,
        unfound=house.unfound.days(),
        missing=missing_years(house.catalogue.calendars, house.today()),
    )
