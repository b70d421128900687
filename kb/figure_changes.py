"""Figures of a record that change by much, or whose old value still stands in its own words.

A slip of a zero changes no verdict, so nothing else would show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kb.model import AnyRecord
from kb.writing import plain

MUCH: Final = 5
"""So many times more or less is likely a slip."""
_WORDS: Final = frozenset({"zh", "en"})
_NO_FIGURES: Final = frozenset({"examples", "decimals", "place", "year"})
_SEPARATORS: Final = re.compile(r"(?<=\d)[,， ](?=\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One number: where it stands, what it was and becomes, and what is odd about it.

    Attributes:
        record: the id of the record.
        field: the field it stands in, such as `benefit`.
        times: how many times more or less it becomes; 0 where that says nothing.
        still_said: whether the record's own words still name the old figure.
    """

    record: str
    field: str
    was: Decimal
    becomes: Decimal
    times: int
    still_said: bool


def figure_changes(before: AnyRecord, after: AnyRecord) -> Iterator[FigureChange]:
    """Yield the figures of a record that change by much or are still said as they were.

    Args:
        before: the record as it is.
        after: the same as it would be.
    """
    was, becomes = dict(_figures(plain(before))), dict(_figures(plain(after)))
    said = [_SEPARATORS.sub("", text) for text in _texts(plain(after))]
    for path, old in was.items():
        new = becomes.get(path, old)
        if new == old:
            continue
        found = FigureChange(
            record=after.id,
            field=path[0],
            was=old,
            becomes=new,
            times=_times(old, new),
            still_said=any(_names(text, old) for text in said),
        )
        if found.times or found.still_said:
            yield found


def _figures(held: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Decimal]]:
    if isinstance(held, bool):
        return
    if isinstance(held, int | Decimal) and path:
        yield path, Decimal(held)
    for key, part in _parts(held):
        if not (not path and key in _NO_FIGURES):
            yield from _figures(part, (*path, key))


def _texts(held: Any, key: str = "") -> Iterator[str]:
    if isinstance(held, str) and key in _WORDS:
        yield held
    for name, part in _parts(held):
        if name not in _NO_FIGURES:
            yield from _texts(part, name)


def _parts(held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, dict):
        yield from held.items()
    elif isinstance(held, list):
        yield from ((str(i), part) for i, part in enumerate(held))


def _times(old: Decimal, new: Decimal) -> int:
    """Return how many times more or less; 0 for less than `MUCH`, or where one is nothing."""
    if old <= 0 or new <= 0:
        return 0
    times = int(max(old / new, new / old))
    return times if times >= MUCH else 0


def _names(text: str, figure: Decimal) -> bool:
    """Say whether words name a figure, as digits or in ten thousands.

    >>> _names("一次性 8000 元", Decimal(8000)), _names("最高 120 万元", Decimal(1200000))
    (True, True)
    >>> _names("18 个月", Decimal(8))
    False
    """
    forms = [format(figure.normalize(), "f")]
    if figure and figure % 1000 == 0:
        forms.append(format((figure / 10_000).normalize(), "f") + r" ?万")
    return any(re.search(rf"(?<![\d.]){one}(?![\d.]\d|\d)", text) for one in forms)
