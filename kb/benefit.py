"""What a policy gives, as data: so that an amount can be worked out, or left open honestly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from kb.criteria import Criterion, Limit
from kb.ids import ConceptId
from kb.kinds import BenefitKind
from kb.text import Text


def in_yuan(unit: Text) -> bool:
    """Say whether a unit counts yuan, be it a month, a person or once, in whichever language.

    >>> in_yuan(Text(zh="元/月", en="yuan a month")), in_yuan(Text(zh="%（减征）", en="% off"))
    (True, False)
    """
    return any(said.startswith("元") for said in (unit.zh, unit.en))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One step of a tiered benefit: an amount, or a percentage of the base, for whom it fits.

    `text` says for whom in few words; `once` says that it is not multiplied by the benefit's `per`.
    """

    text: Text | None = None
    when: Criterion | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    once: bool = False


_COUNTED: Final = frozenset({BenefitKind.FIXED, BenefitKind.PER_UNIT})
_FIGURED: Final = _COUNTED | {BenefitKind.PERCENTAGE, BenefitKind.RATE_POINTS, BenefitKind.RENT}
"""Kinds of benefits that are told by a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What one gets.

    What is shown: `text`, and `amount` in `unit`; `ceiling` says it is the most one can get.
    What is worked out: the first fitting of the `tiers`; where there are none, `rate` per cent
    `of` a fact (counted at most `of_at_most`), or else the `amount`; times `per`, a number or the
    members of a list that meet `where`, counted at most `units_at_most` times; and never above
    `at_most`. It comes in `sum_unit`; without one in the unit of the fact it is a part of, or in
    `unit`. An item that can only be told in words has none of these.
    """

    kind: BenefitKind
    text: Text
    amount: Decimal | None = None
    unit: Text | None = None
    ceiling: bool = False
    rate: Decimal | None = None
    of: ConceptId | None = None
    of_at_most: Limit | None = None
    tiers: tuple[Tier, ...] = ()
    per: ConceptId | None = None
    where: Criterion | None = None
    units_at_most: Decimal | None = None
    at_most: Limit | None = None
    sum_unit: Text | None = None

    @property
    def yuan(self) -> Decimal | None:
        """Return the amount where it comes in yuan or no unit is given; it ranks and weighs.

        A percentage, days or places have no yuan: 90 per cent is not more than 50 yuan.
        """
        return self.amount if self.unit is None or in_yuan(self.unit) else None

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Return the parts one looks for in a benefit of its kind, and that are not said."""
        if self.kind is BenefitKind.TIERED:
            return () if self.tiers else ("tiers",)
        if self.kind not in _FIGURED:
            return ()
        if self.amount is None and self.rate is None and not self.tiers:
            return ("amount" if self.kind in _COUNTED else "rate",)
        nameless = self.amount is not None and self.unit is None and self.sum_unit is None
        return ("unit",) if nameless else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many can have it (名额); used up, the item is closed whatever its dates say."""

    text: Text | None = None
    places: Decimal | None = None
    used_up_on: date | None = None
