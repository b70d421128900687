"""The centres of the district: its own, and the one of each of its sub-districts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from api.wiring import House
from flowchart.event_words import title_of
from kb.ids import OrganisationId
from kb.model import PublicOrganisation
from kb.text import Text


def centres_of_district(
    house: House, also: Iterable[OrganisationId] = ()
) -> Mapping[OrganisationId, Text]:
    """Return the titles of the centres by id, the district's own first.

    Args:
        house: says which is the district's.
        also: others that somebody works at.
    """
    held = {house.centre, *_in_sub_districts(house), *also}
    in_order = sorted(held, key=lambda one: (one != house.centre, one))
    return {one: title_of(one, house.catalogue) for one in in_order}


def _in_sub_districts(house: House) -> set[OrganisationId]:
    """Return the centres of the district's sub-districts: bodies whose area lies right below."""
    records = house.catalogue.records.values()
    bodies = {one.id: one for one in records if isinstance(one, PublicOrganisation)}
    district = bodies[house.centre].area if house.centre in bodies else None
    below = {
        id for id, area in house.catalogue.areas.items() if district and area.within == district
    }
    return {one.id for one in bodies.values() if one.area in below}
