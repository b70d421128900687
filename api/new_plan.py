"""A case gets another plan: an answer changed, or the rules did.

Both come to the same: what would be different is shown first, then somebody takes the new plan.
Where only the rules changed the old one may be kept, as far as the law lets it. The states of the
steps and the log stay in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response

from api.access import by_staff, case_of_mine, form_is_mine, holder_of_a_code
from api.accounts import Role
from api.auth import Session
from api.case_views import facts_of
from api.change_fates import fates_of, last_settled, policies_back
from api.change_views import ChangeView, plan_change_view
from api.consent import newly_agreed
from api.pages import house_of, render
from api.phone_code import by_applicant, found_case, tracked
from api.pin import is_open
from api.staff import Companion, see
from api.wiring import House
from flowchart.case import Case, left_out
from flowchart.case_events import PLAN_ITSELF, By, PlanKept, What
from flowchart.case_kinds import Cause
from flowchart.case_told import generation_settled
from flowchart.event_words import title_of
from flowchart.intake import Intake, Said, facts_written, new_id
from flowchart.plan import Plan, Wish
from flowchart.rule_change import Firm, RuleChange, WhyNot, may_keep, noticed, rule_change
from kb.catalogue import Catalogue
from kb.errors import Conflict, NotFound
from kb.ids import SceneId
from kb.text import Text
from matcher.applicant import NOTHING, Facts

router = APIRouter()
MineOnly = [Depends(form_is_mine)]
_MAY_CHANGE: Final = (Role.COMPANION, Role.MANAGER)
_CHANGED_AGAIN: Final = Text(
    zh="规则刚才又变了。请看看现在有什么不同，再决定。",
    en="The rules have just changed again. Look at what differs now, then decide.",
)
_NOT_TO_KEEP: Final = Text(
    zh="还没交的步骤要按现在的规则办，不能保留原来的方案。请用新方案，或先问部门。",
    en="Steps that are not handed in yet follow today's rules, so the old plan cannot stay. Take "
    "the new one, or ask the department.",
)
_NO_SCENE_LEFT: Final = Text(
    zh="现在的规则里已经没有这件事了。请问部门。",
    en="Today's rules know this matter no longer. Ask the department.",
)
_OF_NO_CASE: Final = Text(
    zh="这次接待不是给办件改方案的。", en="This conversation is not about a case."
)


class Answer(StrEnum):
    """What is done about changed rules."""

    ACCEPT = "accept"
    KEEP = "keep"


# ---- the rules changed --------------------------------------------------------------------------


def plan_today(
    house: House, case: Case, scenes: Sequence[SceneId], facts: Facts, wish: Wish
) -> Plan:
    """Return a plan by today's rules, its days counted from the day the case's are counted from.

    Its policies keep the order in which they stood beside the first conversation.

    Raises:
        WrongInput: the rules know a matter no longer.
    """
    on, near = house.applying_on(), house.searcher.recalled(scenes)
    order = {match.policy: i for i, match in enumerate(case.plan.policies)}
    matches = house.matches(facts, on, rank=False)
    matches = tuple(sorted(matches, key=lambda match: order.get(match.policy, len(order))))
    planner = house.planner.counting_from(case.plan.on)
    return planner.plan(scenes, facts, on, matches, False, near, wish)


def change_of(house: House, case: Case) -> RuleChange | None:
    """Return what changed rules mean for a case, worked out once; None if nothing to decide.

    Nothing is to decide where they were accepted or turned down already, where nobody would notice
    a difference, or where it cannot be told (`cannot_tell`).
    """
    generation = house.catalogue.generation
    if generation_settled(case) == generation:
        return None
    key = (case.id, case.sequence, generation, house.today())
    return house.rule_changes.get(key, partial(_worked_out, house, case))


def _worked_out(house: House, case: Case) -> RuleChange | None:
    facts = facts_of(house, case)
    if facts is None or _unknown_scene(house, case):
        return None
    fresh = plan_today(house, case, case.plan.scenes, facts, case.plan.wish)
    return rule_change(case, fresh, house.applying_on(), house.catalogue.calendars)


def _unknown_scene(house: House, case: Case) -> bool:
    return any(scene not in house.catalogue.scenes for scene in case.plan.scenes)


def cannot_tell(house: House, case: Case) -> str:
    """Return why nobody can say what today's rules mean for a case; empty where one can.

    `scene`: they know its matter no longer; `facts`: they know an answer no longer; `gone`: there
    are no answers any more, or never were.
    """
    if _unknown_scene(house, case):
        return "scene"
    if facts_of(house, case) is not None:
        return ""
    return "facts" if house.private.facts(case.id, case.version) else "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why the old plan cannot stay: a kind of requirement, what it is about, whom to ask."""

    kind: Firm
    about: Text
    ask: Text | None


