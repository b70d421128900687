"""Counts over a judged register: per policy who qualifies, who is near, and what to ask next.

Tallies of parts are added, so that a register may be judged in pieces, anywhere and in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final, TypeVar

import numpy as np

from kb.ids import ConceptId, PolicyId
from matcher.columns import JudgedColumns
from matcher.outlook import Outlook
from matcher.planes import Bits, count
from matcher.register_batch import ReadBatch
from matcher.register_rows import CODES

Key = TypeVar("Key")
_COUNTS: Final = ("eligible", "near", "needs_information", "needs_judgement", "not_eligible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTally:
    """How many applicants one policy comes to what for.

    Attributes:
        near: of those not eligible, who is out by one figure near its limit, all else known.
        missing: how many applicants each open fact keeps the policy open for.
        alone: how many of them it is the only one for.
    """

    eligible: int = 0
    near: int = 0
    needs_information: int = 0
    needs_judgement: int = 0
    not_eligible: int = 0
    missing: Mapping[ConceptId, int] = field(default_factory=dict)
    alone: Mapping[ConceptId, int] = field(default_factory=dict)

    def __add__(self, other: PolicyTally) -> PolicyTally:
        """Return the counts over both."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return PolicyTally(
            **counts,
            missing=_added(self.missing, other.missing),
            alone=_added(self.alone, other.alone),
        )

    @property
    def settles_most(self) -> ConceptId | None:
        """Return the fact that would settle the policy for most; None where none is open."""
        if not self.missing:
            return None
        return min(self.missing, key=lambda one: (-self.alone.get(one, 0), -self.missing[one], one))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts over some applicants of a register.

    Attributes:
        rows: how many applicants there are.
        unread: how many cells could not be used, by column.
        policies: the counts of every policy, in the order of the columns.
    """

    rows: int = 0
    unread: Mapping[str, int] = field(default_factory=dict)
    policies: Mapping[PolicyId, PolicyTally] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        """Return the counts over both."""
        policies = dict(self.policies)
        for policy, tally in other.policies.items():
            policies[policy] = policies[policy] + tally if policy in policies else tally
        return Tally(
            rows=self.rows + other.rows,
            unread=_added(self.unread, other.unread),
            policies=policies,
        )

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it; `tally_from` reads it again."""
        return {
            "rows": self.rows,
            "unread": dict(self.unread),
            "policies": {policy: _plain(tally) for policy, tally in self.policies.items()},
        }


def tally_from(plain: Mapping[str, Any]) -> Tally:
    """Return the tally that `Tally.plain` gave."""
    policies = {PolicyId(key): PolicyTally(**held) for key, held in plain["policies"].items()}
    return Tally(rows=plain["rows"], unread=plain["unread"], policies=policies)


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return the counts over all; of none it counts nothing."""
    return reduce(Tally.__add__, tallies, Tally())


def tally_of(read: ReadBatch, judged: JudgedColumns) -> Tally:
    """Return the counts over one batch.

    Args:
        read: n applicants.
        judged: the same applicants, judged.
    """
    outlook = Outlook(judged)
    policies = judged.columns.policies
    return Tally(
        rows=judged.rows,
        unread=Counter(one.column for one in read.unread),
        policies={
            policy.id: _policy_tally(place, judged, outlook)
            for place, policy in enumerate(policies)
        },
    )


def _policy_tally(place: int, judged: JudgedColumns, outlook: Outlook) -> PolicyTally:
    found = np.bincount(judged.codes[place], minlength=len(CODES)).tolist()
    counts = {str(verdict): number for verdict, number in zip(CODES, found, strict=True)}
    return PolicyTally(
        **counts,
        near=count(outlook.near(place), judged.rows),
        missing=_counted(outlook.missing(place), judged.rows),
        alone=_counted(outlook.alone(place), judged.rows),
    )


def _counted(whose: Mapping[ConceptId, Bits], rows: int) -> dict[ConceptId, int]:
    counts = {concept: count(bits, rows) for concept, bits in whose.items()}
    return {concept: number for concept, number in counts.items() if number}


def _added(these: Mapping[Key, int], others: Mapping[Key, int]) -> dict[Key, int]:
    return dict(Counter(these) + Counter(others))


def _plain(tally: PolicyTally) -> dict[str, Any]:
    counts = {name: getattr(tally, name) for name in _COUNTS}
    return counts | {"missing": dict(tally.missing), "alone": dict(tally.alone)}
