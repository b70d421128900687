"""People who come for random scenes, and their plans; `random_records` makes the records.

Everything follows from a number and a size: hypothesis tries small sizes first when a law fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import strategies as st

from flowchart import scene
from flowchart.calendar import Timeline
from flowchart.laid import Laid
from flowchart.plan import Plan, Step, Wish
from flowchart.planner import Planner
from flowchart.scene import Applies
from flowchart.ways import Ways
from kb.catalogue import Catalogue, snapshot
from kb.ids import EvidenceId, SceneId, ServiceId
from kb.kinds import DayUnit, HandlingMode, Supplier
from kb.model import AnyRecord, EvidenceType, PublicService
from matcher.applicant import Facts
from matcher.criteria import Judge
from tests.random_records import CONCEPTS, PAPERS, RULES, facts, said, services
from tests.random_records import scene as scene_of
from tests.support import TODAY


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Case:
    """An applicant who comes for some scenes of a catalogue on a day; `name` makes it again."""

    name: str
    planner: Planner
    scenes: tuple[SceneId, ...]
    facts: Facts
    on: date

    def __repr__(self) -> str:
        return self.name

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue."""
        return self.planner.catalogue

    def plan(
        self,
        mode: HandlingMode = HandlingMode.STANDARD,
        open_on: date | None = None,
        questions: bool = False,
    ) -> Plan:
        """Return the plan."""
        wish = Wish(mode=mode, open_on=open_on)
        return self.planner.plan(
            self.scenes, self.facts, self.on, with_questions=questions, wish=wish
        )

    def told(self, facts: Facts) -> Case:
        """Return the case of somebody of whom other things are known."""
        return replace(self, facts=facts)

    def begun(self, on: date) -> Case:
        """Return the case begun on another day."""
        return replace(self, on=on)

    def with_records(self, records: Mapping[str, AnyRecord]) -> Case:
        """Return the case with some records in the place of others."""
        held = {**self.catalogue.records, **records}
        return replace(self, planner=Planner(catalogue_of(held.values())))

    @property
    def judge(self) -> Judge:
        """Return what judges conditions for the applicant on the day."""
        return Judge(self.catalogue, self.facts, self.on)

    def laid(self, mode: HandlingMode = HandlingMode.STANDARD) -> Laid:
        """Return the services that may be in the plan, laid out as the planner does."""
        judge = self.judge
        found = scene.resolve([self.catalogue.scenes[one] for one in self.scenes], judge)
        items = scene.standings(found, (Applies.CERTAIN, Applies.POSSIBLE))
        services = [self.catalogue.services[item.service] for item in items]
        return Laid(
            items=items,
            ways=Ways(judge, mode).of(services),
            judge=judge,
            line=Timeline(self.on, self.catalogue.calendars),
            instead={one.service: one.instead for one in found if one.instead is not None},
        )


def steps_of(plan: Plan) -> dict[ServiceId, Step]:
    """Return the steps of a plan by service, in their order."""
    return {step.service: step for step in plan.steps}


def certain(plan: Plan) -> list[ServiceId]:
    """Return the certain steps of a plan without wrappers."""
    return [
        step.service for step in plan.steps if step.standing is Applies.CERTAIN and not step.wrapper
    ]


def held_services(case: Case) -> frozenset[ServiceId]:
    """Return the services of which the applicant has every paper they issue."""
    held = case.facts.held
    papers = {one.id: scene.issued(one) for one in case.catalogue.services.values()}
    return frozenset(service for service, some in papers.items() if some and some <= held)


def stand_ins(plan: Plan) -> dict[ServiceId, ServiceId]:
    """Return what replaces each service that was left out for another one."""
    return {one.service: one.instead for one in plan.excluded if one.instead is not None}


def catalogue_of(records: Iterable[AnyRecord]) -> Catalogue:
    """Return the catalogue of records, without a graph."""
    held: dict[str, AnyRecord] = {record.id: record for record in records}
    issuers: dict[EvidenceId, frozenset[ServiceId]] = {}
    for record in held.values():
        for output in record.outputs if isinstance(record, PublicService) else ():
            if output.evidence is not None:
                issuers[output.evidence] = issuers.get(output.evidence, frozenset()) | {record.id}
    return snapshot(held, issuers, generation="random")


def case_of(
    seed: int, size: int, known: float = 0.7, units: Sequence[DayUnit] = tuple(DayUnit)
) -> Case:
    """Return an applicant who comes for one to three scenes of a random catalogue.

    Args:
        seed: the same number gives the same case.
        size: how many services there are; 2 to 12.
        known: with what chance a fact is told.
        units: how days may be counted.
    """
    random = Random(seed)
    made = services(random, size, units)
    ids = [service.id for service in made]
    scenes = [scene_of(random, name, ids) for name in "abc"[: random.randint(1, 3)]]
    suppliers = tuple(Supplier)
    papers = [
        EvidenceType(id=p, title=said(p), supplied_by=random.choice(suppliers)) for p in PAPERS
    ]
    return Case(
        name=f"case_of({seed}, {size}, {known})",
        planner=Planner(catalogue_of([*CONCEPTS, *RULES, *papers, *made, *scenes])),
        scenes=tuple(scene.id for scene in scenes),
        facts=facts(random, known),
        on=TODAY + timedelta(days=random.randint(-3, 9)),
    )


def cases(known: float = 0.7, units: Sequence[DayUnit] = tuple(DayUnit)) -> st.SearchStrategy[Case]:
    """Return the strategy for such applicants."""
    return st.builds(
        case_of, st.integers(0, 10**9), st.integers(2, 12), st.just(known), st.just(units)
    )
