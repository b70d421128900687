"""How far a failed comparison is from being met: a number, a day, or never again.

No words here; `matcher.distance` says it and `matcher.remedies` weighs it. Strict limits count the
whole step where the fact is a whole number: of "fewer than 10", ten is one too many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

from kb import criteria as form
from kb.derivation import MonthsSince, YearsSince
from kb.model import InformationConcept
from matcher.comparisons import OPERATORS
from matcher.criteria import Judge, last_day
from matcher.values import Unknown, add_months, as_fraction
from matcher.verdict import Finding

A_DAY: Final = timedelta(days=1)
_FOR_GOOD: Final = 366 * 20
"""Days; a rule that waits longer for a day to be out of a window means that it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What is missing, or too much.

    Attributes:
        limit: what the value was compared with.
        target: the number or day that would just do.
        amount: how far it is, in the unit of the fact or in days; 0 where exactly at a limit that
            must be passed.
        short: whether more is needed, rather than less.
        met_on: the day it will be met by itself.
        last: the last day on which it was, or will be, met.
    """

    limit: Decimal | Fraction | date
    target: Fraction | date
    amount: Fraction = Fraction(0)
    short: bool = True
    met_on: date | None = None
    last: date | None = None


def shortfall(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    """Return how far a leaf is from being met; None where nothing is counted or measured.

    Args:
        finding: of a leaf that is unmet, or met under a `not`.
        negated: whether it stands under a `not`.
        judge: whose facts and day count.
    """
    measure = _MEASURES.get(type(finding.criterion))
    return measure(finding, negated, judge) if measure is not None else None


# ---- numbers --------------------------------------------------------------------------------


def _number(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    leaf: Any = finding.criterion
    key, sign, opposite = OPERATORS[type(leaf)]
    value = judge.value(leaf.fact) if finding.value is None else finding.value
    limit = judge.limit(getattr(leaf, key))
    if isinstance(value, Unknown) or not isinstance(limit, Decimal | Fraction):
        return None
    return _compared(leaf.fact, value, limit, opposite if negated else sign, judge)


def _compared(fact: Any, value: Any, limit: Any, sign: str, judge: Judge) -> Shortfall:
    concept = judge.catalogue.concepts[fact]
    held = as_fraction(value)
    target = _target(as_fraction(limit), held, sign, concept)
    short = target > held
    start = _start(concept, judge)
    met_on, last = (None, None) if start is None else _reached(start, int(target), short)
    aim = target if _is_whole(held, concept) else as_fraction(limit)
    return Shortfall(
        limit=limit, target=target, amount=abs(aim - held), short=short, met_on=met_on, last=last
    )


def _target(limit: Fraction, value: Fraction, sign: str, concept: InformationConcept) -> Fraction:
    """Return the number nearest to the limit that would just do."""
    if _is_whole(value, concept):
        return Fraction(_WHOLE[sign](limit))
    step = Fraction(1, 10**concept.decimals)
    return limit + {">": step, "<": -step}.get(sign, Fraction(0))


_WHOLE: Final[dict[str, Callable[[Fraction], int]]] = {
    "≥": ceil,
    ">": lambda limit: floor(limit) + 1,
    "≤": floor,
    "<": lambda limit: ceil(limit) - 1,
}


def _is_whole(value: Fraction, concept: InformationConcept) -> bool:
    return concept.decimals == 0 and value.denominator == 1


def _start(concept: InformationConcept, judge: Judge) -> tuple[date, int] | None:
    """Return the day from which a fact counts months, and how many make one of its unit."""
    derive = concept.derive
    if concept.id in judge.facts.known or not isinstance(derive, MonthsSince | YearsSince):
        return None
    if isinstance(derive, MonthsSince):
        start, unit = judge.value(derive.months_since), 1
    else:
        start, unit = judge.value(derive.years_since), 12
    return (start, unit) if isinstance(start, date) else None


def _reached(start: tuple[date, int], target: int, short: bool) -> tuple[date | None, date | None]:
    """Return the day on which so many months or years are full, or the last day before one more."""
    day, unit = start
    if short:
        return add_months(day, target * unit), None
    return None, add_months(day, (target + 1) * unit) - A_DAY


def _between(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    """Return the way to the bound that was missed; under `not` past the nearer one."""
    leaf: Any = finding.criterion
    value, limit = finding.value, finding.limit
    if value is None or limit is None:
        return None
    if negated:
        ends = zip(map(judge.limit, leaf.between), "<>", strict=True)
        ways = [
            _past(leaf, value, end, sign, judge)
            for end, sign in ends
            if not isinstance(end, Unknown)
        ]
        return min(ways, key=lambda way: way.amount, default=None)
    below = value < limit  # type: ignore[operator]
    return _past(leaf, value, limit, "≥" if below else "≤", judge)


def _past(leaf: Any, value: Any, limit: Any, sign: str, judge: Judge) -> Shortfall:
    if isinstance(limit, date):
        return _date(value, limit, sign)
    return _compared(leaf.fact, value, limit, sign, judge)


def _count(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    """Return how many members more, or fewer, must meet the joint condition."""
    leaf: Any = finding.criterion
    if not isinstance(finding.value, Decimal):
        return None
    met, low, high = as_fraction(finding.value), leaf.at_least, leaf.at_most
    signs = {"≥": low, "≤": high} if not negated else {"<": low, ">": high}
    ways = []
    for sign, limit in signs.items():
        if limit is not None:
            target = Fraction(_WHOLE[sign](as_fraction(limit)))
            is_met = met >= target if sign in "≥>" else met <= target
            if not is_met and target >= 0:
                far, short = abs(target - met), target > met
                ways.append(Shortfall(limit=limit, target=target, amount=far, short=short))
    return min(ways, key=lambda way: way.amount, default=None)


def _exactly(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    """Return the way to an exact number; another one than this is no way to be measured."""
    leaf: Any = finding.criterion
    wanted = leaf.is_ if isinstance(leaf, form.Is) else leaf.is_not
    needs_it = isinstance(leaf, form.Is) is not negated
    value = judge.value(leaf.fact) if finding.value is None else finding.value
    if not needs_it or not isinstance(wanted, Decimal) or not isinstance(value, Decimal | Fraction):
        return None
    held, target = as_fraction(value), as_fraction(wanted)
    return Shortfall(limit=wanted, target=target, amount=abs(target - held), short=target > held)


# ---- days -----------------------------------------------------------------------------------


def _day(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    leaf: Any = finding.criterion
    after = isinstance(leaf, form.OnOrAfter)
    limit = judge.limit(leaf.on_or_after if after else leaf.before)
    if not isinstance(finding.value, date) or not isinstance(limit, date):
        return None
    return _date(finding.value, limit, "≥" if after is not negated else "<")


def _date(value: date, limit: date, sign: str) -> Shortfall:
    """Return how many days one day is from being after, or before, another."""
    step = {"<": -A_DAY, ">": A_DAY}.get(sign, timedelta(0))
    target = limit + step if date.min < limit < date.max else limit
    days = Fraction(abs((target - value).days))
    return Shortfall(limit=limit, target=target, amount=days, short=target > value)


def _window(finding: Finding, negated: bool, judge: Judge) -> Shortfall | None:
    """Return the day on which a window opens, or the last one on which it was open."""
    leaf: Any = finding.criterion
    if not isinstance(finding.value, date):
        return None
    start, last = finding.value, last_day(leaf, finding.value)
    if negated and (last - judge.on).days > _FOR_GOOD:
        return Shortfall(limit=start, target=start, short=False, last=start)
    if negated:
        return Shortfall(limit=last, target=last, met_on=last + A_DAY)
    if judge.on < start:
        return Shortfall(limit=last, target=start, met_on=start)
    late = Fraction((judge.on - last).days)
    return Shortfall(limit=last, target=last, amount=late, short=False, last=last)


_MEASURES: Final[dict[type, Callable[[Finding, bool, Judge], Shortfall | None]]] = {
    **dict.fromkeys(OPERATORS, _number),
    **dict.fromkeys((form.Is, form.IsNot), _exactly),
    **dict.fromkeys((form.OnOrAfter, form.Before), _day),
    **dict.fromkeys((form.WithinMonths, form.WithinDays), _window),
    form.Between: _between,
    form.Count: _count,
}
