"""Free words to facts on the page: shown with their words, taken only when confirmed."""

from __future__ import annotations

import re

import pytest

from matcher.applicant import Standing
from tests.api.test_staff import intake_of
from tests.console import Console, shapes
from tests.programs import Program
from tests.visiting import Visitor

WORDS = "我是应届毕业生，想在淮海中路租80平米开奶茶店"
IN_ENGLISH = "I want to open a milk tea shop of 40 m² in a mall on Huaihai Road, with 3 employees"
AREA, PLACE, GRADUATE = "concept/floor-area", "concept/place", "concept/founder-key-group"


def card(page: str) -> str:
    """Return the card of what was understood, or nothing."""
    found = re.search(r'<section class="card heard">.*?</section>', page, re.S)
    return found[0] if found else ""


def ticks(page: str) -> dict[str, bool]:
    """Return the boxes of the card and which are ticked beforehand."""
    boxes = re.findall(r'name="take" value="(\d+)"( checked)?', card(page))
    return {place: bool(ticked) for place, ticked in boxes}


def test_the_words_propose_facts_and_nothing_is_taken(companion: Visitor) -> None:
    path = companion.send("/start", text=WORDS)

    shown = card(companion.get(path))

    for words in ("应届毕业生", "淮海中路", "80平米", "80 平方米", "淮海中路街道"):
        assert words in shown
    assert not intake_of(companion, path).facts.known


def test_what_is_private_is_never_ticked_beforehand(companion: Visitor) -> None:
    path = companion.send("/start", text=WORDS)
    concepts = [one.concept for one in intake_of(companion, path).heard]

    boxes = ticks(companion.get(path))

    assert [c for place, c in enumerate(concepts) if not boxes[str(place)]] == [GRADUATE]
    assert "比较私人" in card(companion.get(path))


def test_one_press_makes_them_declared_facts_and_the_card_is_gone(companion: Visitor) -> None:
    path = companion.send("/start", text=WORDS)

    assert companion.send(f"{path}/heard", take=["0", "1", "2"]) == path

    intake = intake_of(companion, path)
    assert intake.facts.known.keys() == {AREA, PLACE, GRADUATE}
    assert {fact.standing for fact in intake.facts.known.values()} == {Standing.DECLARED}
    page = companion.get(path)
    assert not card(page)
    assert "应届毕业生，想" not in page


def test_what_is_left_unticked_is_put_aside(companion: Visitor) -> None:
    path = companion.send("/start", text=WORDS)

    companion.send(f"{path}/heard", take="2")

    assert intake_of(companion, path).facts.known.keys() == {AREA}
    assert not card(companion.get(path))


@pytest.mark.parametrize("fields", [{"action": "drop", "take": ["0", "1"]}, {}])
def test_none_of_them_is_an_answer_too(companion: Visitor, fields: dict[str, object]) -> None:
    path = companion.send("/start", text=WORDS)

    companion.send(f"{path}/heard", **fields)

    intake = intake_of(companion, path)
    assert not intake.facts.known
    assert not intake.heard


def test_confirmed_facts_are_not_asked_again(companion: Visitor) -> None:
    path = companion.send("/start", text="在商场里开个40平米的奶茶店")
    before = asked(companion, path)

    companion.send(f"{path}/heard", take=["0", "1"])

    assert {AREA, "concept/in-mall"} <= before
    assert not {AREA, "concept/in-mall"} & asked(companion, path)


def asked(companion: Visitor, path: str) -> set[str]:
    """Return every fact the plan still asks for."""
    house, intake = companion.house, intake_of(companion, path)
    plan = house.plan(intake.scenes, intake.facts, house.applying_on())
    return {str(question.concept) for question in plan.questions}


def test_what_was_said_in_two_ways_is_shown_twice_and_ticked_neither_time(
    companion: Visitor,
) -> None:
    path = companion.send("/start", text="开奶茶店，80平米，后来改成100平米")
    page = companion.get(path)

    assert ticks(page) == {"0": False, "1": False}
    assert card(page).count("前后说法不一样") == 2


