"""What a plan says in words, in both languages: never a day that cannot be promised."""

from __future__ import annotations

import json
from datetime import date

import pytest

from api.told_plan import plan_text
from flowchart.plan import Wish
from kb.kinds import HandlingMode
from kb.text import LANGUAGES
from matcher.applicant import NOTHING
from tests.planning import BASE, SCENES, STORE, planner, usual
from tests.support import TODAY, shipped_catalogue


@pytest.mark.parametrize(
    ("lang", "spread", "law"),
    [
        ("en", "not known yet: between 0 and ", "by law at the latest "),
        ("zh", "还不能确定：0 到 ", "按法定时限最晚 "),
    ],
)
def test_while_steps_are_open_no_day_is_promised(console, lang, spread, law):
    said = console("plan", "convenience-store", "--lang", lang, "--on", "2026-11-23").output

    assert spread in said
    assert law in said
    assert "done by" not in said
    assert "预计" not in said
    assert "understood as" not in said


def test_a_settled_plan_says_when_it_ends(console, written):
    facts = written(json.dumps(BASE))

    said = console("plan", "newborn", "--facts", facts, "--lang", "en", "--on", "2026-11-23").output

    assert "applying on 2026-11-23, done by 20" in said
    assert "by law at the latest 20" in said
    assert "not known yet: between" not in said


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "understood as: Open a convenience store"), ("zh", "理解为：")]
)
def test_a_scene_guessed_from_free_words_is_said(console, lang, word):
    said = console("plan", "我想开个便利店", "--lang", lang).output

    assert said.startswith(word)
    assert "(scene/convenience-store)" in said.splitlines()[0]


def text_of(*scenes, facts=None, lang="en", **wished):
    known = usual() if facts is None else facts
    plan = planner().plan(scenes, known, TODAY, wish=Wish(**wished))
    return plan_text(plan, shipped_catalogue(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("facts", [NOTHING, usual()], ids=["nothing", "usual"])
def test_every_plan_is_said_whole_in_both_languages(scene, lang, facts):
    said = text_of(scene, facts=facts, lang=lang)

    assert "None" not in said
    assert "{" not in said
    assert all(line.strip() for line in said.splitlines())


def test_an_opening_day_says_by_when_to_apply_and_what_is_safe():
    said = text_of(STORE, open_on=date(2027, 3, 1))

    assert "to open on 2027-03-01, apply by 2027-02-" in said
    assert "safe even if every body takes what the law allows: apply by 2027-0" in said
    assert "2027-03-01  opening day" in said


def test_an_opening_day_that_cannot_be_kept_is_said_to_be_too_late():
    assert "It is too late to open on 2026-11-24." in text_of(STORE, open_on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("credit_ok", "said"),
    [
        (True, ", depends at 0, not possible at "),
        (None, "possible at 0 steps, depends at "),
        (False, "possible at 0 steps, depends at 0, not possible at "),
    ],
)
def test_a_mode_says_at_how_many_steps_it_works(credit_ok, said):
    text = text_of(STORE, facts=usual(credit_ok=credit_ok), mode=HandlingMode.COMMITMENT)

    assert "handled: By promise" in text
    assert said in text


def test_years_without_holidays_are_named_where_a_date_leans_on_them():
    assert "The holidays of 2027 are not announced" in text_of(SCENES[1], facts=NOTHING)


def test_what_stands_in_the_way_comes_before_every_date():
    said = text_of(SCENES[2], facts=usual(school_m=100)).splitlines()

    assert said[1].startswith("✕ It cannot be done like this:")
    assert said[2].startswith("Settle this first")
    assert not any(line.startswith("applying on") for line in said)
