"""Which paper stands for each material a step asks for, and who has it.

Where any of several will do, the one that costs the applicant least is taken: one in hand, one
that is needed anyway, else the easiest to have. What a step waits for and what is brought both
follow from this one choice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flowchart.ways import Way
from kb.catalogue import Catalogue
from kb.handling import InputTerms
from kb.ids import EvidenceId, ServiceId
from kb.kinds import Supplier
from kb.model import PublicService
from matcher.applicant import Facts


class MaterialStanding(StrEnum):
    """Who has a material."""

    BRING = "bring"
    HELD = "held"
    RETRIEVABLE = "retrievable"
    ISSUED = "issued"
    PRE_FILLED = "pre-filled"
    DEFERRED = "deferred"
    REPLACED = "replaced"


_SUPPLIED: Final = {
    Supplier.APPLICANT: MaterialStanding.BRING,
    Supplier.THIRD_PARTY: MaterialStanding.BRING,
    Supplier.LIBRARY: MaterialStanding.RETRIEVABLE,
    Supplier.GENERATED: MaterialStanding.PRE_FILLED,
}
_EASE: Final = (
    MaterialStanding.HELD,
    MaterialStanding.ISSUED,
    MaterialStanding.PRE_FILLED,
    MaterialStanding.RETRIEVABLE,
    MaterialStanding.BRING,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A material one step asks for, the paper that stands for it, and who has that.

    `issuers` are the services of the plan that issue it; `follows` says that it may be handed in
    after the step has begun.
    """

    service: ServiceId
    any_of: frozenset[EvidenceId]
    evidence: EvidenceId
    standing: MaterialStanding
    issuers: tuple[ServiceId, ...] = ()
    follows: bool = False
    terms: InputTerms | None = None


def needs(
    services: Sequence[PublicService],
    ways: Mapping[ServiceId, Way],
    facts: Facts,
    catalogue: Catalogue,
    firm: Collection[ServiceId] | None = None,
) -> tuple[Need, ...]:
    """Return what the services of a plan need, each material of each service once.

    Args:
        services: all of the plan.
        ways: how each of them goes.
        facts: tell what is held.
        catalogue: knows who issues what.
        firm: those that are certain; all where left out. What stands for a material of theirs
            does not depend on steps that may yet fall away.
    """
    whole = _chooser(services, facts, catalogue)
    sure = [one for one in services if firm is None or one.id in firm]
    chooser = whole if len(sure) == len(services) else _chooser(sure, facts, catalogue)
    return tuple(
        whole.need(service, any_of, ways[service.id], chooser if service in sure else whole)
        for service in services
        for any_of in service.inputs
    )


def _chooser(services: Sequence[PublicService], facts: Facts, catalogue: Catalogue) -> _Chooser:
    return _Chooser(
        in_plan=[service.id for service in services],
        facts=facts,
        catalogue=catalogue,
        anyway=frozenset(
            e for one in services for any_of in one.inputs if len(any_of) == 1 for e in any_of
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chooser:
    """Chooses the paper for a material among the services of one plan."""

    in_plan: Sequence[ServiceId]
    facts: Facts
    catalogue: Catalogue
    anyway: frozenset[EvidenceId]

    def need(
        self, service: PublicService, any_of: frozenset[EvidenceId], way: Way, chooser: _Chooser
    ) -> Need:
        """Return what a step needs for one of its materials, as another chooser chose."""
        promised = sorted(any_of & way.waives)
        evidence = promised[0] if promised else chooser.chosen(any_of)
        standing = MaterialStanding.REPLACED if promised else self.standing(evidence)
        follows = not promised and evidence in way.defers and standing in _CAN_FOLLOW
        issued = standing is MaterialStanding.ISSUED
        return Need(
            service=service.id,
            any_of=any_of,
            evidence=evidence,
            standing=MaterialStanding.DEFERRED if follows and not issued else standing,
            issuers=self.issuers(evidence) if issued else (),
            follows=follows,
            terms=next((one for one in service.terms if one.evidence == evidence), None),
        )

    def chosen(self, any_of: frozenset[EvidenceId]) -> EvidenceId:
        """Return the paper that stands for several: in hand, needed anyway, or the easiest."""
        return self.easiest(any_of & self.facts.held or any_of & self.anyway or any_of)

    def easiest(self, any_of: Iterable[EvidenceId]) -> EvidenceId:
        """Return the paper that costs least; of two alike the first by name."""
        return min(sorted(any_of), key=lambda e: _EASE.index(self.standing(e)))

    def standing(self, evidence: EvidenceId) -> MaterialStanding:
        """Return who has a paper."""
        if evidence in self.facts.held:
            return MaterialStanding.HELD
        if self.issuers(evidence):
            return MaterialStanding.ISSUED
        return _SUPPLIED[self.catalogue.evidence[evidence].supplied_by]

    def issuers(self, evidence: EvidenceId) -> tuple[ServiceId, ...]:
        """Return the services of the plan that issue a paper, in the order of the plan."""
        issuing = self.catalogue.issuers.get(evidence, frozenset())
        return tuple(service for service in self.in_plan if service in issuing)


_CAN_FOLLOW: Final = (MaterialStanding.BRING, MaterialStanding.ISSUED, MaterialStanding.RETRIEVABLE)
