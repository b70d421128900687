"""`companion plan`: one question at a time, in words or as JSON, and files to take along."""

from __future__ import annotations

import json

import pytest

from tests.console import error_of, shapes
from tests.planning import BASE

ON = ("--on", "2026-11-23")
MODES = ["standard", "deferred", "commitment", "joint-inspection", "one-form"]


def test_a_mode_and_an_opening_day_are_planned_for(little):
    words = ["--mode", "one-form", "--open-on", "2027-03-01"]

    (plan,) = shapes(little("plan", "shop", *words, *ON, "--json"))

    assert plan["mode"] == "one-form"
    assert plan["opening"] == {
        "on": "2027-03-01",
        "apply_by": "2027-02-26",
        "safe_by": "2027-02-22",
    }


def test_the_five_modes_stand_side_by_side_in_json_too(little):
    (said,) = shapes(little("plan", "shop", "--what-if", *ON, "--json"))

    assert [one["mode"] for one in said["options"]] == MODES


def test_why_answers_for_every_service_it_names(little):
    words = ["--why", "licence", "--why", "service/registration"]

    (said,) = shapes(little("plan", "shop", *words, *ON, "--json"))

    assert [(one["service"], one["presence"]) for one in said["why"]] == [
        ("service/licence", "possible"),
        ("service/registration", "certain"),
    ]


def test_a_service_may_be_asked_about_in_free_words(little):
    (said,) = shapes(little("plan", "shop", "--why", "登记", *ON, "--json"))

    assert [one["service"] for one in said["why"]] == ["service/registration"]


def test_against_says_what_changed_since_the_facts_of_before(little, written):
    before = written('{"employees": 80}', "before.json")
    after = written('{"employees": 400}', "after.json")
    words = ["plan", "shop", "--facts", after, "--against", before, *ON]

    (said,) = shapes(little(*words, "--json"))

    assert [(one["service"], one["change"]) for one in said["steps"]] == [
        ("service/licence", "added")
    ]
    assert "＋ Licence: new" in little(*words, "--lang", "en").output


def test_one_of_before_is_compared_with_every_line(little, written):
    before = written('{"employees": 80}', "before.json")
    after = written('{"employees": 400}\n{"employees": 80}\n', "after.json")

    said = shapes(little("plan", "shop", "--facts", after, "--against", before, *ON, "--json"))

    assert [one["changed"] for one in said] == [True, False]


def test_lines_of_before_and_after_are_compared_in_pairs(little, written):
    before = written('{"employees": 80}\n{"employees": 400}\n', "before.json")
    after = written('{"employees": 400}\n{"employees": 400}\n', "after.json")

    said = shapes(little("plan", "shop", "--facts", after, "--against", before, *ON, "--json"))

    assert [one["changed"] for one in said] == [True, False]


WRONG = {
    "two questions": (["--what-if", "--why", "licence"], "--what-if", "one at a time"),
    "a mode beside all": (["--what-if", "--mode", "one-form"], "--mode", "leave it out"),
    "an unknown service": (["--why", "x"], "--why", "service/licence"),
    "no day to open": (["--open-on", "soon"], "--open-on", "2026-03-01"),
    "an unknown mode": (["--mode", "fast"], "companion plan", "--help"),
}


@pytest.mark.parametrize(("words", "place", "remedy"), WRONG.values(), ids=WRONG)
def test_what_does_not_go_together_is_said_with_what_to_write(little, words, place, remedy):
    error = error_of(little("plan", "shop", *words, *ON, "--json"))

    assert error["place"] == place
    assert remedy in error["remedy"]


def test_two_applicants_are_not_compared_with_three(little, written):
    before = written("{}\n{}\n", "before.json")
    after = written("{}\n{}\n{}\n", "after.json")

    error = error_of(
        little("plan", "shop", "--facts", after, "--against", before, "--json"),
    )

    assert (error["place"], error["remedy"]) == ("--against", "Write one, or as many.")


# ---- files ----------------------------------------------------------------------------------

BEGINS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("kind", BEGINS)
def test_a_plan_is_written_as_a_file_and_the_file_is_named(console, written, tmp_path, kind):
    file = tmp_path / f"plan.{kind}"
    facts = written(json.dumps(BASE))

    said = console("plan", "newborn", "--facts", facts, f"--{kind}", str(file), *ON, "--lang", "en")

    assert said.output.splitlines()[-1] == f"written: {file}"
    assert file.read_bytes().startswith(BEGINS[kind])


def test_in_json_nothing_but_the_plan_is_said(little, tmp_path):
    said = little("plan", "shop", "--svg", str(tmp_path / "a.svg"), *ON, "--json")

    assert len(shapes(said)) == 1
    assert (tmp_path / "a.svg").exists()


def test_a_picture_beside_what_changed_marks_it(little, written, tmp_path):
    before = written('{"employees": 400}', "before.json")
    after = written('{"employees": 80}', "after.json")
    file = tmp_path / "a.svg"

    little(
        "plan", "shop", "--facts", after, "--against", before, "--svg", str(file), "--lang", "en"
    )

    assert "Licence" in file.read_text("utf-8")


def test_a_picture_shows_one_applicant(little, written, tmp_path):
    facts = written("{}\n{}\n")

    error = error_of(
        little("plan", "shop", "--facts", facts, "--svg", str(tmp_path / "a.svg"), "--json")
    )

    assert error["place"] == "--facts"


def test_a_file_that_cannot_be_written_is_named(little, tmp_path):
    error = error_of(little("plan", "shop", "--svg", str(tmp_path / "no" / "a.svg"), "--json"))

    assert "a.svg" in error["place"]
