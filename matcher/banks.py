"""Leaves that compare the same fact in the same way, decided all at once.

A bank keeps its limits sorted: one search says which of a thousand thresholds a number passes.
Numbers are compared as fractions, so boundaries are exact. What a bank cannot take (counts, limits
that hang on other facts or on the day) is judged one by one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from kb import criteria as form
from kb.areas import Containment, Places
from kb.built_in import GRANTED, HOLDS, code_of
from kb.ids import AreaId, ConceptId
from matcher.criteria import Judge, last_day
from matcher.values import Known, Number, Unknown, as_fraction
from matcher.verdict import Verdict

Codes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]

UNMET: Final = 0
INFORMATION: Final = 1
JUDGEMENT: Final = 2
MET: Final = 3
VERDICTS: Final = (
    Verdict.UNMET,
    Verdict.NEEDS_INFORMATION,
    Verdict.NEEDS_JUDGEMENT,
    Verdict.MET,
)
"""A verdict by its code; in this order the least of some is what `all` of them comes to."""
CODE_OF: Final = {verdict: code for code, verdict in enumerate(VERDICTS)}


def numbers_of(nodes: Iterable[int]) -> Numbers:
    """Return node numbers as an array."""
    return np.fromiter(nodes, dtype=np.intp)


class Bank(ABC):
    """Leaves over one fact, by the numbers of their nodes."""

    def __init__(self, fact: ConceptId, leaves: Sequence[tuple[int, Any]]) -> None:
        self.fact = fact
        self.leaves = tuple(leaves)
        self.nodes = numbers_of(node for node, _ in leaves)

    def fill(self, codes: Codes, judge: Judge) -> None:
        """Write the codes of all leaves for a judge's applicant."""
        value = judge.value(self.fact)
        if not isinstance(value, Unknown):
            self.decide(codes, value, judge)
        elif value.among or value.low is not None or value.high is not None:
            one_by_one(codes, self.leaves, judge)
        else:
            only_people = value.judgement and not value.missing
            codes[self.nodes] = JUDGEMENT if only_people else INFORMATION

    @abstractmethod
    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes of all leaves for a known value."""


def one_by_one(codes: Codes, leaves: Iterable[tuple[int, Any]], judge: Judge) -> None:
    """Write the codes of leaves that are judged each by itself."""
    for node, leaf in leaves:
        codes[node] = CODE_OF[judge.judge(leaf).verdict]


class Ordered(Bank):
    """Numbers or days against plain limits: at least, more than, at most, less than."""

    def __init__(
        self,
        fact: ConceptId,
        leaves: Sequence[tuple[int, Any]],
        limit_of: Callable[[Any], Any],
        low: bool,
        counts: bool,
    ) -> None:
        rows = sorted(((_exact(limit_of(leaf)), node, leaf) for node, leaf in leaves), key=_first)
        super().__init__(fact, [(node, leaf) for _, node, leaf in rows])
        self._limits = [limit for limit, _, _ in rows]
        self._low = low
        self._search = bisect_right if low == counts else bisect_left

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes: low limits are met up to the value, high ones from it on."""
        self.split(codes, _exact(value))

    def split(self, codes: Codes, value: Fraction | date) -> None:
        """Write the codes on both sides of a value."""
        place = self._search(self._limits, value)
        codes[self.nodes[:place]] = MET if self._low else UNMET
        codes[self.nodes[place:]] = UNMET if self._low else MET


