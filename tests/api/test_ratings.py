"""Bad ratings wait on a list until somebody asked and put things right; counts name nobody."""

from __future__ import annotations

from collections import Counter

import pytest

from api.accounts import Role
from api.ratings import by_month
from api.wiring import House
from flowchart.case_events import By, Rated
from flowchart.case_kinds import Actor, Audience, Grade
from flowchart.case_store import NewNote
from flowchart.case_told import rating
from kb.ids import OrganisationId
from tests.visiting import Clock, Visitor, signed_in

BUND = OrganisationId("organisation/the-bund-community-affairs-centre")
APPLICANT = By(actor=Actor.APPLICANT, id="0a1b2c3d")


@pytest.fixture
def case(companion: Visitor) -> str:
    """Return the path of an open case."""
    return companion.open_case()


def id_of(case: str) -> str:
    return case.rpartition("/")[2]


def rate(house: House, case: str, grade: Grade, words: str = "") -> None:
    """Rate a case as its applicant does."""
    note = NewNote(text=words, audience=Audience.INSIDE) if words else None
    house.cases.append(
        id_of(case), APPLICANT, lambda _, number: Rated(grade=grade, note=number), note=note
    )


def test_bad_ratings_wait_with_what_was_written_the_oldest_first(
    companion: Visitor, house: House, case: str, clock: Clock
) -> None:
    later, good = companion.open_case(), companion.open_case()
    rate(house, case, Grade.VERY_DISSATISFIED, "等了三个小时")
    clock.move(hours=2)
    rate(house, later, Grade.DISSATISFIED, "说法不一样")
    rate(house, good, Grade.SATISFIED, "很好")

    page = companion.get("/ratings")

    assert page.index("等了三个小时") < page.index("说法不一样")
    assert f'href="{good}"' not in page
    assert "很好" not in page


def test_a_follow_up_says_what_was_done_inside_and_the_applicant_hears_their_part(
    companion: Visitor, house: House, case: str
) -> None:
    rate(house, case, Grade.DISSATISFIED, "等了三个小时")

    companion.send(
        f"{case}/follow-up", done="窗口排班有误，已改", told="对不起，窗口已加人", settled="1"
    )

    inside = house.private.notes(id_of(case), (Audience.INSIDE,))
    assert "窗口排班有误，已改" in [one.text for one in inside.values()]
    notes = house.private.notes(id_of(case), (Audience.APPLICANT,))
    assert "对不起，窗口已加人" in [one.text for one in notes.values()]
    assert "窗口排班有误" not in [one.text for one in notes.values()]
    assert f'href="{case}"' not in companion.get("/ratings")


def test_a_rating_that_is_not_settled_yet_stays_on_the_list_with_what_was_done(
    companion: Visitor, house: House, case: str
) -> None:
    rate(house, case, Grade.DISSATISFIED)

    companion.send(f"{case}/follow-up", done="电话没人接")

    assert "电话没人接" in companion.get("/ratings")
    found = rating(house.cases.get(id_of(case)))
    assert found is not None
    assert found.open
    companion.send(f"{case}/follow-up", done="第二次打通了，已解释", settled="1")
    assert "电话没人接" not in companion.get("/ratings")


@pytest.mark.parametrize("done", ["", "   "])
def test_a_follow_up_without_words_is_refused(
    companion: Visitor, house: House, case: str, done: str
) -> None:
    rate(house, case, Grade.DISSATISFIED)

    companion.send(f"{case}/follow-up", expect=422, done=done, settled="1")

    assert f'href="{case}"' in companion.get("/ratings")


@pytest.mark.parametrize("grade", [None, Grade.VERY_SATISFIED, Grade.ACCEPTABLE])
def test_there_is_nothing_to_follow_up_where_nobody_was_dissatisfied(
    companion: Visitor, house: House, case: str, grade: Grade | None
) -> None:
    if grade is not None:
        rate(house, case, grade)
    before = house.cases.get(id_of(case)).sequence

    companion.send(f"{case}/follow-up", expect=409, done="问过了", settled="1")

    assert house.cases.get(id_of(case)).sequence == before
    assert len(house.private.notes(id_of(case))) == 1, "words of what did not happen are not kept"


def test_another_centre_sees_and_counts_none_of_it(house: House, case: str) -> None:
    rate(house, case, Grade.DISSATISFIED, "等了三个小时")
    other = signed_in(house, centre=BUND)

    page = other.get("/ratings")

    assert "等了三个小时" not in page
    assert "还没有人评价" in page
    other.send(f"{case}/follow-up", expect=404, done="问过了")


def test_months_are_counted_by_the_last_rating_of_each_case_and_name_nobody(
    companion: Visitor, house: House, case: str, clock: Clock
) -> None:
    rate(house, case, Grade.DISSATISFIED)
    clock.move(days=10)
    rate(house, case, Grade.SATISFIED)
    companion_later = signed_in(house)
    rate(house, companion_later.open_case(), Grade.SATISFIED)

    told = by_month(house.cases.grades(house.centre, clock.now.replace(year=2025)))

    assert told == {"2026-12": Counter({Grade.SATISFIED: 2})}
    page = companion_later.get("/ratings", "en")
    assert '<th scope="row">2026-12</th>' in page
    assert "王小明" not in page


def test_a_rating_of_an_erased_case_is_counted_and_its_words_are_gone(
    companion: Visitor, house: House, case: str
) -> None:
    rate(house, case, Grade.VERY_DISSATISFIED, "等了三个小时")
    house.private.erase(id_of(case), By(actor=Actor.STAFF, id="a"))

    page = companion.get("/ratings")

    assert "等了三个小时" not in page
    assert f'href="{case}"' not in page
    assert '<th scope="row">2026-11</th>' in page


def test_the_case_page_shows_the_rating_and_asks_whoever_may_answer(
    companion: Visitor, house: House, case: str
) -> None:
    assert 'id="rating"' not in companion.get(case)
    rate(house, case, Grade.VERY_DISSATISFIED, "等了三个小时")

    page = companion.get(case, "en")

    assert "very dissatisfied" in page
    assert "等了三个小时" in page
    assert f'action="{case}/follow-up"' in page
    assert f'action="{case}/follow-up"' not in signed_in(house, Role.AUDITOR).get(case)


def test_words_of_a_rating_are_shown_as_words(companion: Visitor, house: House, case: str) -> None:
    rate(house, case, Grade.DISSATISFIED, "<b>nobody</b>")

    assert "<b>nobody" not in companion.get("/ratings")


def test_the_list_says_that_a_follow_up_was_written_down_and_leads_to_the_case(
    companion: Visitor, house: House, case: str
) -> None:
    rate(house, case, Grade.DISSATISFIED)
    assert '<span class="count">1</span>' in companion.get("/cases").partition("/ratings")[2]

    shown = companion.send(f"{case}/follow-up", done="已改", settled="1", back="ratings")

    assert f'href="{case}#rating"' in companion.get(shown)
