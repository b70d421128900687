"""The calendar of the desk: what happens on which day, as a page and as a file."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from api.wiring import House
from tests.at_policy_desk import GRANT, ID, PolicyDesk, plain
from tests.visiting import Visitor


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk with one policy in force and its next version ahead."""
    made = PolicyDesk(officer, approver)
    made.published()
    made.published(GRANT.replace("300", "500"), effective_on="2026-12-07")
    return made


def test_the_months_ahead_say_what_opens_closes_and_counts(desk: PolicyDesk) -> None:
    page = plain(desk.officer.get("/desk/openings", "en"))

    for said in ("Tue 1 Dec 2026 opens", "Thu 31 Dec 2026 closes", "Mon 7 Dec 2026 new version"):
        assert said in page, said
    assert "check again Rent support" not in page, "only on request"
    asked = plain(desk.officer.get("/desk/openings?what=recheck&months=12", "en"))
    assert "check again Rent support" not in asked, (
        "the version ahead was checked in the same month"
    )


@pytest.mark.parametrize("months", [-3, 0, 1, 400])
def test_any_length_is_brought_to_a_year(desk: PolicyDesk, months: int) -> None:
    assert "December" in desk.officer.get("/desk/openings?months=2", "en")
    desk.officer.get(f"/desk/openings?months={months}")


def test_the_file_holds_whole_days_that_block_nobody(desk: PolicyDesk) -> None:
    file = desk.officer.client.get("/desk/openings.ics").content
    held = Calendar.from_ical(file).walk("VEVENT")

    opening = next(one for one in held if str(one["uid"]).startswith("opens-2026-12-01"))
    assert ID.replace("/", ".") in opening["uid"]
    assert opening["transp"] == "TRANSPARENT"
    assert str(opening["dtstart"].dt) == "2026-12-01"
