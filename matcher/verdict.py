"""Three values and a fourth reason: met, unmet, and two kinds of not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from kb.criteria import Criterion
from kb.ids import ConceptId
from matcher.applicant import Value


class Verdict(StrEnum):
    """The outcome of one criterion."""

    MET = "met"
    UNMET = "unmet"
    NEEDS_INFORMATION = "needs_information"
    NEEDS_JUDGEMENT = "needs_judgement"


_ALL = (Verdict.UNMET, Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT, Verdict.MET)
_ANY = (Verdict.MET, Verdict.NEEDS_INFORMATION, Verdict.NEEDS_JUDGEMENT, Verdict.UNMET)
_OPPOSITE = {Verdict.MET: Verdict.UNMET, Verdict.UNMET: Verdict.MET}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the first of unmet, needs information, needs judgement, met; met for none.

    >>> all_of([Verdict.MET, Verdict.NEEDS_INFORMATION])
    <Verdict.NEEDS_INFORMATION: 'needs_information'>
    """
    held = set(verdicts)
    return next((v for v in _ALL if v in held), Verdict.MET)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the first of met, needs information, needs judgement, unmet; unmet for none."""
    held = set(verdicts)
    return next((v for v in _ANY if v in held), Verdict.UNMET)


def opposite(verdict: Verdict) -> Verdict:
    """Return the verdict of `not`; unknown stays unknown."""
    return _OPPOSITE.get(verdict, verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A criterion with its verdict, and for a leaf the value, the limit and the distance."""

    criterion: Criterion
    verdict: Verdict
    parts: tuple[Finding, ...] = ()
    value: Value | Fraction | None = None
    limit: Decimal | date | Fraction | None = None
    distance: Decimal | Fraction | None = None
    missing: frozenset[ConceptId] = frozenset()

    @property
    def settled(self) -> bool:
        """Say whether no further fact can change it."""
        return self.verdict in (Verdict.MET, Verdict.UNMET)
