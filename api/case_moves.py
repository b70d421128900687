"""What companions do to the steps of a case: moves, taking back, papers, delivery."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import by_staff, form_is_mine
from api.auth import Session
from api.case_page import doing
from api.move_form import Typed, said_of_move, told_of, words_of
from api.move_views import papers_of
from api.pages import house_of
from api.staff import Companion
from flowchart.case import Case, state_of
from flowchart.case_events import DeliveryChosen, Dispatched, Move, Ticked, Undone, What
from flowchart.case_kinds import Audience, Delivery
from flowchart.case_store import NewNote
from flowchart.states import StepState
from kb.errors import NotFound
from kb.ids import EvidenceId, ServiceId
from matcher.unfit import there_is_no

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Said = Annotated[Typed, Depends(said_of_move)]


@router.post("/case/{case_id}/move", dependencies=MineOnly)
def move(
    request: Request,
    session: Companion,
    case_id: str,
    step: Annotated[str, Form()],
    to: Annotated[StepState, Form()],
    seen: Annotated[int, Form()],
    said: Said,
) -> Response:
    """Move one step; open phones and desks hear of it at once."""
    typed = replace(said, step=step, to=to)
    house = house_of(request)

    def act(case: Case) -> Case:
        told = told_of(typed, papers_of(house, case, ServiceId(step)))
        return house.cases.move(case.id, ServiceId(step), to, by_staff(session), seen, told)

    return doing(request, session, case_id, typed, act)


@router.post("/case/{case_id}/undo", dependencies=MineOnly)
def undo(
    request: Request, session: Companion, case_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Take the last move back; the log keeps both."""
    cases = house_of(request).cases

    def act(case: Case) -> Case:
        return cases.undo(case.id, by_staff(session), seen)

    return doing(request, session, case_id, Typed(form="undo"), act, place=last_step)


def last_step(case: Case) -> str:
    """Return the step the last event was about, or that it took back; empty if none."""
    by_number = {event.sequence: event.what for event in case.events}
    last = by_number.get(case.sequence)
    what = by_number.get(last.event) if isinstance(last, Undone) else last
    return what.step if isinstance(what, Move) else ""


@router.post("/case/{case_id}/tick", dependencies=MineOnly)
def tick(
    request: Request,
    session: Companion,
    case_id: str,
    checked: Annotated[str, Form(max_length=200)] = "",
    lacking: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Say that the desk has checked a paper, or that it is not there after all."""
    paper = EvidenceId(checked or lacking)
    what = Ticked(evidence=paper, there=bool(checked))

    def act(case: Case) -> Case:
        if paper not in {one.evidence for one in case.plan.materials}:
            raise NotFound(there_is_no(paper))
        return _happens(request, session, case, what)

    return doing(request, session, case_id, Typed(form="tick"), act, place=lambda _: "papers")


def _happens(request: Request, session: Session, case: Case, what: What, words: str = "") -> Case:
    """Let something happen to a case; with words, the applicant reads them."""
    note = NewNote(text=words, audience=Audience.APPLICANT) if words else None

    def decide(_case: Case, number: str | None) -> What:
        return replace(what, note=number) if isinstance(what, Dispatched) else what

    return house_of(request).cases.append(case.id, by_staff(session), decide, note=note)


@router.post("/case/{case_id}/delivery", dependencies=MineOnly)
def delivery(
    request: Request,
    session: Companion,
    case_id: str,
    step: Annotated[str, Form()],
    how: Annotated[Delivery, Form()],
) -> Response:
    """Note how the applicant wants the result of a step."""
    what = DeliveryChosen(step=ServiceId(step), how=how)

    def act(case: Case) -> Case:
        state_of(case, what.step)
        return _happens(request, session, case, what)

    return doing(request, session, case_id, Typed(form="delivery", step=step), act)


@router.post("/case/{case_id}/dispatch", dependencies=MineOnly)
def dispatch(
    request: Request,
    session: Companion,
    case_id: str,
    step: Annotated[str, Form()],
    said: Said,
) -> Response:
    """Tell the applicant that a result is on its way, or lies ready; with carrier and number."""
    typed = replace(said, form="dispatch", step=step)

    def act(case: Case) -> Case:
        state_of(case, ServiceId(step))
        what = Dispatched(step=ServiceId(step))
        return _happens(request, session, case, what, words_of(typed))

    return doing(request, session, case_id, typed, act)
