"""Numbers and limits of many applicants: given, or worked out by the rules of the catalogue.

What `matcher.derived` does for one applicant this does for columns, with the same results.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np

from kb import criteria as form
from kb import derivation
from kb.catalogue import Catalogue
from kb.criteria import Bound, Criterion
from kb.ids import ConceptId
from kb.kinds import ConceptType
from matcher.exact import (
    Exact,
    Figures,
    difference,
    difference_of,
    known_figures,
    merged,
    multiple,
    one_figure,
    ratio,
    total,
    unknown_figures,
    where,
    whole,
)
from matcher.fact_columns import FactColumns
from matcher.one_column import Coded, Whole
from matcher.planes import Mask, Planes
from matcher.values import dated_value, table_value


class ColumnValues(ABC):
    """What is known or can be worked out of the applicants of a batch, on one day."""

    def __init__(self, catalogue: Catalogue, facts: FactColumns, on: date) -> None:
        self.catalogue = catalogue
        self.facts = facts
        self.on = on
        self.rows = facts.rows
        self._figures: dict[ConceptId, Figures] = {}

    @abstractmethod
    def planes(self, criterion: Criterion) -> Planes:
        """Return the verdicts on a criterion; some numbers are made of criteria."""

    def masks(self, planes: Planes) -> tuple[Mask, Mask, Mask]:
        """Return of whom a condition is met, asked about, and left to people."""
        codes = planes.codes(self.rows)
        return codes == 3, codes == 1, codes == 2

    # ---- values -----------------------------------------------------------------------------

    def figures(self, concept: ConceptId) -> Figures:
        """Return what is known or can be worked out of a number."""
        held = self._figures.get(concept)
        if held is None:
            held = self._figures[concept] = self._work_out(concept)
        return held

    def _work_out(self, concept: ConceptId) -> Figures:
        """Return given values, else derived ones; a registry may know what we would derive."""
        derive = self.catalogue.concepts[concept].derive
        if derive is None:
            return self._given(concept)
        if concept not in self.facts:
            return _DERIVATIONS[type(derive)](self, derive)
        given = self._given(concept)
        if given.known.all():
            return given
        return merged(given.known, given, _DERIVATIONS[type(derive)](self, derive))

    def _given(self, concept: ConceptId) -> Figures:
        if concept not in self.facts:
            return unknown_figures(self.rows)
        column: Whole = self.facts[concept]
        below = 10 ** self.catalogue.concepts[concept].decimals
        return known_figures(Exact(column.filled.astype(np.int64), below), column.known_mask)

    def _operands(self, operands: Iterable[derivation.Operand]) -> list[Figures]:
        return [
            one_figure(Fraction(one), self.rows) if isinstance(one, Decimal) else self.figures(one)
            for one in operands
        ]

    def _add(self, derive: derivation.Add) -> Figures:
        return total(self._operands(derive.add))

    def _subtract(self, derive: derivation.Subtract) -> Figures:
        return difference(self._operands(derive.subtract))

    def _multiply(self, derive: derivation.Multiply) -> Figures:
        return multiple(self._operands(derive.times))

    def _divide(self, derive: derivation.Divide) -> Figures:
        above, below = self._operands(derive.divide)
        return ratio(above, below)

    def _points(self, derive: derivation.Points) -> Figures:
        return total([self._row_points(row) for row in derive.points])

    def _row_points(self, row: derivation.Score) -> Figures:
        """Return the points of a row; while it is open, between none and all of them."""
        met, asked, people = self.masks(self.planes(row.when))
        value, open_row = Fraction(row.points), asked | people
        least, most = min(value, Fraction(0)), max(value, Fraction(0))
        low = self._either(met, value, Fraction(0), open_row, least)
        high = self._either(met, value, Fraction(0), open_row, most)
        bounded = np.ones(self.rows, dtype=np.bool_)
        return Figures(low, high, bounded, bounded, asked, people)

    def _either(
        self, met: Mask, yes: Fraction, no: Fraction, open_row: Mask, else_: Fraction
    ) -> Exact:
        below = lcm(yes.denominator, no.denominator, else_.denominator)
        one, other, third = (int(part * below) for part in (yes, no, else_))
        return Exact(np.where(open_row, third, np.where(met, one, other)), below)

    def _decision(self, derive: derivation.Decision) -> Figures:
        """Return what all rows that may yet apply agree on; without `otherwise` it is asked."""
        return _Decided(self, derive).figures()

    def _years(self, derive: derivation.YearsSince) -> Figures:
        months = self._months_since(derive.years_since)
        return known_figures(Exact(months.low.above // 12), months.known)

    def _months(self, derive: derivation.MonthsSince) -> Figures:
        return self._months_since(derive.months_since)

    def _months_since(self, start: ConceptId) -> Figures:
        """Return whole months, the end of the month clamped; negative before the start."""
        if start not in self.facts:
            return unknown_figures(self.rows)
        column: Whole = self.facts[start]
        days = column.filled.astype("datetime64[D]")
        months = days.astype("datetime64[M]")
        day = (days - months).astype(np.int64) + 1
        today = np.datetime64(self.on, "D")
        this_month = today.astype("datetime64[M]")
        length = int(((this_month + 1).astype("datetime64[D]") - this_month).astype(np.int64))
        passed = (this_month - months).astype(np.int64)
        full = np.where(np.minimum(day, length) <= self.on.day, passed, passed - 1)
        return known_figures(Exact(full), column.known_mask)

    # ---- limits -----------------------------------------------------------------------------

    def fixed(self, limit: Bound) -> Decimal | None:
        """Return a limit that is the same for everybody; None where it is not."""
        if isinstance(limit, Decimal):
            return limit
        if isinstance(limit, form.ParameterLimit):
            return self.catalogue.parameter(limit.parameter, self.on)
        return dated_value(limit, self.on) if isinstance(limit, form.DatedLimit) else None

    def limit(self, limit: Bound) -> Figures:
        """Return a limit as figures; not known where a fact it is made of is not."""
        same = self.fixed(limit)
        if same is not None:
            return one_figure(Fraction(same), self.rows)
        if isinstance(limit, form.Times):
            return multiple([one_figure(Fraction(limit.times), self.rows), self.figures(limit.of)])
        if isinstance(limit, form.FactLimit):
            return self.figures(limit.fact)
        if isinstance(limit, form.TableLimit):
            return self._table(limit)
        return unknown_figures(self.rows, people=True)

    def _table(self, limit: form.TableLimit) -> Figures:
        """Return the limits of a table; outside it people judge."""
        places, values, open_by = self._by(limit.by)
        found = [table_value(limit, value) for value in values]
        told = [Fraction(0) if value is None else Fraction(value) for value in found]
        below = lcm(*(value.denominator for value in told))
        above = whole([*(int(value * below) for value in told), 0])[places]
        outside = np.array([*(v is None for v in found), False], dtype=np.bool_)[places]
        known = ~(outside | open_by.asks | open_by.people)
        figures = known_figures(Exact(above, below), known)
        return Figures(
            figures.low,
            figures.high,
            known,
            known,
            open_by.asks,
            open_by.people | (outside & ~open_by.asks),
        )

    def _by(self, concept: ConceptId) -> tuple[Any, list[Any], Figures]:
        """Return where in a list of values each applicant's stands, the list, and who is open."""
        if self.catalogue.concepts[concept].type is ConceptType.NUMBER:
            figures = self.figures(concept)
            below = figures.low.below
            denominators = np.broadcast_to(np.asarray(below), (self.rows,))
            pairs = list(zip(figures.low.above.tolist(), denominators.tolist(), strict=True))
            places = {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}
            found = np.array([places[pair] for pair in pairs], dtype=np.int64)
            found[~figures.known] = -1
            return found, [Fraction(*pair) for pair in places], figures
        if concept not in self.facts:
            everybody = unknown_figures(self.rows)
            return np.full(self.rows, -1), [], everybody
        column: Coded = self.facts[concept]
        return (
            column.places,
            list(column.words),
            known_figures(Exact(np.zeros(self.rows, dtype=np.int64)), column.known_mask),
        )


