"""The inbox: what waits for whoever looks stands first, with why and what next."""

from __future__ import annotations

import re

import pytest

from api.accounts import Role
from api.wiring import House
from tests.at_policy_desk import GRANT, ID, PolicyDesk, plain
from tests.visiting import Visitor, signed_in


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk."""
    return PolicyDesk(officer, approver)


def group(page: str, key: str) -> str:
    """Return the words of one group; empty where it is not there."""
    found = re.search(rf'<section id="{key}".*?</section>', page, re.DOTALL)
    return plain(found[0]) if found else ""


def test_an_empty_desk_says_what_to_do(desk: PolicyDesk) -> None:
    page = desk.officer.get("/desk", "en")

    assert "Nothing waits for you now." in page
    assert "No drafts. Write a policy" in group(page, "drafts")


def test_what_is_sent_in_waits_for_the_other_person(desk: PolicyDesk) -> None:
    desk.sent(effective_on="2026-11-30")

    assert "it is to count from 30 November 2026" in group(
        desk.approver.get("/desk", "en"), "review"
    )
    assert "another person must publish it" in group(desk.officer.get("/desk", "en"), "sent")


def test_what_is_given_back_stands_first_with_its_reason(desk: PolicyDesk, house: House) -> None:
    path = desk.sent()
    desk.approver.send(f"{path}/return", reason="Article 4 says 200.")

    page = desk.officer.get("/desk", "en")

    assert "Given back: Article 4 says 200." in group(page, "given_back")
    assert "soon" in group(page, "given_back")
    colleague = signed_in(house, Role.OFFICER).get("/desk", "en")
    assert "Given back to" in group(colleague, "others")


def test_what_is_ahead_and_what_is_suspended_are_told(desk: PolicyDesk) -> None:
    desk.published()
    desk.published(GRANT.replace("300", "500"), effective_on="2026-11-30")
    desk.officer.send("/record/policy/old-grant/suspend", reason="money")

    page = desk.officer.get("/desk", "en")

    assert "comes into force on 30 November 2026" in group(page, "scheduled")
    assert "money" in group(page, "suspended")
    assert page.index('id="suspended"') < page.index('id="scheduled"')
    assert '#suspended"' in page, "what is suspended is counted among what waits"


def test_ends_and_windows_that_come_near_are_told_from_their_dates(desk: PolicyDesk) -> None:
    desk.published(
        GRANT.replace("2027-12-31}", "2026-12-10}")
        .replace("closes: 2026-12-31", "closes: 2026-12-09")
        .replace(", {opens: 2027-03-01, closes: 2027-03-31}", "")
    )

    said = group(desk.officer.get("/desk", "en"), "dates")

    assert "Ends in 17 days: 10 December 2026" in said
    assert "The window opens in 8 days: 1 December 2026" in said


def test_a_long_group_is_cut_and_shown_whole_on_request(desk: PolicyDesk) -> None:
    for n in range(9):
        desk.draft(GRANT.replace(ID, f"policy/number-{n}"))

    page = desk.officer.get("/desk", "en")
    whole = desk.officer.get("/desk?all=drafts", "en")

    assert len(re.findall(r'href="/desk/[0-9a-f]{16}"', page)) == 7
    assert "All 9" in page
    assert len(re.findall(r'href="/desk/[0-9a-f]{16}"', whole)) == 9
