"""What the page of a conversation shows of its plan: what changed, why, papers, time, places."""

from __future__ import annotations

import re

import pytest

from tests.plan_pages import intake_of, part, told
from tests.visiting import Visitor

# ---- what changed, and the way back ---------------------------------------------------------


def test_before_anything_was_said_nothing_has_changed(companion: Visitor) -> None:
    assert 'id="changed"' not in companion.get(companion.begin())


def test_after_an_answer_the_page_says_what_became_of_the_plan(companion: Visitor) -> None:
    page = companion.get(told(companion), "en")

    panel = part(page, "changed")
    assert "steps no longer needed" in panel
    assert "steps settled" in panel
    assert "What you sell" in panel or "cigarettes" in panel
    assert "no longer needed" in page.partition("<svg")[2].partition("</svg>")[0]


def test_an_answer_that_changes_nothing_says_so(companion: Visitor) -> None:
    path = told(companion)

    companion.send(f"{path}/answer", concept="concept/place", action="skip")

    assert "The plan stays the same." in part(companion.get(path, "en"), "changed")


# ---- why and why not ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("食品经营许可", "要办，是第"),
        ("出版物零售许可", "不用办"),
        ("今天天气怎么样", "没找到"),
        ("service/disability-certificate", "这几件事里没有它"),
    ],
)
def test_any_service_can_be_asked_about(companion: Visitor, asked: str, answer: str) -> None:
    path = told(companion)

    page = companion.get(f"{path}?q={asked}")

    assert answer in part(page, "why-not")


def test_a_step_says_who_waits_for_it_and_what_it_waits_for(companion: Visitor) -> None:
    page = companion.get(told(companion), "en")

    assert "These wait for it:" in page
    assert "It waits for:" in page


# ---- papers ---------------------------------------------------------------------------------


def test_the_papers_say_who_asks_for_them_and_how_many_fewer_they_are(
    companion: Visitor,
) -> None:
    papers = part(companion.get(told(companion), "en"), "materials")

    assert "asked for by:" in papers
    assert "fewer" in papers


# ---- time, places, warnings -----------------------------------------------------------------


def test_the_time_line_holds_steps_and_what_the_law_wants_by_when(companion: Visitor) -> None:
    path = told(companion, **{"concept/foreign-investor": "false"})

    line = part(companion.get(path, "en"), "time-line")

    assert "the law wants it by this day" in line
    assert "at the earliest" in line
    days = re.findall(r'datetime="([\d-]+)"', line)
    assert days == sorted(days)


def test_places_are_named_with_what_is_not_known_of_them(companion: Visitor) -> None:
    places = part(companion.get(told(companion), "en"), "places")

    assert "Huangpu District Government Service Centre" in places
    assert "confirm at the window" in places
    assert "not a district body" in places


def test_what_may_stop_one_stands_before_what_is_certain(companion: Visitor) -> None:
    """Tobacco near a school, while the distance is not known."""
    page = companion.get(told(companion), "en")

    first = re.search(r'<div class="warning (\w+)">(.*?)</div>', page, re.S)
    assert first
    assert first[1] == "hanging"
    assert "school or kindergarten is too near" in first[2]


def test_it_also_stands_on_the_printed_sheet_and_the_phone(companion: Visitor) -> None:
    case = companion.send(f"{told(companion)}/case").removesuffix("/code")

    sheet = companion.get(f"{case}/sheet", "en")
    phone = companion.get(f"/c/{companion.token(case)}", "en")

    for page in (sheet, phone):
        assert "May apply, find out first:" in page
        assert "school or kindergarten is too near" in page


def test_many_possible_steps_are_folded_under_one_heading(companion: Visitor) -> None:
    page = companion.get(companion.begin(), "en")

    folded = part(page, "possible-steps")
    assert "steps that may be needed, depending on your answers" in folded
    assert folded.count('class="step possible') >= 8


# ---- what was heard of a list ---------------------------------------------------------------


def test_a_list_that_was_heard_leads_to_its_question_with_what_was_heard_ticked(
    companion: Visitor,
) -> None:
    path = companion.send("/start", text="开个便利店，卖香烟，80平米")
    companion.send(f"{path}/heard", take=["0", "1", "2"])

    page = companion.get(f"{path}?ask=goods")

    assert "concept/goods" not in intake_of(companion, path).facts.known
    assert "concept/floor-area" in intake_of(companion, path).facts.known
    assert re.search(r'value="cigarettes" checked', page)
    assert not re.search(r'value="liquor" checked', page)
