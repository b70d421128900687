"""What the console says of modes, of why, and of what changed."""

from __future__ import annotations

import pytest

from api.told_compared import changes_text, what_if_text, why_text
from flowchart.difference import compared
from flowchart.what_if import options
from flowchart.why import why
from kb.text import LANGUAGES
from matcher.applicant import NOTHING
from tests.planning import STORE, plan_of, planner, usual
from tests.support import TODAY, shipped_catalogue


def modes_of(facts, lang="en"):
    return what_if_text(options(planner(), [STORE], facts, TODAY), shipped_catalogue(), lang)


def why_of(*services, lang="en"):
    catalogue, plan = shipped_catalogue(), plan_of(STORE)
    return why_text([why(one, plan, catalogue) for one in services], plan, catalogue, lang)


def changes_of(before, after, lang="en"):
    found = compared(plan_of(STORE, facts=before), plan_of(STORE, facts=after))
    return changes_text(found, shipped_catalogue(), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("facts", [NOTHING, usual(), usual(credit_ok=False)])
def test_every_mode_has_a_row_in_both_languages(facts, lang):
    rows = modes_of(facts, lang).splitlines()
    first = {
        "zh": ["办理方式", "照常办", "容缺受理", "告知承诺", "联合勘验", "一表申请"],
        "en": ["mode", "The usual way", "Papers later", "By promise", "One joint", "One form"],
    }

    assert [row.startswith(name) for row, name in zip(rows, first[lang], strict=False)] == [
        True
    ] * 6


def test_who_has_bad_credit_reads_that_a_promise_is_not_possible_and_why():
    said = modes_of(usual(credit_ok=False))

    assert "By promise       no" in said
    assert "× clean credit record (yours: no" in said


def test_a_promise_that_depends_on_an_answer_names_the_question():
    said = modes_of(usual(credit_ok=None))

    assert "By promise       depends" in said
    assert "ask first: Clean credit record" in said


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("food_lic", "Food business licence: needed, step "),
        ("fire-safety-check", "Fire check before opening: not needed."),
        ("service/clinic-filing", "Clinic filing: not part of this matter."),
    ],
)
def test_why_and_why_not_are_said_of_every_service(service, said):
    assert why_of(service).startswith(said)


def test_why_not_names_the_figure_and_the_distance():
    assert "(yours: 80 m², 220 m² short)" in why_of("fire-safety-check")


def test_a_service_of_another_matter_names_it():
    assert "it belongs to: Open a clinic" in why_of("clinic-filing")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_service_there_is_can_be_asked_about(lang):
    said = why_of(*shipped_catalogue().services, lang=lang)

    assert "None" not in said
    assert "{" not in said


def test_an_answer_that_changes_nothing_is_said_to_change_nothing():
    assert changes_of(usual(), usual()) == "Nothing changed."


def test_a_larger_shop_adds_the_fire_check_and_says_why():
    said = changes_of(usual(), usual(area=350))

    assert "＋ Fire check before opening: new\n    ✓ floor area at least 300 m²" in said


def test_a_smaller_shop_drops_it_and_says_why():
    said = changes_of(usual(area=350), usual())

    assert "－ Fire check before opening: no longer needed\n    × floor area" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_settle_steps_and_taking_them_back_opens_them_again(lang):
    words = {"zh": ("：确定要办了", "：又不能确定了"), "en": (": certain now", ": not certain")}

    assert words[lang][0] in changes_of(NOTHING, usual(), lang)
    assert words[lang][1] in changes_of(usual(), NOTHING, lang)
