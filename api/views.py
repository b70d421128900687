"""What the pages show of a plan: its materials, places and figures, ready for a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flowchart.listing import Row
from flowchart.materials import Material, MaterialStanding
from flowchart.plan import Plan
from flowchart.scene import Applies, ShownWarning
from kb.catalogue import Catalogue
from kb.ids import ServiceId
from kb.kinds import PaperForm, Venue
from kb.model import EvidenceType
from kb.text import Text
from matcher.applicant import NOTHING, Facts
from matcher.inputs import Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialView:
    """A material with the numbers of the steps that need it and the one that issues it.

    `askers` are the bodies that ask for it, each once; `at_hand` says that the applicant told us
    so in this conversation. `form` and `copies` are None where no source says.
    """

    title: Text
    standing: MaterialStanding
    steps: tuple[int, ...]
    issued_by_step: int | None
    from_third_party: bool
    to_confirm: bool
    id: str
    form: PaperForm | None = None
    copies: int | None = None
    askers: tuple[Text, ...] = ()
    alternatives: tuple[Text, ...] = ()
    at_hand: bool = False


def material_views(
    plan: Plan, catalogue: Catalogue, facts: Facts = NOTHING
) -> tuple[MaterialView, ...]:
    """Return the plan's materials with step numbers.

    Args:
        plan: the plan.
        catalogue: has the records.
        facts: say which papers are at hand.
    """
    numbers = {step.service: i for i, step in enumerate(plan.steps, 1)}
    return tuple(_material_view(one, numbers, catalogue, facts) for one in plan.materials)


def _material_view(
    material: Material, numbers: Mapping[ServiceId, int], catalogue: Catalogue, facts: Facts
) -> MaterialView:
    record = catalogue.evidence[material.evidence]
    bodies = (catalogue.services[service].organisation or "" for service in material.for_)
    held = dict.fromkeys(body for body in bodies if body in catalogue.records)
    return MaterialView(
        title=record.title,
        standing=material.standing,
        steps=tuple(sorted(numbers[service] for service in material.for_)),
        issued_by_step=numbers.get(material.issued_by) if material.issued_by else None,
        from_third_party=material.from_third_party,
        to_confirm="supplied_by" in record.confirm,
        id=record.id,
        form=material.form,
        copies=material.copies,
        askers=tuple(catalogue.records[body].title for body in held),
        alternatives=tuple(catalogue.evidence[one].title for one in material.alternatives),
        at_hand=material.evidence in facts.holds_some,
    )


def papers_at_hand(plan: Plan, catalogue: Catalogue, facts: Facts) -> tuple[EvidenceType, ...]:
    """Return the papers said to be at hand that no step of the plan asks for any more."""
    listed = {one.evidence for one in plan.materials}
    return tuple(catalogue.evidence[one] for one in sorted(facts.holds_some - listed))


def hanging_warnings(
    plan: Plan, facts: Facts | None, catalogue: Catalogue
) -> tuple[ShownWarning, ...]:
    """Return what may yet apply and hangs on something that was said: tobacco near a school.

    The others wait for facts of which nothing is known. Without the facts every one is returned.
    """
    possible = [one for one in plan.warnings if not one.certain]
    if facts is None:
        return tuple(possible)
    inputs = Inputs(catalogue)
    return tuple(
        one
        for one in possible
        if one.warning.when is not None and inputs.of(one.warning.when) & facts.known.keys()
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
