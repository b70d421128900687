"""What would have to change for a finding to turn out met: the smallest sets of failed leaves.

Under `all` every failed part must change, under `any` the nearest one is enough, and under `not`
it is the other way round. Each change has a size: a wait by its length in years, a number by how
far it is from its limit, a choice a fixed one. What can never change again (a birthday, a deadline
that is over, a disability) has no size at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from math import inf
from typing import Any, Final

from kb import criteria as form
from kb.criteria import Criterion
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from matcher.criteria import Judge
from matcher.shortfall import Shortfall, shortfall
from matcher.values import as_fraction
from matcher.verdict import Finding, Verdict, opposite

_MOST: Final = 6
"""Ways kept at every branch; the nearest is nearly always the first that works."""
_CHOICE: Final = 2.0
_PAPER: Final = 1.5
_ANOTHER: Final = 3.0
"""What every further change adds, so that one change is nearer than two."""
_UNDOABLE: Final = re.compile(r"已|过|以前|近[一二三两\d]{1,2}年")
_ONLY_ONCE: Final = re.compile(r"第一次|首次")
"""Chinese titles of flags that speak of what has happened: it cannot be undone, or come again."""


Outer = tuple[Criterion, bool]
"""A leaf and whether it stands under a `not`."""


class Means(Enum):
    """How a failed condition could come to be met."""

    WAIT = "by itself, on a known day"
    NUMBER = "a number that can grow or shrink"
    CHOICE = "something one can choose or get"
    NEVER = "not any more"


@dataclass(frozen=True, slots=True)
class Change:
    """A leaf that would have to turn round.

    Attributes:
        finding: of the leaf.
        negated: whether it must turn out unmet.
        means: how that could come about.
        size: how far it is.
        missing: by how much it fails, where that can be measured.
        within: the comparison of a worked-out fact that this leaf decides, if it does.
    """

    finding: Finding
    negated: bool
    means: Means
    size: float
    missing: Shortfall | None = None
    within: Outer | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """A set of changes that together would do, and what stays open beside them."""

    changes: tuple[Change, ...] = ()
    still_open: tuple[Finding, ...] = ()

    @property
    def size(self) -> float:
        """Return how near it is: waits run side by side, everything else adds up."""
        waits = [change.size for change in self.changes if change.means is Means.WAIT]
        others = [change.size for change in self.changes if change.means is not Means.WAIT]
        further = max(0, len(others) + bool(waits) - 1)
        return max(waits, default=0.0) + sum(others) + _ANOTHER * further

    def with_(self, other: Remedy) -> Remedy:
        """Return both together; what both need is needed once."""
        changes = {(c.finding.criterion, c.negated): c for c in (*self.changes, *other.changes)}
        still = {id(finding): finding for finding in (*self.still_open, *other.still_open)}
        return Remedy(tuple(changes.values()), tuple(still.values()))


NOTHING_TO_DO: Final = Remedy()


def remedies(
    finding: Finding, judge: Judge, *, negated: bool = False, within: Outer | None = None
) -> tuple[Remedy, ...]:
    """Return the ways in which a finding could turn out met, the nearest first; at most six.

    Args:
        finding: of a tree or a leaf.
        judge: who found it.
        negated: whether it should turn out unmet instead.
        within: the comparison of a worked-out fact whose rule this is a part of.
    """
    verdict = opposite(finding.verdict) if negated else finding.verdict
    if verdict is Verdict.MET:
        return (NOTHING_TO_DO,)
    if verdict is not Verdict.UNMET:
        return (Remedy(still_open=(finding,)),)
    criterion = finding.criterion
    if isinstance(criterion, form.Not):
        return remedies(finding.parts[0], judge, negated=not negated, within=within)
    if isinstance(criterion, form.All | form.AnyOf):
        parts = [remedies(one, judge, negated=negated, within=within) for one in finding.parts]
        together = isinstance(criterion, form.All) is not negated
        return _every(parts) if together else _nearest(way for part in parts for way in part)
    if finding.parts:
        outer = within or (criterion, negated)
        return remedies(finding.parts[0], judge, negated=negated, within=outer)
    missing = shortfall(finding, negated, judge)
    means, size = _weighed(finding, negated, missing, judge)
    return (Remedy((Change(finding, negated, means, size, missing, within),)),)


def _every(parts: Iterable[tuple[Remedy, ...]]) -> tuple[Remedy, ...]:
    found: tuple[Remedy, ...] = (NOTHING_TO_DO,)
    for part in parts:
        if part != (NOTHING_TO_DO,):
            found = _nearest(one.with_(other) for one in found for other in part)
    return found


def _nearest(ways: Iterable[Remedy]) -> tuple[Remedy, ...]:
    return tuple(sorted(ways, key=_order)[:_MOST])


def _order(way: Remedy) -> tuple[float, int, int]:
    return way.size, len(way.changes), len(way.still_open)


# ---- one leaf -------------------------------------------------------------------------------


def _weighed(
    finding: Finding, negated: bool, missing: Shortfall | None, judge: Judge
) -> tuple[Means, float]:
    leaf: Any = finding.criterion
    if isinstance(leaf, form.Holds | form.Granted):
        is_paper = isinstance(leaf, form.Holds) and not negated
        return Means.CHOICE, _PAPER if is_paper else _CHOICE
    if missing is not None:
        return _measured(finding, missing, judge)
    concept = judge.catalogue.concepts.get(getattr(leaf, "fact", ConceptId("")))
    fixed = concept is not None and _is_fixed(concept, finding.value)
    return (Means.NEVER, inf) if fixed else (Means.CHOICE, _CHOICE)


_TEN: Final = 10


def _measured(finding: Finding, missing: Shortfall, judge: Judge) -> tuple[Means, float]:
    if missing.met_on is not None:
        return Means.WAIT, max(0, (missing.met_on - judge.on).days) / 365
    if missing.last is not None:
        return Means.NEVER, inf
    if isinstance(missing.target, date) or isinstance(missing.limit, date):
        past = isinstance(finding.value, date) and finding.value <= judge.on
        return (Means.NEVER, inf) if past else (Means.CHOICE, _CHOICE)
    limit = abs(as_fraction(missing.limit))
    far = missing.amount / limit if limit else Fraction(1)
    a_few = missing.amount / _TEN  # two people over are near, however few the rule allows
    return Means.NUMBER, 1 + float(min(far, a_few, Fraction(1000)))


def _is_fixed(concept: InformationConcept, value: Any) -> bool:
    """Say whether a flag or code will stay what it is, as far as its record tells.

    Nobody is told to change what is sensitive (a disability, a household registration), nor what
    has already happened.
    """
    if concept.type is ConceptType.NUMBER:
        return False
    if concept.type is not ConceptType.BOOLEAN:
        return concept.sensitive
    happened = value is True and _UNDOABLE.search(concept.title.zh) is not None
    return concept.sensitive or happened or _ONLY_ONCE.search(concept.title.zh) is not None
