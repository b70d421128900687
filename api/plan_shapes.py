"""The JSON shapes of a plan, of its modes side by side, of why and what changed, and of cases.

A key that has nothing to say of a step, a material or a plan is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final

from api.shapes import Shape, match_shape, question_shape, reason_shape, text_shape
from flowchart.agenda import Entry, agenda
from flowchart.case import Case, progress
from flowchart.case_events import CaseEvent
from flowchart.case_reading import CaseInShort
from flowchart.difference import Difference, StepChange
from flowchart.materials import Material
from flowchart.plan import OfferedMode, Plan, Step
from flowchart.scene import ShownWarning
from flowchart.ways import Waiting
from flowchart.what_if import Option
from flowchart.why import Why
from kb.catalogue import Catalogue
from kb.kinds import DayUnit, HandlingMode
from kb.writing import plain


def plan_shape(plan: Plan, catalogue: Catalogue) -> Shape:
    """Return a plan; steps stand in an order that respects `waits_for`."""
    return {
        "scenes": list(plan.scenes),
        "generation": plan.generation,
        "on": plan.on,
        "mode": plan.wish.mode,
        "steps": [_step_shape(step) for step in plan.steps],
        "excluded": [_excluded_shape(one) for one in plan.excluded],
        "questions": [question_shape(question, catalogue) for question in plan.questions],
        "warnings": [_warning_shape(one) for one in plan.warnings],
        "materials": [_material_shape(one) for one in plan.materials],
        "material_counts": _figures(plan.material_counts),
        **_saying({"fields": _figures(plan.fields), "trips": _figures(plan.trips)}),
        **_time_shape(plan),
        "visits": plan.visits,
        "fee": plan.fee,
        "fees_unknown": list(plan.fees_unknown),
        **_saying({"offered": [_offered_shape(one) for one in plan.offered]}),
        "agenda": [_entry_shape(one) for one in agenda(plan, catalogue)],
        "policies": [match_shape(match) for match in plan.policies],
    }


def _time_shape(plan: Plan) -> Shape:
    """Return how long a plan takes and when it ends, with what that leans on."""
    return {
        "working_days": _figures(plan.working_days),
        **_saying({"working_days_at_most": _figures(plan.working_days_at_most)}),
        "finish_on": plan.finish_on,
        **_saying({"finish_on_at_most": plan.finish_on_at_most}),
        "finish_provisional": plan.finish_provisional,
        "latest_on": plan.latest_on,
        "open_ended": list(plan.open_ended),
        "unannounced": list(plan.unannounced),
        **_saying({"opening": _figures(plan.opening)}),
    }


def _saying(held: Mapping[str, Any]) -> Shape:
    """Return what says something: neither None nor empty; a number or flag always does."""
    return {key: value for key, value in held.items() if value is not None and value not in ([],)}


def _figures(held: Any) -> Shape | None:
    """Return the fields of a flat value by name."""
    if held is None:
        return None
    return {field.name: getattr(held, field.name) for field in fields(held)}


def _excluded_shape(one: Any) -> Shape:
    return {
        "service": one.service,
        **_saying({"instead": one.instead}),
        "because": [reason_shape(reason) for reason in one.because],
    }


def _warning_shape(one: ShownWarning) -> Shape:
    forbids = {"forbids": True} if one.warning.forbids else {}
    return {"text": text_shape(one.warning.text), "certain": one.certain, **forbids}


def _material_shape(one: Material) -> Shape:
    return {
        "evidence": one.evidence,
        "standing": one.standing,
        "for": list(one.for_),
        **_saying(
            {
                "issued_by": one.issued_by,
                "alternatives": list(one.alternatives),
                "form": one.form,
                "copies": one.copies,
            }
        ),
    }


_OF_A_STEP: Final = (
    "service",
    "standing",
    "wrapper",
    "starts_day",
    "ends_day",
    "slack",
    "critical",
    "where",
)


def _step_shape(step: Step) -> Shape:
    return {
        **{name: getattr(step, name) for name in _OF_A_STEP},
        "waits_for": list(step.waits_for),
        **_saying(
            {
                "perhaps": list(step.perhaps),
                "follows": list(step.follows),
                **_step_time(step),
                "place": step.place,
                "visits": None if step.wrapper else step.visits,
                "mode": step.mode if step.mode is not HandlingMode.STANDARD else None,
                "mode_because": [reason_shape(reason) for reason in step.mode_because],
            }
        ),
        "because": [reason_shape(reason) for reason in step.because],
    }


def _step_time(step: Step) -> Shape:
    """Return a step's days and dates; cases stored before dates were reckoned have none."""
    dated = step.starts_on != date.min
    timed = step.days_known and not step.wrapper
    return {
        "takes_days": step.takes_days if timed else None,
        "unit": step.unit if timed and step.unit is not DayUnit.WORKING else None,
        "waiting": [_waiting_shape(one) for one in step.waiting],
        "starts_on": step.starts_on if dated else None,
        "applies_on": step.applies_on if step.applies_on > step.starts_on else None,
        "ends_on": step.ends_on if dated else None,
        "latest_end_on": step.latest_end_on if dated else None,
        "apply_by": step.apply_by,
        "due_on": step.due_on,
        "due_source": step.due_source,
    }


