"""Notes on a case from the desk, inside or for the applicant; notices that are sent once more."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import by_staff, form_is_mine
from api.case_page import doing
from api.move_form import Typed, audience_of, said_of_move, words_of
from api.pages import house_of
from api.staff import Companion
from flowchart.case import Case, state_of
from flowchart.case_kinds import Audience
from kb.errors import NotAllowed, WrongInput
from kb.ids import ServiceId
from kb.text import Text

router = APIRouter()
_NOTHING: Final = (
    Text(zh="还没有写。", en="is empty."),
    Text(zh="请写下要说的话。", en="Write what there is to say."),
)
_INSIDE_ONLY: Final = Text(
    zh="只有正在办的中心可以写给申请人。请改成只给同事看。",
    en="Only the centre that handles the case writes to the applicant. Write for colleagues.",
)


@router.post("/case/{case_id}/note", dependencies=[Depends(form_is_mine)])
def note(
    request: Request,
    session: Companion,
    case_id: str,
    said: Annotated[Typed, Depends(said_of_move)],
    step: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Write a note; a centre that only looks at the case writes for colleagues."""
    typed = replace(said, form="note", step=step)
    audience = audience_of(typed)

    def act(case: Case) -> Case:
        words, about = words_of(typed), ServiceId(step) if step else None
        if not words:
            raise WrongInput.at("words", *_NOTHING)
        if audience is Audience.APPLICANT and case.centre != session.centre:
            raise NotAllowed(_INSIDE_ONLY)
        if about is not None:
            state_of(case, about)
        cases = house_of(request).cases
        return cases.note(case.id, by_staff(session), words, audience, about)

    return doing(
        request, session, case_id, typed, act, to_read=True, place=lambda _: step or "notes"
    )


@router.post("/case/{case_id}/notices/{parcel_id}/retry", dependencies=[Depends(form_is_mine)])
def retry(request: Request, session: Companion, case_id: str, parcel_id: str) -> Response:
    """Let a notice that was given up be sent once more."""

    def act(case: Case) -> Case:
        house_of(request).outbox.retry(case.id, parcel_id)
        return case

    return doing(request, session, case_id, Typed(form="retry"), act, place=lambda _: "notices")