class _Decided:
    """Works out a table of rows of which the first that applies counts."""

    def __init__(self, values: ColumnValues, derive: derivation.Decision) -> None:
        self._values, self._derive = values, derive
        rows = values.rows
        self._alive = np.ones(rows, dtype=np.bool_)
        """Whose rows have not ended with one that surely applies."""
        self._any = np.zeros(rows, dtype=np.bool_)
        self._low = self._high = one_figure(0, rows).low
        self._asks, self._people = np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)

    def figures(self) -> Figures:
        """Return what the rows come to."""
        for row in self._derive.first:
            met, asked, people = self._values.masks(self._values.planes(row.when))
            self._take(row.is_, self._alive & (met | asked | people))
            self._asks = self._asks | (self._alive & asked)
            self._people = self._people | (self._alive & people)
            self._alive = self._alive & ~met
        lost = np.zeros_like(self._alive)
        if self._derive.otherwise is None:
            lost = self._alive
            self._asks = self._asks | lost
        else:
            self._take(self._derive.otherwise, self._alive)
        return self._agreed(lost)

    def _take(self, value: Any, who: Mask) -> None:
        """Let a value be possible for some applicants."""
        new = one_figure(Fraction(value), self._values.rows).low
        first = who & ~self._any
        lower = np.asarray(difference_of(new, self._low) < 0, dtype=np.bool_)
        higher = np.asarray(difference_of(new, self._high) > 0, dtype=np.bool_)
        self._low = where(first | (who & lower), new, self._low)
        self._high = where(first | (who & higher), new, self._high)
        self._any = self._any | who

    def _agreed(self, lost: Mask) -> Figures:
        same = np.asarray(difference_of(self._low, self._high) == 0, dtype=np.bool_) & ~lost
        bounded = ~lost
        return Figures(
            self._low, self._high, bounded, bounded, self._asks & ~same, self._people & ~same
        )


_DERIVATIONS: Final[dict[type, Callable[[ColumnValues, Any], Figures]]] = {
    derivation.Decision: ColumnValues._decision,
    derivation.Add: ColumnValues._add,
    derivation.Subtract: ColumnValues._subtract,
    derivation.Multiply: ColumnValues._multiply,
    derivation.Divide: ColumnValues._divide,
    derivation.Points: ColumnValues._points,
    derivation.YearsSince: ColumnValues._years,
    derivation.MonthsSince: ColumnValues._months,
}
