"""Small changes to a condition, of the kind a slip of the pen makes.

Limits move by one smallest step and lose or gain their own value, `all` becomes `any`, a part is
left out or denied, a code goes, comes or is another, an area widens to the one around it. Changes
that can make no difference are left out where that is plain to see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.ids import ConceptId
from kb.model import InformationConcept
from kb.text import Text
from matcher import negative
from matcher.limits import moved_dates, moved_limits, smallest_step
from matcher.wording import Wording

Path = tuple[str | int, ...]
Change = tuple[Path, Text, Any]
"""Where in a rule, in words what changed, and what stands there now."""
Changed = tuple[Path, Any, Text | None]
"""Where in a leaf, the leaf as it now is, and words where these tell more than the two leaves."""


class Slips:
    """The slips in conditions, by the labels, codes and areas of one catalogue."""

    def __init__(self, catalogue: Catalogue, on: date) -> None:
        self.catalogue = catalogue
        self.on = on
        self._wording = Wording(catalogue)

    # ---- trees --------------------------------------------------------------------------------

    def of(self, held: Any) -> Iterator[Change]:
        """Yield every condition that differs from this one in one small thing."""
        if isinstance(held, form.All | form.AnyOf):
            yield from self._joined(held)
        elif isinstance(held, form.Not):
            yield (), self._became(held, held.not_), held.not_
            yield from inside(("not",), self.of(held.not_), lambda new: form.Not(not_=new))
        elif not isinstance(held, form.Review):
            yield from self._leaf(held)

    def _joined(self, held: form.All | form.AnyOf) -> Iterator[Change]:
        is_all = isinstance(held, form.All)
        parts: tuple[Any, ...] = held.all if isinstance(held, form.All) else held.any
        key = "all" if is_all else "any"
        if len(parts) > 1:
            yield (), *_loosened(parts, is_all)
            for i, part in enumerate(parts):
                rest = (*parts[:i], *parts[i + 1 :])
                yield (key, i), self.left_out(part), type(held)(**{key: rest})
        for i, part in enumerate(parts):
            for path, said, new in self.of(part):
                yield (key, i, *path), said, type(held)(**{key: exchanged(parts, i, new)})

    def _leaf(self, leaf: Any) -> Iterator[Change]:
        for path, new, said in self._changed(leaf):
            yield path, said or self._became(leaf, new), new
        if isinstance(leaf, form.Count) and leaf.where is not None:
            yield ("where",), self.left_out(leaf.where), replace(leaf, where=None)
            inner = self.of(leaf.where)
            yield from inside(("where",), inner, lambda new: replace(leaf, where=new))

    def _changed(self, leaf: Any) -> Iterator[Changed]:
        kind = type(leaf)
        if kind in _MISTAKEN:
            key, *_ = _MISTAKEN[kind]
            yield (_key(key),), _mistaken(leaf), None
        if kind not in _OPPOSED:
            yield (), form.Not(not_=leaf), None
        if kind in _MOVED:
            yield from _MOVED[kind](self, leaf)

    # ---- words --------------------------------------------------------------------------------

    def said(self, held: Any) -> Text:
        """Return a condition in words; of a leaf its figures, not the words chosen for it."""
        plain: Any = replace(held, wording=None) if isinstance(held, form.Leaf) else held
        return self._wording.criterion(plain)

    def left_out(self, part: Any) -> Text:
        """Return how a part is named that is no longer there."""
        said = self.said(part)
        return Text(zh=f"去掉：{said.zh}", en=f"left out: {said.en}")

    def _became(self, old: Any, new: Any) -> Text:
        was, now = self.said(old), self.said(new)
        return Text(zh=f"{was.zh} → {now.zh}", en=f"{was.en} → {now.en}")

    def _named(self, codes: Iterable[str], fact: ConceptId) -> Text:
        return self._wording.value(frozenset(codes), self.catalogue.concepts[fact])

    # ---- what moves in each form --------------------------------------------------------------

    def value(self, leaf: Any) -> Iterator[Changed]:
        """Yield `is` and `is_not` with another code or number; another flag is the other form."""
        key = "is_" if isinstance(leaf, form.Is) else "is_not"
        for other in self.others(leaf.fact, getattr(leaf, key)):
            if not isinstance(other, bool):
                yield (_key(key),), replace(leaf, **{key: other}), None

    def others(self, fact: ConceptId, value: Any) -> list[Any]:
        """Return what a single value is easily taken for."""
        if isinstance(value, bool):
            return [not value]
        concept = self.catalogue.concepts[fact]
        if isinstance(value, Decimal):
            step = smallest_step(value, concept.decimals)
            return [value + step, value - step]
        return self.beside(fact, {value})[:1]

    def beside(self, fact: ConceptId, held: Iterable[Any]) -> list[Any]:
        """Return the codes next to some in a fact's list; of a short list all others too."""
        held = set(held)
        codes = [entry.code for entry in self.catalogue.concepts[fact].codes]
        near = (i + d for i, code in enumerate(codes) if code in held for d in (1, -1))
        found = [codes[i] for i in near if 0 <= i < len(codes)]
        others = [code for code in codes if code not in held]
        few = others if len(others) <= _FEW_CODES else []
        return [code for code in dict.fromkeys((*found, *few)) if code not in held]

    def codes(self, leaf: Any) -> Iterator[Changed]:
        """Yield a list of codes with one less, and with one more that stands beside it."""
        key = next(k for k in ("in_", "not_in", "has_any", "has_all") if hasattr(leaf, k))
        held, path = getattr(leaf, key), (_key(key),)
        if len(held) > 1:
            for code in sorted(held):
                said = self._named([code], leaf.fact)
                gone = Text(zh=f"去掉：{said.zh}", en=f"left out: {said.en}")
                yield path, replace(leaf, **{key: held - {code}}), gone
            if type(leaf) not in _MISTAKEN:
                yield path, _other_form(leaf, *_ANY_OR_ALL[type(leaf)]), None
        for code in self.beside(leaf.fact, held):
            said = self._named([code], leaf.fact)
            more = Text(zh=f"加上：{said.zh}", en=f"added: {said.en}")
            yield path, replace(leaf, **{key: held | {code}}), more

    def code(self, leaf: form.Has) -> Iterator[Changed]:
        """Yield another code."""
        for code in self.beside(leaf.fact, {leaf.has})[:1]:
            yield ("has",), replace(leaf, has=code), None

    def limit(self, leaf: Any) -> Iterator[Changed]:
        """Yield other limits, a smallest step or a row away."""
        key = _MISTAKEN[type(leaf)][0]
        concept = self.catalogue.concepts[leaf.fact]
        for path, limit in moved_limits(getattr(leaf, key), concept, self.catalogue, self.on):
            if key != "at_least" or not self._bars_nobody(limit, concept):
                yield (key, *path), replace(leaf, **{key: limit}), None

    def between(self, leaf: form.Between) -> Iterator[Changed]:
        """Yield each end a step further out and further in."""
        concept = self.catalogue.concepts[leaf.fact]
        for i, bound in enumerate(leaf.between):
            ends: Any = moved_limits(bound, concept, self.catalogue, self.on)
            for path, end in moved_dates(bound) if isinstance(bound, date) else ends:
                if i or not self._bars_nobody(end, concept):
                    bounds = exchanged(leaf.between, i, end)
                    yield ("between", i, *path), replace(leaf, between=bounds), None

    def _bars_nobody(self, floor: Any, concept: InformationConcept) -> bool:
        """Say whether a floor lies below zero where nothing else does."""
        is_below = isinstance(floor, Decimal) and floor < 0
        return is_below and not negative.allowed(concept, self.catalogue)

    def day(self, leaf: Any) -> Iterator[Changed]:
        """Yield the day before and the day after."""
        key = "on_or_after" if isinstance(leaf, form.OnOrAfter) else "before"
        for path, day in moved_dates(getattr(leaf, key)):
            yield (key, *path), replace(leaf, **{key: day}), None

    def window(self, leaf: Any) -> Iterator[Changed]:
        """Yield a month or day more and less."""
        key = "within_months" if isinstance(leaf, form.WithinMonths) else "within_days"
        held = getattr(leaf, key)
        for other in (held + 1, held - 1):
            if other >= 0:
                yield (key,), replace(leaf, **{key: other}), None

    def area(self, leaf: form.Within) -> Iterator[Changed]:
        """Yield the area around this one."""
        around = self.catalogue.areas[leaf.within].within
        if around is not None:
            yield ("within",), replace(leaf, within=around), None

    def areas(self, leaf: form.WithinAny) -> Iterator[Changed]:
        """Yield fewer areas, and the area around each."""
        held = leaf.within_any
        for one in sorted(held):
            around = self.catalogue.areas[one].within
            if len(held) > 1:
                yield ("within_any",), replace(leaf, within_any=held - {one}), None
            if around is not None:
                yield ("within_any",), replace(leaf, within_any=held - {one} | {around}), None

    def number(self, leaf: form.Count) -> Iterator[Changed]:
        """Yield one member more and one less."""
        for key in ("at_least", "at_most"):
            held = getattr(leaf, key)
            for other in () if held is None else (held + 1, held - 1):
                if other >= 0:
                    yield (key,), replace(leaf, **{key: other}), None


