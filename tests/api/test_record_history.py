"""The history of a record: any version beside any other, as of any day, and what may be done."""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from tests.at_policy_desk import GRANT, ID, PolicyDesk, plain
from tests.visiting import PAGE, Clock, Visitor, signed_in

NEWER = GRANT.replace("at_most: 300", "at_most: 500")
HISTORY = f"/record/{ID}/history"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def desk(officer: Visitor, approver: Visitor) -> PolicyDesk:
    """Return the policy desk with one policy in force."""
    made = PolicyDesk(officer, approver)
    made.published()
    return made


def numbers(house: House) -> list[int]:
    return [one.number for one in house.ledger.history(ID)]


def test_every_version_says_who_when_from_and_until(desk: PolicyDesk, clock: Clock) -> None:
    desk.published(NEWER, effective_on="2026-11-30")

    page = plain(desk.officer.get(HISTORY, "en"))

    assert "It will change on Mon 30 Nov 2026." in page
    assert "Counts from Mon 23 Nov 2026. No longer in force from Mon 30 Nov 2026." in page
    assert "Comes into force later" in page
    assert "Typed or pasted at the desk." in page


def test_any_version_stands_beside_any_other_drafts_too(desk: PolicyDesk, house: House) -> None:
    desk.draft(NEWER)
    old, new = numbers(house)

    page = desk.officer.get(f"{HISTORY}?a={new}&b={old}", "en")

    assert f"Version {old} beside version {new}" in page
    assert "<del>" in page
    assert desk.officer.client.get(f"{HISTORY}?a={new}&b=1", headers=PAGE).status_code == 404


def test_a_record_is_shown_as_of_a_day_and_as_it_was_known(
    desk: PolicyDesk, house: House, clock: Clock
) -> None:
    clock.move(days=1)
    officer = signed_in(house, Role.OFFICER)
    PolicyDesk(officer, signed_in(house, Role.APPROVER)).published(NEWER, effective_on="2026-11-30")

    then = plain(officer.get(f"/record/{ID}?on=2026-12-01", "en"))
    unknown = plain(officer.get(f"/record/{ID}?on=2026-12-01&known=2026-11-23", "en"))

    assert "as it is in force on Tue 1 Dec 2026" in then
    assert "500" in then
    assert "300" in unknown
    assert "500" not in unknown


def test_other_days_are_for_those_who_see_the_desk(desk: PolicyDesk, house: House) -> None:
    companion = signed_in(house)

    for asked in ("?on=2026-12-01", "?known=2026-11-01"):
        assert companion.client.get(f"/record/{ID}{asked}", headers=PAGE).status_code == 403
    assert "history" not in companion.get(f"/record/{ID}")
    answer = desk.officer.client.get(f"/record/{ID}?on=soon", headers=PAGE)
    assert answer.status_code == 422


def test_everybody_reads_since_when_and_until_when(desk: PolicyDesk, guest: Visitor) -> None:
    desk.published(NEWER, effective_on="2026-11-30")

    page = plain(guest.get(f"/record/{ID}", "en"))

    assert "In force since Mon 23 Nov 2026." in page
    assert "It will change on Mon 30 Nov 2026." in page


def test_going_back_makes_a_draft(desk: PolicyDesk, house: House) -> None:
    desk.published(NEWER)
    first = numbers(house)[0]

    path = desk.officer.send(f"/record/{ID}/back", version=first)
    desk.publish(path)

    assert house.for_request().catalogue.get(ID).criteria.at_most == 300
    other = house.ledger.history("policy/old-grant")[0].number
    desk.officer.send(f"/record/{ID}/back", expect=404, version=other)


def test_a_record_is_ended_by_two_people_and_its_page_leads_to_its_history(
    desk: PolicyDesk, guest: Visitor
) -> None:
    path = desk.officer.send(f"/record/{ID}/end", reason="the notice was repealed")
    assert "the notice was repealed" in desk.approver.get(path)
    desk.publish(path)

    assert guest.client.get(f"/record/{ID}", headers=PAGE).status_code == 404
    answer = desk.officer.client.get(f"/record/{ID}", headers=PAGE, follow_redirects=False)
    assert answer.headers["location"] == HISTORY
    assert "Nothing of this record is in force today." in desk.officer.get(HISTORY, "en")


