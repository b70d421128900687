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
    """Yield the area and everything it lies in, each once, nearer ones first."""
    waiting, seen = [area], {area}
    for current in waiting:
        yield current
        held = areas.get(current)
        if held is not None:
            parents = [held.within] if held.within is not None else []
            further = [p for p in (*parents, *sorted(held.also_within)) if p not in seen]
            waiting += further
            seen.update(further)


def containment(area: AreaId, within: AreaId, areas: Mapping[AreaId, Area]) -> Containment:
    """Say whether an area lies within another.

    Someone known only to live in Shanghai may or may not live in Huangpu: too coarse. So are two
    areas of which a third lies in both, such as a district and a zone that crosses it.
    """
    if within in chain(area, areas):
        return Containment.INSIDE
    if area in chain(within, areas) or _cross(area, within, areas):
        return Containment.TOO_COARSE
    return Containment.OUTSIDE


def _cross(one: AreaId, other: AreaId, areas: Mapping[AreaId, Area]) -> bool:
    """Say whether a third area lies in both; only where some area has more than one parent."""
    shared = (area for area, held in areas.items() if held.also_within)
    return any({one, other} <= set(chain(area, areas)) for area in shared)
