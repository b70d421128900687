"""Plans over the shipped records: the usual applicant, any partly known one, a clock to move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from flowchart.case_events import By
from flowchart.case_kinds import Actor
from flowchart.inquiry import scene_items
from flowchart.plan import Plan
from flowchart.planner import Planner
from kb.ids import ConceptId, OrganisationId, SceneId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.applicant import Fact, Facts, Value, read_facts
from matcher.inputs import Inputs
from tests.random_plans import Case
from tests.support import TODAY, shipped_catalogue

STORE, RESTAURANT, CAFE, NEWBORN = SCENES = (
    SceneId("scene/convenience-store"),
    SceneId("scene/restaurant"),
    SceneId("scene/internet-cafe"),
    SceneId("scene/newborn"),
)

BASE: dict[str, Any] = {
    "entity": "new_company",
    "foreign": False,
    "area": 80,
    "property_use": "commercial",
    "floor": 1,
    "in_mall": False,
    "fit_out": 20,
    "signboard": "wall",
    "goods": "prepackaged bulk_food hot_simple liquor cigarettes otc_b device_class2".split(),
    "dishes": [],
    "cooking": False,
    "school_m": 500,
    "tobacco_m": 200,
    "staff": 4,
    "foreign_staff": False,
    "online": False,
    "bank_wanted": True,
    "credit_ok": True,
    "chain_approved": False,
    "prepaid_cards": False,
    "pool": False,
    "xray": False,
    "clinic_kind": "dental",
    "minors_culture": True,
    "vehicle_ton": 12000,
    "danger_goods": False,
    "storage": False,
    "children": 20,
    "hukou_sh": True,
    "insured": True,
    "house_deal": True,
    "debts": False,
    "discharge_mode": "self_employed",
    "degree": "master",
}
"""The default profile of the README, in the spelling of the fact sheet."""


CENTRE = OrganisationId("organisation/huangpu-government-service-centre")
"""Where cases are opened unless a test says otherwise."""


BY_STAFF = By(actor=Actor.STAFF, id="companion")
"""Who moves steps unless a test says otherwise."""


def staff(account: str) -> By:
    """Return a member of staff as the log names them."""
    return By(actor=Actor.STAFF, id=account)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 23, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Let time pass: `hours=12`."""
        self.moment += timedelta(**by)


@cache
def planner() -> Planner:
    """Return the planner over the shipped records."""
    return Planner(shipped_catalogue())


def facts_of(**known: Any) -> Facts:
    """Return facts in any spelling: `area=80`, `holds=["evidence/id-card"]`."""
    return read_facts(known, shipped_catalogue())


def usual(**changed: Any) -> Facts:
    """Return the facts of the default profile, some changed; None makes one unknown."""
    return facts_of(**{**BASE, **changed})


def plan_of(*scenes: SceneId, facts: Facts | None = None, on: date = TODAY) -> Plan:
    """Return the plan for scenes, for the default profile where no facts are given."""
    return planner().plan(scenes, usual() if facts is None else facts, on)


def names(services: Iterable[str]) -> list[str]:
    """Return ids without their kind, which is how a person reads them."""
    return [service.removeprefix("service/") for service in services]


AMOUNTS = (0, 1, 4, 29, 30, 31, 200, 300, 1000)
VALUES: dict[ConceptType, Any] = {
    ConceptType.BOOLEAN: lambda _: st.booleans(),
    ConceptType.NUMBER: lambda _: st.sampled_from(AMOUNTS).map(Decimal),
    ConceptType.DATE: lambda _: st.sampled_from([date(2024, 2, 29), date(2026, 5, 1), TODAY]),
    ConceptType.CODE: lambda concept: st.sampled_from([entry.code for entry in concept.codes]),
    ConceptType.CODES: lambda concept: st.frozensets(
        st.sampled_from([entry.code for entry in concept.codes]), max_size=6
    ),
    ConceptType.AREA: lambda _: st.sampled_from(sorted(shipped_catalogue().areas)),
    ConceptType.TEXT: lambda _: st.text(max_size=5),
    ConceptType.MEMBERS: lambda _: st.just(()),
}
"""For each type of fact, what an applicant may say; numbers lie around the limits in `data/`."""


