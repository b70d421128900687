"""Ten thousand made-up policies of five conditions each, and one applicant; the same every time.

The forms are mixed as in `data/`: mostly numbers and codes, then sets of codes, places, days,
shares of another figure, flags. One applicant of whom a fifth is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from kb import criteria as form
from kb.benefit import Benefit
from kb.catalogue import Catalogue, snapshot
from kb.criteria import Criterion
from kb.ids import AreaId, Code, ConceptId, PolicyId
from kb.kinds import BenefitKind, ConceptType
from kb.model import AnyRecord, Area, CodeEntry, InformationConcept, Policy
from kb.text import Text
from matcher.applicant import Fact, Facts, Value

ON: Final = date(2026, 11, 23)
POLICIES: Final = 10_000
CRITERIA: Final = 5
SHARED_LEAVES: Final = 2_000
KNOWN: Final = 0.8
"""The share of the facts that the applicant has told."""

CITY: Final = AreaId("area/city")
DISTRICTS: Final = tuple(AreaId(f"area/d{i}") for i in range(16))
STREETS: Final = tuple(AreaId(f"{district}s{i}") for district in DISTRICTS for i in range(13))
CODES: Final = tuple(Code(f"k{i}") for i in range(30))
NUMBERS: Final = tuple(ConceptId(f"concept/n{i}") for i in range(40))
BASES: Final = NUMBERS[:5]
"""What shares are taken of: revenue, payroll and the like."""
CHOICES: Final = tuple(ConceptId(f"concept/c{i}") for i in range(20))
SETS: Final = tuple(ConceptId(f"concept/s{i}") for i in range(10))
DAYS: Final = tuple(ConceptId(f"concept/t{i}") for i in range(10))
PLACES: Final = tuple(ConceptId(f"concept/a{i}") for i in range(2))


@dataclass(frozen=True, slots=True)
class Sample:
    """A catalogue and an applicant."""

    catalogue: Catalogue
    facts: Facts


def sample(shared: bool) -> Sample:
    """Return ten thousand policies whose 50,000 leaves are 2,000 distinct ones, or all distinct."""
    maker = Maker(Random(4), flags=60 if shared else 1_400)
    pool = maker.distinct(SHARED_LEAVES if shared else POLICIES * CRITERIA)
    return Sample(maker.catalogue(maker.dealt(pool, POLICIES, shared)), maker.applicant())


class Maker:
    """Draws conditions, policies and one applicant."""

    def __init__(self, random: Random, flags: int) -> None:
        self._random = random
        self._flags = tuple(ConceptId(f"concept/f{i}") for i in range(flags))

    def distinct(self, count: int) -> list[Any]:
        """Return so many different leaves."""
        makers, shares = zip(*_MIX, strict=True)
        found: dict[Any, None] = {}
        while len(found) < count:
            found[self._random.choices(makers, shares)[0](self)] = None
        return list(found)

    def dealt(self, pool: list[Any], policies: int, again: bool) -> Iterator[list[Any]]:
        """Yield the leaves of each policy; each used once, or drawn again and again."""
        for i in range(policies):
            held = pool[i * CRITERIA : (i + 1) * CRITERIA]
            yield self._random.sample(pool, CRITERIA) if again else held

    def catalogue(self, dealt: Iterable[list[Any]]) -> Catalogue:
        """Return a catalogue of one policy for every hand of leaves."""
        policies = [self.policy(i, leaves) for i, leaves in enumerate(dealt)]
        records: list[AnyRecord] = [*self.concepts(), *areas(), *policies]
        return snapshot({one.id: one for one in records}, {})

    def policy(self, number: int, leaves: list[Any]) -> Policy:
        """Return a policy; in every fourth one of two conditions is enough."""
        parts: tuple[Criterion, ...] = tuple(leaves)
        if number % 4 == 0:
            parts = (*parts[:3], form.AnyOf(any=parts[3:]))
        amount = Decimal(self._random.randrange(1, 500) * 100)
        return Policy(
            id=PolicyId(f"policy/p{number}"),
            title=_text(f"政策 {number}", f"Policy {number}"),
            criteria=form.All(all=parts),
            benefit=Benefit(kind=BenefitKind.FIXED, text=_text("补贴", "A grant"), amount=amount),
        )

    def concepts(self) -> list[InformationConcept]:
        """Return what the conditions read."""
        kinds = {
            ConceptType.NUMBER: NUMBERS,
            ConceptType.CODE: CHOICES,
            ConceptType.CODES: SETS,
            ConceptType.DATE: DAYS,
            ConceptType.AREA: PLACES,
            ConceptType.BOOLEAN: self._flags,
        }
        listed = tuple(CodeEntry(code=code, title=_text(code, code)) for code in CODES)
        return [
            InformationConcept(
                id=concept,
                title=_text(concept, concept),
                type=kind,
                codes=listed if kind in (ConceptType.CODE, ConceptType.CODES) else (),
            )
            for kind, concepts in kinds.items()
            for concept in concepts
        ]

    def applicant(self) -> Facts:
        """Return what is known; a fifth is not, and one place only by its district."""
        values: dict[ConceptId, Value] = {
            **{one: self._number() for one in NUMBERS},
            **{one: self._random.choice(CODES) for one in CHOICES},
            **{one: self._some(CODES, 6) for one in SETS},
            **{one: self._day() for one in DAYS},
            **{one: self._random.random() < 0.5 for one in self._flags},
        }
        told = {c: Fact(v) for c, v in values.items() if self._random.random() < KNOWN}
        places = (Fact(self._random.choice(STREETS)), Fact(self._random.choice(DISTRICTS)))
        return Facts({**told, **dict(zip(PLACES, places, strict=True))})

    # ---- leaves -----------------------------------------------------------------------------

    def number(self) -> Criterion:
        """Return a number against a limit, or between two."""
        fact, limit = self._random.choice(NUMBERS), self._number()
        kind = self._random.randrange(5)
        if kind == 0:
            low, high = sorted((limit, self._number()))
            return form.Between(fact=fact, between=(low, high))
        return _AGAINST[kind - 1](fact, limit)

    def share(self) -> Criterion:
        """Return a number against a multiple of another."""
        fact, of = self._random.choice(NUMBERS[5:]), self._random.choice(BASES)
        times = Decimal(self._random.randrange(1, 3000)) / 1000
        return _AGAINST[self._random.randrange(4)](fact, form.Times(times=times, of=of))

    def code(self) -> Criterion:
        """Return one of several codes, or none of them."""
        fact, codes = self._random.choice(CHOICES), self._some(CODES, 8)
        if self._random.random() < 0.8:
            return form.In(fact=fact, in_=codes)
        return form.NotIn(fact=fact, not_in=codes)

    def codes(self) -> Criterion:
        """Return a set that has some of several codes, or all."""
        fact = self._random.choice(SETS)
        if self._random.random() < 0.8:
            return form.HasAny(fact=fact, has_any=self._some(CODES, 6))
        return form.HasAll(fact=fact, has_all=self._some(CODES, 3))

    def place(self) -> Criterion:
        """Return a place within some districts or streets."""
        fact = self._random.choice(PLACES)
        if self._random.random() < 0.1:
            return form.Within(fact=fact, within=self._random.choice((CITY, *DISTRICTS)))
        return form.WithinAny(fact=fact, within_any=self._some((*DISTRICTS, *STREETS), 5))

    def day(self) -> Criterion:
        """Return a day before or after another, or not too long ago."""
        fact, kind = self._random.choice(DAYS), self._random.randrange(3)
        if kind == 0:
            return form.OnOrAfter(fact=fact, on_or_after=self._day())
        if kind == 1:
            return form.Before(fact=fact, before=self._day())
        return form.WithinDays(fact=fact, within_days=self._random.randrange(30, 3000))

    def flag(self) -> Criterion:
        """Return a yes or a no."""
        return form.Is(fact=self._random.choice(self._flags), is_=self._random.random() < 0.5)

    def _number(self) -> Decimal:
        return Decimal(self._random.randrange(1, 50_000))

    def _day(self) -> date:
        return ON - timedelta(days=self._random.randrange(1, 3650))

    def _some(self, among: tuple[Any, ...], most: int) -> frozenset[Any]:
        return frozenset(self._random.sample(among, self._random.randrange(1, most + 1)))


_MIX: Final[tuple[tuple[Callable[[Maker], Criterion], float], ...]] = (
    (Maker.number, 0.40),
    (Maker.code, 0.20),
    (Maker.codes, 0.12),
    (Maker.place, 0.08),
    (Maker.day, 0.08),
    (Maker.share, 0.07),
    (Maker.flag, 0.05),
)
_AGAINST: Final[tuple[Callable[[ConceptId, Any], Criterion], ...]] = (
    lambda fact, limit: form.AtLeast(fact=fact, at_least=limit),
    lambda fact, limit: form.AtMost(fact=fact, at_most=limit),
    lambda fact, limit: form.MoreThan(fact=fact, more_than=limit),
    lambda fact, limit: form.LessThan(fact=fact, less_than=limit),
)


def areas() -> list[Area]:
    """Return a city, its districts and their streets."""
    return [
        Area(id=CITY, title=_text("市", "City")),
        *(Area(id=d, title=_text(d, d), within=CITY) for d in DISTRICTS),
        *(Area(id=s, title=_text(s, s), within=AreaId(s.rpartition("s")[0])) for s in STREETS),
    ]


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)
