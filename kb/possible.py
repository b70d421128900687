"""Conditions that nobody can ever meet: lengths below zero, bounds that shut each other out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.errors import below_zero
from kb.ids import ConceptId
from kb.text import Text

Found = tuple[tuple[str | int, ...], Text, Text]
Bound = tuple[Any, bool, str]
"""A number or a date, whether it counts itself, and how it is written."""

_LOW: Final = {"at_least": True, "more_than": False, "on_or_after": True}
_HIGH: Final = {"at_most": True, "less_than": False, "before": False}


def lengths(leaf: Any) -> Iterator[Found]:
    """Yield the problem of a leaf that counts months or days below zero."""
    for key in ("within_months", "within_days"):
        held = getattr(leaf, key, 0)
        if held < 0:
            yield (key,), *below_zero(held)


def contradictions(tree: form.All) -> Iterator[Found]:
    """Yield each leaf directly inside one `all` that shuts out an earlier one on the same fact.

    Only limits written as plain numbers and dates are compared; others depend on the day.
    """
    lows: dict[ConceptId, list[Bound]] = {}
    highs: dict[ConceptId, list[Bound]] = {}
    for i, leaf in enumerate(tree.all):
        if isinstance(leaf, form.FactLeaf):
            lows.setdefault(leaf.fact, []).extend(_bounds(leaf, _LOW, 0))
            highs.setdefault(leaf.fact, []).extend(_bounds(leaf, _HIGH, -1))
            clash = _clash(lows[leaf.fact], highs[leaf.fact])
            if clash:
                yield ("all", i), *_never(leaf.fact, *clash)
                del lows[leaf.fact], highs[leaf.fact]


def _never(fact: ConceptId, one: str, two: str) -> tuple[Text, Text]:
    problem = Text(
        zh=f"{fact} 的 {one} 和 {two} 不可能同时成立。",
        en=f"{one} and {two} of {fact} can never be true together.",
    )
    remedy = Text(
        zh="请改正其中一个；满足其一就行的，请用 any: [...]。",
        en="Correct one of the two, or use any: [...] for either.",
    )
    return problem, remedy


def _bounds(leaf: Any, keys: dict[str, bool], end: int) -> Iterator[Bound]:
    """Yield the plain bounds a leaf sets at one end (0 the low one, -1 the high one)."""
    for key, counted in keys.items():
        held = getattr(leaf, key, None)
        if isinstance(held, Decimal | date):
            yield held, counted, f"{key}: {held}"
    if isinstance(leaf, form.Between) and len(leaf.between) == 2:
        held = leaf.between[end]
        if isinstance(held, Decimal | date):
            yield held, True, f"between: [{', '.join(map(str, leaf.between))}]"
    if isinstance(leaf, form.Is) and isinstance(leaf.is_, Decimal):
        yield leaf.is_, True, f"is: {leaf.is_}"


def _clash(lows: list[Bound], highs: list[Bound]) -> tuple[str, str] | None:
    for low, low_counts, low_said in lows:
        for high, high_counts, high_said in highs:
            if type(low) is not type(high) or low_said == high_said:
                continue
            if low > high or (low == high and not (low_counts and high_counts)):
                return low_said, high_said
    return None
