"""Facts worth trying for one comparison: its fact at the limit, or what it is worked out from.

A fact that is worked out gets the facts it is worked out from, unless it can be asked itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice, product
from typing import Any, Final, cast

from kb import criteria as form
from kb import derivation
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.kinds import ConceptType
from matcher import negative
from matcher import values_to_try as worth
from matcher.applicant import NOTHING, Fact, Facts, Value
from matcher.criteria import Judge
from matcher.values import Unknown
from matcher.verdict import Verdict

MET, UNMET, PEOPLE = Verdict.MET, Verdict.UNMET, Verdict.NEEDS_JUDGEMENT
Found = tuple[Facts, ...]

_ROUND: Final = tuple(Decimal(number) for number in (1000, 100, 10_000, 100_000_000))
"""What is taken for a fact that only serves to make a limit."""
_FEW: Final = 3
_MOST_ROWS: Final = 10
"""Of a points table; every selection of its rows is looked at."""


class Tries(ABC):
    """What may be tried for the comparisons of one rule, on one day."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self.catalogue = catalogue
        self.on = on
        self.shared: dict[ConceptId, dict[Value, None]] = defaultdict(dict)
        """Values that other comparisons of the rule were tried with; they may do for two."""

    @abstractmethod
    def of(self, criterion: Any, want: Verdict) -> Found:
        """Return facts with which a condition comes out as wanted, every part at its limits."""

    @abstractmethod
    def reached(self, criterion: Any, want: Verdict, facts: Facts = NOTHING) -> Iterator[Facts]:
        """Yield facts with more of them, so that a condition comes out as wanted; nearest first."""

    def is_asked(self, fact: ConceptId) -> bool:
        """Say whether a fact is given; one that is worked out where it can may still be asked."""
        concept = self.catalogue.concepts[fact]
        return concept.derive is None or concept.question is not None

    def leaf(self, leaf: Any, others: bool = False) -> Iterator[Facts]:
        """Yield facts that are worth trying for a leaf; or the values `others` were tried with."""
        if isinstance(leaf, form.Count):
            yield from self._members(leaf)
        elif isinstance(leaf, form.Holds):
            yield from (Facts(holds=held) for held in (frozenset({leaf.holds}), frozenset()))
        elif isinstance(leaf, form.Granted):
            yield from (Facts(granted=had) for had in (frozenset({leaf.granted}), frozenset()))
        elif isinstance(leaf, form.FactLeaf):
            for facts, near in self._near(leaf):
                for value in self.shared.get(leaf.fact, ()) if others else near:
                    yield from _together([facts], self.assigned(leaf.fact, value))
        else:
            yield NOTHING

    def _near(self, leaf: Any) -> Iterator[tuple[Facts, list[Any]]]:
        """Yield values to try, with the facts that make the limit they lie near to."""
        concept = self.catalogue.concepts[leaf.fact]
        if isinstance(leaf, form.WithinMonths | form.WithinDays):
            yield NOTHING, list(worth.window(leaf, self.on))
        elif concept.type is ConceptType.AREA:
            yield NOTHING, list(worth.places(_named(leaf), self.catalogue.areas))
        elif concept.type is ConceptType.BOOLEAN:
            yield NOTHING, [True, False]
        elif concept.type is ConceptType.CODE:
            yield NOTHING, list(worth.codes(_named(leaf), concept))
        elif concept.type is ConceptType.CODES:
            yield NOTHING, list(worth.sets(leaf, concept))
        else:
            for bound in _bounds(leaf):
                for facts, limit in self._limits(bound):
                    yield facts, self._around(leaf.fact, limit)

    def _around(self, fact: ConceptId, limit: Any) -> list[Any]:
        if isinstance(limit, date):
            return list(worth.days(limit))
        concept = self.catalogue.concepts[fact]
        if isinstance(concept.derive, derivation.Points) and not self.is_asked(fact):
            return sorted(_sums(concept.derive), key=lambda one: abs(one - limit))[: 2 * _FEW]
        below = negative.allowed(concept, self.catalogue)
        return [one for one in worth.numbers(limit, concept.decimals) if below or one >= 0]

    # ---- limits ---------------------------------------------------------------------------------

    def _limits(self, bound: Any) -> Iterator[tuple[Facts, Any]]:
        """Yield a limit as a plain value, with the facts that make it."""
        for facts in self._makings(bound):
            limit = Judge(self.catalogue, facts, self.on).limit(bound)
            if not isinstance(limit, Unknown):
                yield facts, limit

    def _makings(self, bound: Any) -> Iterator[Facts]:
        fact = next((v for k in ("of", "by", "fact") if (v := getattr(bound, k, None))), None)
        if fact is None:
            yield NOTHING
            return
        concept = self.catalogue.concepts[fact]
        values: Iterable[Any] = (self.on,) if concept.type is ConceptType.DATE else _ROUND
        if isinstance(bound, form.TableLimit):
            values = _keys(bound, Decimal(1).scaleb(-concept.decimals))
        for value in dict.fromkeys((*values, *self.shared.get(fact, ()))):
            yield from self.assigned(fact, value)

    # ---- lists of members -----------------------------------------------------------------------

    def _members(self, leaf: form.Count) -> Iterator[Facts]:
        """Yield lists of as many as are counted, one less, one more, and with one who differs.

        All others in a list are the same.
        """
        where = leaf.where if leaf.where is not None else form.All(all=())
        fit, odd = self.of(where, MET), (*self.of(where, UNMET), *self.of(where, PEOPLE))
        for bound in (leaf.at_least, leaf.at_most):
            most = int(bound) if bound is not None else -1
            for n in (most, most - 1, most + 1) if most >= 0 else ():
                yield from (_list(leaf, (one,) * n) for one in fit if n >= 0)
            for n in (most - 1, most):
                same = fit[:1] * n
                yield from (_list(leaf, (*same, one)) for one in odd if len(same) == n)

    # ---- facts that are worked out --------------------------------------------------------------

    def assigned(self, fact: ConceptId, value: Any) -> Iterator[Facts]:
        """Yield given facts that make a fact have a value; the fact itself where it is asked."""
        derive = self.catalogue.concepts[fact].derive
        if derive is None or self.is_asked(fact):
            yield Facts({fact: Fact(value)})
        else:
            yield from self.working(derive, value)

    def working(self, derive: derivation.Derivation, value: Any) -> Iterator[Facts]:
        """Yield facts from which a derivation works out a value."""
        yield from _ASSIGNED[type(derive)](self, derive, value)

    def when(self, derive: derivation.When, value: bool) -> Iterator[Facts]:
        """Yield what makes a flag true or false."""
        yield from islice(self.reached(derive.when, MET if value else UNMET), _FEW)

    def row(self, derive: derivation.Decision, value: Any) -> Iterator[Facts]:
        """Yield what makes a row with this value apply, and none before it."""
        ends = (*(row.is_ for row in derive.first), derive.otherwise)
        for i in (i for i, end in enumerate(ends) if end == value):
            yield from islice(self.reached(only_row(derive, i), MET), _FEW)

    def years(self, derive: derivation.YearsSince, value: Decimal) -> Iterator[Facts]:
        """Yield days so many full years ago."""
        for day in worth.since(int(value), self.on, 12):
            yield from self.assigned(derive.years_since, day)

    def months(self, derive: derivation.MonthsSince, value: Decimal) -> Iterator[Facts]:
        """Yield days so many full months ago."""
        for day in worth.since(int(value), self.on, 1):
            yield from self.assigned(derive.months_since, day)

    def points(self, derive: derivation.Points, value: Decimal) -> Iterator[Facts]:
        """Yield what earns so many points."""
        for chosen in _sums(derive).get(value, ())[:_FEW]:
            yield from islice(self.reached(only_rows(derive, chosen), MET), _FEW)

    def sum(self, derive: Any, value: Decimal) -> Iterator[Facts]:
        """Yield parts of a calculation that come to a number; all but one are round."""
        key, others, solve = _SUMS[type(derive)]
        parts: tuple[Any, ...] = getattr(derive, key)
        first = next(i for i, part in enumerate(parts) if not isinstance(part, Decimal))
        second = next((part for part in parts[first + 1 :] if isinstance(part, str)), "")
        shared: Iterable[Any] = self.shared.get(ConceptId(second), ())
        for other in dict.fromkeys((*others, *shared)):
            amounts: list[Any] = [p if isinstance(p, Decimal) else other for p in parts]
            amounts[first] = solve(value, amounts, first)
            made: Iterable[Facts] = [NOTHING]
            for part, amount in zip(parts, amounts, strict=True):
                if not isinstance(part, Decimal):
                    made = list(_together(made, self._amounts(part, amount)))
            yield from made

    def _amounts(self, fact: ConceptId, value: Decimal | None) -> Iterator[Facts]:
        """Yield what makes a number, or comes next to it where the fact cannot be that exact."""
        concept = self.catalogue.concepts[fact]
        near = worth.numbers(value, concept.decimals) if value is not None else []
        for number in near[:1] if value in near else near:
            if number >= 0 or negative.allowed(concept, self.catalogue):
                yield from islice(self.assigned(fact, number), _FEW)


