"""The companion's conversation: questions, answers, the usual case, and whose it is."""

from __future__ import annotations

import pytest

from api.accounts import Role
from api.wiring import House
from matcher.applicant import Standing
from tests.visiting import PAGE, Clock, Visitor, signed_in


def intake_of(visitor: Visitor, path: str):
    key = visitor.house.staff.session(visitor.client.cookies["companion_session"]).key
    return visitor.house.intakes.get(path.rpartition("/")[2], key, visitor.house.catalogue)


@pytest.mark.parametrize(
    ("words", "scene"),
    [
        ("我想在小区门口开个便利店，卖烟酒零食", "scene/convenience-store"),
        ("open a restaurant", "scene/restaurant"),
        ("刚生了宝宝", "scene/newborn"),
    ],
)
def test_free_words_begin_the_scene_they_mean(companion: Visitor, words: str, scene: str) -> None:
    path = companion.send("/start", text=words)

    assert intake_of(companion, path).scenes == (scene,)


def test_unclear_words_are_asked_back_and_kept_in_the_field(companion: Visitor) -> None:
    page = companion.get(companion.send("/start", text="今天天气怎么样"))

    assert "今天天气怎么样" in page
    assert page.count('name="scene"') == len(companion.house.catalogue.scenes)


def test_words_that_were_asked_back_are_gone_with_the_applicant(companion: Visitor) -> None:
    """Going back shows the page again, never the form; after the next client it shows nothing."""
    path = companion.send("/start", text="我老公姓王去世了")
    assert "我老公姓王去世了" in companion.get(path)
    assert "王" not in path

    companion.send("/next")

    assert companion.client.get(path, headers=PAGE).status_code == 404


def test_an_answer_changes_the_plan_and_a_later_one_keeps_it(companion: Visitor) -> None:
    path = companion.begin()

    companion.send(f"{path}/answer", concept="concept/entity", value="new-company")
    companion.send(f"{path}/answer", concept="concept/floor-area", value="80")
    companion.send(f"{path}/answer", concept="concept/entity", value="new-individual")

    known = intake_of(companion, path).facts.known
    assert known["concept/entity"].value == "new-individual"
    assert known["concept/floor-area"].value == 80


def test_a_wrong_answer_is_refused_beside_its_question_and_what_was_typed_stays(
    companion: Visitor,
) -> None:
    path = companion.begin()

    page = companion.send(f"{path}/answer", expect=422, concept="concept/floor-area", value="a lot")

    assert 'value="a lot"' in page
    assert 'role="alert"' in page
    assert "concept/floor-area" not in intake_of(companion, path).facts.known


def test_dont_know_is_accepted_and_the_question_is_not_asked_again(companion: Visitor) -> None:
    path = companion.begin()

    companion.send(f"{path}/answer", concept="concept/goods", action="skip")

    intake = intake_of(companion, path)
    assert "concept/goods" in intake.skipped
    assert "concept/goods" not in intake.facts.known


def test_none_of_these_is_an_answer_and_not_the_same_as_dont_know(companion: Visitor) -> None:
    path = companion.begin()

    companion.send(f"{path}/answer", concept="concept/goods", value="-")

    assert intake_of(companion, path).facts.known["concept/goods"].value == frozenset()


def test_only_the_usual_cases_that_were_shown_are_stored_and_as_confirmed(
    companion: Visitor,
) -> None:
    path = companion.begin()

    companion.send(f"{path}/usual", fact=["concept/foreign-investor", "concept/school-distance"])

    known = intake_of(companion, path).facts.known
    assert known.keys() == {"concept/foreign-investor"}
    assert known["concept/foreign-investor"].standing is Standing.CONFIRMED


def test_one_clients_answers_never_show_in_another_session(
    companion: Visitor, house: House
) -> None:
    path = companion.begin()
    other = signed_in(house)

    answer = other.client.get(path, headers={"accept": "text/html"})

    assert answer.status_code == 404


def test_the_next_client_begins_with_nothing(companion: Visitor) -> None:
    path = companion.begin()

    companion.send("/next")

    assert companion.client.get(path).status_code == 404


def test_a_conversation_is_gone_after_half_a_day(companion: Visitor, clock: Clock) -> None:
    path = companion.begin()

    clock.move(hours=11, minutes=59)
    assert companion.client.get(path).status_code == 200
    clock.move(minutes=2)
    assert companion.client.get(path).status_code != 200


def test_a_form_from_elsewhere_is_refused(companion: Visitor) -> None:
    companion.csrf = "made-up"

    companion.send("/start", expect=403, scene="scene/restaurant")


def test_without_signing_in_nothing_is_begun(guest: Visitor) -> None:
    guest.send("/start", expect=403, scene="scene/restaurant")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_other_roles_do_not_take_conversations(house: House, role: Role) -> None:
    signed_in(house, role).send("/start", expect=403, scene="scene/restaurant")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_plan_materials_and_policies_in_both_languages(
    companion: Visitor, lang: str
) -> None:
    path = companion.begin()

    page = companion.get(path, lang)

    scene = companion.house.catalogue.scenes["scene/convenience-store"]
    assert scene.title.get(lang) in page
    assert page.count("<svg") >= 2
    assert "stroke-dasharray" in page


def test_while_something_is_unclear_the_page_says_so_and_offers_to_ask_it(
    companion: Visitor,
) -> None:
    path = companion.begin()
    catalogue = companion.house.catalogue
    for concept in catalogue.scenes["scene/convenience-store"].opening_questions:
        companion.send(f"{path}/answer", concept=concept, action="skip")

    page = companion.get(path, "en")

    assert 'class="notice unclear"' in page
    assert "ask=goods" in page.partition('class="notice unclear"')[2]


def test_before_any_step_is_certain_no_figure_is_made_up(companion: Visitor) -> None:
    page = companion.get(companion.begin(), "en")

    assert page.partition("</dl>")[0].count("not known yet") == 6
