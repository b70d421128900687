"""What is tried on a plan: a mode, an opening day, another matter, a paper at hand, undo."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kb.kinds import HandlingMode
from tests.plan_pages import STORE, intake_of, part, steps, told
from tests.visiting import Visitor

# ---- what if --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_five_modes_stand_side_by_side(companion: Visitor, lang: str) -> None:
    page = companion.get(told(companion), lang)

    panel = part(page, "what-if")
    assert len(re.findall(r'<li class="mode[" ]', panel)) == 5
    assert {"zh": "能不能更快", "en": "Faster, fewer trips?"}[lang] in panel


def test_before_any_step_is_certain_no_mode_is_compared(companion: Visitor) -> None:
    panel = part(companion.get(companion.begin(), "en"), "what-if")

    assert "Answer a few questions first" in panel
    assert "<dl>" not in panel


def test_a_mode_is_kept_shown_on_every_step_and_led_back_from(companion: Visitor) -> None:
    path = told(companion)

    companion.send(f"{path}/mode", mode="one-form")

    page = companion.get(path, "en")
    assert intake_of(companion, path).wish.mode is HandlingMode.ONE_FORM
    assert "now: One form" in part(page, "what-if")
    assert "On one form with other steps" in page
    companion.send(f"{path}/mode", mode="standard")
    assert "On one form with other steps" not in companion.get(path, "en")


def test_bad_credit_bars_the_promise_and_the_panel_says_why(companion: Visitor) -> None:
    path = told(companion, **{"concept/good-credit": "false"})

    panel = part(companion.get(path, "en"), "what-if")

    barred = panel.partition("Cannot be done this way")[2]
    assert "clean credit record" in barred
    assert "now: no" in barred


def test_what_would_settle_a_mode_is_asked_from_the_panel(companion: Visitor) -> None:
    panel = part(companion.get(told(companion), "en"), "what-if")

    assert "it depends" in panel
    assert "?ask=good-credit" in panel


def test_a_mode_nobody_has_read_of_is_called_not_known(companion: Visitor) -> None:
    panel = part(companion.get(told(companion), "en"), "what-if")

    assert "no guide has been read on this; ask the window" in panel


def test_the_mode_goes_along_into_the_case(companion: Visitor) -> None:
    path = told(companion)
    companion.send(f"{path}/mode", mode="one-form")
    companion.send(f"{path}/opening", day="2027-03-01")

    case = companion.send(f"{path}/case").removesuffix("/code")

    kept = companion.house.cases.get(case.rpartition("/")[2]).plan
    assert kept.wish.mode is HandlingMode.ONE_FORM
    assert kept.opening is not None
    sheet = companion.get(f"{case}/sheet", "en")
    assert "One form" in sheet
    assert "Opening on Mon 1 Mar 2027" in sheet


# ---- opening day ----------------------------------------------------------------------------


def test_an_opening_day_says_by_when_to_apply_and_when_it_is_safe(companion: Visitor) -> None:
    path = told(companion)

    companion.send(f"{path}/opening", day="2027-03-01")

    page = companion.get(path, "en")
    plan = companion.house.plan(
        intake_of(companion, path).scenes,
        intake_of(companion, path).facts,
        companion.house.applying_on(),
        wish=intake_of(companion, path).wish,
    )
    assert plan.opening is not None
    assert plan.opening.apply_by is not None
    assert f"{plan.opening.apply_by:%-d %b %Y}" in part(page, "opening")
    assert "begin this step by" in page
    companion.send(f"{path}/opening", action="clear")
    assert "Apply by" not in part(companion.get(path, "en"), "opening")


def test_an_opening_day_that_is_too_early_gets_the_earliest_day_instead(
    companion: Visitor,
) -> None:
    path = told(companion)

    companion.send(f"{path}/opening", day="2026-11-24")

    assert "Too late: beginning today, it is done on" in part(companion.get(path, "en"), "opening")


@pytest.mark.parametrize("day", ["", "tomorrow", "2026-11-23", "2020-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(companion: Visitor, day: str) -> None:
    path = told(companion)

    page = companion.send(f"{path}/opening", expect=422, day=day)

    assert 'role="alert"' in part(page, "opening")
    assert intake_of(companion, path).wish.open_on is None


def test_what_was_chosen_before_stays_when_a_day_is_added(companion: Visitor) -> None:
    path = told(companion)

    companion.send(f"{path}/mode", mode="one-form")
    companion.send(f"{path}/opening", day="2027-03-01")

    wish = intake_of(companion, path).wish
    assert (wish.mode, wish.open_on) == (HandlingMode.ONE_FORM, date(2027, 3, 1))


# ---- another matter -------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{"scene": "scene/restaurant"}, {"text": "还想开个饭店"}])
def test_another_matter_joins_the_plan_by_choice_or_by_words(
    companion: Visitor, said: dict[str, str]
) -> None:
    path = told(companion)

    companion.send(f"{path}/scene", **said)

    intake = intake_of(companion, path)
    assert intake.scenes == ("scene/convenience-store", "scene/restaurant")
    assert intake.facts.known.keys() == STORE.keys()


def test_a_matter_is_taken_out_again_and_the_last_one_stays(companion: Visitor) -> None:
    path = told(companion)
    companion.send(f"{path}/scene", scene="scene/restaurant")

    companion.send(f"{path}/scene", scene="scene/convenience-store", action="drop")
    companion.send(f"{path}/scene", scene="scene/restaurant", action="drop")

    assert intake_of(companion, path).scenes == ("scene/restaurant",)


def test_words_that_name_no_matter_are_asked_back_in_their_place(companion: Visitor) -> None:
    path = told(companion)

    page = companion.send(f"{path}/scene", expect=422, text="今天天气怎么样")

    assert "今天天气怎么样" in part(page, "another")
    assert 'role="alert"' in part(page, "another")


def test_a_matter_that_does_not_exist_is_refused(companion: Visitor) -> None:
    companion.send(f"{told(companion)}/scene", expect=422, scene="scene/moon-base")


# ---- papers ---------------------------------------------------------------------------------


def test_a_paper_at_hand_is_noted_shown_and_taken_back(companion: Visitor) -> None:
    path = told(companion)

    companion.send(f"{path}/have", evidence="evidence/lease-contract")

    assert intake_of(companion, path).facts.held == {"evidence/lease-contract"}
    assert "1 paper fewer" in part(companion.get(path, "en"), "changed")
    companion.send(f"{path}/have", evidence="evidence/lease-contract", action="have-not")
    assert not intake_of(companion, path).facts.held


def test_a_paper_that_a_step_would_issue_makes_the_step_needless(companion: Visitor) -> None:
    path = told(companion, **{"concept/foreign-investor": "false"})
    assert "service/company-registration" in steps(companion, path)

    companion.send(f"{path}/have", evidence="evidence/business-licence")

    assert "service/company-registration" not in steps(companion, path)


# ---- the way back ---------------------------------------------------------------------------


def test_undo_takes_back_one_change_after_another(companion: Visitor) -> None:
    path = told(companion)
    companion.send(f"{path}/mode", mode="one-form")

    companion.send(f"{path}/undo")
    assert intake_of(companion, path).wish.mode is HandlingMode.STANDARD
    companion.send(f"{path}/undo")
    assert "concept/goods" not in intake_of(companion, path).facts.known
    for _ in range(5):
        companion.send(f"{path}/undo")
    assert not intake_of(companion, path).facts.known
    assert 'id="changed"' not in companion.get(path)
