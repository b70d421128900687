"""Random services and scenes, and facts for them; nothing waits for itself.

A service only uses papers and services that come before it, so every plan can be made. Modes give
no more time than the usual way, as in real records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final, TypeVar

from flowchart.laid import JOINT_CEILING
from kb import criteria as form
from kb.criteria import Criterion
from kb.handling import (
    ConditionalPrerequisite,
    Days,
    Due,
    InputTerms,
    Lasts,
    Output,
    Renewal,
    ServiceMode,
    Stage,
)
from kb.ids import CalendarId, Code, ConceptId, EvidenceId, SceneId, ServiceId
from kb.kinds import ConceptType, DayUnit, HandlingMode, StageAt, StageKind, Venue
from kb.model import (
    Bundle,
    CodeEntry,
    InformationConcept,
    Parameter,
    PublicService,
    Scene,
    SceneService,
    SceneWarning,
    WorkingCalendar,
)
from kb.text import Text
from matcher.applicant import Fact, Facts, Value
from tests.support import TODAY

MODES: Final = tuple(HandlingMode)
SPECIAL: Final = MODES[1:]
FLAGS: Final = tuple(ConceptId(f"concept/flag-{i}") for i in range(3))
NUMBER, GOODS, BORN = map(ConceptId, ("concept/number", "concept/goods", "concept/born"))
CODES: Final = tuple(map(Code, ("books", "food", "wine")))
PAPERS: Final = tuple(EvidenceId(f"evidence/p{i}") for i in range(7))
FIELDS: Final = tuple(map(Code, ("name", "address", "area", "phone")))
WRAPPER: Final = ServiceId("service/wrapper")
NO_PAPER: Final = frozenset[EvidenceId]()
T = TypeVar("T")


def said(word: str) -> Text:
    """Return a text for a name."""
    return Text(zh=f"第 {word} 项", en=f"no. {word}")


# ---- drawing --------------------------------------------------------------------------------


def _maybe(random: Random, chance: float, make: Callable[[], T]) -> T | None:
    return make() if random.random() < chance else None


def some(random: Random, among: Collection[T], most: int, least: int = 0) -> frozenset[T]:
    """Return a few of several, no matter how many there are."""
    most = min(most, len(among))
    return frozenset(random.sample(sorted(among), random.randint(min(least, most), most)))  # type: ignore[type-var]


def _groups(random: Random, among: Collection[T], most: int) -> tuple[frozenset[T], ...]:
    """Return groups of one or two alternatives."""
    found = [some(random, among, 2, 1) for _ in range(random.randint(0, most) if among else 0)]
    return tuple(dict.fromkeys(found))


# ---- conditions and facts -------------------------------------------------------------------


def _leaf(random: Random) -> Criterion:
    kind = random.randrange(3)
    if kind == 0:
        return form.Is(fact=random.choice(FLAGS), is_=random.random() < 0.5)
    if kind == 1:
        return form.AtMost(fact=NUMBER, at_most=Decimal(random.randint(0, 4)))
    return form.Has(fact=GOODS, has=random.choice(CODES))


def condition(random: Random) -> Criterion:
    """Return a condition over the facts of `ANSWERS`."""
    kind = random.randrange(5)
    if kind == 0:
        return form.Not(not_=_leaf(random))
    if kind == 1:
        return form.All(all=(_leaf(random), _leaf(random)))
    if kind == 2:
        return form.AnyOf(any=(_leaf(random), _leaf(random)))
    return _leaf(random)


def _perhaps(random: Random, chance: float = 0.4) -> Criterion | None:
    return _maybe(random, chance, lambda: condition(random))


ANSWERS: Final[dict[ConceptId, Callable[[Random], Value]]] = {
    **dict.fromkeys(FLAGS, lambda random: random.random() < 0.5),
    NUMBER: lambda random: Decimal(random.randint(0, 5)),
    GOODS: lambda random: some(random, CODES, 3),
    BORN: lambda random: TODAY - timedelta(days=random.randint(0, 9)),
}
"""For each concept what an applicant may say."""


def facts(random: Random, known: float) -> Facts:
    """Return what is told of an applicant, each fact with some chance."""
    told = {
        concept: Fact(answer(random))
        for concept, answer in ANSWERS.items()
        if random.random() < known
    }
    return Facts(
        known=told,
        holds=_maybe(random, 0.4, lambda: some(random, PAPERS, 2)),
        holds_some=some(random, PAPERS, 1),
    )


# ---- services -------------------------------------------------------------------------------


def _days(random: Random, units: Sequence[DayUnit]) -> Days:
    committed = random.randint(0, 6)
    more = random.choice((0, 0, 1, 4, 9))
    return Days(statutory=committed + more, committed=committed, unit=random.choice(units))


def _stage(random: Random, units: Sequence[DayUnit]) -> Stage:
    return Stage(
        kind=random.choice(tuple(StageKind)),
        title=said("stage"),
        at=random.choice(tuple(StageAt)),
        days=_maybe(random, 0.8, lambda: random.randint(0, 8)),
        unit=random.choice(units),
        when=_perhaps(random),
    )


def _less(random: Random, days: Days) -> Days:
    """Return limits that are no longer."""
    committed = random.randint(0, days.committed)
    return replace(days, committed=committed, statutory=random.randint(committed, days.statutory))


def _mode(
    random: Random, mode: HandlingMode, days: Days | None, asked: Collection[EvidenceId]
) -> ServiceMode:
    if random.random() < 0.15:
        return ServiceMode(mode=mode, barred=said("bar"))
    promise = mode is HandlingMode.COMMITMENT
    together = mode in (HandlingMode.JOINT_INSPECTION, HandlingMode.ONE_FORM)
    usual = promise and days is not None and random.random() < 0.4
    return ServiceMode(
        mode=mode,
        days=_less(random, days) if days and not usual and random.random() < 0.6 else None,
        usual=usual,
        otherwise=replace(days, committed=days.statutory) if days and usual else None,
        visits=_maybe(random, 0.5, lambda: random.randint(0, 2)),
        when=_perhaps(random, 0.3),
        waives=some(random, asked, 2) if promise else NO_PAPER,
        defers=some(random, asked, 2) if mode is HandlingMode.DEFERRED else NO_PAPER,
        group=random.choice((Code("one"), Code("two"))) if together else None,
    )


def _service(
    random: Random,
    number: int,
    papers: Sequence[EvidenceId],
    issued: Iterable[EvidenceId],
    units: Sequence[DayUnit],
) -> PublicService:
    """Return a service that uses only some papers and services with a lower number."""
    earlier = [service_id(i) for i in range(number)]
    inputs = _groups(random, papers, 3)
    asked = sorted(frozenset[EvidenceId]().union(*inputs))
    days = _maybe(random, 0.9, lambda: _days(random, units))
    waits = _groups(random, earlier, 1) if random.random() < 0.3 else ()
    offered = [mode for mode in SPECIAL if random.random() < 0.4]
    return PublicService(
        id=service_id(number),
        title=said(f"s{number}"),
        requires=_groups(random, earlier, 2) if random.random() < 0.5 else (),
        requires_when=tuple(
            ConditionalPrerequisite(any_of=any_of, when=condition(random)) for any_of in waits
        ),
        inputs=inputs,
        terms=tuple(
            InputTerms(evidence=paper, copies=_maybe(random, 0.7, lambda: random.randint(1, 3)))
            for paper in asked
            if random.random() < 0.5
        ),
        form=some(random, FIELDS, 3),
        outputs=tuple(_output(random, paper) for paper in issued),
        days=days,
        stages=tuple(_stage(random, units) for _ in range(random.choice((0, 0, 0, 1, 2)))),
        modes=tuple(_mode(random, mode, days, asked) for mode in offered),
        due=_maybe(random, 0.3, lambda: _due(random, papers)),
        visits=_maybe(random, 0.8, lambda: random.randint(0, 3)),
        fee=_maybe(random, 0.8, lambda: Decimal(random.randint(0, 3))),
        where=_maybe(random, 0.8, lambda: random.choice(tuple(Venue))),
    )


def _output(random: Random, paper: EvidenceId) -> Output:
    lasts = _maybe(random, 0.4, lambda: Lasts(years=random.randint(1, 5)))
    renew = Renewal(until_days=random.randint(0, 30), from_days=90, source="law")
    return Output(
        title=said(paper), evidence=paper, lasts=lasts, renew=renew if lasts is not None else None
    )


def service_id(number: int) -> ServiceId:
    """Return the id of the service with a number; those of lower numbers never wait for it."""
    return ServiceId(f"service/s{number:02}")


def _due(random: Random, papers: Sequence[EvidenceId]) -> Due:
    days = random.randint(0, 30)
    if papers and random.random() < 0.6:
        return Due(days=days, after=random.choice(papers), source="law")
    return Due(days=days, since=BORN, source="law")


def services(
    random: Random, count: int, units: Sequence[DayUnit] = tuple(DayUnit)
) -> list[PublicService]:
    """Return services in an order in which each can be done, and perhaps a wrapper."""
    issuers = {paper: some(random, range(count), 2) for paper in PAPERS}
    made = [
        _service(
            random,
            number,
            [paper for paper in PAPERS if max(issuers[paper], default=-1) < number],
            [paper for paper in PAPERS if number in issuers[paper]],
            units,
        )
        for number in range(count)
    ]
    if random.random() < 0.5:
        waits = _groups(random, [made[0].id], 1)
        limit = Days(statutory=9, committed=9)
        made.append(PublicService(id=WRAPPER, title=said("w"), days=limit, requires=waits))
    return made


# ---- scenes ---------------------------------------------------------------------------------


def scene(random: Random, name: str, among: Sequence[ServiceId]) -> Scene:
    chosen = random.sample(among, random.randint((len(among) + 1) // 2, len(among)))
    return Scene(
        id=SceneId(f"scene/{name}"),
        title=said(name),
        services=tuple(_item(random, one, chosen) for one in chosen),
        warnings=tuple(
            SceneWarning(
                text=said("warning"), when=_perhaps(random, 0.7), forbids=random.random() < 0.4
            )
            for _ in range(random.randint(0, 1))
        ),
    )


def _item(random: Random, service: ServiceId, chosen: Sequence[ServiceId]) -> SceneService:
    """Return an item of a scene; it replaces only what has a higher number, so nothing circles."""
    others = [one for one in chosen if one != WRAPPER]
    if service == WRAPPER:
        bundle = Bundle(services=some(random, others, 4), at_least=random.randint(1, 3))
        return SceneService(service=service, applicable_if=_perhaps(random), bundles=bundle)
    later = [one for one in others if one > service]
    replaces = some(random, later, 1, 1) if random.random() < 0.2 else frozenset[ServiceId]()
    return SceneService(service=service, applicable_if=_perhaps(random, 0.5), replaces=replaces)


CONCEPTS: Final = (
    *(InformationConcept(id=one, title=said(one), type=ConceptType.BOOLEAN) for one in FLAGS),
    InformationConcept(id=NUMBER, title=said("number"), type=ConceptType.NUMBER),
    InformationConcept(id=BORN, title=said("born"), type=ConceptType.DATE),
    InformationConcept(
        id=GOODS,
        title=said("goods"),
        type=ConceptType.CODES,
        codes=tuple(CodeEntry(code=code, title=said(code)) for code in CODES),
    ),
)
RULES: Final = (
    Parameter(id=JOINT_CEILING, title=said("ceiling"), value=Decimal(7)),
    WorkingCalendar(
        id=CalendarId("calendar/cn-2026"),
        title=said("2026"),
        year=2026,
        holidays=frozenset({date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 31)}),
        workdays=frozenset({date(2026, 12, 6)}),
    ),
)
"""A year with a holiday and a Sunday that is worked; the next is not announced."""