class Share(Ordered):
    """Numbers against multiples of another fact: met by their ratio where that one is positive."""

    def __init__(self, of: ConceptId, *rest: Any) -> None:
        super().__init__(*rest)
        self.of = of

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes by the ratio; one by one where the other fact is open or not positive."""
        of = judge.value(self.of)
        if isinstance(of, Unknown) or as_fraction(of) <= 0:  # type: ignore[arg-type]
            one_by_one(codes, self.leaves, judge)
        else:
            self.split(codes, Fraction(_exact(value)) / as_fraction(of))  # type: ignore[arg-type]


class Listed(Bank):
    """Flags, codes, numbers and sets against what the rule names."""

    def __init__(
        self,
        fact: ConceptId,
        leaves: Sequence[tuple[int, Any]],
        named: Callable[[Any], Iterable[Any]],
        met_if_named: bool,
    ) -> None:
        super().__init__(fact, leaves)
        by_value: dict[Any, list[int]] = defaultdict(list)
        for node, leaf in leaves:
            for value in named(leaf):
                by_value[value].append(node)
        self._by_value = {value: numbers_of(nodes) for value, nodes in by_value.items()}
        self._met_if_named = met_if_named

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes: what names the value, or a member of the set, differs from the rest."""
        codes[self.nodes] = UNMET if self._met_if_named else MET
        for one in value if isinstance(value, frozenset) else (value,):
            held = self._by_value.get(one)
            if held is not None:
                codes[held] = MET if self._met_if_named else UNMET


class Complete(Bank):
    """Sets that must have all of some codes."""

    def __init__(self, fact: ConceptId, leaves: Sequence[tuple[int, Any]]) -> None:
        super().__init__(fact, leaves)
        by_code: dict[Any, list[int]] = defaultdict(list)
        for place, (_, leaf) in enumerate(leaves):
            for code in leaf.has_all:
                by_code[code].append(place)
        self._by_code = {code: numbers_of(places) for code, places in by_code.items()}
        self._wanted = numbers_of(len(leaf.has_all) for _, leaf in leaves)

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes: met where as many of the wanted codes are there as are wanted."""
        lacking = self._wanted.copy()
        for code in cast(frozenset[Any], value):
            held = self._by_code.get(code)
            if held is not None:
                lacking[held] -= 1
        codes[self.nodes] = np.where(lacking == 0, MET, UNMET)


class Recent(Bank):
    """Days that today may not lie too far behind: within so many months, or days."""

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes for a day."""
        day = cast(date, value)
        for node, leaf in self.leaves:
            codes[node] = MET if day <= judge.on <= last_day(leaf, day) else UNMET


class Figured(Bank):
    """Numbers against figures that a district sets, or that change on known days."""

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes by the figures of the judge's day."""
        for node, leaf in self.leaves:
            key, low, counts = _ORDERED[type(leaf)]
            limit = judge.limit(getattr(leaf, key))
            if isinstance(limit, Unknown):
                codes[node] = JUDGEMENT
            else:
                gap = as_fraction(cast(Number, value)) - as_fraction(cast(Number, limit))
                is_met = counts if gap == 0 else (gap > 0) == low
                codes[node] = MET if is_met else UNMET


class Counted(Bank):
    """Counts over the members of one list; only the members matter."""

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes, each count by itself."""
        one_by_one(codes, self.leaves, judge)


class Placed(Bank):
    """Areas within others; what an area comes to is remembered, for many live in the same one."""

    def __init__(self, fact: ConceptId, leaves: Sequence[tuple[int, Any]], places: Places) -> None:
        super().__init__(fact, leaves)
        self._places = places
        self._held: dict[AreaId, Codes] = {}

    def decide(self, codes: Codes, value: Known, judge: Judge) -> None:
        """Write the codes for an area."""
        area = AreaId(str(value))
        held = self._held.get(area)
        if held is None:
            held = self._held[area] = self._judged(area)
        codes[self.nodes] = held

    def _judged(self, area: AreaId) -> Codes:
        found = [_PLACE[self._places.containment(area, _areas_of(leaf))] for _, leaf in self.leaves]
        return np.array(found, dtype=np.uint8)


class Each:
    """Leaves that no bank takes, and the facts each of them reads."""

    def __init__(self, leaves: Sequence[tuple[int, Any]]) -> None:
        self.leaves = tuple(leaves)

    def fill(self, codes: Codes, judge: Judge) -> None:
        """Write the codes of all leaves for a judge's applicant."""
        one_by_one(codes, self.leaves, judge)


_PLACE: Final = {
    Containment.INSIDE: MET,
    Containment.TOO_COARSE: INFORMATION,
    Containment.OUTSIDE: UNMET,
}


