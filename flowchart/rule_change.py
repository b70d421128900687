"""The rules changed while a case was open: what follows for it, and whether its plan may stay.

What was handed in stays under the rules it was handed in under, and what was issued is not touched
again; everything else follows the rules of today. So a fresh plan takes over the steps that are
with an office as they were, and two plans are compared by what is expected of them from today on,
not by the dates of the day the case was opened.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from threading import Lock
from typing import Final

from flowchart.calendar import Timeline
from flowchart.case import DONE, WITH_AN_OFFICE, Case
from flowchart.changes_shown import Change
from flowchart.difference import Difference, PolicyChange, StepChange, compared
from flowchart.forecast import Forecast, forecast
from flowchart.materials import Material
from flowchart.needs import MaterialStanding
from flowchart.plan import Plan, Step
from flowchart.scene import Applies
from flowchart.states import StepState
from kb.ids import EvidenceId, ServiceId
from kb.model import WorkingCalendar
from matcher.match import Eligibility

HANDED_IN: Final = (WITH_AN_OFFICE | DONE) - {StepState.REFUSED}
"""A step that was refused is handed in again under the rules of that later day."""
Calendars = Mapping[int, WorkingCalendar]


class Firm(StrEnum):
    """Why today's rule cannot be kept away from a step that is not handed in yet."""

    STEP = "step"
    WAIT = "wait"
    PAPER = "paper"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """One new requirement, and the step or the paper it is about."""

    kind: Firm
    about: ServiceId | EvidenceId


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChange:
    """What new rules mean for a case.

    Attributes:
        plan: to follow from now on; steps handed in stand in it as they were.
        difference: what an applicant notices of it, and nothing else.
        why_not: why the old plan cannot be kept; empty where the law lets it stay.
        handed_in: steps that new rules do not reach any more.
    """

    plan: Plan
    difference: Difference
    why_not: tuple[WhyNot, ...]
    handed_in: frozenset[ServiceId]

    @property
    def policies_only(self) -> bool:
        """Say whether nothing but policies differs: then no plan could keep them as they were."""
        return not replace(self.difference, policies=())


def rule_change(case: Case, fresh: Plan, today: date, calendars: Calendars) -> RuleChange | None:
    """Return what a fresh plan changes for a case; None where an applicant would notice nothing.

    Args:
        case: with the plan it follows.
        fresh: the plan of the same facts under today's rules, counted from the same day.
        today: from which both plans are expected to go on; a working day.
        calendars: of working days, by year.
    """
    plan = followed(case, fresh)
    difference = noticed(case, plan, today, calendars)
    if not difference:
        return None
    why_not = may_keep(case, difference)
    found = RuleChange(plan=plan, difference=difference, why_not=why_not, handed_in=handed_in(case))
    if not found.policies_only:
        return found
    same_steps = replace(case.plan, policies=fresh.policies, generation=fresh.generation)
    return replace(found, plan=same_steps)  # who is told that no day moves shall see none move


def handed_in(case: Case) -> frozenset[ServiceId]:
    """Return the steps that an office has, or has decided in the applicant's favour."""
    return frozenset(step for step, state in case.states().items() if state in HANDED_IN)


def may_keep(case: Case, difference: Difference) -> tuple[WhyNot, ...]:
    """Return why a case cannot keep its plan; nothing where it can.

    Rules do not reach back (立法法, 不溯及既往; the article's number, 104 since 2023, is to be
    confirmed), and a permit that was granted is protected (行政许可法第八条): what was handed in
    stays. What is not handed in yet cannot escape a new step, wait, paper or longer time. Less than
    before may always be turned down: who does more than is asked breaks no rule.

    Args:
        case: with its states.
        difference: between its plan and the fresh one.
    """
    gone_in = handed_in(case)
    found: list[WhyNot] = []
    for one in difference.steps:
        if one.service in gone_in:
            continue
        if one.change is Change.ADDED:
            found.append(WhyNot(kind=Firm.STEP, about=one.service))
        elif one.waits:
            found.append(WhyNot(kind=Firm.WAIT, about=one.service))
        elif one.change is Change.DELAYED:
            found.append(WhyNot(kind=Firm.TIME, about=one.service))
    settled = (one for one in difference.settled if one not in gone_in)
    found += [WhyNot(kind=Firm.STEP, about=one) for one in settled]
    papers = (one for one in difference.materials if one.after is MaterialStanding.BRING)
    return (*found, *(WhyNot(kind=Firm.PAPER, about=one.evidence) for one in papers))


# ---- the plan that would be followed ------------------------------------------------------------


def followed(case: Case, fresh: Plan) -> Plan:
    """Return a fresh plan with the steps that were handed in, and their papers, as they were."""
    before = handed_in(case)
    old = {step.service: step for step in case.plan.steps if step.service in before}
    new = {step.service for step in fresh.steps}
    steps = [old.get(one.service, one) for one in fresh.steps]
    for gone in (step for one, step in old.items() if one not in new):
        steps.insert(_after_its_waits(gone, steps), gone)
    papers = _papers(case.plan.materials, fresh.materials, before)
    bring = sum(one.standing is MaterialStanding.BRING for one in papers)
    counts = replace(fresh.material_counts, distinct=len(papers), bring=bring)
    return replace(
        fresh, steps=_in_place(steps, frozenset(old)), materials=papers, material_counts=counts
    )


