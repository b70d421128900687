"""What a policy gives, as data: so that an amount can be worked out, or left open honestly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kb.criteria import Criterion, Limit
from kb.ids import ConceptId
from kb.kinds import BenefitKind
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step of a tiered benefit: an amount, or a percentage of the base, for whom it fits."""

    when: Criterion | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What one gets.

    What is shown: `text`, and `amount` in `unit`; `ceiling` says it is the most one can get.
    What is worked out: the first fitting tier, else `amount` or `rate` per cent `of` a fact; times
    `per`, a number or the members of a list that meet `where`, counted at most `units_at_most`
    times; and never above `at_most`. An item that can only be told in words has none of these.
    """

    kind: BenefitKind
    text: Text
    amount: Decimal | None = None
    unit: Text | None = None
    ceiling: bool = False
    rate: Decimal | None = None
    of: ConceptId | None = None
    tiers: tuple[Tier, ...] = ()
    per: ConceptId | None = None
    where: Criterion | None = None
    units_at_most: Decimal | None = None
    at_most: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many can have it (名额); used up, the item is closed whatever its dates say."""

    text: Text | None = None
    places: Decimal | None = None
    used_up_on: date | None = None
