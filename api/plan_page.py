"""Everything the page of a conversation shows of its plan beside questions and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from api import plan_views, views, what_if_views
from api.change_views import ChangeView, change_view
from api.flag_views import pointed_in
from api.out_of_force import OutOfForce, ahead, gone_since
from api.why_views import why_answer
from api.wiring import House
from flowchart import fees, listing, what_if
from flowchart.difference import Difference, compared
from flowchart.inquiry import wanted_by
from flowchart.intake import Intake
from flowchart.listing import Row
from flowchart.plan import Plan
from kb.errors import Problem
from kb.ids import ServiceId
from kb.model import Policy, Scene

_LOOKED_FOR: Final = timedelta(days=365)
"""So long it is said, where somebody asks by name, that something is not in force any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What was asked or sent beside the questions, and why it could not be taken.

    Attributes:
        why: the service whose place in the plan is asked about.
        typed: what was typed into the form that is sent back.
        opening: why an opening day was refused.
        contact: why a contact was refused; `opened` holds what was typed to open a case.
        another: why another matter was not found, with those that come near.
        near: the matters that come near.
        flag: why words about what seems wrong were refused; `flagged` holds what was typed.
    """

    why: str = ""
    typed: str = ""
    opening: Problem | None = None
    contact: Problem | None = None
    opened: Mapping[str, str] = field(default_factory=dict)
    another: Problem | None = None
    near: tuple[Scene, ...] = ()
    flag: Problem | None = None
    flagged: Mapping[str, str] = field(default_factory=dict)


def last_change(house: House, intake: Intake, plan: Plan, on: date) -> Difference | None:
    """Return what the last change did to the plan; None before the first one.

    Of the policies as they were only the verdicts are worked out: no more is compared.
    """
    if not intake.earlier:
        return None
    last = intake.earlier[-1]
    before = house.planner.plan(last.scenes, last.facts, on, with_questions=False, wish=last.wish)
    verdicts = house.matcher.judged(last.facts, on).verdicts
    then = tuple(replace(one, verdict=verdicts[one.policy]) for one in plan.policies)
    return compared(replace(before, policies=then), plan)


def rows_of(
    plan: Plan, house: House, difference: Difference | None
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the rows of the list, and those of the picture, which also has what fell away."""
    marks = difference.marks if difference is not None else {}
    drawn = listing.rows(plan, house.catalogue, changes=marks)
    return drawn[: len(plan.steps)], drawn


def plan_page(
    house: House, intake: Intake, plan: Plan, difference: Difference | None, aside: Aside
) -> dict[str, Any]:
    """Return what the page shows of a plan: rows, modes, what changed, time line, papers.

    Args:
        house: plans and searches.
        intake: the conversation.
        plan: as it stands.
        difference: what the last change did.
        aside: what was asked beside the questions.
    """
    catalogue, known = house.catalogue, views.has_certain_step(plan)
    rows, drawn = rows_of(plan, house, difference)
    steps = plan_views.step_views(plan, rows, catalogue, house.centre)
    modes = _modes(house, intake, plan) if known else ()
    policies = (match.policy for match in plan.policies)
    return {
        "rows": rows,
        "drawn": drawn,
        "shown": {one.row.number: one for one in steps},
        "known": known,
        "places": views.places(rows, catalogue),
        "visited": plan_views.place_views(steps),
        "bodies": plan_views.body_views(steps),
        "days": plan_views.day_views(plan, catalogue),
        "fees_to_confirm": fees.to_confirm(plan, catalogue),
        "materials": views.material_views(plan, catalogue, intake.facts),
        "at_hand": views.papers_at_hand(plan, catalogue, intake.facts),
        "coming": ahead(house, (*(row.service for row in rows), *policies)),
        "hanging": views.hanging_warnings(plan, intake.facts, catalogue),
        "modes": modes,
        "most_saved": what_if_views.most_saved(modes),
        "changed": _changed(house, intake, plan, difference),
        "aside": aside,
        "sends_notices": bool(house.outbox.channels),
        "whys": why_answer(
            aside.why,
            plan,
            catalogue,
            house.searcher,
            partial(_needs, house, intake, plan),
            gone_since(house, house.today() - _LOOKED_FOR, plan.on),
        ),
        "gone": tuple(_gone_today(house, plan)),
        "other_scenes": _others(plan.scenes, house),
        "pointed": pointed_in(house, intake),
        "of_case": house.cases.get(intake.case) if intake.case is not None else None,
    }


def _gone_today(house: House, plan: Plan) -> Iterator[OutOfForce]:
    """Yield the policies for such people that went out of force while one may have sat here."""
    wanted = wanted_by(house.catalogue.scenes[scene] for scene in plan.scenes)
    for one in gone_since(house, house.today(), plan.on):
        if isinstance(one.record, Policy) and one.record.audience in wanted:
            yield one


def _modes(house: House, intake: Intake, plan: Plan) -> tuple[what_if_views.ModeView, ...]:
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    options = what_if.options(
        house.planner, plan.scenes, intake.facts, plan.on, intake.wish.open_on
    )
    return what_if_views.mode_views(options, plan.wish.mode, numbers, house.catalogue)


def _needs(house: House, intake: Intake, plan: Plan, scene: Scene) -> frozenset[ServiceId]:
    """Return what a matter would need of this applicant; nothing where it does not fit.

    It fits where it is of the kind of those in the plan and nothing that is known rules it out.
    """
    if scene.kind not in {house.catalogue.scenes[one].kind for one in plan.scenes}:
        return frozenset()
    alone = house.planner.plan([scene.id], intake.facts, plan.on, with_questions=False)
    return frozenset(() if alone.refusals else (step.service for step in alone.steps))


def _changed(
    house: House, intake: Intake, plan: Plan, difference: Difference | None
) -> ChangeView | None:
    """Return the last change in words; its dates count where both plans had a certain step."""
    if difference is None:
        return None
    certain = sum(one.standing.value == "certain" and not one.wrapper for one in plan.steps)
    fresh = {one.service for one in difference.steps if one.change.value == "added"}
    before = certain - len(difference.settled) - len(fresh)
    return change_view(difference, intake, house.catalogue, dated=before > 0)


def _others(chosen: Sequence[str], house: House) -> list[Scene]:
    """Return the matters that could still be added, the most frequent first."""
    found = [one for one in house.catalogue.scenes.values() if one.id not in chosen]
    return sorted(found, key=lambda one: (one.place is None, one.place or 0, one.id))
