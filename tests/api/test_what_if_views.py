"""The modes side by side: what each saves besides days."""

from __future__ import annotations

from dataclasses import replace

from api.what_if_views import mode_views
from flowchart import what_if
from flowchart.plan import Trips
from kb.kinds import HandlingMode
from tests.planning import STORE, planner, usual
from tests.support import TODAY, shipped_catalogue


def views(*trips: Trips):
    """Return the modes of a store, their trips set to what is given, mode by mode."""
    options = what_if.options(planner(), [STORE], usual(), TODAY)
    told = [
        replace(one, trips=trips[i]) if i < len(trips) else one for i, one in enumerate(options)
    ]
    return mode_views(told, HandlingMode.STANDARD, {}, shipped_catalogue())


def trips(together: int, inspections: int) -> Trips:
    """Return figures of trips of which all is known."""
    return Trips(single=together, together=together, inspections=inspections, unread=0)


def test_a_mode_tells_the_trips_and_the_looks_it_saves() -> None:
    shown = views(trips(3, 2), trips(1, 2), trips(3, 1))

    assert [(one.fewer_trips, one.fewer_inspections) for one in shown[:3]] == [
        (0, 0),
        (2, 0),
        (0, 1),
    ]
    assert [one.better for one in shown[1:3]] == [True, True]


def test_a_mode_with_more_trips_saves_none() -> None:
    assert views(trips(1, 1), trips(2, 2))[1].fewer_trips == 0
    assert views(trips(1, 1), trips(2, 2))[1].fewer_inspections == 0
