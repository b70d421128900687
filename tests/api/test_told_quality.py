"""`companion check` runs the examples: exit code, place, words, JSON."""

from __future__ import annotations

import pytest
from click.testing import Result

from tests.console import error_of, problems_in, shapes
from tests.support import DATA

GRANT = """\
- id: policy/grant
  title: {zh: 补贴, en: Grant}
  criteria: {fact: concept/employees, at_most: 300}
  examples:
    - {gives: passes, facts: {concept/employees: 300}}
    - {gives: fails, facts: {concept/employees: 301}}
"""
SLIPPED = GRANT.replace("at_most: 300", "at_most: 301")


@pytest.fixture
def check(little, tmp_path):
    """Return the command over the little world and a layer with one file."""
    folder = tmp_path / "layer"
    folder.mkdir()

    def run(content: str, *options: str) -> Result:
        (folder / "grant.yaml").write_text(content, encoding="utf-8")
        return little("check", *options, "--data", *little.records, "--data", str(folder))

    return run


def test_examples_that_hold_are_counted_in_one_line(check):
    said = check(GRANT, "--lang", "en")

    assert said.exit_code == 0
    assert "2 examples, all hold; of" in said.output
    assert "they notice 4" in said.output


def test_a_slip_in_a_rule_ends_the_check_with_place_problem_and_remedy(check):
    said = error_of(check(SLIPPED, "--json"))
    words = check(SLIPPED, "--lang", "en")

    assert said["place"] == "layer/grant.yaml:6: examples.1"
    assert said["problem"] == (
        "says fails, but the rule gives passes (at most 301 employees, here 301 people)."
    )
    assert said["remedy"].endswith("or write gives: passes.")
    assert words.exit_code == 2
    assert words.stderr.startswith("layer/grant.yaml:6: examples.1: says fails,")


def test_every_example_that_does_not_hold_is_told(check):
    wrong = GRANT.replace("gives: passes", "gives: unknown").replace("301}", "300}")

    found = problems_in(check(wrong, "--json"))

    assert [one["place"] for one in found] == ["examples.0", "examples.1"]
    assert [one["line"] for one in found] == [5, 6]


def test_slips_that_no_example_notices_are_listed_when_asked(check):
    one_side = "\n".join(GRANT.splitlines()[:-1])

    silent = check(one_side, "--lang", "en")
    listed = check(one_side, "--mutants", "--lang", "en")

    missed = (
        "policy/grant.criteria.at_most: at most 300 employees → at most 301 employees: "
        "no example tells them apart"
    )
    assert missed not in silent.output
    assert missed in listed.output.splitlines()


def test_in_json_examples_slips_and_rules_without_examples_are_counted(check):
    (report,) = shapes(check(GRANT, "--json", "--mutants"))

    said = report["examples"]
    assert said["run"] == 2
    assert said["caught"] == 4
    assert said["mutants"] - said["caught"] == len(said["missed"])
    assert "policy/grant.criteria" not in said["rules_without"]
    assert "concept/size.derive" in said["rules_without"]
    assert said["rules"] == len(said["rules_without"]) + 1
    assert said["missed"][0].keys() == {"place", "change"}


def test_what_is_published_and_stands_in_no_file_is_named_by_its_record(little, tmp_path):
    """The layer of an earlier run is gone; what it said is published."""
    folder = tmp_path / "layer"
    folder.mkdir()
    (folder / "grant.yaml").write_text(SLIPPED, encoding="utf-8")
    state = tmp_path / "state"
    assert little("check", "--json", state=state, layers=[str(folder)]).exit_code == 2

    said = error_of(little("check", "--json", state=state))

    assert said["place"] == "policy/grant.examples.1"


LIMITED = """\
- id: policy/grant
  title: {zh: 补贴, en: Grant}
  criteria: {fact: concept/employees, at_most: {parameter: parameter/fire-area}}
  examples:
    - {gives: passes, facts: {concept/employees: 300, parameter/fire-area: 300}}
    - {gives: fails, facts: {concept/employees: 301, parameter/fire-area: 300}}
"""
LOWER = "- {id: parameter/fire-area, title: {zh: 消防面积, en: Fire area}, value: 200}\n"


def test_a_district_that_sets_another_figure_need_not_rewrite_examples(little, tmp_path):
    """They name the figure they were made for; the proof does it with the shipped records."""
    layers = {"base": LIMITED, "district": LOWER}
    for name, content in layers.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "records.yaml").write_text(content, encoding="utf-8")
    folders = [*little.records, *(str(tmp_path / name) for name in layers)]

    said = little("check", "--json", *(word for one in folders for word in ("--data", one)))

    (report,) = shapes(said)
    assert report["overridden"] == ["parameter/fire-area"]


@pytest.mark.prove
def test_a_district_may_lower_a_shipped_figure_without_rewriting_examples(console, tmp_path):
    figures = (DATA / "parameters.yaml").read_text(encoding="utf-8")
    record = next(one for one in figures.split("\n\n") if "parameter/fire-check-area" in one)
    lower = "\n".join(
        "  value: 200" if line.strip().startswith("value:") else line
        for line in record.splitlines()
    )
    folder = tmp_path / "district"
    folder.mkdir()
    (folder / "figures.yaml").write_text(lower, encoding="utf-8")
    assert "value: 200" in lower

    said = console("check", "--json", "--data", str(DATA), "--data", str(folder))

    (report,) = shapes(said)
    assert report["overridden"] == ["parameter/fire-check-area"]