def test_both_of_two_ways_are_refused_beside_the_card_and_the_ticks_stay(
    companion: Visitor,
) -> None:
    path = companion.send("/start", text="在商场开奶茶店，80平米，后来改成100平米")

    page = companion.send(f"{path}/heard", expect=422, take=["1", "2"])

    assert 'role="alert"' in card(page)
    assert ticks(page) == {"0": False, "1": True, "2": True}
    assert not intake_of(companion, path).facts.known


def test_a_scene_that_was_chosen_after_unclear_words_keeps_what_they_said(
    companion: Visitor,
) -> None:
    page = companion.get(companion.send("/start", text="想租80平米做点小生意呢"))
    sent = re.search(r'name="text" value="([^"]*80平米[^"]*)">\s*<button class="scene"', page)
    assert sent

    path = companion.send("/start", text=sent[1], scene="scene/cafe-bakery")

    assert [one.concept for one in intake_of(companion, path).heard] == [AREA]


@pytest.mark.parametrize("text", ["开奶茶店", ""])
def test_without_a_fact_in_the_words_there_is_no_card(companion: Visitor, text: str) -> None:
    path = companion.send("/start", text=text, scene="scene/cafe-bakery")

    assert not card(companion.get(path))


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("我听到的", "平方米", "勾选的都对")), ("en", ("What I understood", "m²", "ticked"))],
)
def test_the_card_speaks_both_languages(companion: Visitor, lang: str, words: tuple) -> None:
    path = companion.send("/start", text=IN_ENGLISH)

    shown = card(companion.get(path, lang))

    assert "40 m²" in shown
    assert all(word in shown for word in words)


def test_the_words_stand_in_no_address(companion: Visitor) -> None:
    path = companion.send("/start", text=WORDS)

    assert re.fullmatch(r"/intake/[0-9a-f]{24}", path)
    assert "80" not in companion.send(f"{path}/heard", take="0").partition("/intake/")[0]


def test_nothing_of_the_sentence_is_kept_but_the_words_that_were_understood(
    companion: Visitor,
) -> None:
    secret = "我叫王小明，电话13800138000，"
    path = companion.send("/start", text=secret + WORDS)

    content = repr(intake_of(companion, path))

    assert "80平米" in content
    assert "王小明" not in content
    assert "13800138000" not in content


def test_words_are_shown_as_words_and_never_as_html(companion: Visitor) -> None:
    path = companion.send("/start", text="<b>开奶茶店</b>80<i>平米，面积<90平米")

    assert "<b>开" not in companion.get(path)


# ---- programs and the console ---------------------------------------------------------------


def test_a_search_carries_the_facts_with_their_words_on_the_console_and_over_http(
    console: Console, shipped: Program
) -> None:
    said = console("search", WORDS, "--json")
    (found,) = shapes(said)

    assert found["facts"] == [
        {"concept": GRADUATE, "value": "graduate-year-graduate", "words": "应届毕业生"},
        {"concept": PLACE, "value": "area/310101022", "words": "淮海中路"},
        {"concept": AREA, "value": 80, "words": "80平米"},
    ]
    assert shipped.get("search", text=WORDS).text == said.stdout.rstrip("\n")


@pytest.mark.parametrize("text", ["开奶茶店", "今天天气怎么样"])
def test_a_search_without_facts_has_no_such_key(console: Console, text: str) -> None:
    (found,) = shapes(console("search", text, "--json"))

    assert found.keys() == {"outcome", "results"}


def test_the_facts_of_a_search_can_be_given_to_a_plan(console: Console, shipped: Program) -> None:
    (found,) = shapes(console("search", IN_ENGLISH, "--json"))
    facts = {one["concept"]: one["value"] for one in found["facts"]}

    plan = shipped.post("plan", scenes=["scene/cafe-bakery"], facts=facts).json()

    asked = {question["concept"] for question in plan["questions"]}
    assert len(facts) == 4
    assert not asked & facts.keys()


# ---- where a place leads --------------------------------------------------------------------


def test_a_place_says_which_centre_personal_matters_go_to(companion: Visitor) -> None:
    path = companion.send("/start", text="刚生了宝宝，住在打浦桥")
    centre = "打浦桥街道社区事务受理服务中心"
    assert centre not in companion.get(path)

    companion.send(f"{path}/heard", take="0")

    assert centre in companion.get(path)
