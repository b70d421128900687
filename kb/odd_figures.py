"""Figures of a benefit that its own sentence contradicts: a slip of the hand, told and not refused.

A cell that holds 0.3 for thirty per cent, or a zero too many, changes no verdict of anybody; only
the sentence beside it says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kb.benefit import Benefit
from kb.model import AnyRecord, Policy
from kb.text import Text

_PERCENT: Final = re.compile(
    r"(\d+(?:\.\d+)?) ?[%％]|百分之(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) per ?cent"
)
_MONEY: Final = re.compile(r"(\d[\d,，]*(?:\.\d+)?) ?(万)?余?元|(\d[\d,]*(?:\.\d+)?)() yuan")
_A_GREAT_MANY: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFigure:
    """A figure and what the sentence says instead.

    Attributes:
        record: the id of the record.
        part: `rate` in per cent, or `amount` in yuan.
        figure: as it is entered.
        said: the figures that the sentence names, from the least.
    """

    record: str
    part: str
    figure: Decimal
    said: tuple[Decimal, ...]


def odd_figures(record: AnyRecord) -> Iterator[OddFigure]:
    """Yield the figures of a benefit of which the sentence names others and none of them."""
    benefit = record.benefit if isinstance(record, Policy) else None
    if benefit is None:
        return
    for part, pattern in (("rate", _PERCENT), ("amount", _MONEY)):
        held, said = _held(benefit, part), _said(benefit.text, pattern)
        if held and said and not said & held:
            yield OddFigure(record=record.id, part=part, figure=min(held), said=tuple(sorted(said)))


def _held(benefit: Benefit, part: str) -> set[Decimal]:
    """Return the figures of a part, the tiers' too; amounts only where they come in yuan."""
    if part == "amount" and benefit.amount is not None and benefit.yuan is None:
        return set()
    figures = [getattr(one, part) for one in (benefit, *benefit.tiers)]
    return {one for one in figures if one is not None}


def _said(text: Text, pattern: re.Pattern[str]) -> set[Decimal]:
    """Return the figures that the sentence names in either language.

    >>> _said(Text(zh="最高 120 万元", en="at most 1,200,000 yuan"), _MONEY)
    {Decimal('1200000')}
    """
    found = set()
    for one in pattern.finditer(f"{text.zh}\n{text.en}"):
        digits = next(group for group in one.groups() if group and group != "万")
        figure = Decimal(re.sub("[,，]", "", digits))
        found.add(figure * _A_GREAT_MANY if "万" in one.groups() else figure)
    return found
