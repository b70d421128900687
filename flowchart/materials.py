"""Materials merged over all steps, each with who has it; only a few are left to bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kb.catalogue import Catalogue
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


_SUPPLIED: Final = {
    Supplier.APPLICANT: MaterialStanding.BRING,
    Supplier.THIRD_PARTY: MaterialStanding.BRING,
    Supplier.LIBRARY: MaterialStanding.RETRIEVABLE,
    Supplier.GENERATED: MaterialStanding.PRE_FILLED,
}
_ORDER: Final = tuple(MaterialStanding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material of the plan: asked for once, however many steps need it."""

    evidence: EvidenceId
    standing: MaterialStanding
    for_: tuple[ServiceId, ...]
    issued_by: ServiceId | None = None
    from_third_party: bool = False
    alternatives: tuple[EvidenceId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCounts:
    """What merging saves: single lists with one form each, distinct, and to bring."""

    raw: int
    distinct: int
    bring: int


def merged(
    services: Sequence[PublicService], facts: Facts, catalogue: Catalogue
) -> tuple[Material, ...]:
    """Return the materials of these services, each once, what to bring first.

    Where any of several will do, the one that costs the applicant least stands for them: one
    that is needed anyway, else the easiest to have. Alternatives are those that every step takes.
    """
    in_plan = [service.id for service in services]
    anyway = {
        e for service in services for any_of in service.inputs if len(any_of) == 1 for e in any_of
    }
    needed: dict[EvidenceId, list[ServiceId]] = {}
    alternatives: dict[EvidenceId, frozenset[EvidenceId]] = {}
    for service in services:
        for any_of in service.inputs:
            chosen = _easiest(any_of & anyway or any_of, in_plan, facts, catalogue)
            needed.setdefault(chosen, []).append(service.id)
            alternatives[chosen] = alternatives.get(chosen, any_of) & any_of - {chosen}
    found = [
        _material(
            evidence, tuple(dict.fromkeys(users)), in_plan, facts, catalogue, alternatives[evidence]
        )
        for evidence, users in needed.items()
    ]
    return tuple(sorted(found, key=lambda m: (_ORDER.index(m.standing), -len(m.for_), m.evidence)))


def counts(services: Sequence[PublicService], materials: Iterable[Material]) -> MaterialCounts:
    """Return the figures before and after merging; every service also has its form."""
    held = list(materials)
    return MaterialCounts(
        raw=sum(len(service.inputs) + 1 for service in services),
        distinct=len(held),
        bring=sum(material.standing is MaterialStanding.BRING for material in held),
    )


def _easiest(
    any_of: frozenset[EvidenceId], in_plan: list[ServiceId], facts: Facts, catalogue: Catalogue
) -> EvidenceId:
    ease = (
        MaterialStanding.HELD,
        MaterialStanding.ISSUED,
        MaterialStanding.PRE_FILLED,
        MaterialStanding.RETRIEVABLE,
        MaterialStanding.BRING,
    )
    return min(sorted(any_of), key=lambda e: ease.index(_standing(e, in_plan, facts, catalogue)))


def _standing(
    evidence: EvidenceId, in_plan: list[ServiceId], facts: Facts, catalogue: Catalogue
) -> MaterialStanding:
    if facts.holds is not None and evidence in facts.holds:
        return MaterialStanding.HELD
    if issuer(evidence, in_plan, catalogue.issuers) is not None:
        return MaterialStanding.ISSUED
    return _SUPPLIED[catalogue.evidence[evidence].supplied_by]


def issuer(
    evidence: EvidenceId,
    in_plan: Iterable[ServiceId],
    issuers: Mapping[EvidenceId, frozenset[ServiceId]],
) -> ServiceId | None:
    """Return the service of the plan that issues a material, if one does."""
    issued_by = issuers.get(evidence, frozenset())
    return next((service for service in in_plan if service in issued_by), None)


def _material(
    evidence: EvidenceId,
    users: tuple[ServiceId, ...],
    in_plan: list[ServiceId],
    facts: Facts,
    catalogue: Catalogue,
    others: frozenset[EvidenceId],
) -> Material:
    standing = _standing(evidence, in_plan, facts, catalogue)
    issued = standing is MaterialStanding.ISSUED
    return Material(
        evidence=evidence,
        standing=standing,
        for_=users,
        issued_by=issuer(evidence, in_plan, catalogue.issuers) if issued else None,
        from_third_party=catalogue.evidence[evidence].supplied_by is Supplier.THIRD_PARTY,
        alternatives=tuple(sorted(others)),
    )
