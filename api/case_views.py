"""What every page about a case shows: its plan, states, dates, log, and policies as of today."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import Request

from api import plan_views, views
from api.flag_views import pointed
from api.out_of_force import ahead
from api.pages import house_of
from api.policy_views import policy_groups
from api.wiring import House
from flowchart import diagram, fees
from flowchart.case import Case, next_steps, progress
from flowchart.case_days import days_of
from flowchart.case_events import CaseEvent, Move, Undone
from flowchart.case_kinds import Audience
from flowchart.case_told import ticks
from flowchart.dated import dated
from flowchart.event_words import ACTOR_TEXT, event_text
from flowchart.forecast import Forecast, forecast
from flowchart.intake import facts_read
from flowchart.plan import Plan
from kb.errors import WrongInput
from matcher.applicant import Facts


def facts_of(house: House, case: Case) -> Facts | None:
    """Return what the applicant said for the plan that a case follows; None once it is gone."""
    kept = house.private.facts(case.id, case.version)
    try:
        return facts_read(kept, house.catalogue) if kept else None
    except WrongInput:
        return None  # the rules have changed since: a fact or a code is no longer known


def plan_now(house: House, case: Case) -> Plan:
    """Return the plan of a case with its policies as they stand today.

    They keep the order in which they stood beside the conversation. Reasons are not kept with a
    case: they are found again, as long as the facts are there. Without them the verdicts are those
    of the day the case was opened.
    """
    facts = facts_of(house, case)
    if facts is None:
        return case.plan
    on = house.applying_on()
    order = {match.policy: i for i, match in enumerate(case.plan.policies)}
    matches = house.matches(facts, on, rank=False)
    newest = sorted(matches, key=lambda match: order.get(match.policy, len(order)))
    return replace(case.plan, policies=tuple(newest), on=on)


def case_views(request: Request, case: Case, personal: bool = True) -> dict[str, Any]:
    """Return what every page about a case shows.

    Args:
        request: gives the house.
        case: which.
        personal: with the days that tell a fact of somebody, such as when a child was born.
    """
    house = house_of(request)
    held = case.states()
    done, total = progress(held, case.plan)
    seen = forecast(case, house.today(), house.catalogue.calendars)
    now = plan_now(house, case)
    return {
        "case": case,
        "forecast": seen,
        "done": done,
        "total": total,
        "next_steps": next_steps(case),
        "coming": ahead(house, (*held, *(match.policy for match in now.policies))),
        "catalogue": house.catalogue,
        "centre": house.catalogue.records.get(case.centre),
        "scenes": [house.catalogue.scenes[scene] for scene in case.plan.scenes],
        "policies": policy_groups(now, house.catalogue, house.searcher.recalled(case.plan.scenes)),
        **_said_views(house, case, personal),
        **_step_views(house, case, seen, now, personal),
    }


def _said_views(house: House, case: Case, personal: bool) -> dict[str, Any]:
    """Return what was said and done about a case, and by whom."""
    return {
        "pointed": pointed(house, case, personal),
        "person": house.private.person(case.id),
        "notes": house.private.notes(case.id, (Audience.APPLICANT,)),
        "ticks": ticks(case),
        "event_text": event_text,
        "actor_text": ACTOR_TEXT,
        "undone_event": undone_event,
    }


def _step_views(
    house: House, case: Case, seen: Forecast, now: Plan, personal: bool
) -> dict[str, Any]:
    """Return the steps of a case as they are drawn and listed, with their days and papers."""
    held, catalogue = case.states(), house.catalogue
    shown = plan_dated(case, seen, house, personal)
    ended = {step: one.ended_on for step, one in seen.steps.items() if one.ended_on is not None}
    rows = diagram.rows(shown, catalogue, held, ended=ended)
    steps = plan_views.step_views(shown, rows, catalogue, house.centre)
    return {
        "plan": case.plan,
        "states": held | {row.service: row.state for row in rows if row.wrapper and row.state},
        "rows": rows,
        "diagram": diagram,
        "made_on": case.opened_on,
        "known": views.has_certain_step(case.plan),
        "fees_to_confirm": fees.to_confirm(case.plan, catalogue),
        "places": views.places(rows, catalogue),
        "shown": {one.row.number: one for one in steps},
        "visited": plan_views.place_views(steps),
        "offices": plan_views.office_views(steps),
        "bodies": plan_views.body_views(steps),
        "days": plan_views.day_views(replace(shown, policies=now.policies), catalogue),
        "hanging": views.hanging_warnings(case.plan, facts_of(house, case), catalogue),
        "materials": views.material_views(case.plan, catalogue),
    }


def plan_dated(case: Case, seen: Forecast, house: House, personal: bool = True) -> Plan:
    """Return the plan with the days of its forecast; `personal` ones only where they may show."""
    days = (one for one in days_of(case, seen, house.catalogue) if personal or not one.personal)
    return dated(case, seen, days)


def undone_event(case: Case) -> CaseEvent | None:
    """Return the move that the last event took back, if it did."""
    last = case.events[-1].what if case.events else None
    if not isinstance(last, Undone):
        return None
    found = next(e for e in case.events if e.sequence == last.event)
    return found if isinstance(found.what, Move) else None


def without_policies(case: Case, house: House) -> dict[str, Any]:
    """Return what another centre that looks at a case sees instead of its policies.

    They tell what somebody earns, or of a disability; the work on the steps does not need them.
    """
    seen = forecast(case, house.today(), house.catalogue.calendars)
    bare = replace(plan_dated(case, seen, house), policies=())
    return {"days": plan_views.day_views(bare, house.catalogue)}
