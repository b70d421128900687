"""What a policy from the form has to say before it is sent, and what is only told."""

from __future__ import annotations

import pytest

from api.desk_wanted import wanted
from api.wiring import House
from tests.at_policy_desk import plain
from tests.editing import Editor, opened, records_of, titled
from tests.support import recorded
from tests.visiting import Visitor

BARE = "{id: policy/bare, title: {zh: 补贴, en: Grant}%s}"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("", ["organisation"]),
        (", confirm: [criteria]", ["criteria", "organisation"]),
        (", confirm: [organisation]", []),
        (", organisation: organisation/bureau", []),
        (", confirm: [criteria, organisation]", ["criteria"]),
    ],
)
def test_a_policy_says_for_whom_it_is_and_who_decides(said: str, missing: list[str]) -> None:
    records = recorded(BARE % said)

    assert [one.field for one in wanted(records, {})] == missing


def test_what_the_published_one_lacks_already_may_stay_so() -> None:
    (record,) = recorded(BARE % "")

    assert list(wanted([record], {record.id: record})) == []


def blank(officer: Visitor) -> Editor:
    return titled(opened(officer, "kind=policy"))


def test_blank_conditions_are_not_taken_for_everybody(house: House, officer: Visitor) -> None:
    form = blank(officer)
    assert "还没写条件" in form.press("check").said

    path = form.press("keep").leads
    (record,) = records_of(house, path).values()
    assert "criteria" in record.confirm

    page = plain(officer.send(f"{path}/send", expect=422))
    assert "还没写给谁" in page
    assert "还没写哪个部门办" in page


def test_no_conditions_on_purpose_are_for_everybody(house: House, officer: Visitor) -> None:
    form = blank(officer).type(everybody="true", standing__organisation__how="confirm")
    assert "还没写条件" not in form.press("check").said

    path = form.press("keep").leads
    (record,) = records_of(house, path).values()
    assert record.confirm == {"organisation"}
    officer.send(f"{path}/send")

    again = opened(officer, "record=policy/old-grant")
    assert again.fields["r.title.zh"]
