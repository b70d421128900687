"""The officer's page of what seems wrong: an answer is needed, can be taken back, and is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.accounts import Role
from api.flags import Flag, FlagPlace, Flags
from api.wiring import House
from tests.at_policy_desk import plain
from tests.visiting import Visitor, signed_in

RECORD = "service/registration"


@pytest.fixture
def house(small_house: House) -> House:
    """Return a house over a little world with a ledger of its own."""
    return small_house


@pytest.fixture
def flags(house: House) -> Flags:
    """Return the flags of the house; one waits."""
    held = Flags(house.database, house.now)
    held.point_out(RECORD, FlagPlace.PLAN, {}, "it takes longer", intake="talk")
    return held


@pytest.fixture
def mei(house: House) -> Visitor:
    """Return an officer."""
    return signed_in(house, Role.OFFICER)


def the_one(flags: Flags) -> Flag:
    (found,) = flags.waiting()
    return found


def test_nothing_is_settled_without_an_answer(mei: Visitor, flags: Flags) -> None:
    path = f"/desk/flags/{the_one(flags).id}/settle"

    pages = [mei.send(path, 422, answer=" "), mei.send(path, 422, ready="nonsense")]

    assert all("还没有答复" in page for page in pages)
    assert the_one(flags).answer == ""
    assert mei.send("/desk/flags/none/settle", 404, answer="")


@pytest.mark.parametrize(
    ("ready", "words", "said"),
    [
        ("accepted", "", "It is wrong; it is being corrected"),
        ("right", "Article 4.", "Looked up; it is right. Article 4."),
        ("elsewhere", "", "Not ours to decide"),
        ("", "It is 300 now.", "It is 300 now."),
    ],
)
def test_an_answer_is_chosen_or_written_and_confirmed(
    mei: Visitor, flags: Flags, ready: str, words: str, said: str
) -> None:
    back = mei.send(f"/desk/flags/{the_one(flags).id}/settle", ready=ready, answer=words)

    page = plain(mei.get(back, "en"))
    assert f": {said}" in page.partition("Answered in the last 90 days (1)")[0]
    assert page.count(said) == 2
    assert "Nothing waits for an answer." in page


def test_nothing_is_told_as_corrected_before_something_was_published(
    mei: Visitor, house: House, flags: Flags
) -> None:
    flag = the_one(flags)
    assert 'value="corrected"' not in mei.get("/desk/flags")
    mei.send(f"/desk/flags/{flag.id}/settle", 422, ready="corrected")

    house.now.move(hours=1)
    record = replace(house.catalogue.get(flag.record_id), checked_on=house.today())
    made = house.desk.keep([record], "officer")
    house.desk.send(made.name, "officer")
    house.desk.publish(made.name, "approver")

    assert 'value="accepted"' not in mei.get("/desk/flags")
    mei.send(f"/desk/flags/{flag.id}/settle", ready="corrected")


def test_what_was_just_settled_can_be_taken_back(mei: Visitor, flags: Flags) -> None:
    number = the_one(flags).id
    mei.send(f"/desk/flags/{number}/settle", ready="right")

    mei.send(f"/desk/flags/{number}/reopen")

    assert (the_one(flags).answer, the_one(flags).settled_at) == ("", None)
    mei.send(f"/desk/flags/{number}/reopen", expect=404)


def test_an_answer_older_than_a_day_stays_and_is_listed_for_90(
    mei: Visitor, house: House, flags: Flags
) -> None:
    number = the_one(flags).id
    mei.send(f"/desk/flags/{number}/settle", ready="right")

    house.now.move(days=2)
    later = signed_in(house, Role.OFFICER)
    page = later.get("/desk/flags")
    later.send(f"/desk/flags/{number}/reopen", expect=404)
    house.now.move(days=89)

    assert "核对过，没有错" in page
    assert "撤回答复" not in page
    assert 'id="answered"' not in signed_in(house, Role.OFFICER).get("/desk/flags")


def test_flags_are_for_the_officer_to_look_at(mei: Visitor, house: House, flags: Flags) -> None:
    page = plain(mei.get("/desk", "en"))
    approver = plain(signed_in(house, Role.APPROVER).get("/desk", "en"))

    assert "Nothing waits for you now" not in page
    assert "Times pointed out: 1." in page
    assert "Nothing waits for you now" in approver


def test_the_record_and_its_form_show_the_officer_what_is_open(
    mei: Visitor, house: House, flags: Flags
) -> None:
    pages = (f"/record/{RECORD}", f"/desk/edit?record={RECORD}")

    assert all("it takes longer" in mei.get(page) for page in pages)
    assert "it takes longer" not in signed_in(house).get(f"/record/{RECORD}")
    flags.settle(the_one(flags).id, mei.account, "right")
    assert all("it takes longer" not in mei.get(page) for page in pages)
