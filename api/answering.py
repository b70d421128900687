"""Answers in a conversation, and the page of one policy in it, where they can be given too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import form_is_mine
from api.consent import check_given
from api.member_views import MOST_MEMBERS, sent_members, with_problems
from api.one_policy import policy_page
from api.out_of_force import out_of_force
from api.pages import house_of, render
from api.question_views import QuestionView, is_askable, question_view, read_answer
from api.record_words import article_text
from api.staff import Companion, conversation, see
from api.wiring import House
from flowchart import diagram
from flowchart.intake import Intake
from kb.errors import NotFound, WrongInput
from kb.ids import ConceptId, PolicyId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.applicant import Facts, read_facts
from matcher.unfit import NO_FACT

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
Sent = Mapping[str, Sequence[str]]
NO_POLICY = Text(zh="没有这项政策。", en="There is no such policy.")


@router.post("/intake/{intake_id}/answer", dependencies=MineOnly)
def answer(
    request: Request,
    session: Companion,
    intake_id: str,
    concept: Annotated[str, Form()],
    value: Annotated[list[str] | None, Form()] = None,
    action: Annotated[str, Form()] = "answer",
    policy: Annotated[str, Form()] = "",
    consent: Annotated[bool, Form()] = False,
) -> Response:
    """Take one answer, "don't know", "rather not say", or take an answer back.

    What was typed is never lost; the answer leads back to the page it was given on. A sensitive
    fact is taken with separate consent alone.
    """
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    known = _concept(house, concept)
    if action != "answer":
        left = intake.without(known.id, skip=action == "skip", decline=action == "decline")
        house.intakes.save(left)
        return see(_back(house, intake_id, policy))
    try:
        facts = read_answer(value or [], known, house.catalogue)
        check_given(facts, consent, house.catalogue)
    except WrongInput as error:
        shown = question_view(
            known, intake, house.catalogue, problem=error.problems[0], typed=value or []
        )
        return _again(request, house, intake, shown, policy)
    house.intakes.save(intake.answered(facts))
    return see(_back(house, intake_id, policy))


async def _sent(request: Request) -> Sent:
    """Return every field of a form with its values."""
    form = await request.form()
    return {name: [str(one) for one in form.getlist(name)] for name in form}


@router.post("/intake/{intake_id}/members", dependencies=MineOnly)
def members(
    request: Request,
    session: Companion,
    intake_id: str,
    sent: Annotated[Sent, Depends(_sent)],
    concept: Annotated[str, Form()],
    action: Annotated[str, Form()] = "answer",
    policy: Annotated[str, Form()] = "",
    consent: Annotated[bool, Form()] = False,
) -> Response:
    """Take a list of people: how many, or what is known of each; any field may stay open."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    known = _concept(house, concept)
    if known.type is not ConceptType.MEMBERS:
        raise WrongInput.at("concept", NO_FACT)
    here = _back(house, intake_id, policy)
    if action == "count":
        return see(f"{here}?ask={known.id.partition('/')[2]}&n={_count(sent)}#question")
    _, _, place = action.partition("drop-")
    without = int(place) if place.isdecimal() else None
    held = [] if action == "none" else sent_members(sent, known, house.catalogue, without)
    try:
        facts = read_facts({known.id: held}, house.catalogue)
        check_given(facts, consent, house.catalogue)
    except WrongInput as error:
        return _again(request, house, intake, _refused(known, intake, sent, error, house), policy)
    house.intakes.save(intake.answered(facts))
    if action == "add" or without is not None:
        more = len(held) + (action == "add")
        return see(f"{here}?ask={known.id.partition('/')[2]}&n={more}#question")
    return see(here)


def _count(sent: Sent) -> int:
    """Return how many people a form says there are, between one and twenty."""
    said = next(iter(sent.get("n", ())), "").strip()
    return min(max(int(said), 1), MOST_MEMBERS) if said.isdecimal() and said.isascii() else 1


def _refused(
    concept: InformationConcept, intake: Intake, sent: Sent, error: WrongInput, house: House
) -> QuestionView:
    """Return the question with the list as it was sent, and what is wrong with it."""
    catalogue = house.catalogue
    places = {name.split(".")[1] for name in sent if name.startswith("m.")}
    blank = replace(intake, facts=Facts())
    shown = question_view(concept, blank, catalogue, problem=error.problems[0], count=len(places))
    return replace(shown, members=with_problems(shown.members, sent, error.problems))


def _concept(house: House, named: str) -> InformationConcept:
    known = house.catalogue.concepts.get(ConceptId(named))
    if known is None:
        raise WrongInput.at("concept", NO_FACT)
    return known


def _back(house: House, intake_id: str, policy: str) -> str:
    """Return the page an answer was given on: a policy's, or the conversation's."""
    known = PolicyId(f"policy/{policy}") in house.catalogue.policies
    return f"/intake/{intake_id}/policy/{policy}" if known else f"/intake/{intake_id}"


def _again(
    request: Request, house: House, intake: Intake, shown: QuestionView, policy: str
) -> HTMLResponse:
    """Return the page an answer was given on, the question still open."""
    if PolicyId(f"policy/{policy}") in house.catalogue.policies:
        return _one(request, house, intake, policy, shown)
    return conversation(request, house, intake, question=shown)


# ---- one policy -------------------------------------------------------------------------------


@router.get("/intake/{intake_id}/policy/{policy}")
def policy_in_intake(
    request: Request, session: Companion, intake_id: str, policy: str, ask: str = "", n: int = 0
) -> HTMLResponse:
    """Show one policy for what is known so far; `ask` opens a question right there."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    concept = house.catalogue.concepts.get(ConceptId(f"concept/{ask}")) if ask else None
    shown = None
    known = PolicyId(f"policy/{policy}") in house.catalogue.policies
    if known and concept is not None and is_askable(concept):
        shown = question_view(
            concept, intake, house.catalogue, count=n, near=(PolicyId(f"policy/{policy}"),)
        )
    return _one(request, house, intake, policy, shown)


def _one(
    request: Request, house: House, intake: Intake, name: str, shown: QuestionView | None
) -> HTMLResponse:
    catalogue = house.catalogue
    plan = house.plan(intake.scenes, intake.facts, house.applying_on(), wish=intake.wish)
    page = policy_page(
        PolicyId(f"policy/{name}"),
        plan.policies,
        catalogue,
        rows=diagram.rows(plan, catalogue, None),
        order=[q.concept for q in plan.questions if q.concept not in intake.unanswered],
        facts=intake.facts,
    )
    if page is None:
        return _gone(request, house, intake, name)
    return render(
        request,
        "policy.html",
        status_code=422 if shown is not None and shown.problem is not None else 200,
        page=page,
        question=shown,
        intake=intake,
        on=plan.on,
        here=f"/intake/{intake.id}",
        asks=True,
        opened=None,
        article=article_text,
        catalogue=catalogue,
    )


def _gone(request: Request, house: House, intake: Intake, name: str) -> HTMLResponse:
    """Return the page that tells what became of a policy that is not in force.

    Raises:
        NotFound: there never was such a policy.
    """
    gone = out_of_force(house, f"policy/{name}")
    if gone is None:
        raise NotFound(NO_POLICY)
    here = f"/intake/{intake.id}"
    return render(
        request, "record_gone.html", HTTPStatus.NOT_FOUND, gone=gone, staff=True, here=here
    )
