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


def test_what_nothing_is_called_is_asked_back_and_not_answered(companion: Visitor) -> None:
    found = part(companion.get(f"{told(companion)}?q=特种设备"), "why-not")

    assert "没找到。是不是下面的？" in found
    assert "why-one" not in found


@pytest.mark.parametrize(
    ("asked", "offered"),
    [("service/disability-certificate", []), ("游泳池", ["scene/gym-pool", "scene/hotel"])],
)
def test_a_matter_that_fits_can_be_added_where_its_service_was_asked_for(
    companion: Visitor, asked: str, offered: list[str]
) -> None:
    found = part(companion.get(f"{told(companion)}?q={asked}"), "why-not")

    assert re.findall(r'name="scene" value="([^"]+)"', found) == offered


def test_what_is_not_needed_does_not_read_as_failure(companion: Visitor) -> None:
    page = companion.get(told(companion))

    for shown in (part(page, "excluded"), part(page, "changed")):
        assert "才要办" in shown
        assert "×" not in shown
        assert "还差" not in shown


def test_a_step_says_who_waits_for_it_and_what_it_waits_for(companion: Visitor) -> None:
    page = companion.get(told(companion), "en")

    assert "These wait for it:" in page
    assert "It waits for:" in page


# ---- figures --------------------------------------------------------------------------------


def figures(page: str) -> str:
    """Return the figures of a plan."""
    return page.partition('<dl class="figures">')[2].partition("</dl>")[0]


def test_while_steps_are_open_no_figure_is_nought(companion: Visitor) -> None:
    page = companion.get(told(companion))

    shown = figures(page)
    assert not re.search(r"<b[^>]*>(0|不用跑|0 元|当天)", shown)
    assert "还不知道" in shown
    assert "至少" in shown
    assert "都要办的话" in shown


def test_one_trip_is_a_figure_that_is_to_be_confirmed_on_plan_and_case(
    companion: Visitor,
) -> None:
    path = companion.send("/start", scene="scene/disability")
    plan = companion.get(path)
    case = companion.get(companion.send(f"{path}/case").removesuffix("/code"))

    for shown in (figures(plan), figures(case)):
        assert "<b>跑 1 次</b>" in shown
        assert "“最多跑一次”能做到，按指南算，待确认" in shown
        assert "（没有定天数的不算在内）" in shown


def test_no_trip_is_said_of_a_settled_plan_alone_and_to_be_confirmed(companion: Visitor) -> None:
    shown = figures(companion.get(companion.send("/start", scene="scene/retirement")))

    assert "不用跑</b>" in shown
    assert "按指南算，待确认" in shown


def test_an_opening_day_says_what_is_not_counted_and_the_safe_day_beside_the_other(
    companion: Visitor,
) -> None:
    path = told(companion)
    companion.send(f"{path}/opening", day="2028-03-01")

    shown = part(companion.get(path), "opening")

    assert "装修、买设备、准备材料的时间不算在里面" in shown
    assert len(re.findall(r'<p class="apply-by"><b>', shown)) == 2


def test_a_step_has_one_deadline_and_no_slack_while_steps_are_open(companion: Visitor) -> None:
    path = told(companion)
    companion.send(f"{path}/opening", day="2028-03-01")

    page = companion.get(path)

    for one in re.findall(r'<li id="step-\d+".*?</li>', page, re.S):
        assert one.count('class="timed due"') <= 1
        assert "也不耽误" not in one


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


# ---- the usual case ---------------------------------------------------------------------------


def usual_facts(page: str) -> list[str]:
    """Return what the button for the usual case would store."""
    card = page.partition('id="usual-title"')[2].partition("</form>")[0]
    return re.findall(r'name="fact" value="([^"]+)"', card)


def test_what_was_heard_is_no_usual_case_beside_it(companion: Visitor) -> None:
    quiet = companion.send("/start", text="开个便利店")
    heard = companion.send("/start", text="开个便利店，请5个人")

    assert "concept/employees" in usual_facts(companion.get(quiet))
    assert "concept/employees" not in usual_facts(companion.get(heard))


def test_a_usual_case_whose_question_is_open_is_not_counted(companion: Visitor) -> None:
    path = told(companion)
    before = usual_facts(companion.get(path))

    page = companion.get(f"{path}?ask={before[0].partition('/')[2]}")

    assert usual_facts(page) == before[1:]
    assert f"({len(before) - 1})" in page


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


# ---- a matter of business, and one of life -----------------------------------------------------


@pytest.mark.parametrize(
    ("scene", "asked"), [("scene/convenience-store", True), ("scene/newborn", False)]
)
def test_only_a_business_is_asked_when_it_opens_and_shown_another_beside_it(
    companion: Visitor, scene: str, asked: bool
) -> None:
    page = companion.get(companion.begin(scene))

    for words in ("想哪天开业", "比如咖啡店也卖书"):
        assert (words in page) is asked
    assert 'id="another"' in page


def test_the_id_card_is_to_be_brought_where_there_is_a_trip(companion: Visitor) -> None:
    store = companion.get(told(companion), "en")
    baby = companion.get(companion.begin("scene/newborn"), "en")

    assert "Bring your ID card (the original) every time" in store
    assert "no trip" in baby
    assert 'href="/record/evidence/' in baby
    assert "Bring your ID card" not in baby
