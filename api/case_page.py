"""The page of a case at the desk, made of its parts; what could not be done is told on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api import (
    codes,
    hand_views,
    move_views,
    new_plan,
    notice_views,
    personal_data,
    ratings,
    round_table,
)
from api.access import case_i_see
from api.auth import Session
from api.case_views import case_views, without_policies
from api.errors import status_of, wants_page
from api.move_form import Typed
from api.pages import house_of, render
from api.staff import see
from flowchart.case import Case, MovedMeanwhile
from flowchart.event_words import title_of
from kb.errors import CompanionError, Conflict, NotAllowed, NotFound, WrongInput
from kb.text import Text

PARTS: Final = (
    move_views,
    hand_views,
    notice_views,
    round_table,
    codes,
    ratings,
    personal_data,
    new_plan,
)
"""What the page of a case is made of, besides the plan; each part has a template of its own."""
NOTHING_TYPED: Final = Typed(form="")


def page_of(
    request: Request,
    session: Session,
    case: Case,
    status: int = 200,
    typed: Typed = NOTHING_TYPED,
    refused: CompanionError | None = None,
) -> HTMLResponse:
    """Return the page of a case.

    Args:
        request: of whoever asks.
        session: theirs.
        case: which.
        status: of the answer.
        typed: what was typed into one of its forms and could not be taken.
        refused: why not.
    """
    house = house_of(request)
    shown: dict[str, Any] = case_views(request, case)
    shown["ours"] = session.centre == case.centre
    if not shown["ours"]:
        shown |= without_policies(case, house)
    shown["names"] = house.keys.names() | house.accounts.names()
    for part in PARTS:
        shown |= part.panel(request, session, case)
    happened = refused.events if isinstance(refused, MovedMeanwhile) else ()
    problem = refused.problems[0] if refused is not None else None
    return render(
        request,
        "case.html",
        status,
        **shown,
        typed=typed,
        problem=problem,
        happened=happened,
    )


def doing(
    request: Request,
    session: Session,
    case_id: str,
    typed: Typed,
    act: Callable[[Case], Case],
    to_read: bool = False,
    place: Callable[[Case], str] | None = None,
    leads_to: str = "",
) -> Response:
    """Do something to a case and lead back to it; where it fails, say so on its page.

    Args:
        request: of whoever asks.
        session: theirs.
        case_id: which case.
        typed: what they typed; it stands on the page again if it could not be taken.
        act: does it, and returns the case afterwards.
        to_read: a centre that only looks at the case may do it too.
        place: where on the page to lead back to; without it the step that was typed.
        leads_to: another page to lead to.

    Raises:
        NotFound: there is no such case that they may see.
        CompanionError: whatever `act` raises, where no page is wanted.
    """
    case = case_i_see(request, session, case_id)
    try:
        if case.centre != session.centre and not to_read:
            raise NotAllowed(_looking_only(request, case))
        after = act(case)
    except (WrongInput, Conflict, NotAllowed, NotFound) as error:
        if not wants_page(request):
            raise
        now = case_i_see(request, session, case_id)
        return page_of(request, session, now, int(status_of(error)), typed, error)
    return see(leads_to or at_step(case_id, place(after) if place else typed.step))


def at_step(case_id: str, step: str) -> str:
    """Return the address of a case page at one of its steps; of its top without one."""
    return f"/case/{case_id}" + (f"#{step.replace('/', '-')}" if step else "")


def _looking_only(request: Request, case: Case) -> Text:
    centre = title_of(case.centre, house_of(request).catalogue)
    return Text(
        zh=f"这个办件现在由{centre.zh}办。您可以看，也可以写内部备注，不能改。",
        en=f"This case is now with {centre.en}. You can read it and write inside notes, "
        "not change it.",
    )
