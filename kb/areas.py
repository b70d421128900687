"""Administrative divisions: what lies in what, sound on partial knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from functools import cached_property

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


class Places:
    """The areas of one catalogue, with what touches what worked out once."""

    def __init__(self, areas: Mapping[AreaId, Area]) -> None:
        self._areas = areas
        self._around: dict[AreaId, frozenset[AreaId]] = {}

    def containment(self, area: AreaId, within: Collection[AreaId]) -> Containment:
        """Say whether an area lies within one of others.

        Someone known only to live in Shanghai may or may not live in Huangpu: too coarse. So are
        two areas of which a third lies in both, such as a district and a zone that crosses it.
        """
        around = self._around.get(area)
        if around is None:
            around = self._around[area] = frozenset(chain(area, self._areas))
        if not around.isdisjoint(within):
            return Containment.INSIDE
        if self._shared.get(area, frozenset()).isdisjoint(within):
            return Containment.OUTSIDE
        return Containment.TOO_COARSE

    @cached_property
    def _shared(self) -> Mapping[AreaId, frozenset[AreaId]]:
        """Return for each area every other that has some area in common with it."""
        shared: dict[AreaId, set[AreaId]] = defaultdict(set)
        for area in self._areas:
            around = tuple(chain(area, self._areas))
            for one in around:
                shared[one].update(around)
        return {area: frozenset(others) for area, others in shared.items()}


def containment(area: AreaId, within: AreaId, areas: Mapping[AreaId, Area]) -> Containment:
    """Say whether an area lies within another; for many answers over the same areas use Places."""
    return Places(areas).containment(area, (within,))
