"""Where each step is handled.

Company matters at the district's centre, personal ones at the sub-district's, the rest at the
body itself (上海市人大常委会“一网通办”决定 2021 第3条).
"""

from __future__ import annotations

from kb.catalogue import Catalogue
from kb.ids import OrganisationId
from kb.kinds import ConceptType, Venue
from kb.model import PublicOrganisation, PublicService
from matcher.applicant import Facts


class Places:
    """Tells where the services of one applicant are handled."""

    def __init__(
        self, catalogue: Catalogue, facts: Facts, centre: OrganisationId | None = None
    ) -> None:
        self._centre = centre if centre in catalogue.records else None
        local = centre_of(facts, catalogue)
        self._local = local.id if local is not None else None

    def of(self, service: PublicService) -> OrganisationId | None:
        """Return the office where a service is handled; None where that is not known."""
        if service.where is Venue.DISTRICT_CENTRE:
            return self._centre
        if service.where is Venue.SUB_DISTRICT_CENTRE:
            return self._local
        return service.organisation if service.where is Venue.ELSEWHERE else None


def centre_of(facts: Facts, catalogue: Catalogue) -> PublicOrganisation | None:
    """Return the one body whose area is a place that is known, if there is just one."""
    areas = {
        fact.value
        for concept, fact in facts.known.items()
        if catalogue.concepts[concept].type is ConceptType.AREA
    }
    if not areas:
        return None
    found = [one for one in catalogue.of_kind(PublicOrganisation) if one.area in areas]
    return found[0] if len(found) == 1 else None
