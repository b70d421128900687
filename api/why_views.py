"""Why a service is in a plan or not, for whatever somebody asks about, in words.

What is not in force any more is told as well: somebody saw it a while ago and looks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from api.asked_by_name import named
from api.out_of_force import OutOfForce
from flowchart.plan import Plan
from flowchart.why import Presence, Why, why
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.model import Policy, PublicService, Scene
from kb.text import Text
from matcher.search import Outcome, Searcher

MOST_ASKED: Final = 60
"""So many characters of a question are read."""
_MOST: Final = 3

Needs = Callable[[Scene], Collection[ServiceId]]
"""What a matter would need of an applicant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """A service that was asked about, and why it is there or not.

    Attributes:
        found: what the plan says of it.
        service: its record.
        number: of its step, where it has one.
        scenes: the matters of the plan that have it, else those that would.
        fitting: of the latter those one may add: it would be needed there, as far as is known.
        needed_by: the numbers of the steps that wait for it, each with the paper if it is one.
        waits_for: the numbers of the steps before it.
    """

    found: Why
    service: PublicService
    number: int | None
    scenes: tuple[Scene, ...]
    fitting: tuple[Scene, ...]
    needed_by: tuple[tuple[int, Text | None], ...]
    waits_for: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAnswer:
    """What is answered to "why" or "why not".

    Attributes:
        views: the services that were named.
        near: where none was named, those that may be meant; nothing is answered about them yet.
        gone: the services and policies of that name that are not in force.
    """

    views: tuple[WhyView, ...] = ()
    near: tuple[PublicService, ...] = ()
    gone: tuple[OutOfForce, ...] = ()


def why_answer(
    asked: str,
    plan: Plan,
    catalogue: Catalogue,
    searcher: Searcher,
    needs: Needs,
    out_of_force: Iterable[OutOfForce] = (),
) -> WhyAnswer:
    """Return the services that words name and why each is there or not, those of the plan first.

    Args:
        asked: what was typed.
        plan: the plan.
        catalogue: has the records.
        searcher: finds what may be meant, where nothing is named so.
        needs: says what a matter would need of this applicant; nothing where it does not fit.
        out_of_force: what was in force a while ago and is not; read only where words were typed.
    """
    words = asked[:MOST_ASKED].strip()
    if not words:
        return WhyAnswer()
    exact = catalogue.resolve("service", words)
    services = catalogue.services.values()
    found = (exact,) if exact is not None else named(words, services)
    gone = tuple(_gone(words, out_of_force))
    if not found:
        near = () if gone else tuple(_near(words, catalogue, searcher))
        return WhyAnswer(near=near, gone=gone)
    spoken_of = [*(one.service for one in plan.steps), *(one.service for one in plan.excluded)]
    order = sorted(map(ServiceId, found), key=lambda one: one not in spoken_of)
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    return WhyAnswer(
        views=tuple(_view(one, plan, catalogue, numbers, needs) for one in order[:_MOST]),
        gone=gone,
    )


def _view(
    service: ServiceId,
    plan: Plan,
    catalogue: Catalogue,
    numbers: Mapping[ServiceId, int],
    needs: Needs,
) -> WhyView:
    found = why(service, plan, catalogue)
    scenes = tuple(catalogue.scenes[scene] for scene in found.scenes)
    elsewhere = found.presence is Presence.ELSEWHERE
    return WhyView(
        found=found,
        service=catalogue.services[service],
        number=numbers.get(service),
        scenes=scenes,
        fitting=tuple(one for one in scenes[:_MOST] if elsewhere and service in needs(one)),
        needed_by=tuple(
            (numbers[step], catalogue.evidence[paper].title if paper else None)
            for step, paper in found.needed_by
        ),
        waits_for=tuple(numbers[step] for step in found.waits_for),
    )


def _gone(words: str, out_of_force: Iterable[OutOfForce]) -> Iterator[OutOfForce]:
    for one in out_of_force:
        if isinstance(one.record, PublicService | Policy) and named(words, (one.record,)):
            yield one


def _near(words: str, catalogue: Catalogue, searcher: Searcher) -> Iterator[PublicService]:
    found = searcher.search(words, ("service",))
    if found.outcome is not Outcome.OUTSIDE:
        hits = [one.id for one in found.results if one.kind == "service"]
        yield from (catalogue.services[ServiceId(one)] for one in hits[:_MOST])
