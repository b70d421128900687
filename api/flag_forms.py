"""“This seems wrong” at the desk: in a conversation and beside a case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import companion, form_is_mine
from api.auth import Session
from api.case_page import doing
from api.case_views import plan_now
from api.errors import wants_page
from api.flag_views import context_of
from api.flag_words import LONGEST
from api.flags import FlagPlace, Flags
from api.move_form import Typed
from api.pages import house_of
from api.plan_page import Aside
from api.staff import conversation, see
from flowchart.case import Case
from kb.errors import WrongInput

router = APIRouter()
Companion = Annotated[Session, Depends(companion)]
MineOnly = [Depends(form_is_mine)]
Record = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=LONGEST)]


@router.post("/intake/{intake_id}/flag", dependencies=MineOnly)
def flag_in_plan(
    request: Request, session: Companion, intake_id: str, record: Record = "", words: Words = ""
) -> Response:
    """Point out to the policy officers what seems wrong; nothing of the applicant goes along.

    Words that cannot be taken are told on the page, where what was typed still stands.
    """
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    context = context_of(record, plan, plan.policies)
    flags = Flags(house.database, house.now)
    where = {"case_id": intake.case, "intake": intake.id}
    try:
        flags.point_out(record, FlagPlace.PLAN, context, words, by=session.account, **where)
    except WrongInput as error:
        if not wants_page(request):
            raise
        typed = {"record": record, "words": words}
        aside = Aside(flag=error.problems[0], flagged=typed)
        return conversation(request, house, intake, aside=aside)
    return see(f"/intake/{intake_id}#flag")


@router.post("/case/{case_id}/flag", dependencies=MineOnly)
def flag_in_case(
    request: Request, session: Companion, case_id: str, record: Record = "", words: Words = ""
) -> Response:
    """Point out what seems wrong in the plan of a case."""

    def act(case: Case) -> Case:
        house = house_of(request)
        context = context_of(record, case.plan, plan_now(house, case).policies, case)
        Flags(house.database, house.now).point_out(
            record, FlagPlace.CASE, context, words, by=session.account, case_id=case.id
        )
        return case

    typed = Typed(form="flag", step=record, words=words.strip())
    return doing(request, session, case_id, typed, act, place=lambda _: "flag")
