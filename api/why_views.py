"""Why a service is in a plan or not, for whatever somebody asks about, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flowchart.plan import Plan
from flowchart.why import Why, why
from kb.catalogue import Catalogue
from kb.model import PublicService, Scene
from kb.text import Text
from matcher.search import Outcome, Searcher

MOST_ASKED: Final = 60
"""So many characters of a question are read."""
_MOST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """A service that was asked about, and why it is there or not.

    Attributes:
        found: what the plan says of it.
        service: its record.
        number: of its step, where it has one.
        scenes: the matters of the plan that have it, else those that would.
        needed_by: the numbers of the steps that wait for it, each with the paper if it is one.
        waits_for: the numbers of the steps before it.
    """

    found: Why
    service: PublicService
    number: int | None
    scenes: tuple[Scene, ...]
    needed_by: tuple[tuple[int, Text | None], ...]
    waits_for: tuple[int, ...]


def why_views(
    asked: str, plan: Plan, catalogue: Catalogue, searcher: Searcher
) -> tuple[WhyView, ...]:
    """Return the services that words may mean, the likeliest first, and why each is there or not.

    Args:
        asked: what was typed.
        plan: the plan.
        catalogue: has the records.
        searcher: finds services by words.
    """
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    shown = []
    for one in _meant(asked[:MOST_ASKED].strip(), catalogue, searcher):
        found = why(one, plan, catalogue)
        shown.append(
            WhyView(
                found=found,
                service=catalogue.services[found.service],
                number=numbers.get(found.service),
                scenes=tuple(catalogue.scenes[scene] for scene in found.scenes),
                needed_by=tuple(
                    (numbers[step], catalogue.evidence[paper].title if paper else None)
                    for step, paper in found.needed_by
                ),
                waits_for=tuple(numbers[step] for step in found.waits_for),
            )
        )
    return tuple(shown)


def _meant(asked: str, catalogue: Catalogue, searcher: Searcher) -> Iterator[str]:
    if not asked:
        return
    exact = catalogue.resolve("service", asked) or _called(asked, catalogue)
    if exact is not None:
        yield exact
        return
    found = searcher.search(asked, ("service",))
    if found.outcome is not Outcome.OUTSIDE:
        hits = [one.id for one in found.results if one.kind == "service"]
        yield from hits[: 1 if found.outcome is Outcome.FOUND else _MOST]


def _called(asked: str, catalogue: Catalogue) -> str | None:
    """Return the service that bears just this title, in either language."""
    said = asked.casefold()
    titles = ((one.id, one.title) for one in catalogue.services.values())
    return next((id_ for id_, t in titles if said in (t.zh.casefold(), t.en.casefold())), None)
