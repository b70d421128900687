"""The same policies as plain Python functions, called for one applicant after another.

What a careful programmer would write by hand: a function a condition, all of them made before the
clock starts, and a policy that stops at the first no. Three values: True, False, None.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any, Final

from bench.catalogues import CODES, ON, STREETS
from bench.expressions import THOUSANDTHS
from bench.told import name_of
from kb import criteria as form
from kb.areas import chain
from kb.catalogue import Catalogue
from kb.ids import AreaId, ConceptId
from kb.kinds import ConceptType
from matcher.fact_columns import day_number

Person = Mapping[str, Any]
Rule = Callable[[Person], bool | None]
"""What a condition comes to for an applicant; None where it is not known."""
Test = Callable[[Any, Any], bool]


def rules(catalogue: Catalogue) -> list[Rule]:
    """Return one function a policy; they take applicants as `with_sets` makes them."""
    return [_rule(condition, catalogue) for condition in catalogue.conditions.values()]


def with_sets(person: Person, catalogue: Catalogue) -> Person:
    """Return an applicant whose lists of codes are sets, in place of a flag for each code."""
    lists = [one.id for one in catalogue.concepts.values() if one.type is ConceptType.CODES]
    flags = {
        name_of(one): {code: flag for code in CODES if (flag := name_of(one, code)) in person}
        for one in lists
    }
    sets = {
        name: None
        if any(person[flag] is None for flag in held.values())
        else frozenset(code for code, flag in held.items() if person[flag])
        for name, held in flags.items()
        if held
    }
    return {**person, **sets}


def number(answer: bool | None) -> int:
    """Return an answer as `Columns` numbers it."""
    return 1 if answer is None else 3 if answer else 0


def _rule(criterion: Any, catalogue: Catalogue) -> Rule:
    if isinstance(criterion, form.All):
        return _every([_rule(part, catalogue) for part in criterion.all])
    if isinstance(criterion, form.AnyOf):
        return _one([_rule(part, catalogue) for part in criterion.any])
    return _LEAVES[type(criterion)](criterion, catalogue)


def _every(parts: Sequence[Rule]) -> Rule:
    def every(person: Person) -> bool | None:
        found: bool | None = True
        for part in parts:
            met = part(person)
            if met is False:
                return False
            if met is None:
                found = None
        return found

    return every


def _one(parts: Sequence[Rule]) -> Rule:
    def one(person: Person) -> bool | None:
        found: bool | None = False
        for part in parts:
            met = part(person)
            if met:
                return True
            if met is None:
                found = None
        return found

    return one


def _if_known(name: str, test: Callable[[Any], bool]) -> Rule:
    def known(person: Person) -> bool | None:
        value = person[name]
        return None if value is None else test(value)

    return known


def _compared(leaf: Any, _: Catalogue) -> Rule:
    key, test = _TESTS[type(leaf)]
    limit, name = getattr(leaf, key), name_of(leaf.fact)
    if isinstance(limit, form.Times):
        return _shared(name, test, name_of(limit.of), int(limit.times * THOUSANDTHS))
    plain = day_number(limit) if isinstance(limit, date) else int(limit)

    def compared(person: Person) -> bool | None:
        value = person[name]
        return None if value is None else test(value, plain)

    return compared


def _shared(name: str, test: Test, of: str, share: int) -> Rule:
    def shared(person: Person) -> bool | None:
        value, other = person[name], person[of]
        if value is None or other is None:
            return None
        return test(value * THOUSANDTHS, other * share)

    return shared


def _between(leaf: form.Between, _: Catalogue) -> Rule:
    low, high = (int(limit) for limit in leaf.between)
    return _if_known(name_of(leaf.fact), lambda value: low <= value <= high)


def _recent(leaf: form.WithinDays, _: Catalogue) -> Rule:
    first, last = day_number(ON - timedelta(days=leaf.within_days)), day_number(ON)
    return _if_known(name_of(leaf.fact), lambda value: first <= value <= last)


def _flag(leaf: form.Is, _: Catalogue) -> Rule:
    wanted = leaf.is_
    return _if_known(name_of(leaf.fact), lambda value: value is wanted)


def _named(leaf: form.In, _: Catalogue) -> Rule:
    codes = leaf.in_
    return _if_known(name_of(leaf.fact), lambda value: value in codes)


def _not_named(leaf: form.NotIn, _: Catalogue) -> Rule:
    codes = leaf.not_in
    return _if_known(name_of(leaf.fact), lambda value: value not in codes)


def _has_any(leaf: form.HasAny, _: Catalogue) -> Rule:
    codes = leaf.has_any
    return _if_known(name_of(leaf.fact), lambda value: not codes.isdisjoint(value))


def _has_all(leaf: form.HasAll, _: Catalogue) -> Rule:
    return _if_known(name_of(leaf.fact), leaf.has_all.issubset)


def _within(leaf: form.Within, catalogue: Catalogue) -> Rule:
    return _among(leaf.fact, {leaf.within}, catalogue)


def _within_any(leaf: form.WithinAny, catalogue: Catalogue) -> Rule:
    return _among(leaf.fact, leaf.within_any, catalogue)


def _among(fact: ConceptId, areas: Set[AreaId], catalogue: Catalogue) -> Rule:
    """Return whether a street is one of those of some areas."""
    inside = {name_of(one) for one in STREETS if areas & set(chain(one, catalogue.areas))}
    return _if_known(name_of(fact, "street"), inside.__contains__)


_TESTS: Final[dict[type, tuple[str, Test]]] = {
    form.AtLeast: ("at_least", operator.ge),
    form.MoreThan: ("more_than", operator.gt),
    form.AtMost: ("at_most", operator.le),
    form.LessThan: ("less_than", operator.lt),
    form.OnOrAfter: ("on_or_after", operator.ge),
    form.Before: ("before", operator.lt),
}
_LEAVES: Final[dict[type, Callable[[Any, Catalogue], Rule]]] = {
    **dict.fromkeys(_TESTS, _compared),
    form.Between: _between,
    form.WithinDays: _recent,
    form.Is: _flag,
    form.In: _named,
    form.NotIn: _not_named,
    form.HasAny: _has_any,
    form.HasAll: _has_all,
    form.Within: _within,
    form.WithinAny: _within_any,
}
