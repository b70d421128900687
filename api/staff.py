"""The companion's pages: words → questions → plan → case → code → moves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import finding, views
from api.access import companion, form_is_mine
from api.auth import Session
from api.pages import house_of, render
from api.wiring import House
from flowchart import diagram
from flowchart.intake import Intake
from kb.errors import WrongInput
from kb.ids import ConceptId, SceneId
from kb.model import Scene
from kb.text import Text
from matcher.applicant import form_value, read_facts
from matcher.search import KINDS, Found, Outcome
from matcher.unfit import NO_FACT, there_is_no

router = APIRouter()
Companion = Annotated[Session, Depends(companion)]
MineOnly = [Depends(form_is_mine)]
_CHOOSE = Text(zh="请从列表里选一项。", en="Choose one of the list.")
_NO_ANSWER = (
    Text(zh="还没有回答。", en="There is no answer yet."),
    Text(
        zh="请选一项，或者填写；说不准就按“不清楚”。",
        en="Choose or write one; if unsure press “Don’t know”.",
    ),
)


def see(path: str) -> RedirectResponse:
    """Return the answer to a form: go and look, so that a reload sends nothing twice."""
    return RedirectResponse(path, status_code=303)


@router.post("/start", dependencies=MineOnly)
def start(
    request: Request,
    session: Companion,
    text: Annotated[str, Form(max_length=300)] = "",
    scene: Annotated[str, Form()] = "",
) -> Response:
    """Begin with words or a chosen scene; unclear words are asked back."""
    house = house_of(request)
    if not scene:
        found = house.searcher.search(text, tuple(KINDS))
        if found.outcome is not Outcome.FOUND or found.results[0].kind != "scene":
            return home_page(request, house, text, found)
        scene = found.results[0].id
    if scene not in house.catalogue.scenes:
        raise WrongInput.at("scene", there_is_no(scene), _CHOOSE)
    intake = house.intakes.begin((SceneId(scene),), session.key)
    return see(f"/intake/{intake.id}")


def by_place(scenes: Iterable[Scene]) -> list[Scene]:
    """Return scenes as they are listed: the most frequent first, those without a place last."""
    return sorted(scenes, key=lambda one: (one.place is None, one.place or 0, one.id))


def home_page(
    request: Request, house: House, text: str = "", found: Found | None = None
) -> HTMLResponse:
    """Return the first page; after words that name no scene, what comes nearest stands first."""
    catalogue = house.catalogue
    near = [catalogue.records[hit.id] for hit in found.results] if found is not None else []
    likely = [one for one in near if isinstance(one, Scene)]
    papers = [one for one in near if not isinstance(one, Scene)]
    return render(
        request,
        "home.html",
        likely=likely,
        others=[one for one in by_place(catalogue.scenes.values()) if one not in likely],
        fits=finding.fits(papers, catalogue, house.searcher),
        text=text,
        outcome=found.outcome if found is not None else None,
    )


@router.get("/intake/{intake_id}")
def intake_page(
    request: Request, session: Companion, intake_id: str, ask: str = ""
) -> HTMLResponse:
    """Show the conversation: the next question beside the flowchart, materials, policies."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    asked = ConceptId(f"concept/{ask}") if ask else None
    return _intake(request, house, intake, asked)


def _intake(
    request: Request,
    house: House,
    intake: Intake,
    asked: ConceptId | None = None,
    question: views.QuestionView | None = None,
) -> HTMLResponse:
    catalogue = house.catalogue
    plan = house.plan(intake.scenes, intake.facts, house.applying_on())
    rows = diagram.rows(plan, catalogue, None)
    shown = question or views.next_question(plan, intake, catalogue, asked)
    opening = shown is not None and shown.concept.id in views.opening(plan, catalogue)
    usual = views.usual_views(plan.usual, plan, catalogue)
    return render(
        request,
        "intake.html",
        status_code=422 if question is not None else 200,
        intake=intake,
        scenes=[catalogue.scenes[scene] for scene in intake.scenes],
        plan=plan,
        rows=rows,
        diagram=diagram,
        question=shown,
        asked=asked is not None,
        usual_first=bool(usual) and not (opening or asked or question),
        unclear=views.unclear(plan, intake, catalogue),
        made_on=house.today(),
        known=views.has_certain_step(plan),
        fees_to_confirm=views.fees_to_confirm(plan, catalogue),
        places=views.places(rows, catalogue),
        more=len(views.open_questions(plan, intake, catalogue)),
        usual=usual,
        answers=views.answers(intake, catalogue),
        materials=views.material_views(plan, catalogue),
        policies=views.policy_groups(plan, catalogue, house.searcher.recalled(plan.scenes)),
        catalogue=catalogue,
    )


@router.post("/intake/{intake_id}/answer", dependencies=MineOnly)
def answer(
    request: Request,
    session: Companion,
    intake_id: str,
    concept: Annotated[str, Form()],
    value: Annotated[list[str] | None, Form()] = None,
    action: Annotated[str, Form()] = "answer",
) -> Response:
    """Take one answer, "don't know", or take an answer back; what was typed is never lost."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    known = house.catalogue.concepts.get(ConceptId(concept))
    if known is None:
        raise WrongInput.at("concept", NO_FACT)
    if action != "answer":
        house.intakes.save(intake.without(known.id, skip=action == "skip"))
        return see(f"/intake/{intake_id}")
    sent = list(form_value(value or [], known))
    try:
        if not sent:
            raise WrongInput.at(concept, *_NO_ANSWER)
        facts = read_facts({concept: sent[0]}, house.catalogue)
    except WrongInput as error:
        shown = views.question_view(known, intake, problem=error.problems[0], typed=value or [])
        return _intake(request, house, intake, question=shown)
    house.intakes.save(intake.answered(facts))
    return see(f"/intake/{intake_id}")


@router.post("/intake/{intake_id}/usual", dependencies=MineOnly)
def confirm_usual(
    request: Request,
    session: Companion,
    intake_id: str,
    fact: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Store the usual cases that were shown and confirmed, each as confirmed."""
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    plan = house.planner.plan(
        intake.scenes, intake.facts, house.applying_on(), with_questions=False
    )
    said = {one.fact: one.is_ for one in plan.usual if one.fact in (fact or [])}
    facts = read_facts(said, house.catalogue)
    house.intakes.save(intake.confirmed(facts))
    return see(f"/intake/{intake_id}")


@router.post("/next", dependencies=MineOnly)
def next_applicant(request: Request, session: Companion) -> Response:
    """Forget every conversation and every code this session could still show."""
    house = house_of(request)
    house.intakes.end_all(session.key)
    house.handover.forget_session(session.key)
    return see("/")
