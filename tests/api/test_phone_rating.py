"""How applicants say on their phone how it went, and what comes of it."""

from __future__ import annotations

import pytest

from api.wiring import House
from flowchart.case_events import FollowedUp
from flowchart.case_kinds import Audience, Grade
from flowchart.case_store import NewNote
from flowchart.case_told import rating
from tests.phones import Phone, phone_of
from tests.planning import BY_STAFF


@pytest.fixture
def phone(house: House) -> Phone:
    """Return the phone of somebody who opens a corner shop."""
    return phone_of(house)


def follow_up(phone: Phone, house: House, settled: bool) -> None:
    """Let somebody of the centre ask about the rating."""
    house.cases.append(
        phone.case_id,
        BY_STAFF,
        lambda _case, note: FollowedUp(settled=settled, note=note or ""),
        note=NewNote(text="打过电话", audience=Audience.INSIDE),
    )


def test_nobody_is_asked_how_it_went_before_it_is_done(phone: Phone) -> None:
    assert 'id="rate"' not in phone.page()
    assert "还没全部办好" in phone.press("rate", expect=409, grade="satisfied")
    assert rating(phone.case) is None


def test_it_is_rated_in_five_grades_and_rated_anew(phone: Phone) -> None:
    phone.finish()
    phone.open()

    for grade in Grade:
        phone.press("rate", grade=grade)
        found = rating(phone.case)
        assert found is not None
        assert found.grade is grade

    assert 'value="very-dissatisfied" aria-pressed="true"' in phone.page()


def test_words_with_a_rating_are_for_the_centre_alone(phone: Phone, house: House) -> None:
    phone.finish()
    phone.press("rate", grade="dissatisfied", words="等了太久")

    found = rating(phone.case)
    assert found is not None
    note = house.private.notes(phone.case_id)[found.note or ""]
    assert (note.text, note.audience) == ("等了太久", Audience.INSIDE)
    phone.open()
    assert "会有工作人员来问您" in phone.page()


@pytest.mark.parametrize("followed_up", [False, True])
def test_without_the_pin_nobody_sees_or_changes_how_it_was_rated(
    phone: Phone, house: House, followed_up: bool
) -> None:
    """Everybody who has the code may open the page; a complaint is its writer's own."""
    phone.finish()
    phone.press("rate", grade="dissatisfied", words="等了太久")
    if followed_up:
        follow_up(phone, house, settled=False)

    page = phone.page()
    refused = phone.press("rate", expect=403, grade="very-satisfied", words="都好")

    assert "已经评过了。要看、要改，先输密码。" in page
    assert [one for one in ("不满意", "等了太久", "回访", 'name="grade"') if one in page] == []
    assert "已经评过了。要看、要改，请先输密码（PIN）。" in refused
    found = rating(phone.case)
    assert found is not None
    assert found.grade is Grade.DISSATISFIED
    notes = {note.text for note in house.private.notes(phone.case_id).values()}
    assert "等了太久" in notes
    assert "都好" not in notes


def test_another_grade_keeps_the_words_that_were_written(phone: Phone, house: House) -> None:
    phone.finish()
    phone.press("rate", grade="dissatisfied", words="等了太久")
    closed = phone.page()
    phone.open()
    phone.press("rate", grade="very-dissatisfied")
    phone.press("rate", grade="very-dissatisfied", words="等了太久")

    found = rating(phone.case)
    assert found is not None
    assert house.private.notes(phone.case_id)[found.note or ""].text == "等了太久"
    assert sum(n.text == "等了太久" for n in house.private.notes(phone.case_id).values()) == 1
    assert "等了太久" not in closed
    assert "等了太久" in phone.page()


def test_after_the_pin_one_is_back_where_one_came_from(phone: Phone) -> None:
    assert phone.press("pin", pin=phone.code.pin, part="news") == f"{phone.path}#news"
    assert phone.press("pin", pin=phone.code.pin, part="//evil") == f"{phone.path}#private"


@pytest.mark.parametrize(("settled", "said"), [(True, "问题解决了"), (False, "还在解决")])
def test_once_somebody_followed_up_it_says_what_came_of_it(
    phone: Phone, house: House, settled: bool, said: str
) -> None:
    phone.finish()
    phone.press("rate", grade="dissatisfied")
    phone.open()
    follow_up(phone, house, settled)

    assert said in phone.page()
    assert "打过电话" not in phone.page()
    phone.press("rate", expect=409, grade="satisfied")


def test_a_grade_that_is_not_there_is_refused(phone: Phone) -> None:
    phone.finish()

    assert "请选一个评价" in phone.press("rate", expect=404, grade="splendid")