@cache
def scene_concepts() -> tuple[InformationConcept, ...]:
    """Return every fact that a scene reads and that is not worked out from others."""
    catalogue = shipped_catalogue()
    inputs = Inputs(catalogue)
    items = scene_items(catalogue.scenes.values())
    read: set[ConceptId] = set().union(*(inputs.of(item.criterion) for item in items))
    return tuple(
        catalogue.concepts[concept]
        for concept in sorted(read)
        if catalogue.concepts[concept].derive is None
    )


@cache
def applicants() -> st.SearchStrategy[Facts]:
    """Return the strategy for applicants of whom anything may be known or not."""
    facts = st.fixed_dictionaries(
        {},
        optional={c.id: VALUES[c.type](c).map(Fact) for c in scene_concepts()},
    )
    evidence = st.sampled_from(sorted(shipped_catalogue().evidence))
    holds = st.none() | st.frozensets(evidence, max_size=3)
    return st.builds(Facts, known=facts, holds=holds)


@cache
def well_known() -> st.SearchStrategy[Facts]:
    """Return the strategy for applicants of whom every fact a scene reads is known."""
    facts = st.fixed_dictionaries({c.id: VALUES[c.type](c).map(Fact) for c in scene_concepts()})
    return st.builds(Facts, known=facts)


def hidden(facts: Facts, concepts: Iterable[ConceptId]) -> Facts:
    """Return facts with some unknown again."""
    gone = set(concepts)
    return replace(facts, known={k: v for k, v in facts.known.items() if k not in gone})


some_scenes = st.lists(st.sampled_from(SCENES), min_size=1, max_size=4)


def shipped_case_of(seed: int) -> Case:
    """Return somebody of whom anything may be known, who comes for one to three shipped scenes."""
    random = Random(seed)
    catalogue = shipped_catalogue()
    scenes = random.sample(sorted(catalogue.scenes), random.randint(1, 3))
    told = random.choice((0.2, 0.8, 1.0))
    known = {
        one.id: Fact(_answer(random, one)) for one in scene_concepts() if random.random() < told
    }
    held = frozenset(random.sample(sorted(catalogue.evidence), random.randint(0, 4)))
    facts = Facts(known=known, holds=random.choice((None, held)), holds_some=held)
    return Case(
        name=f"shipped_case_of({seed})",
        planner=planner(),
        scenes=tuple(scenes),
        facts=facts,
        on=TODAY,
    )


def _answer(random: Random, concept: InformationConcept) -> Value:
    """Return what an applicant may say of a fact; numbers lie around the limits in `data/`."""
    codes = [entry.code for entry in concept.codes]
    made: dict[ConceptType, Callable[[], Value]] = {
        ConceptType.BOOLEAN: lambda: random.random() < 0.5,
        ConceptType.NUMBER: lambda: Decimal(random.choice(AMOUNTS)),
        ConceptType.DATE: lambda: TODAY - timedelta(days=random.randint(0, 900)),
        ConceptType.CODE: lambda: random.choice(codes),
        ConceptType.CODES: lambda: frozenset(
            random.sample(codes, random.randint(0, min(6, len(codes))))
        ),
        ConceptType.AREA: lambda: random.choice(sorted(shipped_catalogue().areas)),
        ConceptType.TEXT: lambda: "",
        ConceptType.MEMBERS: lambda: (),
    }
    return made[concept.type]()


def shipped_cases() -> st.SearchStrategy[Case]:
    """Return the strategy for such people."""
    return st.builds(shipped_case_of, st.integers(0, 10**9))
