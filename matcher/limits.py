"""Limits a smallest step away from one that is written: one person, one cent, one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from kb import criteria as form
from kb.catalogue import Catalogue
from kb.model import InformationConcept

Moved = Iterator[tuple[tuple[str | int, ...], Any]]
"""Where in the limit, and the limit as it then is."""

A_DAY: Final = timedelta(days=1)


def smallest_step(limit: Decimal, decimals: int) -> Decimal:
    """Return the least by which a number can miss a limit: as exact as the fact, or the limit.

    >>> smallest_step(Decimal(300), 2), smallest_step(Decimal("0.015"), 0)
    (Decimal('0.01'), Decimal('0.001'))
    """
    return Decimal(1).scaleb(min(-decimals, _exponent(limit)))


def moved_limits(limit: Any, concept: InformationConcept, catalogue: Catalogue, on: date) -> Moved:
    """Yield a limit of a number a step up and a step down, row by row where it is a table."""
    if isinstance(limit, Decimal):
        yield from (((), moved) for moved in _around(limit, concept.decimals))
    elif isinstance(limit, form.Times):
        last = Decimal(1).scaleb(_exponent(limit.times))
        for factor in (limit.times + last, limit.times - last):
            yield ("times",), replace(limit, times=factor)
    elif isinstance(limit, form.ParameterLimit):
        value = catalogue.parameter(limit.parameter, on)
        yield from (((), moved) for moved in _around(value, concept.decimals))
    elif isinstance(limit, form.DatedLimit):
        yield from _dated(limit, concept)
    elif isinstance(limit, form.TableLimit):
        yield from _table(limit, concept, catalogue.concepts[limit.by])


def moved_dates(limit: Any) -> Moved:
    """Yield a day a day later and a day earlier; a day that is another fact has none."""
    if isinstance(limit, date):
        yield from (((), limit + step) for step in (A_DAY, -A_DAY))


def _dated(limit: form.DatedLimit, concept: InformationConcept) -> Moved:
    for i, row in enumerate(limit.dated):
        rows = [replace(row, value=value) for value in _around(row.value, concept.decimals)]
        rows += [replace(row, from_=day) for _, day in moved_dates(row.from_)]
        for moved in rows:
            yield ("dated", i), form.DatedLimit(dated=_with(limit.dated, i, moved))


def _table(limit: form.TableLimit, concept: InformationConcept, by: InformationConcept) -> Moved:
    for i, row in enumerate(limit.table):
        rows = [replace(row, value=value) for value in _around(row.value, concept.decimals)]
        if row.up_to is not None:
            rows += [replace(row, up_to=end) for end in _around(row.up_to, by.decimals)]
        for moved in rows:
            yield ("table", i), replace(limit, table=_with(limit.table, i, moved))
    if limit.beyond is not None:
        for value in _around(limit.beyond, concept.decimals):
            yield ("beyond",), replace(limit, beyond=value)


def _around(value: Decimal, decimals: int) -> tuple[Decimal, Decimal]:
    step = smallest_step(value, decimals)
    return value + step, value - step


def _with(rows: tuple[Any, ...], i: int, row: Any) -> tuple[Any, ...]:
    return (*rows[:i], row, *rows[i + 1 :])


def _exponent(number: Decimal) -> int:
    """Return the place of the last digit behind the point, 0 for a whole number.

    >>> _exponent(Decimal("0.070")), _exponent(Decimal(300))
    (-2, 0)
    """
    return min(0, int(number.normalize().as_tuple().exponent))