def inside(at: Path, changes: Iterator[Change], around: Callable[[Any], Any]) -> Iterator[Change]:
    """Yield changes of a part as changes of what is around it."""
    for path, said, new in changes:
        yield (*at, *path), said, around(new)


def exchanged(parts: tuple[Any, ...], i: int, part: Any) -> tuple[Any, ...]:
    """Return parts with another one in the place of the one numbered `i`."""
    return (*parts[:i], part, *parts[i + 1 :])


def _key(field: str) -> str:
    return field.removesuffix("_")


def _mistaken(leaf: Any) -> Any:
    return _other_form(leaf, *_MISTAKEN[type(leaf)])


def _other_form(leaf: Any, key: str, other: type, other_key: str) -> Any:
    return other(fact=leaf.fact, source=leaf.source, **{other_key: getattr(leaf, key)})


def _loosened(parts: tuple[Any, ...], is_all: bool) -> tuple[Text, Any]:
    if is_all:
        return Text(zh="每条都要 → 有一条就行", en="all of these → any of these"), form.AnyOf(
            any=parts
        )
    return Text(zh="有一条就行 → 每条都要", en="any of these → all of these"), form.All(all=parts)


_FEW_CODES: Final = 5
_MISTAKEN: Final[dict[type, tuple[str, Any, str]]] = {
    form.AtLeast: ("at_least", form.MoreThan, "more_than"),
    form.MoreThan: ("more_than", form.AtLeast, "at_least"),
    form.AtMost: ("at_most", form.LessThan, "less_than"),
    form.LessThan: ("less_than", form.AtMost, "at_most"),
    form.Is: ("is_", form.IsNot, "is_not"),
    form.IsNot: ("is_not", form.Is, "is_"),
    form.In: ("in_", form.NotIn, "not_in"),
    form.NotIn: ("not_in", form.In, "in_"),
}
"""What each form is easily taken for: its key, the other form, the other's key."""
_ANY_OR_ALL: Final[dict[type, tuple[str, Any, str]]] = {
    form.HasAny: ("has_any", form.HasAll, "has_all"),
    form.HasAll: ("has_all", form.HasAny, "has_any"),
}
_OPPOSED: Final = (form.Is, form.IsNot, form.In, form.NotIn)
"""What these are taken for is their opposite already."""
_MOVED: Final[dict[type, Callable[[Slips, Any], Iterator[Changed]]]] = {
    **dict.fromkeys((form.Is, form.IsNot), Slips.value),
    **dict.fromkeys((form.In, form.NotIn, form.HasAny, form.HasAll), Slips.codes),
    **dict.fromkeys((form.AtLeast, form.MoreThan, form.AtMost, form.LessThan), Slips.limit),
    **dict.fromkeys((form.OnOrAfter, form.Before), Slips.day),
    **dict.fromkeys((form.WithinMonths, form.WithinDays), Slips.window),
    form.Has: Slips.code,
    form.Between: Slips.between,
    form.Within: Slips.area,
    form.WithinAny: Slips.areas,
    form.Count: Slips.number,
}
