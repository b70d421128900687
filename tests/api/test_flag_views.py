"""What an officer reads about a flag: whether the record has changed since."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.flag_views import open_flags
from api.flags import FlagPlace, Flags
from api.wiring import House
from tests.at_policy_desk import GRANT, ID
from tests.support import recorded
from tests.visiting import Clock

BEFORE = datetime(2026, 11, 20, 1, tzinfo=UTC)
LATER = date(2026, 12, 1)


def on(day: int, hour: int = 9, month: int = 11) -> datetime:
    """Return an hour of Shanghai in 2026."""
    return datetime(2026, month, day, hour - 8, tzinfo=UTC)


def published(house: House, clock: Clock, limit: int, *, drafted, at, counts_from=None) -> None:
    clock.now = drafted
    records = recorded(GRANT.replace("300", str(limit)))
    name = house.desk.keep(records, "officer").name
    clock.now = at
    house.desk.send(name, "officer", counts_from)
    house.desk.publish(name, "approver")


def pointed_out(house: House, clock: Clock, at: datetime) -> None:
    clock.now = at
    Flags(house.database, house.now).point_out(ID, FlagPlace.PLAN, {}, "wrong", intake="one")


@pytest.mark.parametrize(
    ("drafted", "at", "counts_from", "flagged", "changed"),
    [
        (on(23, 9), on(23, 11), None, on(23, 10), True),
        (on(23, 9), on(23, 10), None, on(23, 11), False),
        (on(23, 9), on(24, 9), date(2026, 11, 22), on(23, 10), True),
        (on(23, 9), on(23, 10), LATER, on(24), True),
        (on(23, 9), on(23, 10), LATER, on(1, 9, 12), False),
        (on(23, 9), on(23, 10), LATER, on(2, 9, 12), False),
    ],
)
def test_a_record_has_changed_since_when_something_else_came_into_force_after(
    small_house: House, clock: Clock, drafted, at, counts_from, flagged, changed
) -> None:
    published(small_house, clock, 300, drafted=BEFORE, at=BEFORE)
    steps = {
        at: lambda: published(
            small_house, clock, 500, drafted=drafted, at=at, counts_from=counts_from
        ),
        flagged: lambda: pointed_out(small_house, clock, flagged),
    }

    for _, step in sorted(steps.items()):
        step()
    clock.now = on(5, 9, 12)

    (found,) = open_flags(small_house, ID)

    assert found.changed_since is changed


def test_what_was_suspended_and_came_back_has_not_changed(small_house: House, clock: Clock) -> None:
    published(small_house, clock, 300, drafted=BEFORE, at=BEFORE)
    pointed_out(small_house, clock, on(23))
    clock.now = on(24)
    small_house.desk.suspend(ID, "approver", "looked at")
    clock.now = on(25)
    small_house.desk.resume(ID, "another", "it is right")

    (found,) = open_flags(small_house, ID)

    assert not found.changed_since
