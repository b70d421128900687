"""Scenes + facts + matches → one personal plan.

Order is derived: a service that issues a material comes before those that need it, unless the
applicant holds it; plus explicit prerequisites, any of which may name alternatives. A wait
holds only between steps of the plan. Totals count certain steps without wrappers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flowchart import calendar, inquiry, materials, scene
from flowchart.materials import Material, MaterialCounts
from flowchart.scene import Applicable, Applies, ShownWarning
from flowchart.schedule import Slot, schedule
from kb.catalogue import Catalogue
from kb.errors import WrongInput, write_one_of
from kb.handling import Days
from kb.ids import ConceptId, PolicyId, SceneId, ServiceId
from kb.kinds import Venue
from kb.model import PublicService, Scene, Usual
from kb.text import Text
from matcher.applicant import Facts
from matcher.criteria import Judge
from matcher.match import Match
from matcher.question import Item, NextQuestion, Questions
from matcher.reasons import Reason
from matcher.unfit import there_is_no

_NO_SCENE = (
    Text(zh="没有写。", en="is missing."),
    Text(zh="请写要办什么事。", en="Say what is to be done."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One service in the plan, when it runs and why it is here. 步骤."""

    service: ServiceId
    standing: Applies
    wrapper: bool
    waits_for: tuple[ServiceId, ...]
    starts_day: int
    ends_day: int
    slack: int
    critical: bool
    takes_days: int
    days_known: bool
    where: Venue | None = None
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDays:
    """Totals in working days: one after another, and side by side; committed and statutory."""

    serial: int
    parallel: int
    statutory_serial: int
    statutory_parallel: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The personal flowchart of one applicant. 方案."""

    scenes: tuple[SceneId, ...]
    generation: str
    on: date
    steps: tuple[Step, ...]
    excluded: tuple[Applicable, ...]
    questions: tuple[NextQuestion, ...]
    usual: tuple[Usual, ...]
    warnings: tuple[ShownWarning, ...]
    materials: tuple[Material, ...]
    material_counts: MaterialCounts
    working_days: WorkingDays
    working_days_at_most: WorkingDays | None = None
    visits: int
    fee: Decimal
    fees_unknown: tuple[ServiceId, ...]
    finish_on: date
    finish_provisional: bool
    latest_on: date = date.min  # cases stored before it was reckoned have none
    policies: tuple[Match, ...]

    @property
    def settled(self) -> bool:
        """Say whether no step is open any more."""
        return all(step.standing is Applies.CERTAIN for step in self.steps)

    @property
    def refusals(self) -> tuple[ShownWarning, ...]:
        """Return what stands in the way: with it, no date can be promised."""
        return tuple(one for one in self.warnings if one.refuses)


class Planner:
    """Makes plans over one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._questions = Questions(catalogue)

    def plan(
        self,
        scene_ids: Sequence[SceneId],
        facts: Facts,
        on: date,
        matches: tuple[Match, ...] = (),
        with_questions: bool = True,
        recalled: Collection[PolicyId] | None = None,
    ) -> Plan:
        """Return the plan for one or several scenes, merged.

        Args:
            scene_ids: at least one; services they share stand once.
            facts: what is known of the applicant.
            on: the day of applying.
            matches: policies already matched for the same facts.
            with_questions: leave the questions out where only figures are wanted.
            recalled: policies that lie near these scenes; others raise no question of their own.

        Raises:
            WrongInput: no scene, or one that does not exist.
        """
        scenes = self._scenes(scene_ids)
        judge = Judge(self.catalogue, facts, on)
        resolved = scene.resolve(scenes, judge)
        chosen = [item for item in resolved if item.standing is not Applies.EXCLUDED]
        certain = [item for item in chosen if item.standing is Applies.CERTAIN]
        working = [self.catalogue.services[i.service] for i in certain if not i.wrapper]
        merged = materials.merged(working, facts, self.catalogue)
        totals = self._totals(certain, facts)
        finish = calendar.after_working_days(on, totals.parallel, self.catalogue.calendars)
        return Plan(
            scenes=tuple(one.id for one in scenes),
            generation=self.catalogue.generation,
            on=on,
            steps=self._steps(chosen, facts),
            excluded=tuple(i for i in resolved if i.standing is Applies.EXCLUDED),
            questions=self._ask(scenes, judge, matches, recalled) if with_questions else (),
            usual=_usual(scenes, facts),
            warnings=scene.warnings(scenes, judge),
            materials=merged,
            material_counts=materials.counts(working, merged),
            working_days=totals,
            working_days_at_most=self._totals(chosen, facts) if chosen != certain else None,
            visits=sum(service.visits or 0 for service in working),
            fee=sum((service.fee or Decimal(0) for service in working), Decimal(0)),
            fees_unknown=tuple(service.id for service in working if service.fee is None),
            finish_on=finish.day,
            finish_provisional=finish.provisional,
            latest_on=self._latest(chosen, facts, on),
            policies=matches,
        )

    def _scenes(self, scene_ids: Sequence[SceneId]) -> list[Scene]:
        if not scene_ids:
            raise WrongInput.at("scene", *_NO_SCENE)
        for scene_id in scene_ids:
            if scene_id not in self.catalogue.scenes:
                known = write_one_of(sorted(self.catalogue.scenes))
                raise WrongInput.at("scene", there_is_no(scene_id), known)
        return [self.catalogue.scenes[scene_id] for scene_id in dict.fromkeys(scene_ids)]

    def _steps(self, chosen: Sequence[Applicable], facts: Facts) -> tuple[Step, ...]:
        services = {item.service: self.catalogue.services[item.service] for item in chosen}
        waits = waits_for(list(services.values()), facts, self.catalogue)
        slots = schedule(waits, {item.service: _takes(item, services) for item in chosen})
        return _steps(chosen, services, waits, slots)

    def _totals(self, chosen: Sequence[Applicable], facts: Facts) -> WorkingDays:
        working = [self.catalogue.services[i.service] for i in chosen if not i.wrapper]
        waits = waits_for(working, facts, self.catalogue)
        figures = []
        for takes in (_committed, _statutory):
            days = {service.id: takes(service.days) for service in working}
            ends = [slot.ends_day for slot in schedule(waits, days).values()]
            figures += [sum(days.values()), max(ends, default=0)]
        return WorkingDays(
            serial=figures[0],
            parallel=figures[1],
            statutory_serial=figures[2],
            statutory_parallel=figures[3],
        )

    def _latest(self, chosen: Sequence[Applicable], facts: Facts, on: date) -> date:
        """Return the day by which the law has everything decided, open steps counted too."""
        days = self._totals(chosen, facts).statutory_parallel
        return calendar.after_working_days(on, days, self.catalogue.calendars).day

    def _ask(
        self,
        scenes: Sequence[Scene],
        judge: Judge,
        matches: Sequence[Match],
        recalled: Collection[PolicyId] | None,
    ) -> tuple[NextQuestion, ...]:
        """Return the questions worth asking, best first; those of the scenes before others."""
        recalled = inquiry.near_to(scenes, self.catalogue, recalled)
        among = inquiry.worth_asking_about(matches, recalled)
        items = [*scene_items(scenes), *policy_items(scenes, self.catalogue, among)]
        first = [concept for one in scenes for concept in one.opening_questions]
        ranked = self._questions.ranked(items, judge.facts, judge.on, first)
        reach = inquiry.within_reach(scenes, self.catalogue, matches, recalled)
        return inquiry.worth_asking(ranked, reach)


