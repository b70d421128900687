"""Materials merged over all steps, each with who has it; only a few are left to bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

from flowchart.needs import MaterialStanding, Need
from kb.catalogue import Catalogue
from kb.ids import Code, EvidenceId, ServiceId
from kb.kinds import PaperForm, Supplier
from kb.model import PublicService

_ORDER: Final = tuple(MaterialStanding)
_STRICTEST: Final = (PaperForm.ORIGINAL, PaperForm.COPY, PaperForm.ELECTRONIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One material of the plan: asked for once, however many steps need it.

    `copies` are those of all steps together and `form` the strictest any step asks for; both are
    left out where no source says.
    """

    evidence: EvidenceId
    standing: MaterialStanding
    for_: tuple[ServiceId, ...]
    issued_by: ServiceId | None = None
    from_third_party: bool = False
    alternatives: tuple[EvidenceId, ...] = ()
    form: PaperForm | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCounts:
    """What merging saves: single lists with one form each, distinct, and to bring."""

    raw: int
    distinct: int
    bring: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCounts:
    """Fields of application forms: on the single forms, each once, and forms nobody has read."""

    single: int
    merged: int
    forms_unread: int


def merged(needs: Iterable[Need], catalogue: Catalogue) -> tuple[Material, ...]:
    """Return the materials of a plan, each once, what to bring first.

    What one step lets follow or takes a promise for, but another wants at once, is brought.
    Alternatives are those that every step takes.
    """
    by_paper: dict[EvidenceId, list[Need]] = defaultdict(list)
    for need in needs:
        by_paper[need.evidence].append(need)
    found = [_material(paper, users, catalogue) for paper, users in by_paper.items()]
    return tuple(sorted(found, key=lambda m: (_ORDER.index(m.standing), -len(m.for_), m.evidence)))


def _material(paper: EvidenceId, users: Sequence[Need], catalogue: Catalogue) -> Material:
    standing = min((need.standing for need in users), key=_ORDER.index)
    issuers = [service for need in users for service in need.issuers]
    shared = reduce(frozenset.intersection, (need.any_of for need in users))
    terms = {need.service: need.terms for need in users if need.terms is not None}.values()
    forms = [one.form for one in terms if one.form is not None]
    copies = [one.copies for one in terms if one.copies is not None]
    return Material(
        evidence=paper,
        standing=standing,
        for_=tuple(dict.fromkeys(need.service for need in users)),
        issued_by=issuers[0] if issuers and standing is MaterialStanding.ISSUED else None,
        from_third_party=catalogue.evidence[paper].supplied_by is Supplier.THIRD_PARTY,
        alternatives=tuple(sorted(shared - {paper})),
        form=min(forms, key=_STRICTEST.index, default=None),
        copies=sum(copies) if copies else None,
    )


def counts(services: Sequence[PublicService], materials: Iterable[Material]) -> MaterialCounts:
    """Return the figures before and after merging; every service also has its form."""
    held = list(materials)
    return MaterialCounts(
        raw=sum(len(service.inputs) + 1 for service in services),
        distinct=len(held),
        bring=sum(material.standing is MaterialStanding.BRING for material in held),
    )


def fields(services: Iterable[PublicService]) -> FieldCounts:
    """Return how many fields the forms ask for, one by one and each asked once."""
    forms: Mapping[ServiceId, frozenset[Code]] = {one.id: one.form for one in services}
    return FieldCounts(
        single=sum(map(len, forms.values())),
        merged=len(frozenset[Code]().union(*forms.values())),
        forms_unread=sum(not form for form in forms.values()),
    )


__all__ = [
    "FieldCounts",
    "Material",
    "MaterialCounts",
    "MaterialStanding",
    "counts",
    "fields",
    "merged",
]