def _after_its_waits(step: Step, steps: Sequence[Step]) -> int:
    before = (i for i, one in enumerate(steps, 1) if one.service in step.waits_for)
    return max(before, default=0)


def _in_place(steps: Iterable[Step], old: frozenset[ServiceId]) -> tuple[Step, ...]:
    """Return steps of which an old one waits for nothing that comes later, or is gone."""
    out: list[Step] = []
    seen: set[ServiceId] = set()
    for step in steps:
        out.append(_waiting_for(step, seen) if step.service in old else step)
        seen.add(step.service)
    return tuple(out)


def _waiting_for(step: Step, seen: Collection[ServiceId]) -> Step:
    known = tuple(one for one in step.waits_for if one in seen)
    return replace(step, waits_for=known, follows=tuple(s for s in step.follows if s in seen))


def _papers(
    old: Iterable[Material], fresh: Iterable[Material], before: frozenset[ServiceId]
) -> tuple[Material, ...]:
    """Return today's papers for what is still ahead, and of what was handed in the old ones."""
    earlier = {one.evidence: one for one in old}
    found: dict[EvidenceId, Material] = {}
    for one in fresh:
        if not before.issuperset(one.for_):
            found[one.evidence] = one
    for paper, one in earlier.items():
        if paper not in found and before.intersection(one.for_):
            found[paper] = replace(one, for_=tuple(s for s in one.for_ if s in before))
    return tuple(found.values())


# ---- what is noticed of it ----------------------------------------------------------------------


def noticed(case: Case, plan: Plan, today: date, calendars: Calendars) -> Difference:
    """Return what an applicant notices when a case follows another plan from today on.

    Totals over steps that are done would tell nothing; the end is the one expected today, and of
    policies only those count that can be claimed, or cannot be any more.

    Args:
        case: with the plan it follows now.
        plan: the other one.
        today: a working day.
        calendars: of working days, by year.
    """
    then = forecast(case, today, calendars)
    now = forecast(replace(case, plan=plan), today, calendars)
    line = Timeline(min(case.plan.on, case.opened_on, today), calendars)
    both = frozenset(one for one in then.steps if _known(then, one) and _known(now, one))
    old = _as_expected(case.plan, then, both, line)
    new = _as_expected(plan, now, both, line)
    found = compared(old, new)
    settled = then.finish_on is not None and now.finish_on is not None
    before = handed_in(case)
    return replace(
        found,
        steps=tuple(one for one in found.steps if one.service not in before or _whole(one)),
        working_days=(0, 0),
        finish_on=found.finish_on if settled else (old.finish_on, old.finish_on),
        visits=(_trips(case.plan, before), _trips(plan, before)),
        policies=_claims(case.plan, plan),
    )


def _whole(one: StepChange) -> bool:
    """Say whether a step came or went; what was handed in is not moved or delayed by rules."""
    return one.change in (Change.ADDED, Change.DROPPED)


def _known(found: Forecast, step: ServiceId) -> bool:
    return step in found.steps and found.steps[step].expected_on is not None


def _as_expected(plan: Plan, found: Forecast, both: frozenset[ServiceId], line: Timeline) -> Plan:
    """Return a plan whose days are those that are expected; what nobody can say ends at no day."""

    def day(step: Step) -> int:
        expected = found.steps[step.service].expected_on if step.service in both else None
        return line.number(expected) if expected is not None and not step.wrapper else 0

    steps = tuple(replace(step, ends_day=day(step)) for step in plan.steps)
    return replace(plan, steps=steps, finish_on=found.finish_on or plan.finish_on)


def _trips(plan: Plan, before: frozenset[ServiceId]) -> int:
    """Return how often somebody must still go, as far as anyone has read it."""
    ahead = (one for one in plan.steps if one.service not in before and not one.wrapper)
    return sum(one.visits or 0 for one in ahead if one.standing is Applies.CERTAIN)


def _claims(before: Plan, after: Plan) -> tuple[PolicyChange, ...]:
    """Return the policies that can be claimed now, or no longer can; new ones and ended ones too.

    A case that was opened without policies says nothing of them.
    """
    old = {one.policy: one.verdict for one in before.policies}
    new = {one.policy: one.verdict for one in after.policies}
    if not old or not new:
        return ()
    none = Eligibility.NOT_ELIGIBLE
    pairs = ((one, old.get(one, none), new.get(one, none)) for one in {**new, **old})
    return tuple(
        PolicyChange(policy=policy, before=was, after=now)
        for policy, was, now in pairs
        if (was is Eligibility.ELIGIBLE) is not (now is Eligibility.ELIGIBLE)
    )


# ---- worked out once ----------------------------------------------------------------------------

MOST_KEPT: Final = 500
Key = tuple[str, int, str, date]
"""A case, the last event of it, the generation of the rules, and the day."""


class RuleChanges:
    """Remembers what the rules of a generation mean for the cases that were looked at last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, RuleChange | None] = OrderedDict()
        self._turn = Lock()

    def holds(self, key: Key) -> bool:
        """Say whether it is remembered."""
        with self._turn:
            return key in self._kept

    def get(self, key: Key, work_out: Callable[[], RuleChange | None]) -> RuleChange | None:
        """Return what is remembered, else what is worked out now."""
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work_out()
        with self._turn:
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return found
