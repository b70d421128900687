"""The companion's pages: words → questions → plan → case → code → moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api import finding, hearing
from api import question_views as questions
from api.access import companion, form_is_mine
from api.auth import Session
from api.language import chosen
from api.pages import house_of, render
from api.plan_page import Aside, last_change, plan_page
from api.policy_views import policy_groups
from api.question_views import QuestionView
from api.wiring import House
from flowchart import diagram
from flowchart.intake import Intake
from flowchart.plan import Plan
from kb.catalogue import Catalogue
from kb.errors import Problem, WrongInput
from kb.ids import ConceptId, SceneId
from kb.model import Policy, Scene
from kb.text import Text
from matcher.analyser import language_of
from matcher.applicant import read_facts
from matcher.search import KINDS, Found, Outcome
from matcher.unfit import there_is_no

router = APIRouter()
Companion = Annotated[Session, Depends(companion)]
MineOnly = [Depends(form_is_mine)]
NOTHING_ASKED: Final = Aside()
_CHOOSE = Text(zh="请从列表里选一项。", en="Choose one of the list.")


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
    """Begin with words or a chosen scene; unclear words are asked back, on a page of their own.

    What the words seem to say besides waits in the conversation to be confirmed. The answer is
    always another page, so that going back never sends words again, nor shows them to the next.
    """
    house = house_of(request)
    if not scene:
        found = house.searcher.search(text, tuple(KINDS))
        house.unfound.count(language_of(text), found.outcome)
        if found.outcome is not Outcome.FOUND or found.results[0].kind != "scene":
            return see(f"/intake/{house.intakes.begin((), session.key, words=text).id}")
        scene = found.results[0].id
    if scene not in house.catalogue.scenes:
        raise WrongInput.at("scene", there_is_no(scene), _CHOOSE)
    heard = hearing.of_words(house, text, [SceneId(scene)])
    intake = house.intakes.begin((SceneId(scene),), session.key, heard)
    return see(f"/intake/{intake.id}")


@router.post("/suggest", dependencies=MineOnly)
def suggest(
    request: Request, _: Companion, text: Annotated[str, Form(max_length=300)] = ""
) -> JSONResponse:
    """Return what may be meant by what is being typed; nothing of it is kept or logged."""
    language = chosen(request)
    found = house_of(request).searcher.suggested(text)
    shown = [{"id": o.id, "kind": o.kind, "title": o.title.get(language)} for o in found]
    return JSONResponse({"suggestions": shown}, headers={"Cache-Control": "no-store"})


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
        about_policies=bool(near) and isinstance(near[0], Policy),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was ticked of what was understood, and why it could not be taken."""

    ticked: tuple[int, ...]
    problem: Problem


@router.get("/intake/{intake_id}")
def intake_page(
    request: Request, session: Companion, intake_id: str, ask: str = "", n: int = 0, q: str = ""
) -> HTMLResponse:
    """Show the conversation: the next question beside the flowchart, materials, policies.

    `q` asks why a service is in the plan, or why it is not.
    """
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    if not intake.scenes:
        found = house.searcher.search(intake.words, tuple(KINDS))
        return home_page(request, house, intake.words, found)
    asked = ConceptId(f"concept/{ask}") if ask else None
    return conversation(request, house, intake, asked, count=n, aside=Aside(why=q))


def conversation(
    request: Request,
    house: House,
    intake: Intake,
    asked: ConceptId | None = None,
    question: QuestionView | None = None,
    refused: Refused | None = None,
    count: int = 0,
    aside: Aside = NOTHING_ASKED,
) -> HTMLResponse:
    """Return the page of a conversation.

    Args:
        request: gives language and session.
        house: plans and matches.
        intake: what has been said.
        asked: the question to show, where one was chosen.
        question: the one whose answer could not be taken.
        refused: what was ticked of what was heard, and could not be taken.
        count: so many members of a list are shown, at least.
        aside: what was asked beside the questions.
    """
    catalogue, on = house.catalogue, house.applying_on()
    plan = house.plan(intake.scenes, intake.facts, on, wish=intake.wish)
    difference = last_change(house, intake, plan, on)
    wrong = (question, refused, aside.opening, aside.another, aside.contact, aside.flag)
    near = house.searcher.recalled(plan.scenes)
    shown = question or questions.next_question(plan, intake, catalogue, asked, count, near)
    return render(
        request,
        "intake.html",
        status_code=200 if all(one is None for one in wrong) else 422,
        intake=intake,
        scenes=[catalogue.scenes[scene] for scene in intake.scenes],
        plan=plan,
        diagram=diagram,
        **plan_page(house, intake, plan, difference, aside),
        **_heard(intake, catalogue, refused),
        **_questions(plan, intake, catalogue, shown, chosen=bool(asked or question)),
        asked=asked is not None,
        made_on=house.today(),
        policies=policy_groups(plan, catalogue, near, put=intake.unanswered),
        catalogue=catalogue,
    )


def _heard(intake: Intake, catalogue: Catalogue, refused: Refused | None) -> dict[str, Any]:
    """Return what the page shows of what was understood of the first words."""
    return {
        "heard": hearing.views(intake, catalogue, refused.ticked if refused else None),
        "heard_problem": refused.problem if refused else None,
    }


def _questions(
    plan: Plan, intake: Intake, catalogue: Catalogue, shown: QuestionView | None, chosen: bool
) -> dict[str, Any]:
    """Return what the page shows of questions and answers.

    The usual cases come before a question that nobody chose, unless it opens the conversation.
    """
    left = questions.open_questions(plan, intake, catalogue)
    opening = shown is not None and shown.concept.id in questions.opening(plan, catalogue)
    asked = shown.concept.id if shown is not None and (opening or chosen) else None
    usual = questions.usual_views(plan, intake, catalogue, asked)
    return {
        "question": shown,
        "usual": usual,
        "usual_first": bool(usual) and not (opening or chosen),
        "unclear": questions.unclear(plan, intake, catalogue),
        "more": sum(one.of_scene for one in left),
        "for_policies": sum(not one.of_scene for one in left),
        "answers": questions.answers(intake, catalogue),
        "unanswered": questions.unanswered(intake, catalogue),
    }


@router.post("/intake/{intake_id}/heard", dependencies=MineOnly)
def confirm_heard(
    request: Request,
    session: Companion,
    intake_id: str,
    take: Annotated[list[int] | None, Form()] = None,
    action: Annotated[str, Form()] = "take",
) -> Response:
    """Store what was ticked of what the first words seemed to say; the rest is put aside.

    Lists wait for their question, unless nothing is to be kept.
    """
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    ticked = take or []
    try:
        house.intakes.save(intake.taken(ticked) if action == "take" else intake.put_aside())
    except WrongInput as error:
        refused = Refused(ticked=tuple(ticked), problem=error.problems[0])
        return conversation(request, house, intake, refused=refused)
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
