"""The whole condition of a policy: its own criteria, and what its relations and its issuer add.

A policy that excludes another is not for those who already receive the other; one that requires
another is for those who have it. Where one may choose between two, neither bars the other: both
may be open, and which is better is worked out upstairs. "The issuing body's own area" becomes the
area of the policy's organisation. Everything upstairs judges this condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kb.criteria import All, Criterion, Granted, InIssuersArea, Not, Within
from kb.ids import AreaId
from kb.model import AnyRecord, Policy, PublicOrganisation


def effective(policy: Policy, records: Mapping[str, AnyRecord]) -> Criterion | None:
    """Return everything an applicant must meet; None where everybody qualifies.

    Args:
        policy: the item.
        records: every record, for the organisation that issues it.
    """
    parts = [*_own(policy, records), *_relations(policy)]
    if len(parts) < 2:
        return parts[0] if parts else None
    own = policy.criteria
    together = own.all if isinstance(own, All) and parts[0] is own else (parts[0],)
    return All(all=(*together, *parts[1:]))


def _own(policy: Policy, records: Mapping[str, AnyRecord]) -> Iterator[Criterion]:
    if policy.criteria is None:
        return
    issuer = records.get(policy.organisation or "")
    area = issuer.area if isinstance(issuer, PublicOrganisation) else None
    yield policy.criteria if area is None else _placed(policy.criteria, area)


def _relations(policy: Policy) -> Iterator[Criterion]:
    for other in sorted(policy.excludes):
        yield Not(not_=Granted(granted=other))
    for other in sorted(policy.requires):
        yield Granted(granted=other)


def _placed(part: Any, area: AreaId) -> Any:
    """Return a criterion with the issuer's area put in; the same object where it names none."""
    if isinstance(part, InIssuersArea):
        leaf = Within(fact=part.fact, within=area, wording=part.wording, source=part.source)
        return leaf if part.in_issuers_area else Not(not_=leaf)
    if isinstance(part, tuple):
        items = tuple(_placed(item, area) for item in part)
        return part if all(map(_same, items, part)) else items
    if not is_dataclass(part):
        return part
    held: Any = part
    changed = {
        f.name: placed
        for f in fields(held)
        if (placed := _placed(getattr(held, f.name), area)) is not getattr(held, f.name)
    }
    return replace(held, **changed) if changed else held


def _same(one: object, other: object) -> bool:
    return one is other