def _waiting_shape(one: Waiting) -> Shape:
    spell = one.spell
    return {
        "title": text_shape(one.title),
        "kind": one.kind,
        "at": one.at,
        "certain": one.certain,
        **({"days": spell.days, "unit": spell.unit} if spell is not None else {}),
        **_saying({"source": one.source}),
    }


def _offered_shape(one: OfferedMode) -> Shape:
    return {
        "service": one.service,
        "verdict": one.verdict,
        "because": [reason_shape(reason) for reason in one.because],
    }


def _entry_shape(one: Entry) -> Shape:
    flags = ("possible", "provisional", "critical")
    return {
        "on": one.on,
        "happening": one.happening,
        **_saying({"about": one.about}),
        **{flag: True for flag in flags if getattr(one, flag)},
        **_saying({"source": one.source}),
    }


# ---- modes side by side, why, what changed ---------------------------------------------------


def what_if_shape(options: Iterable[Option]) -> Shape:
    """Return a plan in every mode, the standard one first."""
    return {"options": [_option_shape(one) for one in options]}


_OF_AN_OPTION: Final = (
    "mode",
    "verdict",
    "finish_on",
    "finish_provisional",
    "latest_on",
    "parallel",
    "sooner",
    "bring",
)


def _option_shape(one: Option) -> Shape:
    return {
        **{name: getattr(one, name) for name in _OF_AN_OPTION},
        **_saying({"trips": _figures(one.trips)}),
        "later": list(one.later),
        "promised": list(one.promised),
        "used": list(one.used),
        "open": [_offered_shape(step) for step in one.open_],
        "barred": [_offered_shape(step) for step in one.barred],
        "ask": list(one.ask),
    }


def whys_shape(found: Iterable[Why]) -> Shape:
    """Return why services are in a plan, or why not, in the order they were asked for."""
    return {"why": [_why_shape(one) for one in found]}


def _why_shape(one: Why) -> Shape:
    return {
        "service": one.service,
        "presence": one.presence,
        "because": [reason_shape(reason) for reason in one.because],
        "scenes": list(one.scenes),
        "needed_by": [
            {"service": service, **_saying({"evidence": evidence})}
            for service, evidence in one.needed_by
        ],
        "waits_for": list(one.waits_for),
    }


def changes_shape(found: Difference) -> Shape:
    """Return what distinguishes a plan from the one before; pairs are `before` and `after`."""
    return {
        "changed": bool(found),
        "steps": [_step_change_shape(one) for one in found.steps],
        "settled": list(found.settled),
        "reopened": list(found.reopened),
        "materials": [
            {"evidence": one.evidence, **_pair((one.before, one.after))} for one in found.materials
        ],
        "policies": [
            {"policy": one.policy, **_pair((one.before, one.after))} for one in found.policies
        ],
        "finish_on": _pair(found.finish_on),
        "working_days": _pair(found.working_days),
        "bring": _pair(found.bring),
        "visits": _pair(found.visits),
    }


def _pair(ends: Sequence[object]) -> Shape:
    before, after = ends
    return {"before": before, "after": after}


def _step_change_shape(one: StepChange) -> Shape:
    return {
        "service": one.service,
        "change": one.change,
        "days": one.days,
        "waits": list(one.waits),
        "freed": list(one.freed),
        "because": [reason_shape(reason) for reason in one.because],
    }


# ---- cases -----------------------------------------------------------------------------------


def case_shape(case: Case, catalogue: Catalogue) -> Shape:
    """Return a case: its plan, the state of every step, its log; nothing of the person."""
    return {
        **case_summary_shape(case),
        "generation": case.plan.generation,
        "states": case.states(),
        "events": [_event_shape(event) for event in case.events],
        "plan": plan_shape(case.plan, catalogue),
    }


def case_summary_shape(case: Case | CaseInShort) -> Shape:
    """Return what a list says of a case; `seen` is what a move must send back."""
    if isinstance(case, CaseInShort):
        scenes, done, total = case.scenes, case.done, case.total
    else:
        scenes, (done, total) = case.plan.scenes, progress(case.states(), case.plan)
    return {
        "id": case.id,
        "number": case.number,
        "opened_on": case.opened_on,
        "scenes": list(scenes),
        "seen": case.sequence,
        "done": done,
        "total": total,
    }


def _event_shape(event: CaseEvent) -> Shape:
    """Return an event; what only its kind has stands in `more`, ids and codes as everywhere."""
    told = plain(event.what)
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "step": told.pop("step", None),
        "from": told.pop("from_state", None),
        "to": told.pop("to_state", None),
        "on": told.pop("on", None),
        "undoes": told.pop("event", None),
        "more": told,
        "actor": event.by.actor,
        "by": event.by.id,
        "at": event.at,
    }
