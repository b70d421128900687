"""Administrative divisions: what lies in what, sound on partial knowledge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from kb.ids import AreaId
from kb.model import Area


class Containment(Enum):
    """Whether one area lies in another; a coarse area may or may not."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    TOO_COARSE = "too coarse"


def chain(area: AreaId, areas: Mapping[AreaId, Area]) -> Iterator[AreaId]:
    """Yield the area and everything it lies in, innermost first."""
    current: AreaId | None = area
    seen: set[AreaId] = set()
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = areas[current].within if current in areas else None


def containment(area: AreaId, within: AreaId, areas: Mapping[AreaId, Area]) -> Containment:
    """Say whether an area lies within another.

    Someone known only to live in Shanghai may or may not live in Huangpu: too coarse.
    """
    if within in chain(area, areas):
        return Containment.INSIDE
    if area in chain(within, areas):
        return Containment.TOO_COARSE
    return Containment.OUTSIDE