def _areas_of(leaf: Any) -> frozenset[AreaId]:
    return leaf.within_any if isinstance(leaf, form.WithinAny) else frozenset({leaf.within})


def _exact(value: Any) -> Any:
    return Fraction(value) if isinstance(value, Decimal) else value


def _first(row: tuple[Any, int, Any]) -> Any:
    return row[0]


_ORDERED: Final[dict[type, tuple[str, bool, bool]]] = {
    form.AtLeast: ("at_least", True, True),
    form.MoreThan: ("more_than", True, False),
    form.AtMost: ("at_most", False, True),
    form.LessThan: ("less_than", False, False),
    form.OnOrAfter: ("on_or_after", True, True),
    form.Before: ("before", False, False),
}
"""The key of each form, whether it is a lower limit, and whether the limit itself counts."""

_LISTED: Final[dict[type, tuple[Callable[[Any], Iterable[Any]], bool]]] = {
    form.Is: (lambda leaf: (leaf.is_,), True),
    form.IsNot: (lambda leaf: (leaf.is_not,), False),
    form.In: (lambda leaf: leaf.in_, True),
    form.NotIn: (lambda leaf: leaf.not_in, False),
    form.Has: (lambda leaf: (leaf.has,), True),
    form.HasAny: (lambda leaf: leaf.has_any, True),
    form.Granted: (lambda leaf: (code_of(leaf.granted),), True),
    form.Holds: (lambda leaf: (code_of(leaf.holds),), True),
}


_SIMPLE: Final[dict[str, Callable[[ConceptId, Sequence[tuple[int, Any]]], Bank]]] = {
    "recent": Recent,
    "complete": Complete,
    "figured": Figured,
    "counted": Counted,
}


_BY_FACT: Final[dict[type, str]] = {
    form.HasAll: "complete",
    form.WithinMonths: "recent",
    form.WithinDays: "recent",
    form.Within: "placed",
    form.WithinAny: "placed",
}


def _kind(leaf: Any) -> tuple[Any, ...] | None:
    """Return what the leaves of one bank share; None for a leaf that is judged by itself."""
    kind = type(leaf)
    if kind in _ORDERED:
        limit = getattr(leaf, _ORDERED[kind][0])
        if isinstance(limit, form.Times):
            return ("share", kind, leaf.fact, limit.of)
        if isinstance(limit, form.ParameterLimit | form.DatedLimit):
            return ("figured", None, leaf.fact)
        return ("ordered", kind, leaf.fact) if isinstance(limit, Decimal | date) else None
    if kind is form.Count:
        return ("counted", None, leaf.count)
    if kind in (form.Granted, form.Holds):
        return ("listed", kind, GRANTED if kind is form.Granted else HOLDS)
    if kind in _LISTED:
        return ("listed", kind, leaf.fact)
    return (_BY_FACT[kind], None, leaf.fact) if kind in _BY_FACT else None


def banks_of(leaves: Iterable[tuple[int, Any]], places: Places) -> tuple[tuple[Bank, ...], Each]:
    """Return the banks of some leaves, and those that are judged one by one."""
    sorted_in: dict[tuple[Any, ...] | None, list[tuple[int, Any]]] = defaultdict(list)
    for node, leaf in leaves:
        sorted_in[_kind(leaf)].append((node, leaf))
    alone = sorted_in.pop(None, [])
    return tuple(_bank(key, held, places) for key, held in sorted_in.items() if key), Each(alone)


def _bank(key: tuple[Any, ...], leaves: list[tuple[int, Any]], places: Places) -> Bank:
    sort, kind, fact, *of = key
    if sort == "placed":
        return Placed(fact, leaves, places)
    if sort in _SIMPLE:
        return _SIMPLE[sort](fact, leaves)
    if sort == "listed":
        return Listed(fact, leaves, *_LISTED[kind])
    name, low, counts = _ORDERED[kind]
    if sort == "share":
        return Share(*of, fact, leaves, lambda leaf: getattr(leaf, name).times, low, counts)
    return Ordered(fact, leaves, lambda leaf: getattr(leaf, name), low, counts)