def scene_items(scenes: Iterable[Scene]) -> list[Item]:
    """Return what a question can settle in scenes: services, and with less weight warnings."""
    services = [
        Item(name=item.service, criterion=item.applicable_if)
        for one in scenes
        for item in one.services
        if item.applicable_if is not None
    ]
    warned = [
        Item(name=one.id, criterion=warning.when, weight=0.5)
        for one in scenes
        for warning in one.warnings
        if warning.when is not None
    ]
    return [*services, *warned]


def policy_items(
    scenes: Iterable[Scene], catalogue: Catalogue, among: Collection[PolicyId] | None = None
) -> list[Item]:
    """Return what a question can settle among the policies for the people of these scenes.

    A family with a newborn is not asked about its taxpayer type.

    Args:
        scenes: say which people.
        catalogue: holds the policies.
        among: only these, where given.
    """
    wanted = inquiry.wanted_by(scenes)
    return [
        Item(
            name=policy.id,
            criterion=catalogue.conditions[policy.id],
            weight=inquiry.weight(policy),
            of_scene=False,
        )
        for policy in catalogue.policies.values()
        if policy.id in catalogue.conditions
        and policy.audience in wanted
        and (among is None or policy.id in among)
    ]


def waits_for(
    services: Sequence[PublicService], facts: Facts, catalogue: Catalogue
) -> dict[ServiceId, frozenset[ServiceId]]:
    """Return for each service the services of the same plan that must end first."""
    in_plan = {service.id for service in services}
    held = facts.holds or frozenset()
    waits: dict[ServiceId, frozenset[ServiceId]] = {}
    for service in services:
        before = {other for any_of in service.requires for other in any_of}
        for any_of in service.inputs:
            if not any_of & held:
                before |= {s for e in any_of for s in catalogue.issuers.get(e, frozenset())}
        waits[service.id] = frozenset(before & in_plan - {service.id})
    return waits


def _takes(item: Applicable, services: Mapping[ServiceId, PublicService]) -> int:
    return 0 if item.wrapper else _committed(services[item.service].days)


def _committed(days: Days | None) -> int:
    return days.committed if days is not None else 0


def _statutory(days: Days | None) -> int:
    return days.statutory if days is not None else 0


def _steps(
    chosen: Sequence[Applicable],
    services: Mapping[ServiceId, PublicService],
    waits: Mapping[ServiceId, frozenset[ServiceId]],
    slots: Mapping[ServiceId, Slot],
) -> tuple[Step, ...]:
    by_service = {item.service: item for item in chosen}
    order = {service: i for i, service in enumerate(slots)}
    return tuple(
        Step(
            service=service,
            standing=by_service[service].standing,
            wrapper=by_service[service].wrapper,
            waits_for=tuple(sorted(waits[service], key=order.__getitem__)),
            starts_day=slot.starts_day,
            ends_day=slot.ends_day,
            slack=slot.slack,
            critical=slot.critical and not by_service[service].wrapper,
            takes_days=slot.ends_day - slot.starts_day,
            days_known=services[service].days is not None,
            where=services[service].where,
            because=by_service[service].because,
        )
        for service, slot in slots.items()
    )


def _usual(scenes: Iterable[Scene], facts: Facts) -> tuple[Usual, ...]:
    held: dict[ConceptId, Usual] = {}
    for one in scenes:
        for usual in one.usual:
            if usual.fact not in facts.known:
                held.setdefault(usual.fact, usual)
    return tuple(held.values())
