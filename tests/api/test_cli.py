from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
import rdflib
from click.testing import CliRunner

from api.cli import main
from api.settings import Settings
from kb.database import open_database
from tests.planning import BASE
from tests.support import ROOT, WORLD, shipped_catalogue

README = (ROOT / "README.md").read_text(encoding="utf-8")
BROKEN = """
id: policy/rent-relief
title: {zh: 租金减免, en: Rent relief}
valid: {from: 2025-13-01}
"""
DISTRICT = """
- {id: parameter/fire-area, title: {zh: 消防面积, en: Fire area}, value: 60}
"""
SHOP = """
- id: scene/shop
  title: {zh: 开店, en: Open a shop}
  services:
    - {service: service/registration}
    - service: service/licence
      applicable_if: {fact: concept/employees, at_least: {parameter: parameter/fire-area}}
"""


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Return a state folder whose database was seeded once."""
    folder = tmp_path_factory.mktemp("state")
    assert CliRunner(env={"COMPANION_STATE": str(folder)}).invoke(main, ["check"]).exit_code == 0
    return folder


@pytest.fixture
def companion(state):
    """Return the console over that database: `companion("plan", "newborn", "--json")`."""
    runner = CliRunner(env={"COMPANION_STATE": str(state), "COMPANION_DATA": None})
    return lambda *words, typed=None: runner.invoke(main, list(words), input=typed)


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Return the folder of a little world with one scene, where a command is quick."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "world.yaml").write_text(WORLD + SHOP, encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="module")
def little_state(tmp_path_factory):
    return tmp_path_factory.mktemp("little")


@pytest.fixture
def little(records, little_state):
    """Return the console over the little world; more layers come with `layers=[folder]`."""

    def invoke(*words, layers=(), state=little_state):
        data = os.pathsep.join([records, *layers])
        runner = CliRunner(env={"COMPANION_STATE": str(state), "COMPANION_DATA": data})
        return runner.invoke(main, list(words), prog_name="companion")

    return invoke


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and names it."""

    def write(content, name="facts.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def folder_of(file):
    return str(Path(file).parent)


def shapes(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def error_of(result):
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    last = json.loads(result.stdout.splitlines()[-1])
    assert last.keys() == {"error"}
    assert last["error"].keys() == {"place", "problem", "remedy"}
    return last["error"]


# ---- help and promises ----------------------------------------------------------------------


def test_the_console_alone_helps(little):
    result = little()

    assert result.exit_code == 0
    assert all(name in result.output for name in main.commands)


@pytest.mark.parametrize("name", main.commands)
def test_every_command_helps_and_stands_in_the_readme(little, name):
    helped = little(name, "--help")

    assert helped.exit_code == 0
    assert main.commands[name].help in " ".join(helped.output.split())
    assert f"`companion {name}" in README


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (name, option.opts[0])
        for name, command in main.commands.items()
        for option in command.params
        if isinstance(option, click.Option)
    ],
)
def test_every_option_stands_in_the_readme_and_says_what_it_does(command, option):
    declared = next(one for one in main.commands[command].params if option in one.opts)

    assert option in README
    assert declared.help or isinstance(declared.type, click.Choice)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_stands_in_the_readme(setting):
    assert f"| `COMPANION_{setting.upper()}` |" in README


@pytest.mark.parametrize("name", set(main.commands) - {"serve"})
def test_every_command_that_answers_takes_json(name):
    assert any("--json" in option.opts for option in main.commands[name].params)


# ---- plan -----------------------------------------------------------------------------------


def test_a_plan_has_the_shape_of_the_contract(companion, written):
    facts = written(json.dumps({**BASE, "entity": None}))

    (plan,) = shapes(
        companion("plan", "restaurant", "--facts", facts, "--on", "2026-11-23", "--json")
    )

    keys = "scenes generation on steps questions materials working_days visits fee finish_on"
    step = "service standing waits_for starts_day ends_day slack critical where because"
    assert {*keys.split(), "policies"} <= plan.keys()
    assert all(set(step.split()) <= one.keys() for one in plan["steps"])
    assert all({"concept", "why"} <= one.keys() for one in plan["questions"])
    assert all({"evidence", "standing", "for"} <= one.keys() for one in plan["materials"])
    assert plan["working_days"].keys() == plan["working_days_at_most"].keys()
    assert all(type(days) is int for days in plan["working_days"].values())
    assert plan["on"] == "2026-11-23"
    assert plan["generation"] == shipped_catalogue().generation


