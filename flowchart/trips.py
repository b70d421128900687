"""How often somebody must go, and how often somebody comes to the premises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flowchart.places import Places
from flowchart.plan import Trips
from flowchart.schedule import Slot
from flowchart.ways import Way
from kb.ids import ServiceId
from kb.kinds import HandlingMode
from kb.model import PublicService


def trips(
    services: Sequence[PublicService],
    ways: Mapping[ServiceId, Way],
    slots: Mapping[ServiceId, Slot],
    places: Places,
) -> Trips:
    """Return the trips of certain steps.

    Steps on one form share a trip. Together go the steps that can begin at the same place on the
    same day; a step that asks for more than one trip keeps its others.
    """
    going = [one for one in services if ways[one.id].visits]
    return Trips(
        single=_single(going, ways),
        together=_together(going, ways, slots, places),
        inspections=_inspections(ways[one.id] for one in services),
        unread=sum(ways[one.id].visits is None for one in services),
    )


def _form(way: Way) -> str | None:
    return way.group if way.mode is HandlingMode.ONE_FORM else None


def _single(going: Iterable[PublicService], ways: Mapping[ServiceId, Way]) -> int:
    alone = 0
    forms: dict[str, int] = {}
    for service in going:
        way = ways[service.id]
        form = _form(way)
        if form is None:
            alone += way.visits or 0
        else:
            forms[form] = max(forms.get(form, 0), way.visits or 0)
    return alone + sum(forms.values())


def _together(
    going: Iterable[PublicService],
    ways: Mapping[ServiceId, Way],
    slots: Mapping[ServiceId, Slot],
    places: Places,
) -> int:
    """Return the trips if what can begin at one place on one day is begun there together."""
    shared: dict[object, int] = {}
    for service in going:
        way = ways[service.id]
        place = places.of(service) or service.where or service.id
        trip = _form(way) or (place, slots[service.id].starts_day)
        shared[trip] = max(shared.get(trip, 0), way.visits or 0)
    return sum(shared.values())


def _inspections(ways: Iterable[Way]) -> int:
    """Return how often somebody comes to look; services inspected jointly are seen at once."""
    inspected = [way for way in ways if way.inspected]
    joint = {way.group for way in inspected if way.mode is HandlingMode.JOINT_INSPECTION}
    alone = sum(way.mode is not HandlingMode.JOINT_INSPECTION for way in inspected)
    return alone + len(joint)
