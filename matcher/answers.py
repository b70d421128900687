"""The answers a question may get, few enough to try and each standing for many.

A list of codes: those that conditions name, and one for all the others. A number or a day: one from
every stretch between two limits that read it, also where the limit hangs on facts that are known
or is one of a sum or ratio made of it. Weights say how many answers each stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, cast

from kb import criteria as form
from kb import derivation
from kb.areas import chain
from kb.ids import AreaId, Code, ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher import negative
from matcher.applicant import NOTHING, Facts, Value
from matcher.criteria import Judge
from matcher.values import Number, Unknown, add_months, as_fraction

MOST_ANSWERS: Final = 12
ELSEWHERE: Final = AreaId("area/elsewhere")
"""Stands for every area that no criterion names; it lies in none."""
MOST_MONTHS: Final = 12_000
_RARE: Final = 0.2
"""The share of one exact number beside a whole stretch of them."""

_NUMBER_KEYS: Final = ("at_least", "more_than", "at_most", "less_than", "is_", "is_not")
_DAY_KEYS: Final = ("on_or_after", "before")
_CODE_KEYS: Final = ("is_", "is_not", "in_", "not_in", "has", "has_any", "has_all")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and its share among all."""

    value: Value
    weight: float = 1.0


def answers(concept: InformationConcept, leaves: Sequence[Any], judge: Judge) -> tuple[Answer, ...]:
    """Return answers that stand for all others as far as these leaves can tell.

    Args:
        concept: what is asked.
        leaves: every leaf that reads it, itself or through a fact worked out from it.
        judge: for limits that hang on other facts, and for the day.
    """
    made = _MAKERS.get(concept.type)
    return tuple(made(concept, leaves, judge)) if made is not None else ()


def _flags(_c: InformationConcept, _l: Sequence[Any], _j: Judge) -> list[Answer]:
    return [Answer(True), Answer(False)]


def _named(leaves: Sequence[Any], concept: ConceptId, keys: Sequence[str]) -> list[Any]:
    """Return what leaves name under some keys, each once, in order."""
    own = [leaf for leaf in leaves if getattr(leaf, "fact", None) == concept]
    held = [getattr(leaf, key, None) for leaf in own for key in keys]
    return sorted({one for h in held if h for one in ([h] if isinstance(h, str) else h)})


def _codes(concept: InformationConcept, leaves: Sequence[Any], _: Judge) -> list[Answer]:
    """Return the codes that conditions name, and one other for all the rest."""
    listed = [entry.code for entry in concept.codes]
    named = [code for code in _named(leaves, concept.id, _CODE_KEYS) if code in listed]
    others = [code for code in listed if code not in named]
    return [*map(Answer, named), *(Answer(code, len(others)) for code in others[:1])]


def _sets(concept: InformationConcept, leaves: Sequence[Any], _: Judge) -> list[Answer]:
    named = _named(leaves, concept.id, _CODE_KEYS) or [e.code for e in concept.codes]
    if isinstance(leaves[0], form.Granted | form.Holds) if leaves else False:
        named = [entry.code for entry in concept.codes]
    singles = [Answer(frozenset({Code(code)})) for code in named][: MOST_ANSWERS - 2]
    return [Answer(frozenset()), Answer(frozenset(map(Code, named))), *singles]


def _areas(concept: InformationConcept, leaves: Sequence[Any], judge: Judge) -> list[Answer]:
    """Return the smallest areas that are named, thinned out evenly, and one that is not."""
    named = _named(leaves, concept.id, ("within", "within_any"))
    held = {
        outer for area in named for outer in list(chain(AreaId(area), judge.catalogue.areas))[1:]
    }
    smallest = [area for area in named if area not in held]
    return [*map(Answer, thinned(smallest)), Answer(ELSEWHERE)]


