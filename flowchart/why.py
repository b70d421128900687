"""Why a service is in a plan, or why not: for every service there is, in everyday words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flowchart.plan import Plan
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.errors import WrongInput, write_one_of
from kb.ids import EvidenceId, SceneId, ServiceId
from matcher.reasons import Reason
from matcher.unfit import there_is_no


class Presence(StrEnum):
    """Whether a service stands in a plan."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    EXCLUDED = "excluded"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a service is in a plan, or why not.

    Attributes:
        service: which.
        presence: whether it is there; elsewhere if no scene of the plan has it.
        because: the conditions that decided it; none where it always belongs to its scene.
        scenes: the scenes of the plan that have it, else those that would.
        needed_by: steps that wait for what it issues or for itself, with the paper.
        waits_for: what must come before it.
    """

    service: ServiceId
    presence: Presence
    because: tuple[Reason, ...] = ()
    scenes: tuple[SceneId, ...] = ()
    needed_by: tuple[tuple[ServiceId, EvidenceId | None], ...] = ()
    waits_for: tuple[ServiceId, ...] = ()


def why(service: str, plan: Plan, catalogue: Catalogue) -> Why:
    """Return why a service is in a plan, or why not.

    Args:
        service: its id, in any spelling.
        plan: the plan.
        catalogue: holds services and scenes.

    Raises:
        WrongInput: there is no such service.
    """
    found = catalogue.resolve("service", service)
    if found is None:
        raise WrongInput.at(
            "service", there_is_no(service), write_one_of(sorted(catalogue.services))
        )
    wanted = ServiceId(found)
    step = next((one for one in plan.steps if one.service == wanted), None)
    out = next((one for one in plan.excluded if one.service == wanted), None)
    here = tuple(scene for scene in plan.scenes if _has(catalogue, scene, wanted))
    if step is not None:
        certain = step.standing is Applies.CERTAIN
        return Why(
            service=wanted,
            presence=Presence.CERTAIN if certain else Presence.POSSIBLE,
            because=step.because,
            scenes=here,
            needed_by=_needed_by(wanted, plan, catalogue),
            waits_for=step.waits_for,
        )
    if out is not None:
        return Why(service=wanted, presence=Presence.EXCLUDED, because=out.because, scenes=here)
    others = tuple(scene for scene in sorted(catalogue.scenes) if _has(catalogue, scene, wanted))
    return Why(service=wanted, presence=Presence.ELSEWHERE, scenes=others)


def _has(catalogue: Catalogue, scene: SceneId, service: ServiceId) -> bool:
    return any(item.service == service for item in catalogue.scenes[scene].services)


def _needed_by(
    service: ServiceId, plan: Plan, catalogue: Catalogue
) -> tuple[tuple[ServiceId, EvidenceId | None], ...]:
    """Return the steps that wait for a service, each with the paper it waits for."""
    paper = {
        user: one.evidence
        for one in plan.materials
        if one.issued_by == service
        for user in one.for_
    }
    return tuple(
        (step.service, paper.get(step.service))
        for step in plan.steps
        if service in step.waits_for or service in step.follows
    )
