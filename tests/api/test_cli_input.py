"""What the console says to wrong input, and what folders of records may and may not change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from kb.database import open_database
from tests.console import error_of, problems_in, shapes

BROKEN = """
id: policy/rent-relief
title: {zh: 租金减免, en: Rent relief}
valid: {from: 2025-13-01}
"""
DISTRICT = """
- {id: parameter/fire-area, title: {zh: 消防面积, en: Fire area}, value: 60}
"""


def folder_of(file):
    return str(Path(file).parent)


# ---- wrong input ----------------------------------------------------------------------------

WRONG_FACTS = {
    "a word for a number": (b'{"employees": "many"}', ".employees", "Write a number"),
    "an unknown fact": (b'{"employes": 3}', ".employes", "Did you mean concept/employees"),
    "a code nobody knows": (b'{"legal-form": "club"}', ".legal-form", "cooperative"),
    "not a number": (b'{"employees": NaN}', ".employees", "Write a number"),
    "without end": (b'{"employees": -Infinity}', ".employees", "Write a number"),
    "a million digits": (b'{"employees": 1e999999}', ".employees", "Write a number"),
    "five thousand digits": (b'{"employees": ' + b"9" * 5000 + b"}", "facts.json", "Write {"),
    "a list": (b"[1, 2]", "facts.json", "Write {"),
    "no JSON": (b"area = 80", "facts.json", "Write {"),
    "nothing at all": (b"", "facts.json", "Write {"),
    "very deep": (b"[" * 100_000, "facts.json", "Write {"),
    "not UTF-8": ('{"remark": "新店"}'.encode("gbk"), "facts.json", "UTF-8"),
    "a bad line": (b'{"employees": 80}\n\n{"employees": }', "facts.json:3", "Write {"),
    "a bad fact on a line": (b'{}\n\n{"employees": NaN}', "facts.json:3.employees", "number"),
    "an unknown paper": (b'{"holds": ["evidence/moon"]}', ".holds", "Correct the id"),
}


@pytest.mark.parametrize(("content", "place", "remedy"), WRONG_FACTS.values(), ids=WRONG_FACTS)
def test_facts_that_cannot_be_used_are_named_with_what_to_write(
    little, written, content, place, remedy
):
    said = error_of(little("plan", "shop", "--facts", written(content), "--json"))

    assert said["place"].endswith(place)
    assert said["problem"]
    assert remedy in said["remedy"]


WRONG_WORDS = {
    "a scene nobody knows": (["plan", "火星基地"], "SCENE", "scene/shop"),
    "no such file": (["plan", "shop", "--facts", "/no.json"], "/no.json", "Check the path"),
    "no such queries": (["search", "--queries", "/no.txt"], "/no.txt", "Check the path"),
    "a folder for a file": (["plan", "shop", "--facts", "/"], "/", "Check the path"),
    "no date": (["plan", "shop", "--on", "2026-02-30"], "--on", "Write 2026-03-01"),
    "a date in words": (["match", "--on", "today"], "--on", "Write 2026-03-01"),
    "beyond all calendars": (["plan", "shop", "--on", "9999-12-31"], "--on", "Write 2026-03-01"),
    "no scene": (["plan"], "companion plan", "companion plan --help"),
    "no words": (["search"], "TEXT", "--queries"),
    "no command": (["plane"], "companion", "--help"),
    "no such option": (["check", "--colour"], "companion check", "--help"),
    "no such kind": (["search", "x", "--kind", "moon"], "companion search", "--help"),
    "no such folder": (["check", "--data", "/nowhere"], "/nowhere", "Name a folder"),
    "nowhere to write": (["export", "--out", "/nowhere/x"], "/nowhere/x", "Check the path"),
}


@pytest.mark.parametrize(("words", "place", "remedy"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_wrong_words_end_with_exit_code_2_and_what_to_write(little, words, place, remedy):
    said = error_of(little(*words, "--json"))

    assert said["place"] == place
    assert remedy in said["remedy"]


ZH = "--on：“2026-02-30”不是日期。请写成 2026-03-01 的样子。\n"
EN = '--on: "2026-02-30" is not a date. Write 2026-03-01.\n'


@pytest.mark.parametrize(
    ("lang", "said"), [([], ZH), (["--lang", "zh"], ZH), (["--lang", "en"], EN)]
)
def test_without_json_an_error_is_one_line_for_people(little, lang, said):
    result = little("plan", "shop", "--on", "2026-02-30", *lang)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == said


@pytest.mark.parametrize(
    ("lang", "problem"),
    [
        ([], '"2026-02-30" is not a date.'),
        (["--lang", "en"], '"2026-02-30" is not a date.'),
        (["--lang", "zh"], "“2026-02-30”不是日期。"),
    ],
)
def test_json_says_errors_in_english_or_in_the_language_that_was_asked_for(little, lang, problem):
    said = error_of(little("plan", "shop", "--on", "2026-02-30", "--json", *lang))

    assert said["problem"] == problem


def test_a_database_that_cannot_be_opened_ends_with_exit_code_1(written):
    broken = written(b"no database" * 500, "companion.sqlite")
    runner = CliRunner(env={"COMPANION_DATABASE_URL": f"sqlite:///{broken}"})

    result = runner.invoke(main, ["check", "--json"])

    assert result.exit_code == 1
    assert "move the file away" in json.loads(result.stdout)["error"]["problem"]


# ---- folders of records ---------------------------------------------------------------------


def versions_in(console):
    database = open_database(f"sqlite:///{console.state}/companion.sqlite")
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT number, record_id, digest FROM record_version")
        held = [tuple(row) for row in rows]
    database.close()
    return held


@pytest.mark.parametrize("way", ["option", "setting"])
def test_a_bad_file_is_named_with_its_line_and_nothing_changes(little, written, way):
    folder = folder_of(written(BROKEN, "district/rent-relief.yaml"))
    layers = [folder] if way == "setting" else []
    option = ["--data", *little.records, "--data", folder] if way == "option" else []
    assert little("check").exit_code == 0
    before = versions_in(little)

    said = error_of(little("check", "--json", *option, layers=layers))

    assert said["place"].startswith("district/rent-relief.yaml:4: valid.from")
    assert "2025-03-01" in said["remedy"]
    assert versions_in(little) == before != []


def test_every_problem_is_listed_for_people(little, written):
    written(BROKEN, "district/a.yaml")
    folder = folder_of(written(BROKEN.replace("valid", "vaild"), "district/b.yaml"))

    said = little("check", "--data", folder).stderr.splitlines()

    assert {line.partition(":")[0] for line in said} == {"district/a.yaml", "district/b.yaml"}
    assert any("“2025-13-01”不是日期。" in line for line in said)


def test_folders_named_on_the_console_leave_no_trace(little, tmp_path):
    state = tmp_path / "state"

    assert little("check", "--data", *little.records, state=state).exit_code == 0
    assert not state.exists()


def test_a_later_folder_overrides_a_figure(little, written):
    layer = folder_of(written(DISTRICT, "district/parameters.yaml"))
    ask = [
        "plan",
        "shop",
        "--facts",
        written('{"employees": 60}'),
        "--json",
        "--data",
        *little.records,
    ]

    (without,) = shapes(little(*ask))
    (district,) = shapes(little(*ask, "--data", layer))

    assert [step["service"] for step in without["steps"]] == ["service/registration"]
    assert len(district["steps"]) == 2
    assert without["generation"] != district["generation"]


def test_an_edited_file_waits_as_a_draft_and_overwrites_nothing(little, tmp_path, written):
    layer = folder_of(written(DISTRICT, "district/parameters.yaml"))

    (first,) = shapes(little("check", "--json", state=tmp_path))
    (later,) = shapes(little("check", "--json", state=tmp_path, layers=[layer]))

    assert later["drafts"] == ["parameter/fire-area"]
    assert later["generation"] == first["generation"]


def test_every_problem_stands_in_the_json_with_its_line(little, written):
    folder = folder_of(written(BROKEN + "mode: never\n", "district/a.yaml"))

    result = little("check", "--json", "--data", folder)

    named = {(one["file"], one["line"], one["place"]) for one in problems_in(result)}
    assert named == {("district/a.yaml", 4, "valid.from"), ("district/a.yaml", 5, "mode")}
    assert all(one["problem"] and one["remedy"] for one in problems_in(result))


def test_of_several_folders_what_is_overridden_and_what_is_new_is_said(little, written):
    typo = DISTRICT + DISTRICT.replace("fire-area", "fire-aera")
    layer = folder_of(written(typo, "district/parameters.YAML"))
    written("nothing", "district/young.yaml.txt")
    ask = ["check", "--data", *little.records, "--data", layer]

    said = little(*ask, "--lang", "en").output.splitlines()
    (report,) = shapes(little(*ask, "--json"))

    new = "new in layer: parameter/fire-aera (did you mean to override parameter/fire-area?)"
    begin = said.index("overridden: parameter/fire-area")
    assert said[begin : begin + 2] == ["overridden: parameter/fire-area", new]
    assert said[-1] == (
        "district/young.yaml.txt: was not read. Rename it to young.yaml if it holds records."
    )
    assert report["overridden"] == ["parameter/fire-area"]
    assert report["new_in_layers"] == [{"id": "parameter/fire-aera", "near": "parameter/fire-area"}]
    assert report["not_read"] == [{"file": "district/young.yaml.txt", "rename_to": "young.yaml"}]


@pytest.mark.parametrize(("lang", "word"), [("zh", "没有问题"), ("en", "no problems")])
def test_a_report_is_in_either_language(little, lang, word):
    assert word in little("check", "--lang", lang).output


# ---- little or nothing in a folder ----------------------------------------------------------

ALONE = {
    "check": (["check"], 0, "no problems"),
    "match": (["match"], 0, "hold no policy"),
    "search": (["search", "a shop"], 0, "may not be something"),
    "plan": (["plan", "shop"], 2, "hold no scene; add one"),
}


@pytest.mark.parametrize(("words", "code", "said"), ALONE.values(), ids=ALONE)
def test_a_layer_alone_is_no_traceback(little, written, words, code, said):
    layer = folder_of(written(DISTRICT, "district/parameters.yaml"))

    result = little(*words, "--data", layer, "--lang", "en")

    assert result.exit_code == code, result.output
    assert said in result.output


def test_a_layer_alone_that_names_what_is_elsewhere_is_told_to_name_its_base(little, written):
    policy = "{id: policy/new, title: {zh: 新, en: New}, document: document/notice}"
    layer = folder_of(written(policy, "district/policy.yaml"))

    dangling, hint = problems_in(little("check", "--json", "--data", layer))

    assert dangling["problem"] == "there is no document/notice."
    assert hint["place"] == layer
    assert hint["remedy"].endswith(f"--data data --data {layer}")
    base = ["--data", *little.records, "--data", layer]
    assert little("check", *base).exit_code == 0


def test_an_empty_folder_is_named(little, tmp_path):
    said = error_of(little("check", "--json", "--data", str(tmp_path)))

    assert (said["place"], said["problem"]) == (str(tmp_path), "holds no records.")
    assert said["remedy"] == "Name a folder with .yaml files."
