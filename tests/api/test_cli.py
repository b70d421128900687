from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest

from api.cli import main
from api.settings import Settings
from tests.console import shapes
from tests.planning import BASE
from tests.support import ROOT, shipped_catalogue

README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group=main, path=""):
    """Yield every command by what is typed for it; those of groups too."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


COMMANDS = dict(commands())


ASKED = {
    "我想开一家便利店": ("found", "scene", "scene/convenience-store"),
    "烟草证": ("found", "service", "service/tobacco-retail-licence"),
    "T02": ("found", "policy", "policy/vat-exemption-small-scale"),
    "许可证": ("ask", None, None),
    "驾驶证": ("outside", None, None),
}


# ---- help and promises ----------------------------------------------------------------------


def test_the_console_alone_helps(little):
    result = little()

    assert result.exit_code == 0
    assert all(name in result.output for name in main.commands)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps_and_stands_in_the_readme(little, name):
    helped = little(*name.split(), "--help")

    assert helped.exit_code == 0
    assert COMMANDS[name].help in " ".join(helped.output.split())
    assert f"`companion {name}" in README


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (name, option.opts[0])
        for name, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option)
    ],
)
def test_every_option_stands_in_the_readme_and_says_what_it_does(command, option):
    declared = next(one for one in COMMANDS[command].params if option in one.opts)

    assert option in README
    assert declared.help or isinstance(declared.type, click.Choice)


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_stands_in_the_readme(setting):
    assert f"| `COMPANION_{setting.upper()}` |" in README


@pytest.mark.parametrize("name", set(COMMANDS) - {"serve"})
def test_every_command_that_answers_takes_json(name):
    assert any("--json" in option.opts for option in COMMANDS[name].params)


# ---- plan -----------------------------------------------------------------------------------


def test_a_plan_has_the_shape_of_the_contract(console, written):
    facts = written(json.dumps({**BASE, "entity": None}))

    (plan,) = shapes(
        console("plan", "restaurant", "--facts", facts, "--on", "2026-11-23", "--json")
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
def test_a_scene_is_an_id_the_fact_sheets_name_or_free_words(console, said):
    (plan,) = shapes(console("plan", said, "--json"))

    assert plan["scenes"] == ["scene/convenience-store"]


def test_several_scenes_make_one_plan(console):
    (plan,) = shapes(console("plan", "newborn", "restaurant", "newborn", "--json"))

    assert plan["scenes"] == ["scene/newborn", "scene/restaurant"]


@pytest.mark.parametrize(("language", "word"), [("zh", "工作日"), ("en", "working days")])
def test_a_plan_can_be_read_in_both_languages(console, written, language, word):
    facts = written(json.dumps(BASE))

    words = ["plan", "newborn", "--facts", facts, "--lang", language, "--on", "2026-12-21"]
    said = console(*words).output

    assert word in said
    assert "  7. " in said
    assert ("暂定" if language == "zh" else "provisional") in said


def test_json_lines_give_one_result_a_line_in_order(little, written):
    lines = "\n\n".join(json.dumps({"employees": number}) for number in (80, 400, 249, 250))

    facts = written(lines)
    plans = shapes(little("plan", "shop", "--facts", facts, "--on", "2026-11-23", "--json"))

    licensed = ["service/licence" in {step["service"] for step in plan["steps"]} for plan in plans]
    assert licensed == [False, True, False, True]


def test_facts_may_come_from_stdin_over_several_lines(console):
    typed = json.dumps(BASE, indent=2)

    (plan,) = shapes(console("plan", "newborn", "--facts", "-", "--json", typed=typed))

    assert plan["material_counts"]["bring"] == 2


def test_only_a_line_feed_ends_a_line(little, written):
    """Other signs that end a line in Unicode may stand inside a text."""
    lines = '{"remark": "one\u2028two\x85three"}\n{"remark": "four"}\n'

    assert len(shapes(little("match", "--facts", written(lines), "--json"))) == 2


# ---- match, search, check -------------------------------------------------------------------


def test_a_match_has_the_shape_of_the_contract(console, written):
    (match,) = shapes(console("match", "--facts", written(json.dumps(BASE)), "--json"))

    assert match.keys() == {"policies", "next_question"}
    assert len(match["policies"]) == len(shipped_catalogue().policies)
    keys = {"policy", "verdict", "missing", "because", "benefit", "window", "score"}
    for policy in match["policies"]:
        assert keys <= policy.keys()
        assert policy["window"].keys() == {"state", "opens", "closes", "closes_at"}
    assert {"concept", "why"} <= match["next_question"].keys()


def test_a_match_names_each_policy_in_words(console):
    said = console("match", "--lang", "en").output

    policies = shipped_catalogue().policies.values()
    assert [policy.id for policy in policies if policy.title.en not in said] == []
    assert "not known yet: " in said


def test_queries_in_a_file_give_one_result_a_line(console, written):
    queries = written("开个便利店\n开餐馆\nmy baby was just born\n", "queries.txt")

    found = shapes(console("search", "--queries", queries, "--kind", "scene", "--json"))

    assert [one["outcome"] for one in found] == ["found"] * 3
    assert [one["results"][0]["id"] for one in found] == [
        "scene/convenience-store",
        "scene/restaurant",
        "scene/newborn",
    ]
    assert found[0]["results"][0].keys() == {"id", "kind", "title", "score"}


def test_a_search_looks_among_scenes_services_and_policies(console, written):
    queries = written("\n".join(ASKED), "queries.txt")

    found = shapes(console("search", "--queries", queries, "--json"))

    for shape, (outcome, kind, record_id) in zip(found, ASKED.values(), strict=True):
        assert shape["outcome"] == outcome
        if kind:
            first = shape["results"][0]
            assert (first["kind"], first["id"]) == (kind, record_id)


@pytest.mark.parametrize("kind", ["scene", "service", "policy"])
def test_a_search_keeps_to_the_kind_it_was_asked_for(console, kind):
    (found,) = shapes(console("search", "营业执照 补贴 开店", "--kind", kind, "--json"))

    assert {hit["kind"] for hit in found["results"]} <= {kind}


def test_check_counts_the_records_and_how_well_they_are_known(console):
    (report,) = shapes(console("check", "--json"))

    assert report["problems"] == 0
    assert report["generation"] == shipped_catalogue().generation
    assert report["records"]["scene"] == len(shipped_catalogue().scenes)
    assert report["fields_seen"] > 0
    assert report["fields_to_confirm"] > 0
    assert report["drafts"] == []


# ---- in a process of its own ----------------------------------------------------------------

ASK = """
import sys
from api.cli import main
for words in (["plan", "开店", "--json"], ["match"], ["check"], ["search", "开店"]):
    main(words, standalone_mode=False)
print([name for name in ("sentence_transformers", "torch") if name in sys.modules], file=sys.stderr)
"""


def test_figures_never_wait_for_the_encoder(little, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "COMPANION_STATE": str(tmp_path),
            "COMPANION_DATA": little.records[0],
            "PYTHONUTF8": "1",
        },
        check=True,
    )

    assert done.stderr.strip() == "[]"
    assert "scene/shop" in done.stdout
