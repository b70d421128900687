"""What the pages show of a plan: its materials, places and figures, ready for a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowchart.diagram import Row
from flowchart.materials import Material, MaterialStanding
from flowchart.plan import Plan
from flowchart.scene import Applies
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import Venue
from kb.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialView:
    """A material with the numbers of the steps that need it and the one that issues it."""

    title: Text
    standing: MaterialStanding
    steps: tuple[int, ...]
    issued_by_step: int | None
    from_third_party: bool
    to_confirm: bool
    id: str


def material_views(plan: Plan, catalogue: Catalogue) -> tuple[MaterialView, ...]:
    """Return the plan's materials with step numbers."""
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    return tuple(_material_view(material, numbers, catalogue) for material in plan.materials)


def _material_view(
    material: Material, numbers: Mapping[ServiceId, int], catalogue: Catalogue
) -> MaterialView:
    record = catalogue.evidence[material.evidence]
    return MaterialView(
        title=record.title,
        standing=material.standing,
        steps=tuple(sorted(numbers[service] for service in material.for_)),
        issued_by_step=numbers.get(material.issued_by) if material.issued_by else None,
        from_third_party=material.from_third_party,
        to_confirm="supplied_by" in record.confirm,
        id=record.id,
    )


def places(rows: Sequence[Row], catalogue: Catalogue) -> tuple[Text, ...]:
    """Return where the certain steps lead beyond the district centre, each place once."""
    found: dict[str, Text] = {}
    for row in rows:
        service = catalogue.services[row.service]
        if row.wrapper or row.standing is not Applies.CERTAIN:
            continue
        if service.where in (None, Venue.DISTRICT_CENTRE):
            continue
        office = catalogue.records.get(service.organisation or "")
        named = office if service.where is Venue.ELSEWHERE else None
        place = named.title if named is not None else row.where
        found.setdefault(place.zh, place)
    return tuple(found.values())


def has_certain_step(plan: Plan) -> bool:
    """Say whether any step is certain, so that days, fees and papers mean something."""
    return any(s.standing is Applies.CERTAIN and not s.wrapper for s in plan.steps)


def fees_to_confirm(plan: Plan, catalogue: Catalogue) -> int:
    """Return how many certain steps have a fee that nobody read in a source."""
    certain = (s for s in plan.steps if s.standing is Applies.CERTAIN and not s.wrapper)
    services = (catalogue.services[step.service] for step in certain)
    return sum(one.fee is None or "fee" not in one.seen for one in services)