@pytest.mark.parametrize(
    "said", ["scene/convenience-store", "convenience-store", "convenience_store", "我想开个便利店"]
)
def test_a_scene_is_an_id_the_fact_sheets_name_or_free_words(companion, said):
    (plan,) = shapes(companion("plan", said, "--json"))

    assert plan["scenes"] == ["scene/convenience-store"]


def test_several_scenes_make_one_plan(companion):
    (plan,) = shapes(companion("plan", "newborn", "restaurant", "newborn", "--json"))

    assert plan["scenes"] == ["scene/newborn", "scene/restaurant"]


@pytest.mark.parametrize(("language", "word"), [("zh", "工作日"), ("en", "working days")])
def test_a_plan_can_be_read_in_both_languages(companion, written, language, word):
    facts = written(json.dumps(BASE))

    words = ["plan", "newborn", "--facts", facts, "--lang", language, "--on", "2026-12-21"]
    said = companion(*words).output

    assert word in said
    assert "  7. " in said
    assert ("暂定" if language == "zh" else "provisional") in said


def test_json_lines_give_one_result_a_line_in_order(little, written):
    lines = "\n\n".join(json.dumps({"employees": number}) for number in (80, 400, 249, 250))

    facts = written(lines)
    plans = shapes(little("plan", "shop", "--facts", facts, "--on", "2026-11-23", "--json"))

    licensed = ["service/licence" in {step["service"] for step in plan["steps"]} for plan in plans]
    assert licensed == [False, True, False, True]


def test_facts_may_come_from_stdin_over_several_lines(companion):
    typed = json.dumps(BASE, indent=2)

    (plan,) = shapes(companion("plan", "newborn", "--facts", "-", "--json", typed=typed))

    assert plan["material_counts"]["bring"] == 2


def test_only_a_line_feed_ends_a_line(little, written):
    """Other signs that end a line in Unicode may stand inside a text."""
    lines = '{"remark": "one\u2028two\x85three"}\n{"remark": "four"}\n'

    assert len(shapes(little("match", "--facts", written(lines), "--json"))) == 2


# ---- match, search, check, export -----------------------------------------------------------


def test_a_match_has_the_shape_of_the_contract(companion, written):
    (match,) = shapes(companion("match", "--facts", written(json.dumps(BASE)), "--json"))

    assert match.keys() == {"policies", "next_question"}
    assert len(match["policies"]) == len(shipped_catalogue().policies)
    keys = {"policy", "verdict", "missing", "because", "benefit", "window", "score"}
    for policy in match["policies"]:
        assert keys <= policy.keys()
        assert policy["window"].keys() == {"state", "opens", "closes"}
    assert {"concept", "why"} <= match["next_question"].keys()


def test_a_match_names_each_policy_in_words(companion):
    said = companion("match", "--lang", "en").output

    assert said.count("not known yet: ") == len(shipped_catalogue().policies)


def test_queries_in_a_file_give_one_result_a_line(companion, written):
    queries = written("开个便利店\n开餐馆\nmy baby was just born\n", "queries.txt")

    found = shapes(companion("search", "--queries", queries, "--kind", "scene", "--json"))

    assert [one["outcome"] for one in found] == ["found"] * 3
    assert [one["results"][0]["id"] for one in found] == [
        "scene/convenience-store",
        "scene/restaurant",
        "scene/newborn",
    ]
    assert found[0]["results"][0].keys() == {"id", "kind", "title", "score"}


@pytest.mark.parametrize("kind", ["scene", "service", "policy"])
def test_a_search_keeps_to_the_kind_it_was_asked_for(companion, kind):
    (found,) = shapes(companion("search", "营业执照 补贴 开店", "--kind", kind, "--json"))

    assert {hit["kind"] for hit in found["results"]} <= {kind}