def test_suspending_needs_one_person_and_a_reason(desk: PolicyDesk, house: House) -> None:
    desk.approver.send(f"/record/{ID}/suspend", expect=422, reason=" ")
    desk.approver.send(f"/record/{ID}/suspend", reason="the money is spent")

    assert ID not in house.for_request().catalogue.records
    assert "the money is spent" in desk.officer.get(HISTORY)
    desk.officer.send(f"/record/{ID}/resume", expect=403, reason="mended")
    desk.approver.send(f"/record/{ID}/resume", reason="the money is back")
    page = desk.officer.get(HISTORY, "en")
    assert "Resumed" in page
    assert "the money is back" in page
    assert ID in house.for_request().catalogue.records


def test_what_is_suspended_can_be_ended(desk: PolicyDesk, house: House) -> None:
    desk.approver.send(f"/record/{ID}/suspend", reason="the money is spent")
    assert f'action="/record/{ID}/end"' in desk.officer.get(HISTORY)

    desk.publish(desk.officer.send(f"/record/{ID}/end", reason="for good"))

    assert house.ledger.suspended() == ()
    assert f'action="/record/{ID}/archive"' in desk.approver.get(HISTORY)


def test_what_is_over_is_archived_by_an_approver_and_lists_leave_it_out(desk: PolicyDesk) -> None:
    action = f'action="/record/{ID}/archive"'
    assert action not in desk.approver.get(HISTORY)
    desk.publish(desk.officer.send(f"/record/{ID}/end", reason="the notice was repealed"))
    assert "已停用" in desk.officer.get(HISTORY), "no word for drafts that were dropped"
    assert action not in desk.officer.get(HISTORY)
    assert action in desk.approver.get(HISTORY)
    assert f'href="/record/{ID}"' in desk.officer.get("/desk/records?kind=policy")

    desk.approver.send(f"/record/{ID}/archive", expect=422, reason=" ")
    desk.approver.send(f"/record/{ID}/archive", reason="over for good")

    page = desk.approver.get(HISTORY, "en")
    assert "over for good" in page
    assert "✓ Archived." in page
    assert action not in page
    table = desk.officer.get("/desk/records?kind=policy&text=rent", "en")
    assert f'href="/record/{ID}"' not in table
    assert "Archived besides: 1" in table
    assert f'href="/record/{ID}"' in desk.officer.get("/desk/records?state=archived")


def test_what_others_still_name_cannot_be_suspended(desk: PolicyDesk) -> None:
    page = desk.officer.send("/record/concept/employees/suspend", expect=422, reason="a try")

    assert ID in page


def test_what_other_policies_name_is_suspended_with_them_on_request(
    desk: PolicyDesk, house: House
) -> None:
    desk.published(f"{{id: policy/second, title: {{zh: 二, en: Second}}, requires: [{ID}]}}")
    page = desk.officer.send(f"/record/{ID}/suspend", expect=422, reason="it does harm")
    assert 'name="along"' in page
    assert 'value="it does harm"' in page, "the reason that was typed"

    desk.officer.send(f"/record/{ID}/suspend", reason="it does harm", along="true")

    assert not {ID, "policy/second"} & house.for_request().catalogue.records.keys()


def test_one_clause_is_taken_out_while_the_item_stands(desk: PolicyDesk, house: House) -> None:
    page = plain(desk.officer.get(f"/record/{ID}/take-out", "en"))
    assert "1 March 2027" in page

    path = desk.officer.send(f"/record/{ID}/take-out", part="windows.1", reason="no second round")
    desk.publish(path)

    (window,) = house.for_request().catalogue.get(ID).windows
    assert window.opens is not None
    assert window.opens.year == 2026


@pytest.mark.parametrize("part", ["", "title", "windows.7", "no.such", "windows.-1"])
def test_what_is_no_clause_comes_back_with_the_reason_that_was_typed(
    desk: PolicyDesk, part: str
) -> None:
    page = desk.officer.send(f"/record/{ID}/take-out", expect=422, part=part, reason="my words")

    assert 'value="my words"' in page
