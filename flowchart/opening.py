"""A plan made backwards from a fixed opening day: by when one must have begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flowchart.calendar import Timeline
from flowchart.laid import Laid
from flowchart.plan import Opening


def opening(firm: Laid, open_on: date) -> Opening:
    """Return the last days to begin for everything to be done before an opening day.

    The day itself is for opening: everything must be done by the day before or on it.

    Args:
        firm: the certain steps, laid out from the day of applying.
        open_on: the day on which the doors open.
    """
    return Opening(
        on=open_on,
        apply_by=_last_day(firm, open_on, lambda laid: laid.finish),
        safe_by=_last_day(firm, open_on, lambda laid: laid.latest),
    )


def _last_day(firm: Laid, open_on: date, finish: Callable[[Laid], int]) -> date | None:
    """Return the last working day from which a plan is done in time, by halving.

    A plan that begins later never ends earlier.
    """
    low, high = 0, firm.line.last(open_on)
    if high < 0 or firm.line.day(finish(firm)) > open_on:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        later = _from(firm, firm.line.day(middle))
        if later.line.day(finish(later)) <= open_on:
            low = middle
        else:
            high = middle - 1
    return firm.line.day(low)


def _from(firm: Laid, day: date) -> Laid:
    line = Timeline(day, firm.judge.catalogue.calendars)
    return Laid(firm.items, firm.ways, firm.judge, line, firm.instead)
