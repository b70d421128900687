"""Until when a paper is valid that an office issued, and when to apply to renew it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flowchart.calendar import is_working_day
from kb.handling import Lasts, Output, Renewal
from kb.kinds import DayUnit, ServiceKind
from kb.model import PublicService, WorkingCalendar
from kb.text import Text
from matcher.values import add_months

BY_LAW: Final = Renewal(until_days=30, unit=DayUnit.WORKING, source="行政许可法（2019）第50条")
"""For every licence without a rule of its own: thirty days before it ends.

Read as working days, of the two readings the one that is never too late.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """How long one paper is good for.

    `until` is the last day, `renew_from` and `renew_by` the first and last day to apply for the
    next one, as `source` says; None where nothing says so.
    """

    title: Text
    until: date
    renew_from: date | None = None
    renew_by: date | None = None
    source: str | None = None


def validity(
    service: PublicService,
    output: Output,
    issued_on: date,
    calendars: Mapping[int, WorkingCalendar],
) -> Validity | None:
    """Return how long what a service hands over is good for; None where that is not fixed.

    Args:
        service: its kind says whether the law lets one renew it.
        output: what it hands over.
        issued_on: the day it was.
        calendars: of working days, by year.
    """
    if output.lasts is None:
        return None
    until = last_day(output.lasts, issued_on)
    renew = output.renew or (BY_LAW if service.kind is ServiceKind.LICENCE else None)
    if renew is None:
        return Validity(title=output.title, until=until)
    first = renew.from_days
    return Validity(
        title=output.title,
        until=until,
        renew_from=_before(until, first, renew.unit, calendars) if first is not None else None,
        renew_by=_before(until, renew.until_days, renew.unit, calendars),
        source=renew.source,
    )


def last_day(lasts: Lasts, issued_on: date) -> date:
    """Return the last day a paper is valid; licences print the day before the anniversary.

    >>> last_day(Lasts(years=5), date(2026, 12, 8)), last_day(Lasts(days=90), date(2026, 12, 1))
    (datetime.date(2031, 12, 7), datetime.date(2027, 2, 28))
    """
    months = 12 * (lasts.years or 0) + (lasts.months or 0)
    return add_months(issued_on, months) + timedelta(days=(lasts.days or 0) - 1)


def _before(end: date, days: int, unit: DayUnit, calendars: Mapping[int, WorkingCalendar]) -> date:
    """Return the day so many days before another."""
    if unit is DayUnit.CALENDAR:
        return end - timedelta(days=days)
    day = end
    while days:
        day -= timedelta(days=1)
        days -= is_working_day(day, calendars)
    return day
