"""The table of all records: what is asked of it, in which order, taken along, done to several."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from api.wiring import House
from tests.at_policy_desk import GRANT, ID, PolicyDesk
from tests.visiting import Visitor

TABLE = "/desk/records"
FORMULA = (
    GRANT.replace(ID, "policy/formula")
    .replace("小店房租补贴", "'=1+1'")
    .replace("Rent support for small shops", "'@SUM(A1)'")
)


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


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("kind=policy", True),
        ("kind=service", False),
        ("text=房租", True),
        ("text=RENT shop", True),
        ("text=nothing", False),
        ("state=published", True),
        ("state=suspended", False),
        ("ends_within=30", False),
        ("confirm=true", True),
        ("recheck=true", False),
        ("since=2026-11-23", True),
        ("since=2026-11-24", False),
        ("since=nonsense&ends_within=x", True),
        ("origin=typed", True),
        ("origin=form", False),
    ],
)
def test_only_what_is_asked_for_is_shown(desk: PolicyDesk, asked: str, there: bool) -> None:
    page = desk.officer.get(
        f"{TABLE}?{asked}&kind=policy" if "kind" not in asked else f"{TABLE}?{asked}"
    )

    assert (f'href="/record/{ID}"' in page) is there


@pytest.mark.parametrize(
    "sort", ["title", "kind", "department", "state", "ends", "checked", "changed", "confirm"]
)
def test_it_is_sorted_either_way_and_what_says_nothing_comes_last(
    desk: PolicyDesk, sort: str
) -> None:
    for order in (sort, f"-{sort}", "nonsense"):
        page = desk.officer.get(f"{TABLE}?kind=policy&sort={order}")
        assert f'href="/record/{ID}"' in page


def test_a_suspended_record_stays_in_the_table(desk: PolicyDesk) -> None:
    desk.officer.send(f"/record/{ID}/suspend", reason="money")

    assert f'href="/record/{ID}"' in desk.officer.get(f"{TABLE}?state=suspended")


def test_what_is_taken_along_is_what_is_shown_and_never_a_formula(desk: PolicyDesk) -> None:
    desk.published(FORMULA)

    csv = desk.officer.client.get(f"{TABLE}/export?kind=policy&format=csv").content
    book = desk.officer.client.get(f"{TABLE}/export?kind=policy&format=xlsx").content

    assert csv.startswith("\ufeff".encode())
    assert "'=1+1" in csv.decode()
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    assert ID in {cell.value for cell in cells}


def test_several_are_marked_as_checked_today_in_one_draft(desk: PolicyDesk, house: House) -> None:
    path = desk.officer.send(f"{TABLE}/checked", id=[ID, "policy/old-grant"])
    held = house.desk.get(path.rpartition("/")[2])

    assert {one.record.checked_on for one in held.versions} == {house.today()}
    assert len(held.versions) == 2
    desk.publish(path)
    desk.officer.send(f"{TABLE}/checked", expect=422, id=[ID])
    desk.officer.send(f"{TABLE}/checked", expect=422, id=["policy/nonsense"])


def test_policies_go_into_the_template(desk: PolicyDesk) -> None:
    answer = desk.officer.client.post(
        f"{TABLE}/template", data={"csrf": desk.officer.csrf, "id": [ID]}
    )

    assert answer.content.startswith(b"PK")
    desk.officer.send(f"{TABLE}/template", expect=422, id=["concept/employees"])


def test_policies_come_first_and_every_kind_is_one_step_away(desk: PolicyDesk) -> None:
    first, whole = desk.officer.get(TABLE), desk.officer.get(f"{TABLE}?kind=")

    assert f'href="/record/{ID}"' in first
    assert 'href="/record/concept/' not in first
    assert "/desk/records?kind=" in first
    assert 'href="/record/concept/' in whole


def test_what_is_in_force_while_a_change_waits_can_be_asked_for(desk: PolicyDesk) -> None:
    asked = f"{TABLE}?state=changing"

    assert f'href="/record/{ID}"' not in desk.officer.get(asked)
    desk.draft(GRANT.replace("300", "500"))
    assert f'href="/record/{ID}"' in desk.officer.get(asked)


def test_where_a_record_came_from_is_said_in_words(desk: PolicyDesk) -> None:
    page = desk.officer.get(TABLE, "en")

    assert ">typed</option>" not in page
    assert 'value="typed"' in page


def test_what_names_no_source_says_so(desk: PolicyDesk) -> None:
    assert "no source" in desk.officer.get(TABLE, "en")