def test_check_counts_the_records_and_how_well_they_are_known(companion):
    (report,) = shapes(companion("check", "--json"))

    assert report["problems"] == 0
    assert report["generation"] == shipped_catalogue().generation
    assert report["records"]["scene"] == 4
    assert report["fields_seen"] > 0
    assert report["fields_to_confirm"] > 0
    assert report["drafts"] == []


def test_an_export_is_read_by_others_whole(companion):
    turtle = companion("export").stdout_bytes

    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    quads = companion("export", "--format", "nquads").stdout_bytes

    assert len(graph) == len(quads.splitlines()) > 5_000


def test_an_export_to_a_file_says_how_much_was_written(companion, tmp_path):
    file = tmp_path / "graph.ttl"

    (said,) = shapes(companion("export", "--out", str(file), "--json"))

    assert said["triples"] == len(rdflib.Graph().parse(file, format="turtle"))


# ---- wrong input ----------------------------------------------------------------------------

WRONG_FACTS = {
    "a word for a number": (b'{"employees": "many"}', ".employees", "Write a number"),
    "an unknown fact": (b'{"colour": "red"}', ".colour", "check"),
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


def test_without_json_an_error_is_one_line_for_people(little):
    result = little("plan", "shop", "--on", "2026-02-30")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == '--on: "2026-02-30" is not a date. Write 2026-03-01.\n'


def test_a_database_that_cannot_be_opened_ends_with_exit_code_1(written):
    broken = written(b"no database" * 500, "companion.sqlite")
    runner = CliRunner(env={"COMPANION_DATABASE_URL": f"sqlite:///{broken}"})

    result = runner.invoke(main, ["check", "--json"])

    assert result.exit_code == 1
    assert "move the file away" in json.loads(result.stdout)["error"]["problem"]


# ---- folders of records ---------------------------------------------------------------------


def versions_in(state):
    database = open_database(f"sqlite:///{state}/companion.sqlite")
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT number, record_id, digest FROM record_version")
        held = [tuple(row) for row in rows]
    database.close()
    return held


@pytest.mark.parametrize("way", ["option", "setting"])
def test_a_bad_file_is_named_with_its_line_and_nothing_changes(
    little, little_state, records, written, way
):
    folder = folder_of(written(BROKEN, "district/rent-relief.yaml"))
    layers = [folder] if way == "setting" else []
    option = ["--data", records, "--data", folder] if way == "option" else []
    assert little("check").exit_code == 0
    before = versions_in(little_state)

    said = error_of(little("check", "--json", *option, layers=layers))

    assert said["place"].startswith("district/rent-relief.yaml:4: valid.from")
    assert "2025-03-01" in said["remedy"]
    assert versions_in(little_state) == before != []


def test_every_problem_is_listed_for_people(little, written):
    written(BROKEN, "district/a.yaml")
    folder = folder_of(written(BROKEN.replace("valid", "vaild"), "district/b.yaml"))

    said = little("check", "--data", folder).stderr.splitlines()

    assert {line.partition(":")[0] for line in said} == {"district/a.yaml", "district/b.yaml"}


def test_folders_named_on_the_console_leave_no_trace(little, records, tmp_path):
    state = tmp_path / "state"

    assert little("check", "--data", records, state=state).exit_code == 0
    assert not state.exists()


def test_a_later_folder_overrides_a_figure(little, records, written):
    layer = folder_of(written(DISTRICT, "district/parameters.yaml"))
    ask = ["plan", "shop", "--facts", written('{"employees": 60}'), "--json", "--data", records]

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


# ---- in a process of its own ----------------------------------------------------------------

ASK = """
import sys
from api.cli import main
for words in (["plan", "我想开个便利店", "--json"], ["match"], ["check"], ["search", "开餐馆"]):
    main(words, standalone_mode=False)
print([name for name in ("sentence_transformers", "torch") if name in sys.modules], file=sys.stderr)
"""


def test_figures_never_wait_for_the_encoder(state):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COMPANION_STATE": str(state), "PYTHONUTF8": "1"},
        check=True,
    )

    assert done.stderr.strip() == "[]"
    assert "scene/restaurant" in done.stdout
