"""Two plans compared: what was added, dropped, moved or delayed, and what it means for the dates.

For an answer that changed, and for an open case beside a fresh plan after the rules changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flowchart.changes_shown import Change
from flowchart.materials import Material
from flowchart.needs import MaterialStanding
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from kb.ids import EvidenceId, PolicyId, ServiceId
from matcher.match import Eligibility
from matcher.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """What became of one step; `days` is how many working days later it ends.

    `waits` are steps it has begun to wait for, `freed` those it no longer waits for.
    """

    service: ServiceId
    change: Change
    days: int = 0
    waits: tuple[ServiceId, ...] = ()
    freed: tuple[ServiceId, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialChange:
    """A material whose standing changed; None where it is not in that plan."""

    evidence: EvidenceId
    before: MaterialStanding | None
    after: MaterialStanding | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """A policy whose verdict changed."""

    policy: PolicyId
    before: Eligibility
    after: Eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What distinguishes a plan from the one before.

    `settled` are steps that were possible and are certain now, `reopened` the other way round.
    """

    steps: tuple[StepChange, ...]
    settled: tuple[ServiceId, ...]
    reopened: tuple[ServiceId, ...]
    materials: tuple[MaterialChange, ...]
    policies: tuple[PolicyChange, ...]
    finish_on: tuple[date, date]
    working_days: tuple[int, int]
    bring: tuple[int, int]
    visits: tuple[int, int]

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        lists = (self.steps, self.settled, self.reopened, self.materials, self.policies)
        pairs = (self.finish_on, self.working_days, self.bring, self.visits)
        return any(lists) or any(before != after for before, after in pairs)

    @property
    def marks(self) -> Mapping[ServiceId, Change]:
        """Return the changes as the flowchart marks them."""
        return {one.service: one.change for one in self.steps}

    def with_change(self, change: Change) -> tuple[StepChange, ...]:
        """Return the steps of which one thing became."""
        return tuple(one for one in self.steps if one.change is change)


def compared(before: Plan, after: Plan) -> Difference:
    """Return what distinguishes two plans.

    Steps stand in the order of the newer plan: added ones, changed ones, then dropped ones.
    """
    old, new = _steps(before), _steps(after)
    both = [one for one in new if one in old]
    changed = [_changed(old[one], new[one], frozenset(both)) for one in both]
    return Difference(
        steps=(
            *(_added(new[one]) for one in new if one not in old),
            *(one for one in changed if one is not None),
            *(_dropped(old[one], after) for one in old if one not in new),
        ),
        settled=tuple(one for one in both if _became(old[one], new[one], Applies.CERTAIN)),
        reopened=tuple(one for one in both if _became(old[one], new[one], Applies.POSSIBLE)),
        materials=_materials(before.materials, after.materials),
        policies=_policies(before, after),
        finish_on=(before.finish_on, after.finish_on),
        working_days=(before.working_days.parallel, after.working_days.parallel),
        bring=(before.material_counts.bring, after.material_counts.bring),
        visits=(before.visits, after.visits),
    )


def _steps(plan: Plan) -> dict[ServiceId, Step]:
    return {step.service: step for step in plan.steps}


def _added(step: Step) -> StepChange:
    return StepChange(service=step.service, change=Change.ADDED, because=step.because)


def _dropped(step: Step, after: Plan) -> StepChange:
    out = next((one for one in after.excluded if one.service == step.service), None)
    because = out.because if out is not None else ()
    return StepChange(service=step.service, change=Change.DROPPED, because=because)


def _changed(old: Step, new: Step, both: frozenset[ServiceId]) -> StepChange | None:
    """Return what became of a step that stands in both plans; None if nothing.

    It moved if its waits changed among the steps of both plans: that a step came or is gone is
    told by itself.
    """
    days = new.ends_day - old.ends_day
    waits = {*new.waits_for} - {*old.waits_for}
    freed = ({*old.waits_for} - {*new.waits_for}) & both
    moved = bool(waits & both or freed) or new.where != old.where
    if not days and not moved:
        return None
    late = Change.DELAYED if days > 0 else Change.EARLIER
    return StepChange(
        service=new.service,
        change=late if days else Change.MOVED,
        days=days,
        waits=tuple(one for one in new.waits_for if one in waits),
        freed=tuple(one for one in old.waits_for if one in freed),
    )


def _became(old: Step, new: Step, standing: Applies) -> bool:
    return new.standing is standing and old.standing is not standing


def _materials(
    before: tuple[Material, ...], after: tuple[Material, ...]
) -> tuple[MaterialChange, ...]:
    old = {one.evidence: one.standing for one in before}
    new = {one.evidence: one.standing for one in after}
    return tuple(
        MaterialChange(evidence=one, before=old.get(one), after=new.get(one))
        for one in (*new, *(one for one in old if one not in new))
        if old.get(one) is not new.get(one)
    )


def _policies(before: Plan, after: Plan) -> tuple[PolicyChange, ...]:
    old = {match.policy: match.verdict for match in before.policies}
    return tuple(
        PolicyChange(policy=match.policy, before=old[match.policy], after=match.verdict)
        for match in after.policies
        if match.policy in old and old[match.policy] is not match.verdict
    )
