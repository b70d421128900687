"""“This seems wrong”: pointed out beside a plan, a case or on a phone, answered at the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.accounts import Role
from api.flags import Flags
from api.wiring import House
from flowchart.case_tables import RECORD_FLAG
from tests.at_policy_desk import plain
from tests.visiting import PAGE, Visitor, signed_in, visitor

STEP = "service/registration"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def case(house: House) -> tuple[Visitor, str, str]:
    """Return a companion, a case of theirs and its code."""
    companion = signed_in(house)
    path = companion.send(f"{companion.begin('scene/shop')}/case").removesuffix("/code")
    return companion, path, companion.token(path)


def waiting(house: House) -> list[tuple[str, str, str]]:
    found = Flags(house.database, house.now).waiting()
    return [(one.record_id, one.place, one.words) for one in found]


def test_a_companion_points_at_a_step_of_a_conversation(house: House) -> None:
    companion = signed_in(house)
    path = companion.begin("scene/shop")

    back = companion.send(f"{path}/flag", record=STEP, words="  it takes longer  ")

    assert "谢谢" in companion.get(back)
    assert waiting(house) == [(STEP, "plan", "it takes longer")]


def test_an_applicant_points_at_it_and_reads_the_answer(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)

    phone.send(f"/c/{token}/flag", record=STEP, words="窗口说不要这个")
    assert "等答复" in phone.get(f"/c/{token}")

    officer = signed_in(house, Role.OFFICER)
    assert "Times pointed out: 1." in plain(officer.get("/desk", "en"))
    page = plain(officer.get("/desk/flags", "en"))
    assert "窗口说不要这个" in page
    assert "on an applicant" in page
    assert "step: " in page
    (flag,) = Flags(house.database, house.now).waiting()
    officer.send(f"/desk/flags/{flag.id}/settle", answer="改好了")

    assert "答复：改好了" in phone.get(f"/c/{token}")
    assert waiting(house) == []
    officer.send(f"/desk/flags/{flag.id}/settle", expect=404, answer="again")


def test_the_desk_sees_no_case_and_nobody(house: House, case) -> None:
    companion, path, _ = case
    companion.send(f"{path}/flag", record="policy/old-grant")
    number = house.cases.get(path.rpartition("/")[2]).number

    page = signed_in(house, Role.OFFICER).get("/desk/flags", "en")

    assert number not in page
    assert path not in page
    assert "the plan said" in page


@pytest.mark.parametrize("record", ["", "service/nonsense", "scene/shop", "<b>"])
def test_only_what_the_plan_shows_can_be_pointed_at(house: House, case, record: str) -> None:
    companion, path, token = case

    companion.send(f"{path}/flag", expect=404, record=record)
    visitor(house).send(f"/c/{token}/flag", expect=404, record=record)

    assert waiting(house) == []


def test_the_same_thing_is_pointed_out_once_and_not_without_end(house: House, case) -> None:
    _, _, token = case
    phone = visitor(house)

    phone.send(f"/c/{token}/flag", record=STEP, words="one")
    phone.send(f"/c/{token}/flag", record=STEP, words="two")

    assert waiting(house) == [(STEP, "phone", "two")]
    answer = phone.client.post(f"/c/{token}/flag", data={"record": STEP, "words": "x" * 301})
    assert answer.status_code == 422


def test_erasing_a_case_takes_what_was_pointed_out_along(house: House, case) -> None:
    companion, path, token = case
    visitor(house).send(f"/c/{token}/flag", record=STEP, words="my words")
    held = house.private.held(path.rpartition("/")[2])
    assert held["pointed_out"][0]["words"] == "my words"

    number = house.cases.get(path.rpartition("/")[2]).number
    companion.send(f"{path}/erase", number=number)

    with house.database.read() as connection:
        assert connection.execute(select(RECORD_FLAG)).all() == []


def test_the_form_of_another_session_is_not_taken(house: House, case) -> None:
    companion, path, _ = case
    other = signed_in(house)

    data = {"csrf": other.csrf, "record": STEP}
    answer = companion.client.post(f"{path}/flag", data=data, headers=PAGE)

    assert answer.status_code == 403
