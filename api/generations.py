"""One generation and everything made from it; those of other days beside the one of today."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Final

from flowchart.planner import Planner
from kb.generation import Generation
from kb.ids import OrganisationId
from matcher.match import Matcher
from matcher.search import Searcher


@dataclass(frozen=True, slots=True)
class Serving:
    """One generation and everything made from it; swapped whole, never changed."""

    generation: Generation
    searcher: Searcher
    matcher: Matcher
    planner: Planner

    @classmethod
    def of(
        cls, generation: Generation, searcher: Searcher | None = None, centre: str = ""
    ) -> Serving:
        """Return what serves a generation; vectors of texts that stayed the same are kept."""
        catalogue = generation.catalogue
        return cls(
            generation=generation,
            searcher=Searcher(catalogue, earlier=searcher),
            matcher=Matcher(catalogue),
            planner=Planner(catalogue, OrganisationId(centre)),
        )

    def warm(self) -> None:
        """Do what the first visitors of this generation would wait for."""
        self.searcher.warm()
        self.matcher.warm()


Key = tuple[int, date, date | None]
"""The last move of the ledger, a day, and the day whose knowledge is asked."""
_MOST_KEPT: Final = 3


class OtherDays:
    """Keeps the generations of the days that were asked last; making one takes a second."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Serving] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Key, make: Callable[[], Serving]) -> Serving:
        """Return what is kept, else what is made now; of several that ask at once one makes it."""
        with self._turn:
            held = self._kept.pop(key, None) or make()
            self._kept[key] = held
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return held
