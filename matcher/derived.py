"""Values and limits for one applicant: given, or worked out by the rules of the catalogue.

A derived value is unknown only where the open inputs could still change it. A given value wins
over a derivation: a registry may know what we would work out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from kb import criteria as form
from kb import derivation
from kb.built_in import GRANTED, HOLDS, code_of
from kb.catalogue import Catalogue
from kb.criteria import Bound, Criterion
from kb.ids import ConceptId
from matcher.applicant import Facts
from matcher.arithmetic import difference, multiple, ratio, total
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
        held = self._values.get(concept)
        if held is None:
            held = self._values[concept] = self._work_out(concept)
        return held

    def _work_out(self, concept: ConceptId) -> Known | Unknown:
        """Return a given value, else a derived one; a registry may know what we would derive."""
        fact = self.facts.known.get(concept)
        if fact is not None:
            return fact.value
        if concept in _BUILT_IN:
            held = getattr(self.facts, _BUILT_IN[concept])
            return Unknown(frozenset({concept})) if held is None else frozenset(map(code_of, held))
        derive = self.catalogue.concepts[concept].derive
        return self.worked_out(derive, concept) if derive else Unknown(frozenset({concept}))

    def worked_out(self, derive: derivation.Derivation, concept: ConceptId) -> Known | Unknown:
        """Return what a rule makes of a concept, whatever is given of the concept itself."""
        return _DERIVATIONS[type(derive)](self, derive, concept)

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
        if None in possible:
            return Unknown(missing, judgement)
        among = frozenset(possible)
        return possible[0] if len(among) == 1 else _one_of(among, missing, judgement)

    def _operands(self, operands: Iterable[derivation.Operand]) -> list[Known | Unknown]:
        return [one if isinstance(one, Decimal) else self.value(one) for one in operands]

    def _add(self, derive: derivation.Add, _: ConceptId) -> Known | Unknown:
        return total(self._operands(derive.add))

    def _subtract(self, derive: derivation.Subtract, _: ConceptId) -> Known | Unknown:
        return difference(self._operands(derive.subtract))

    def _multiply(self, derive: derivation.Multiply, _: ConceptId) -> Known | Unknown:
        return multiple(self._operands(derive.times))

    def _divide(self, derive: derivation.Divide, _: ConceptId) -> Known | Unknown:
        above, below = self._operands(derive.divide)
        return ratio(above, below)

    def _points(self, derive: derivation.Points, _: ConceptId) -> Known | Unknown:
        """Return the points of all rows; while rows are open, between what is sure and possible."""
        return total([self._row_points(row) for row in derive.points])

    def _row_points(self, row: derivation.Score) -> Known | Unknown:
        finding = self.judge(row.when)
        if finding.settled:
            return row.points if finding.verdict is Verdict.MET else Decimal(0)
        open_row = finding.verdict is Verdict.NEEDS_JUDGEMENT
        return _one_of(frozenset({row.points, Decimal(0)}), finding.missing, open_row)

    def _years(self, derive: derivation.YearsSince, _: ConceptId) -> Known | Unknown:
        start = self.value(derive.years_since)
        if isinstance(start, Unknown):
            return Unknown(start.missing, start.judgement)
        return Decimal(full_months(cast(date, start), self.on) // 12)

    def _months(self, derive: derivation.MonthsSince, _: ConceptId) -> Known | Unknown:
        start = self.value(derive.months_since)
        if isinstance(start, Unknown):
            return Unknown(start.missing, start.judgement)
        return Decimal(full_months(cast(date, start), self.on))

    def limit(self, limit: Bound) -> Decimal | Fraction | date | Unknown:
        """Return a limit as a plain value; unknown where a fact it is made of is."""
        if isinstance(limit, Decimal | date):
            return limit
        return _LIMITS[type(limit)](self, limit)

    def _times(self, limit: form.Times) -> Fraction | Unknown:
        return multiple([limit.times, self.value(limit.of)])

    def _fact_limit(self, limit: form.FactLimit) -> Any:
        return self.value(limit.fact)

    def _parameter(self, limit: form.ParameterLimit) -> Decimal:
        return self.catalogue.parameter(limit.parameter, self.on)

    def _table(self, limit: form.TableLimit) -> Decimal | Unknown:
        by = self.value(limit.by)
        if isinstance(by, Unknown):
            return Unknown(by.missing, by.judgement)
        found = table_value(limit, by)
        return found if found is not None else Unknown(frozenset(), judgement=True)

    def _dated(self, limit: form.DatedLimit) -> Decimal | Unknown:
        found = dated_value(limit, self.on)
        return found if found is not None else Unknown(frozenset(), judgement=True)


def _one_of(among: frozenset[Any], missing: frozenset[ConceptId], judgement: bool) -> Unknown:
    """Return a value that is one of some; numbers among them bound it."""
    if not all(type(value) is Decimal for value in among):
        return Unknown(missing, judgement, among)
    numbers = [as_fraction(value) for value in among]
    return Unknown(missing, judgement, among, min(numbers), max(numbers))


_BUILT_IN: Final = {GRANTED: "granted", HOLDS: "holds"}
_DERIVATIONS: Final[dict[type, Callable[[Derived, Any, ConceptId], Known | Unknown]]] = {
    derivation.When: Derived._when,
    derivation.Decision: Derived._decision,
    derivation.Add: Derived._add,
    derivation.Subtract: Derived._subtract,
    derivation.Multiply: Derived._multiply,
    derivation.Divide: Derived._divide,
    derivation.Points: Derived._points,
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