def _reasons(found: Sequence[WhyNot], catalogue: Catalogue) -> tuple[Reason, ...]:
    def asked(about: str) -> Text | None:
        body = getattr(catalogue.records.get(about), "organisation", None)
        return title_of(body, catalogue) if body else None

    return tuple(
        Reason(kind=one.kind, about=title_of(one.about, catalogue), ask=asked(one.about))
        for one in found
    )


def _shown(house: House, case: Case) -> dict[str, Any]:
    """Return what desk and phone show of changed rules alike."""
    found, catalogue = change_of(house, case), house.catalogue
    back = policies_back(house, case)
    if found is None:
        return {"rules_changed": None, "rules_settled": last_settled(case), "rules_back": back}
    held = [step for step in case.plan.steps if step.service in found.handed_in]
    fates = fates_of(house, found.difference)
    return {
        "rules_changed": plan_change_view(found.difference, catalogue, fates=fates),
        "rules_policies_only": found.policies_only,
        "rules_back": back,
        "rules_generation": catalogue.generation,
        "rules_why_not": _reasons(found.why_not, catalogue),
        "rules_handed_in": tuple(title_of(s.service, catalogue) for s in held if not s.wrapper),
        "rules_ends": found.difference.finish_on,
    }


def panel(request: Request, session: Session, case: Case) -> dict[str, Any]:
    """Return what this part of the page of a case shows."""
    house = house_of(request)
    mine = session.role in _MAY_CHANGE and session.centre == case.centre
    settled = generation_settled(case) == house.catalogue.generation
    return {
        **_shown(house, case),
        "may_replan": mine,
        "replan_cannot": cannot_tell(house, case),
        "rules_unclear": not settled and cannot_tell(house, case) in ("scene", "facts"),
    }


def phone_panel(request: Request, case: Case) -> dict[str, Any]:
    """Return what the phone shows of changed rules; template `_phone_change.html`."""
    return _shown(house_of(request), case)


def _settle(house: House, case: Case, by: By, do: Answer, generation: str, seen: int) -> Case:
    """Accept the plan by new rules, or keep the one there is.

    Raises:
        Conflict: the rules changed again meanwhile, or do not let the plan stay.
        MovedMeanwhile: somebody changed the case after what was seen.
    """
    found = change_of(house, case)
    if generation != house.catalogue.generation:
        raise Conflict(_CHANGED_AGAIN)
    if found is None:
        return case
    if do is Answer.ACCEPT:
        cause = Cause.POLICIES if found.policies_only else Cause.RULES
        return house.cases.adopt(case.id, found.plan, cause, by, seen)

    def keep(now: Case, _note: str | None) -> What:
        if may_keep(now, found.difference):
            raise Conflict(_NOT_TO_KEEP)
        return PlanKept(generation=generation)

    return house.cases.append(case.id, by, keep, about=PLAN_ITSELF, seen=seen)


@router.post("/case/{case_id}/plan", dependencies=MineOnly)
def settle_rules(
    request: Request,
    session: Companion,
    case_id: str,
    do: Annotated[Answer, Form()],
    generation: Annotated[str, Form(max_length=200)],
    seen: Annotated[int, Form()],
) -> Response:
    """Accept the plan by new rules for an applicant who sits here, or keep the old one."""
    case = case_of_mine(request, session, case_id)
    _settle(house_of(request), case, by_staff(session), do, generation, seen)
    return see(f"/case/{case_id}")


