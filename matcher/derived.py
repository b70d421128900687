"""Values and limits for one applicant: given, or worked out by the rules of the catalogue.

A derived value is unknown only where the open inputs could still change it. A given value wins
over a derivation: a registry may know what we would work out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from kb import criteria as form
from kb import derivation
from kb.catalogue import Catalogue
from kb.criteria import Bound, Criterion
from kb.ids import ConceptId
from matcher.applicant import Facts
from matcher.values import Known, Unknown, as_fraction, dated_value, full_months, table_value
from matcher.verdict import Finding, Verdict


class Derived(ABC):
    """What is known or can be worked out for one applicant on one day."""

    def __init__(self, catalogue: Catalogue, facts: Facts, on: date) -> None:
        self.catalogue = catalogue
        self.facts = facts
        self.on = on
        self._values: dict[ConceptId, Known | Unknown] = {}

    @abstractmethod
    def judge(self, criterion: Criterion) -> Finding:
        """Return the finding for a criterion; some derived values are made of criteria."""

    def value(self, concept: ConceptId) -> Known | Unknown:
        """Return what is known or can be worked out of a concept."""
        if concept not in self._values:
            self._values[concept] = self._work_out(concept)
        return self._values[concept]

    def _work_out(self, concept: ConceptId) -> Known | Unknown:
        """Return a given value, else a derived one; a registry may know what we would derive."""
        fact = self.facts.known.get(concept)
        if fact is not None:
            return fact.value
        derive = self.catalogue.concepts[concept].derive
        return (
            _DERIVATIONS[type(derive)](self, derive, concept)
            if derive
            else Unknown(frozenset({concept}))
        )

    def _when(self, derive: derivation.When, _: ConceptId) -> Known | Unknown:
        finding = self.judge(derive.when)
        if finding.settled:
            return finding.verdict is Verdict.MET
        return Unknown(finding.missing, finding.verdict is Verdict.NEEDS_JUDGEMENT)

    def _decision(self, derive: derivation.Decision, concept: ConceptId) -> Known | Unknown:
        """Return what all rows that may yet apply agree on; without `otherwise` it is asked."""
        possible: list[Any] = []
        missing: frozenset[ConceptId] = frozenset()
        judgement = False
        for row in derive.first:
            finding = self.judge(row.when)
            if finding.verdict is Verdict.UNMET:
                continue
            possible.append(row.is_)
            missing |= finding.missing
            judgement |= finding.verdict is Verdict.NEEDS_JUDGEMENT
            if finding.verdict is Verdict.MET:
                break
        else:
            possible.append(derive.otherwise)
            missing |= frozenset({concept}) if derive.otherwise is None else frozenset()
        agreed = len(set(possible)) == 1 and possible[0] is not None
        return possible[0] if agreed else Unknown(missing, judgement)

    def _divide(self, derive: derivation.Divide, _: ConceptId) -> Known | Unknown:
        above, below = (self.value(concept) for concept in derive.divide)
        open_inputs = [v for v in (above, below) if isinstance(v, Unknown)]
        if open_inputs:
            missing = frozenset[ConceptId]().union(*(v.missing for v in open_inputs))
            return Unknown(missing, any(v.judgement for v in open_inputs))
        divisor = as_fraction(cast(Decimal, below))
        if divisor == 0:
            return Unknown(frozenset(), judgement=True)
        return as_fraction(cast(Decimal, above)) / divisor

    def _years(self, derive: derivation.YearsSince, _: ConceptId) -> Known | Unknown:
        start = self.value(derive.years_since)
        if isinstance(start, Unknown):
            return start
        return Decimal(full_months(cast(date, start), self.on) // 12)

    def _months(self, derive: derivation.MonthsSince, _: ConceptId) -> Known | Unknown:
        start = self.value(derive.months_since)
        return (
            start
            if isinstance(start, Unknown)
            else Decimal(full_months(cast(date, start), self.on))
        )

    def limit(self, limit: Bound) -> Decimal | Fraction | date | Unknown:
        """Return a limit as a plain value; unknown where a fact it is made of is."""
        if isinstance(limit, Decimal | date):
            return limit
        return _LIMITS[type(limit)](self, limit)

    def _times(self, limit: form.Times) -> Fraction | Unknown:
        of = self.value(limit.of)
        return (
            of
            if isinstance(of, Unknown)
            else Fraction(limit.times) * as_fraction(cast(Decimal, of))
        )

    def _fact_limit(self, limit: form.FactLimit) -> Any:
        return self.value(limit.fact)

    def _parameter(self, limit: form.ParameterLimit) -> Decimal:
        return self.catalogue.parameter(limit.parameter, self.on)

    def _table(self, limit: form.TableLimit) -> Decimal | Unknown:
        by = self.value(limit.by)
        if isinstance(by, Unknown):
            return by
        found = table_value(limit, cast(Decimal, by))
        return found if found is not None else Unknown(frozenset(), judgement=True)

    def _dated(self, limit: form.DatedLimit) -> Decimal | Unknown:
        found = dated_value(limit, self.on)
        return found if found is not None else Unknown(frozenset(), judgement=True)


_DERIVATIONS: Final[dict[type, Callable[[Derived, Any, ConceptId], Known | Unknown]]] = {
    derivation.When: Derived._when,
    derivation.Decision: Derived._decision,
    derivation.Divide: Derived._divide,
    derivation.YearsSince: Derived._years,
    derivation.MonthsSince: Derived._months,
}
_LIMITS: Final[dict[type, Callable[[Derived, Any], Decimal | Fraction | date | Unknown]]] = {
    form.Times: Derived._times,
    form.FactLimit: Derived._fact_limit,
    form.ParameterLimit: Derived._parameter,
    form.TableLimit: Derived._table,
    form.DatedLimit: Derived._dated,
}