def only_row(derive: derivation.Decision, number: int) -> form.All:
    """Return the condition under which a row decides: none before it applies."""
    before = tuple(form.Not(not_=row.when) for row in derive.first[:number])
    return form.All(all=(*(row.when for row in derive.first[number : number + 1]), *before))


def only_rows(derive: derivation.Points, chosen: Iterable[int]) -> form.All:
    """Return the condition under which these rows of a points table apply and no others."""
    held = set(chosen)
    rows = enumerate(derive.points)
    return form.All(all=tuple(r.when if i in held else form.Not(not_=r.when) for i, r in rows))


def joined(one: Facts, two: Facts) -> Facts | None:
    """Return both facts as one; None where they say different things of the same.

    Sets of codes and lists of members are put together.
    """
    known = dict(one.known)
    for concept, fact in two.known.items():
        held = known.get(concept, fact)
        if held.value == fact.value:
            known[concept] = fact
        elif isinstance(held.value, frozenset | tuple):
            known[concept] = Fact(_both(held.value, cast(Any, fact.value)))
        else:
            return None
    return Facts(known, _either(one.holds, two.holds), _either(one.granted, two.granted))


def _both(one: Any, two: Any) -> Any:
    return one | two if isinstance(one, frozenset) else one + two


def _either(one: frozenset[Any] | None, two: frozenset[Any] | None) -> frozenset[Any] | None:
    if one is None or two is None:
        return two if one is None else one
    return one | two


