"""Whether a fact can be worked out as its record says: types, units, rows that can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from kb import derivation
from kb.criteria import Criterion
from kb.fitting import fits_value, unfit
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import AnyRecord, InformationConcept
from kb.possible import Found, Steps
from kb.text import Text
from kb.units import other_unit, same_unit

Base = Mapping[str, AnyRecord]

_GIVES: Final[dict[type, ConceptType]] = {
    derivation.When: ConceptType.BOOLEAN,
    derivation.Add: ConceptType.NUMBER,
    derivation.Subtract: ConceptType.NUMBER,
    derivation.Multiply: ConceptType.NUMBER,
    derivation.Divide: ConceptType.NUMBER,
    derivation.Points: ConceptType.NUMBER,
    derivation.YearsSince: ConceptType.NUMBER,
    derivation.MonthsSince: ConceptType.NUMBER,
}
"""What each form works out; a decision table whatever its rows say."""


def underivable(concept: InformationConcept, base: Base) -> Iterator[Found]:
    """Yield (path, problem, remedy) for what is wrong with how a fact is worked out."""
    derive = concept.derive
    if derive is None:
        return
    gives = _GIVES.get(type(derive), concept.type)
    if concept.type is not gives:
        problem = Text(
            zh=f"算出来的是 {gives}，这个信息项的类型却是 {concept.type}。",
            en=f"works out a {gives}, but the fact is a {concept.type}.",
        )
        remedy = Text(
            zh=f"请改成 type: {gives}，或者换一种推算。",
            en=f"Write type: {gives}, or work it out in another way.",
        )
        yield ("derive",), problem, remedy
    for path, found, remedy in _FORMS[type(derive)](derive, concept, base):
        yield ("derive", *path), found, remedy


def _tree(criterion: Criterion, at: Steps, base: Base) -> Iterator[Found]:
    for path, problem, remedy in unfit(criterion, base):
        yield (*at, *path), problem, remedy


# ---- tables ---------------------------------------------------------------------------------

_NO_ROWS: Final = (
    Text(zh="没有写任何一行。", en="has no rows."),
    Text(zh="请至少写一行。", en="Write at least one."),
)
_NEVER_REACHED: Final = (
    Text(
        zh="条件和前面的一行相同，轮不到这一行。",
        en="is never reached: an earlier row is for the same.",
    ),
    Text(zh="请改正条件，或者去掉这一行。", en="Correct the condition or take the row out."),
)


def _when(derive: derivation.When, _: InformationConcept, base: Base) -> Iterator[Found]:
    return _tree(derive.when, ("when",), base)


def _decision(
    derive: derivation.Decision, concept: InformationConcept, base: Base
) -> Iterator[Found]:
    if not derive.first:
        yield ("first",), *_NO_ROWS
    for i, row in enumerate(derive.first):
        at: Steps = ("first", i)
        yield from _tree(row.when, (*at, "when"), base)
        if row.when in [earlier.when for earlier in derive.first[:i]]:
            yield (*at, "when"), *_NEVER_REACHED
        yield from _value(row.is_, (*at, "is"), concept)
    if derive.otherwise is not None:
        yield from _value(derive.otherwise, ("otherwise",), concept)


def _value(value: object, at: Steps, concept: InformationConcept) -> Iterator[Found]:
    for path, problem, remedy in fits_value(value, concept):
        yield (*at, *path), problem, remedy


def _points(derive: derivation.Points, _: InformationConcept, base: Base) -> Iterator[Found]:
    if not derive.points:
        yield ("points",), *_NO_ROWS
    for i, row in enumerate(derive.points):
        yield from _tree(row.when, ("points", i, "when"), base)


# ---- sums and times -------------------------------------------------------------------------

_TWO_NUMBERS: Final = (
    Text(zh="没有写两个是数字的信息项。", en="does not name two numbers."),
    Text(
        zh="请写两个信息项（或一个信息项和一个数），例如 [concept/a, concept/b]。",
        en="Write two facts, or a fact and a number, such as [concept/a, concept/b].",
    ),
)
_BY_ZERO: Final = (
    Text(zh="除以了零。", en="divides by zero."),
    Text(zh="请换一个数。", en="Write another number."),
)
_ONE_UNIT: Final = Text(zh="请用同一个单位的信息项。", en="Name facts in one unit.")


def _arithmetic(derive: Any, concept: InformationConcept, base: Base) -> Iterator[Found]:
    key, is_pair, one_unit = _OPERANDS[type(derive)]
    held = getattr(derive, key)
    facts = list(_facts(held, base))
    few = len(held) != 2 if is_pair else len(held) < 2
    if few or any(fact.type is not ConceptType.NUMBER for fact in facts):
        yield (key,), *_TWO_NUMBERS
    if isinstance(derive, derivation.Divide) and held[1:] == (Decimal(0),):
        yield (key,), *_BY_ZERO
    if one_unit:
        yield from _units((key,), facts, concept)


def _units(
    at: Steps, facts: list[InformationConcept], concept: InformationConcept
) -> Iterator[Found]:
    """Yield the first fact that is in another unit than the result, or than the one before it."""
    wanted = concept
    for fact in facts:
        if not same_unit(fact.unit, wanted.unit):
            yield at, other_unit(fact.id, fact.unit, wanted.id, wanted.unit), _ONE_UNIT
            return
        wanted = wanted if wanted.unit is not None else fact


_OPERANDS: Final[dict[type, tuple[str, bool, bool]]] = {
    derivation.Add: ("add", False, True),
    derivation.Subtract: ("subtract", True, True),
    derivation.Multiply: ("times", False, False),
    derivation.Divide: ("divide", True, False),
}
"""The key of each sum, whether it takes exactly two, and whether all must be in one unit."""


def _facts(operands: Iterable[object], base: Base) -> Iterator[InformationConcept]:
    """Yield the facts among operands; one that is not there is a dangling id, said elsewhere."""
    read = (base.get(one) for one in operands if isinstance(one, str))
    return (one for one in read if isinstance(one, InformationConcept))


def _since(derive: Any, _: InformationConcept, base: Base) -> Iterator[Found]:
    key = "years_since" if isinstance(derive, derivation.YearsSince) else "months_since"
    for fact in _facts([getattr(derive, key)], base):
        if fact.type is not ConceptType.DATE:
            yield (key,), no_date(fact.id), NAME_A_DATE


def no_date(fact: ConceptId) -> Text:
    """Return what is wrong with a fact from which time should be counted."""
    return Text(zh=f"{fact} 不是日期。", en=f"{fact} is not a date.")


NAME_A_DATE: Final = Text(zh="请写一个类型是 date 的信息项。", en="Name a fact that is a date.")

_FORMS: Final[dict[type, Callable[[Any, InformationConcept, Base], Iterator[Found]]]] = {
    derivation.When: _when,
    derivation.Decision: _decision,
    derivation.Points: _points,
    **dict.fromkeys(_OPERANDS, _arithmetic),
    derivation.YearsSince: _since,
    derivation.MonthsSince: _since,
}
