"""Notes: what the applicant reads and what only colleagues read never change places."""

from __future__ import annotations

import re

import pytest

from api.wiring import House
from tests.desk_cases import FIRST, AtDesk, on_desk
from tests.visiting import Visitor, signed_in


@pytest.fixture
def desk(companion: Visitor) -> AtDesk:
    """Return a new case."""
    return on_desk(companion)


def box(page: str, audience: str) -> str:
    """Return what stands in one of the two boxes of notes."""
    found = re.search(rf'id="notes-{audience}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def phone_behind_the_pin(desk: AtDesk) -> str:
    """Return the applicant's page with name and notes shown."""
    code = desk.who.code(desk.path)
    answer = desk.who.client.post(f"/c/{code.token}/pin", data={"pin": code.pin})
    return str(answer.text)


def test_a_note_for_the_applicant_is_on_the_phone_behind_the_pin(desk: AtDesk) -> None:
    desk.send("note", words="星期三来取", audience="applicant")

    assert "星期三来取" in phone_behind_the_pin(desk)
    assert "星期三来取" in box(desk.page(), "applicant")
    assert "星期三来取" not in box(desk.page(), "inside")


@pytest.mark.parametrize("audience", ["inside", "", "table", "everybody"])
def test_a_note_is_for_colleagues_unless_it_was_said_to_be_for_the_applicant(
    desk: AtDesk, audience: str
) -> None:
    desk.send("note", words="客户急", audience=audience)

    assert "客户急" not in phone_behind_the_pin(desk)
    assert "客户急" in box(desk.page(), "inside")
    assert "客户急" not in box(desk.page(), "applicant")


def test_a_note_says_who_wrote_it_when_and_about_which_step(desk: AtDesk, house: House) -> None:
    desk.by(signed_in(house)).send("note", words="章程少一页", step=FIRST)

    said = box(desk.page(), "inside")
    assert "公司设立登记" in said
    assert "2026年11月23日 周一 09:00 · companion 1" in said


def test_words_of_a_move_stand_with_what_was_moved(desk: AtDesk) -> None:
    said = {"to": "submitted", "words": "已交窗口", "audience": "applicant"}
    desk.send("move", step=FIRST, seen=desk.seen, **said)

    assert "公司设立登记：已提交" in box(desk.page(), "applicant")


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({"words": "  "}, 422, "还没有写"),
        ({"words": "好" * 1001}, 422, "有 1001 个字"),
        ({"words": "你好", "step": "service/moon-landing"}, 404, "没有"),
    ],
)
def test_a_note_without_words_or_about_nothing_is_not_kept(
    desk: AtDesk, said: dict[str, str], status: int, told: str
) -> None:
    before = desk.seen

    assert told in desk.send("note", expect=status, **said)
    assert desk.seen == before


def test_notes_of_two_at_once_both_stay(desk: AtDesk, house: House) -> None:
    desk.send("note", words="甲")
    desk.by(signed_in(house)).send("note", words="乙")

    said = box(desk.page(), "inside")
    assert said.index("乙") < said.index("甲"), "the newest first"
