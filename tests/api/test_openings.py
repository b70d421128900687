"""The calendar of the desk: what happens on which day, as a page and as a file."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from api.openings_view import What, events
from api.wiring import House
from tests.at_policy_desk import GRANT, ID, PolicyDesk, plain
from tests.visiting import Clock, Visitor


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


def told(desk: PolicyDesk) -> set[tuple[str, str]]:
    """Return what the file says of the winter: which days, and what happens on each."""
    file = desk.officer.client.get("/desk/openings.ics").content
    uids = [str(one["uid"]) for one in Calendar.from_ical(file).walk("VEVENT")]
    found = [uid.removesuffix(f"-{ID.replace('/', '.')}@companion") for uid in uids]
    return {(what, day) for what, _, day in (uid.partition("-") for uid in found)}


@pytest.fixture
def shortened(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the desk with a window that the next version, from 10 December, closes sooner."""
    made = PolicyDesk(officer, approver)
    made.published(GRANT.replace("{opens: 2027-03-01", "{opens: 2026-12-05"))
    sooner = GRANT.replace("closes: 2026-12-31", "closes: 2026-12-20")
    made.published(sooner.replace("2026-12-01", "2026-12-02"), effective_on="2026-12-10")
    return made


def test_what_a_version_says_is_told_of_the_days_on_which_it_is_in_force(
    shortened: PolicyDesk,
) -> None:
    found = told(shortened)

    assert {("opens", "2026-12-01"), ("opens", "2026-12-05")} <= found, "of the one of today"
    assert {("closes", "2026-12-20"), ("opens", "2027-03-01")} <= found, "of the one ahead"
    assert not {("closes", "2026-12-31"), ("opens", "2026-12-02")} & found, "never to happen"


def test_days_of_a_version_ahead_lead_to_what_was_sent_in(shortened: PolicyDesk) -> None:
    house = shortened.officer.house
    (ahead,) = house.ledger.scheduled()

    found = events(house, date(2026, 12, 1), date(2026, 12, 31))

    assert {(one.day.day, one.what, one.href) for one in found} == {
        (1, What.OPENS, f"/record/{ID}"),
        (5, What.OPENS, f"/record/{ID}"),
        (10, What.COMES, f"/desk/{ahead.submission}"),
        (20, What.CLOSES, f"/desk/{ahead.submission}"),
    }
    days = plain(shortened.officer.get("/desk/openings", "en"))
    assert "Sun 20 Dec 2026 closes" in days
    assert "Thu 31 Dec 2026" not in days


def test_what_was_called_back_before_it_began_opens_nothing(desk: PolicyDesk) -> None:
    other = "{id: policy/other, title: {zh: 别的补贴, en: Other}, valid: {to: 2026-12-20}}"
    path = desk.published(other, effective_on="2026-12-01")
    assert "别的补贴" in desk.officer.get("/desk/openings")

    desk.officer.send(f"{path}/call-back", reason="by mistake")

    assert "别的补贴" not in desk.officer.get("/desk/openings")


def test_a_record_that_ends_or_is_suspended_opens_no_more(shortened: PolicyDesk) -> None:
    house = shortened.officer.house
    house.desk.suspend(ID, "approver", "the money is spent")

    assert ("opens", "2026-12-01") not in told(shortened)
    assert ("closes", "2026-12-20") in told(shortened), "the version ahead still comes"


def test_what_happened_earlier_this_month_is_told_by_the_version_of_then(
    shortened: PolicyDesk, clock: Clock
) -> None:
    clock.move(days=22)
    house = shortened.officer.house

    found = {(one.what, one.day) for one in events(house, date(2026, 12, 1), date(2026, 12, 31))}

    assert ("opens", date(2026, 12, 5)) in found
    assert ("closes", date(2026, 12, 31)) not in found
