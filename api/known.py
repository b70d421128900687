"""How true the base is: fields read in a source, to be confirmed, last checked; by department."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.catalogue import Catalogue
from kb.ids import kind_of
from kb.model import AnyRecord, Policy, PublicService
from kb.text import Text

COMMON = ""
"""Stands for records that no department answers for by itself: facts, papers, areas, scenes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How well some records are known; `key` is a kind, an organisation's id, or `COMMON`."""

    key: str
    title: Text | None
    records: int
    seen: int
    to_confirm: int
    checked_from: date | None
    checked_to: date | None
    unchecked: int

    @property
    def share(self) -> int:
        """Return how many of a hundred fields that have a standing were read in a source."""
        told = self.seen + self.to_confirm
        return round(100 * self.seen / told) if told else 0


def known(key: str, records: Iterable[AnyRecord], title: Text | None = None) -> Known:
    """Return how well these records are known."""
    held = list(records)
    days = [record.checked_on for record in held if record.checked_on is not None]
    return Known(
        key=key,
        title=title,
        records=len(held),
        seen=sum(len(record.seen) for record in held),
        to_confirm=sum(len(record.confirm) for record in held),
        checked_from=min(days, default=None),
        checked_to=max(days, default=None),
        unchecked=len(held) - len(days),
    )


def whole(catalogue: Catalogue) -> Known:
    """Return how well the whole base is known."""
    return known("all", catalogue.records.values())


def by_kind(catalogue: Catalogue) -> tuple[Known, ...]:
    """Return how well each kind of record is known, the most numerous first."""
    grouped: dict[str, list[AnyRecord]] = defaultdict(list)
    for record in catalogue.records.values():
        grouped[kind_of(record.id)].append(record)
    return _sorted(known(kind, held) for kind, held in grouped.items())


def by_department(catalogue: Catalogue) -> tuple[Known, ...]:
    """Return how well the services and policies of each department are known, and the rest."""
    grouped: dict[str, list[AnyRecord]] = defaultdict(list)
    for record in catalogue.records.values():
        answers = isinstance(record, PublicService | Policy) and record.organisation
        grouped[str(answers or COMMON)].append(record)
    rest = grouped.pop(COMMON, [])
    named = _sorted(known(key, held, catalogue.records[key].title) for key, held in grouped.items())
    return (*named, known(COMMON, rest)) if rest else named


def _sorted(rows: Iterable[Known]) -> tuple[Known, ...]:
    return tuple(sorted(rows, key=lambda row: (-row.records, row.key)))


def selection(catalogue: Catalogue) -> dict[str, list[Policy]]:
    """Return the core items of our own selection by the department each stands for."""
    chosen: dict[str, list[Policy]] = defaultdict(list)
    for policy in catalogue.policies.values():
        if policy.selected_for is not None:
            chosen[policy.selected_for].append(policy)
    return dict(sorted(chosen.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def shape(row: Known) -> dict[str, Any]:
    """Return a row as JSON."""
    return {
        "key": row.key or None,
        "title": {"zh": row.title.zh, "en": row.title.en} if row.title else None,
        "records": row.records,
        "fields_seen": row.seen,
        "fields_to_confirm": row.to_confirm,
        "checked_from": row.checked_from.isoformat() if row.checked_from else None,
        "checked_to": row.checked_to.isoformat() if row.checked_to else None,
        "not_checked": row.unchecked,
    }