def thinned(items: Sequence[Any]) -> list[Any]:
    """Return at most so many items, evenly chosen.

    >>> thinned(range(30))
    [0, 3, 6, 9, 12, 15, 18, 21, 24, 27]
    """
    return list(items[:: -(-len(items) // MOST_ANSWERS) or 1])


def _members(concept: InformationConcept, leaves: Sequence[Any], judge: Judge) -> list[Answer]:
    """Return nobody, somebody of whom nothing is known, and somebody for each condition."""
    wanted = [leaf.where for leaf in leaves if isinstance(leaf, form.Count) and leaf.where]
    fitting = [_fitting(where, judge) for where in wanted]
    return [Answer(()), *(Answer((one,)) for one in fitting), *_anybody(fitting)]


def _anybody(fitting: Sequence[Facts]) -> list[Answer]:
    return [] if fitting else [Answer((NOTHING,))]


def _fitting(where: Any, judge: Judge) -> Facts:
    """Return facts of a member that meet a condition, as far as trying one fact at a time goes."""
    member = NOTHING
    for concept_id in sorted(judge_of(judge, member).judge(where).missing):
        concept = judge.catalogue.concepts[concept_id]
        tried = [
            member.with_fact(concept_id, answer.value)
            for answer in answers(concept, list(_leaves(where)), judge)
        ]
        member = max(
            tried, key=lambda facts: _promise(judge_of(judge, facts), where), default=member
        )
    return member


def judge_of(judge: Judge, facts: Facts) -> Judge:
    """Return a judge of other facts on the same day."""
    return Judge(judge.catalogue, facts, judge.on)


def _promise(judge: Judge, where: Any) -> int:
    """Return how many leaves of a condition are met."""
    return sum(judge.judge(leaf).verdict == "met" for leaf in _leaves(where))


def _leaves(criterion: Any) -> Iterator[Any]:
    parts = getattr(criterion, "all", None) or getattr(criterion, "any", None)
    if parts is None:
        inner = getattr(criterion, "not_", None)
        parts = (inner,) if inner is not None else ()
        if not parts:
            yield criterion
    for part in parts:
        yield from _leaves(part)


# ---- numbers and days -----------------------------------------------------------------------


def _numbers(concept: InformationConcept, leaves: Sequence[Any], judge: Judge) -> list[Answer]:
    """Return a number from every stretch between two limits."""
    limits = sorted({limit for leaf in leaves for limit in _limits(leaf, concept.id, judge)})
    step = Fraction(1, 10**concept.decimals)
    can_be_negative = negative.allowed(concept, judge.catalogue)
    found = dict.fromkeys(
        _decimal(number, step, concept.decimals, up)
        for number, up in _stretches(limits or [Fraction(1)], step)
    )
    held = [number for number in found if number >= 0 or can_be_negative]
    exact = [
        Answer(number, _RARE) for number in _equalled(leaves, concept.id) if number not in held
    ]
    return [*map(Answer, thinned(held or [Decimal(0)])), *exact]


def _equalled(leaves: Sequence[Any], concept: ConceptId) -> list[Decimal]:
    """Return the numbers that a fact is to equal, or not to."""
    own = [leaf for leaf in leaves if getattr(leaf, "fact", None) == concept]
    held = {getattr(leaf, key, None) for leaf in own for key in ("is_", "is_not")}
    return sorted(value for value in held if type(value) is Decimal)[:MOST_ANSWERS]


def _stretches(limits: Sequence[Fraction], step: Fraction) -> Iterator[tuple[Fraction, bool]]:
    """Yield a number below, between and above limits, and whether it is to be rounded up."""
    yield limits[0] - step, False
    for low, high in pairwise(limits):
        yield from (((low + high) / 2, up) for up in sorted({low + step < high, True}))
    yield limits[-1] + step, True


def _decimal(number: Fraction, step: Fraction, decimals: int, up: bool) -> Decimal:
    scaled = Decimal(number.numerator) / Decimal(number.denominator)
    rounding = ROUND_CEILING if up else ROUND_FLOOR
    return scaled.quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


def _limits(leaf: Any, concept: ConceptId, judge: Judge) -> Iterator[Fraction]:
    """Yield every number of a fact at which a leaf may turn."""
    bounds = [getattr(leaf, key, None) for key in _NUMBER_KEYS]
    for bound in (*bounds, *getattr(leaf, "between", ())):
        if bound is None or isinstance(bound, bool | str | date):
            continue
        if leaf.fact == concept:
            yield from _values(bound, judge)
        else:
            yield from _of_limit(bound, leaf.fact, concept, judge)
            for limit in _values(bound, judge):
                yield from _solved(leaf.fact, concept, limit, judge)


def _values(bound: Any, judge: Judge) -> Iterator[Fraction]:
    """Yield what a limit may be: all rows of a table, all values of a dated one."""
    if isinstance(bound, form.TableLimit):
        yield from (as_fraction(row.value) for row in bound.table)
    elif isinstance(bound, form.DatedLimit):
        yield from (as_fraction(one.value) for one in bound.dated)
    else:
        value = judge.limit(bound)
        if not isinstance(value, Unknown | date):
            yield as_fraction(value)


def _of_limit(bound: Any, fact: ConceptId, concept: ConceptId, judge: Judge) -> Iterator[Fraction]:
    """Yield the numbers at which a limit made of the fact itself lets the other fact turn."""
    if isinstance(bound, form.TableLimit) and bound.by == concept:
        ends = (row.for_ if row.up_to is None else row.up_to for row in bound.table)
        yield from (as_fraction(end) for end in ends if isinstance(end, Decimal))
    value = judge.value(fact)
    if isinstance(value, Unknown | date | bool | str | frozenset | tuple):
        return
    if isinstance(bound, form.Times) and bound.of == concept and bound.times:
        yield as_fraction(value) / as_fraction(bound.times)
    if isinstance(bound, form.FactLimit) and bound.fact == concept:
        yield as_fraction(value)


def _solved(
    derived: ConceptId, concept: ConceptId, limit: Fraction, judge: Judge
) -> Iterator[Fraction]:
    """Yield the number of a fact at which a fact worked out from it reaches a limit."""
    derive = judge.catalogue.concepts[derived].derive
    operands = _OPERANDS[type(derive)](derive) if type(derive) in _OPERANDS else ()
    for place, operand in enumerate(operands):
        rest = [_number(one, judge) for i, one in enumerate(operands) if i != place]
        if not isinstance(operand, str) or None in rest:
            continue
        inner = _SOLVED[type(derive)](limit, cast(list[Fraction], rest), place)
        if inner is not None and operand == concept:
            yield inner
        elif inner is not None:
            yield from _solved(ConceptId(operand), concept, inner, judge)


def _number(operand: Any, judge: Judge) -> Fraction | None:
    value = operand if isinstance(operand, Decimal) else judge.value(operand)
    return None if isinstance(value, Unknown) else as_fraction(cast(Number, value))


def _product(numbers: Iterable[Fraction]) -> Fraction:
    out = Fraction(1)
    for number in numbers:
        out *= number
    return out


def _part_of_sum(limit: Fraction, rest: list[Fraction], _: int) -> Fraction | None:
    return limit - sum(rest)


def _part_of_difference(limit: Fraction, rest: list[Fraction], place: int) -> Fraction | None:
    return limit + rest[0] if place == 0 else rest[0] - limit


def _part_of_product(limit: Fraction, rest: list[Fraction], _: int) -> Fraction | None:
    product = _product(rest)
    return limit / product if product else None


def _part_of_ratio(limit: Fraction, rest: list[Fraction], place: int) -> Fraction | None:
    if place == 0:
        return limit * rest[0]
    return rest[0] / limit if limit else None


_OPERANDS: Final[dict[type, Callable[[Any], tuple[Any, ...]]]] = {
    derivation.Add: lambda derive: derive.add,
    derivation.Subtract: lambda derive: derive.subtract,
    derivation.Multiply: lambda derive: derive.times,
    derivation.Divide: lambda derive: derive.divide,
}
_SOLVED: Final[dict[type, Callable[[Fraction, list[Fraction], int], Fraction | None]]] = {
    derivation.Add: _part_of_sum,
    derivation.Subtract: _part_of_difference,
    derivation.Multiply: _part_of_product,
    derivation.Divide: _part_of_ratio,
}


def _days(concept: InformationConcept, leaves: Sequence[Any], judge: Judge) -> list[Answer]:
    """Return a day from every stretch between two that count, and both sides of today."""
    turns = sorted(
        {day for leaf in leaves for day in _turns(leaf, concept.id, judge)}
        | {judge.on, _ago(judge.on, 12)}
    )
    between = [low + (high - low) / 2 for low, high in pairwise(turns)]
    ends = [turns[0] - timedelta(days=1) if turns[0] > date.min else turns[0], turns[-1]]
    return list(map(Answer, thinned(sorted({*between, *ends, judge.on}))))


def _turns(leaf: Any, concept: ConceptId, judge: Judge) -> Iterator[date]:
    """Yield every day at which a leaf may turn."""
    bounds = [getattr(leaf, key, None) for key in _DAY_KEYS]
    for bound in (*bounds, *getattr(leaf, "between", ())):
        value = judge.limit(bound) if isinstance(bound, date | form.FactLimit) else None
        if isinstance(value, date):
            yield value
    if isinstance(leaf, form.WithinMonths):
        yield _ago(judge.on, leaf.within_months)
    elif isinstance(leaf, form.WithinDays):
        yield judge.on - timedelta(days=min(leaf.within_days, judge.on.toordinal() - 1))
    elif getattr(leaf, "fact", concept) != concept:
        yield from _since(leaf, judge)


def _since(leaf: Any, judge: Judge) -> Iterator[date]:
    """Yield the days whose age in years or months is a limit of a leaf."""
    derive = judge.catalogue.concepts[leaf.fact].derive
    unit = _UNITS.get(type(derive))
    if unit is not None:
        bounds = [getattr(leaf, key, None) for key in _NUMBER_KEYS]
        for bound in (*bounds, *getattr(leaf, "between", ())):
            if type(bound) is Decimal:
                yield _ago(judge.on, int(bound) * unit)
                yield _ago(judge.on, int(bound + 1) * unit)


_UNITS: Final[dict[type, int]] = {derivation.YearsSince: 12, derivation.MonthsSince: 1}
"""Months of one year, and of one month."""


def _ago(on: date, months: int) -> date:
    return add_months(on, -min(months, MOST_MONTHS))


_MAKERS: Final[dict[ConceptType, Callable[[InformationConcept, Any, Judge], list[Answer]]]] = {
    ConceptType.BOOLEAN: _flags,
    ConceptType.CODE: _codes,
    ConceptType.CODES: _sets,
    ConceptType.NUMBER: _numbers,
    ConceptType.DATE: _days,
    ConceptType.AREA: _areas,
    ConceptType.MEMBERS: _members,
}