@router.post("/c/{token}/plan", dependencies=[Depends(holder_of_a_code)], response_model=None)
@router.post(
    "/C/{token}/plan",
    dependencies=[Depends(holder_of_a_code)],
    response_model=None,
    include_in_schema=False,
)
def settle_rules_on_the_phone(
    request: Request,
    token: str,
    do: Annotated[Answer | None, Form()] = None,
    generation: Annotated[str, Form(max_length=200)] = "",
    seen: Annotated[int, Form()] = 0,
) -> Response:
    """Accept the plan by new rules, or keep the old one; behind the PIN alone."""
    case, found = found_case(request, token), tracked(request, token)
    if do is None or not is_open(request, found):
        return see(f"/c/{token}#private")
    _settle(house_of(request), case, by_applicant(found), do, generation, seen)
    return see(f"/c/{token}")


# ---- an answer changed --------------------------------------------------------------------------


@router.post("/case/{case_id}/answers", dependencies=MineOnly)
def begin_again(
    request: Request, session: Companion, case_id: str, anew: Annotated[str, Form()] = ""
) -> Response:
    """Begin a conversation from what was said for a case, or with no answers at all.

    Raises:
        Conflict: today's rules know none of its matters.
    """
    house = house_of(request)
    case = case_of_mine(request, session, case_id)
    facts = None if anew else facts_of(house, case)
    scenes = tuple(one for one in case.plan.scenes if one in house.catalogue.scenes)
    if not scenes:
        raise Conflict(_NO_SCENE_LEFT)
    wish = case.plan.wish
    intake = Intake(id=new_id(), scenes=scenes, facts=facts or NOTHING, wish=wish, case=case.id)
    house.intakes.keep(intake, session.key)
    return see(f"/intake/{intake.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """Another plan for a case: what would change, or the steps under way that it leaves out."""

    case: Case
    intake: Intake
    plan: Plan
    change: ChangeView | None
    left: tuple[Text, ...]


def _new_plan(request: Request, session: Session, intake_id: str) -> NewPlan:
    house = house_of(request)
    intake = house.intakes.get(intake_id, session.key, house.catalogue)
    if intake.case is None:
        raise NotFound(_OF_NO_CASE)
    case = case_of_mine(request, session, intake.case)
    plan = plan_today(house, case, intake.scenes, intake.facts, intake.wish)
    left = tuple(title_of(step, house.catalogue) for step in left_out(case, plan))
    change = None if left else _difference(house, case, intake, plan)
    return NewPlan(case=case, intake=intake, plan=plan, change=change, left=left)


def _difference(house: House, case: Case, intake: Intake, plan: Plan) -> ChangeView:
    found = noticed(case, plan, house.applying_on(), house.catalogue.calendars)
    before = facts_of(house, case)
    said = None
    if before is not None and not _unknown_scene(house, case):
        then = Said(scenes=case.plan.scenes, facts=before, wish=case.plan.wish)
        said = (then, replace(intake.said, skipped=frozenset(), declined=frozenset()))
    return plan_change_view(found, house.catalogue, said)


@router.get("/intake/{intake_id}/take")
def look_at_plan(request: Request, session: Companion, intake_id: str) -> HTMLResponse:
    """Show in what the plan of this conversation differs from the one the case follows."""
    return render(request, "new_plan.html", new=_new_plan(request, session, intake_id))


@router.post("/intake/{intake_id}/take", dependencies=MineOnly)
def take_plan(
    request: Request, session: Companion, intake_id: str, seen: Annotated[int, Form()]
) -> Response:
    """Let the case follow the plan of this conversation, and keep what was said for it.

    Raises:
        Conflict: a step that is with an office is not in it.
        MovedMeanwhile: somebody changed the case after what was seen.
    """
    house, new = house_of(request), _new_plan(request, session, intake_id)
    by = by_staff(session)
    case = house.cases.adopt(new.case.id, new.plan, Cause.ANSWER, by, seen)
    house.private.set_facts(case.id, case.version, facts_written(new.intake.facts))
    for one in newly_agreed(case, new.intake.facts, house.catalogue):
        house.cases.append(case.id, by, lambda *_, said=one: said)
    house.intakes.end(intake_id, session.key)
    return see(f"/case/{case.id}")