def _together(ones: Iterable[Facts], twos: Iterable[Facts]) -> Iterator[Facts]:
    for one, two in product(ones, twos):
        both = joined(one, two)
        if both is not None:
            yield both


def _list(leaf: form.Count, members: tuple[Facts, ...]) -> Facts:
    return Facts({leaf.count: Fact(members)})


def _named(leaf: Any) -> list[Any]:
    """Return the codes or areas that a comparison names."""
    for key in ("is_", "is_not", "within"):
        if hasattr(leaf, key):
            return [getattr(leaf, key)]
    held = (getattr(leaf, key, None) for key in ("in_", "not_in", "within_any"))
    return sorted(next((one for one in held if one is not None), ()))


_BOUNDS: Final = ("at_least", "more_than", "at_most", "less_than", "on_or_after", "before")


def _bounds(leaf: Any) -> tuple[Any, ...]:
    """Return the limits of a comparison of numbers or dates."""
    if isinstance(leaf, form.Between):
        return leaf.between
    keys = (*_BOUNDS, "is_", "is_not")
    return tuple(getattr(leaf, key) for key in keys if hasattr(leaf, key))


def _keys(limit: form.TableLimit, step: Decimal) -> list[Any]:
    """Return a value for each row of a table, each end of a range, and one beyond it."""
    ends = [row.up_to if row.up_to is not None else row.for_ for row in limit.table]
    last = [end for end in ends if isinstance(end, Decimal)]
    return [*ends, *(row.up_to + step for row in limit.table if row.up_to is not None)] + (
        [max(last) + 1] if last else []
    )


def _sums(derive: derivation.Points) -> dict[Decimal, list[tuple[int, ...]]]:
    """Return every number of points a table can give, with the rows that give it."""
    rows = derive.points[:_MOST_ROWS]
    found: dict[Decimal, list[tuple[int, ...]]] = defaultdict(list)
    for picked in product((False, True), repeat=len(rows)):
        chosen = tuple(i for i, is_in in enumerate(picked) if is_in)
        found[sum((rows[i].points for i in chosen), Decimal(0))].append(chosen)
    return found


def _divided(value: Decimal, parts: list[Decimal], first: int) -> Decimal | None:
    """Return what the part numbered `first` must be for a quotient to have a value."""
    if first == 0:
        return value * parts[1]
    return parts[0] / value if value else None


def _less(value: Decimal, parts: list[Decimal], first: int) -> Decimal:
    return value + parts[1] if first == 0 else parts[0] - value


def _more(value: Decimal, parts: list[Decimal], first: int) -> Decimal:
    return value - sum(part for i, part in enumerate(parts) if i != first)


def _times(value: Decimal, parts: list[Decimal], first: int) -> Decimal | None:
    others = Decimal(1)
    for i, part in enumerate(parts):
        others *= part if i != first else 1
    return value / others if others else None


_SUMS: Final[dict[type, tuple[str, tuple[Decimal, ...], Callable[..., Decimal | None]]]] = {
    derivation.Add: ("add", (Decimal(1), Decimal(0)), _more),
    derivation.Subtract: ("subtract", (Decimal(1), Decimal(0)), _less),
    derivation.Multiply: ("times", (Decimal(1), Decimal(2)), _times),
    derivation.Divide: ("divide", (Decimal(100), Decimal(10_000)), _divided),
}
"""The key of each sum, what is tried for all parts but one, and how that one is found."""
_ASSIGNED: Final[dict[type, Callable[[Tries, Any, Any], Iterator[Facts]]]] = {
    **dict.fromkeys(_SUMS, Tries.sum),
    derivation.When: Tries.when,
    derivation.Decision: Tries.row,
    derivation.Points: Tries.points,
    derivation.YearsSince: Tries.years,
    derivation.MonthsSince: Tries.months,
}
