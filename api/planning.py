"""What is tried on a plan beside the questions: a mode, an opening day, another matter, undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import form_is_mine
from api.pages import house_of
from api.plan_page import Aside
from api.staff import Companion, conversation, see
from api.wiring import House
from flowchart.intake import Intake
from kb.errors import Problem, WrongInput
from kb.ids import EvidenceId, SceneId
from kb.kinds import HandlingMode
from kb.model import Scene
from kb.text import Text
from matcher.search import Outcome
from matcher.unfit import there_is_no

router = APIRouter()
MineOnly = [Depends(form_is_mine)]

FARTHEST: Final = timedelta(days=5 * 366)
"""An opening day lies within some five years; farther ones are slips of the pen."""
_NO_DAY: Final = (
    Text(zh="这个日期看不明白。", en="This date cannot be read."),
    Text(zh="请选一天，例如 2027-03-01。", en="Choose a day, such as 2027-03-01."),
)
_NOT_THEN: Final = (
    Text(
        zh="开业日要在今天以后、五年以内。",
        en="An opening day lies after today, within five years.",
    ),
    Text(zh="请换一天，或者去掉开业日。", en="Choose another day, or remove it."),
)
_NO_MATTER: Final = (
    Text(zh="没听明白还要办哪一件事。", en="Which other matter is meant is not clear."),
    Text(zh="请换个说法，或者从列表里选。", en="Say it another way, or choose from the list."),
)
_CHOOSE: Final = Text(zh="请从列表里选一项。", en="Choose one of the list.")


def _intake(request: Request, session: Companion, intake_id: str) -> tuple[House, Intake]:
    house = house_of(request)
    return house, house.intakes.get(intake_id, session.key, house.catalogue)


@router.post("/intake/{intake_id}/mode", dependencies=MineOnly)
def choose_mode(
    request: Request, session: Companion, intake_id: str, mode: Annotated[HandlingMode, Form()]
) -> Response:
    """Plan in another mode; the standard one leads back to the usual way."""
    house, intake = _intake(request, session, intake_id)
    house.intakes.save(intake.wishing(replace(intake.wish, mode=mode)))
    return see(f"/intake/{intake_id}#changed")


@router.post("/intake/{intake_id}/opening", dependencies=MineOnly)
def choose_opening(
    request: Request,
    session: Companion,
    intake_id: str,
    day: Annotated[str, Form(max_length=40)] = "",
    action: Annotated[str, Form()] = "set",
) -> Response:
    """Plan backwards from a day to open, or no longer; a day that cannot be is sent back."""
    house, intake = _intake(request, session, intake_id)
    try:
        open_on = _opening(day, house.today()) if action == "set" else None
    except WrongInput as error:
        aside = Aside(opening=error.problems[0], typed=day)
        return conversation(request, house, intake, aside=aside)
    house.intakes.save(intake.wishing(replace(intake.wish, open_on=open_on)))
    return see(f"/intake/{intake_id}#changed")


def _opening(said: str, today: date) -> date:
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        raise WrongInput.at("day", *_NO_DAY) from None
    if not today < day <= today + FARTHEST:
        raise WrongInput.at("day", *_NOT_THEN)
    return day


@router.post("/intake/{intake_id}/scene", dependencies=MineOnly)
def change_scenes(
    request: Request,
    session: Companion,
    intake_id: str,
    scene: Annotated[str, Form()] = "",
    text: Annotated[str, Form(max_length=300)] = "",
    action: Annotated[str, Form()] = "add",
) -> Response:
    """Put another matter into the plan, chosen or said in words, or take one out; facts stay."""
    house, intake = _intake(request, session, intake_id)
    if scene and scene not in house.catalogue.scenes:
        raise WrongInput.at("scene", there_is_no(scene), _CHOOSE)
    if action == "drop":
        house.intakes.save(intake.without_scene(SceneId(scene)))
        return see(f"/intake/{intake_id}#changed")
    near = [house.catalogue.scenes[SceneId(scene)]] if scene else _meant(house, text)
    if len(near) != 1:
        problem = Problem(place="text", problem=_NO_MATTER[0], remedy=_NO_MATTER[1])
        aside = Aside(another=problem, typed=text, near=tuple(near))
        return conversation(request, house, intake, aside=aside)
    house.intakes.save(intake.with_scene(near[0].id))
    return see(f"/intake/{intake_id}#changed")


def _meant(house: House, text: str) -> list[Scene]:
    """Return the one matter that words mean, or the few they may mean."""
    found = house.searcher.search(text) if text.strip() else None
    if found is None or found.outcome is Outcome.OUTSIDE:
        return []
    hits = found.results[: 1 if found.outcome is Outcome.FOUND else 4]
    return [house.catalogue.scenes[SceneId(one.id)] for one in hits]


@router.post("/intake/{intake_id}/have", dependencies=MineOnly)
def have_paper(
    request: Request,
    session: Companion,
    intake_id: str,
    evidence: Annotated[str, Form()],
    action: Annotated[str, Form()] = "have",
) -> Response:
    """Note that a paper is at hand already, or not after all."""
    house, intake = _intake(request, session, intake_id)
    if evidence not in house.catalogue.evidence:
        raise WrongInput.at("evidence", there_is_no(evidence), _CHOOSE)
    house.intakes.save(intake.holding(EvidenceId(evidence), held=action == "have"))
    return see(f"/intake/{intake_id}#changed")


@router.post("/intake/{intake_id}/undo", dependencies=MineOnly)
def take_back(request: Request, session: Companion, intake_id: str) -> Response:
    """Take the last change back; one after another up to twenty."""
    house, intake = _intake(request, session, intake_id)
    house.intakes.save(intake.undone())
    return see(f"/intake/{intake_id}#changed")
