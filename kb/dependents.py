"""What a changed record reaches: everything that names it, and what names that, and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from kb.ids import kind_of
from kb.model import AnyRecord
from kb.references import references

_CARRIES_NOTHING = frozenset({"document"})
"""Kinds that are named as a source only: what is in them changes no verdict and no plan."""


def reached(changed: Collection[str], records: Iterable[AnyRecord]) -> frozenset[str]:
    """Return the ids of changed records and of all that depend on one of them.

    Args:
        changed: ids of records that change, come or go.
        records: all there are, before and after; the same id may stand there twice.
    """
    named_by: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for _, target in references(record):
            named_by[target].add(record.id)
    found = set(changed)
    ahead = [one for one in changed if kind_of(one) not in _CARRIES_NOTHING]
    while ahead:
        new = named_by[ahead.pop()] - found
        found |= new
        ahead += [one for one in new if kind_of(one) not in _CARRIES_NOTHING]
    return frozenset(found)
