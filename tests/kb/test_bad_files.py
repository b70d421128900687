"""Files that fail the first gate, from their bytes to the problems an officer reads."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kb.text import Text
from tests.refusing import CONCEPT, POLICY, SERVICE, refused
from tests.support import ROOT

FILES = {
    "not YAML": ("id: policy/new\ntitle: {zh: 新\n", 3, "", "Check the indentation"),
    "a colon in plain text": (
        "id: policy/new\ntitle: a: b\n",
        2,
        "",
        "put text that holds a colon in quotes",
    ),
    "a Chinese colon": ("id: policy/new\ntitle：新\nmode: apply\n", 2, "", "Type a plain :"),
    "a Chinese colon at the end": ("id：policy/new\n", 1, "", "Type a plain : and a space"),
    "a Chinese colon in a group": (
        "id: policy/new\ntitle: {zh：新, en: New}\n",
        2,
        "title.zh：新",
        "Type a plain : and a space",
    ),
    "a Chinese colon in every line of a group": (
        SERVICE + "days:\n  statutory：5\n  committed：3\n",
        3,
        "days",
        "Type a plain : and a space",
    ),
    "a tab": ("id: policy/new\ntitle:\n\tzh: 新\n", 3, "", "Use spaces instead of a tab"),
    "two documents": ("id: area/a\n---\nid: area/b\n", 2, "", "Check the indentation"),
    "empty": ("# nothing yet\n", None, "", "Write a record"),
    "a word": ("hello\n", 1, "", "Begin with id: and title:"),
    "a duplicate key": (
        POLICY + "article: '1'\narticle: '2'\n",
        4,
        "article",
        "Keep one of the two",
    ),
    "a bare no": (
        POLICY + "phrases: {en: [no]}\n",
        3,
        "phrases.en.0",
        'Write true or false for a flag, or "no" in quotes for a word',
    ),
    "a bare yes for a flag": (SERVICE + "online: yes\n", 3, "online", "Write true or false"),
    "an alias": (
        POLICY + "valid: &v {from: 2026-01-01}\nwindows: [*v]\n",
        None,
        "windows.0",
        "Write the value out",
    ),
    "a key that is a list": (POLICY + "? [a, b]\n: 1\n", 3, "", "Write key: value"),
    "nesting": (
        POLICY + "criteria: " + "[" * 10_000 + "]" * 10_000,
        3,
        "",
        "Use at most 60 levels",
    ),
    "GBK bytes": (
        "id: area/a\ntitle: {zh: 中国}\n".encode("gbk"),
        2,
        "",
        "Save the file with the encoding UTF-8",
    ),
    "20 MB": (b"# " + b"x" * 20_000_000, None, "", "Split it into one record a file"),
}


@pytest.mark.parametrize(("content", "line", "place", "remedy"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_a_remedy(
    content, line, place, remedy
):
    (problem,) = refused(content)

    assert (problem.file, problem.place) == ("new.yaml", place)
    assert line is None or problem.line == line
    assert remedy in problem.remedy.en


SHAPES = {
    "no id": ("title: {zh: 新, en: New}\n", 1, "id", "Write one of area/"),
    "a Chinese id": (
        "id: policy/租金\ntitle: {zh: 新, en: New}\n",
        1,
        "id",
        "Ids use a–z, 0–9 and hyphens.",
    ),
    "a Chinese id in a field": (
        POLICY + "document: document/通知\n",
        3,
        "document",
        "Ids use a–z, 0–9 and hyphens.",
    ),
    "an unknown key beside a count": (
        POLICY + "criteria: {count: concept/hires, at_lest: 1}\n",
        3,
        "criteria.at_lest",
        "Did you mean at_least?",
    ),
    "an id of no kind": (
        "id: grant/new\ntitle: {zh: 新, en: New}\n",
        1,
        "id",
        "Write one of area/",
    ),
    "no title": ("id: policy/new\n", 1, "title", "Add it"),
    "no English": ("id: policy/new\ntitle: {zh: 新}\n", 2, "title.en", "Add it"),
    "an empty title": (
        "id: policy/new\ntitle: {zh: 新, en: ''}\n",
        2,
        "title.en",
        "Write the words",
    ),
    "an unknown key": (
        POLICY + "benefits: {kind: fixed}\n",
        3,
        "benefits",
        "Did you mean benefit?",
    ),
    "an unknown key deep down": (
        POLICY + "valid: {start: 2026-01-01}\n",
        3,
        "valid.start",
        "Known keys: from, to",
    ),
    "the rest of a sentence behind a comma": (
        POLICY + "description: {zh: 新, en: one, or two}\n",
        3,
        "description.or two",
        "Known keys: zh, en",
    ),
    "an unknown key left empty": (POLICY + "benefits:\n", 3, "benefits", "Did you mean benefit?"),
    "an unknown operator": (
        POLICY + "criteria:\n  all:\n    - {fact: concept/employees, at_mots: 300}\n",
        5,
        "criteria.all.0",
        "Did you mean at_most?",
    ),
    "two operators": (
        POLICY + "criteria: {fact: concept/employees, at_most: 300, at_least: 2}\n",
        3,
        "criteria",
        "Keep one",
    ),
    "no operator": (
        POLICY + "criteria: {wording: {zh: 新, en: New}}\n",
        3,
        "criteria",
        "Add one of",
    ),
    "a number in quotes": (
        POLICY + "criteria: {fact: concept/employees, at_most: '300'}\n",
        3,
        "criteria.at_most",
        "Write a number",
    ),
    "true for a number": (
        POLICY + "criteria: {fact: concept/employees, at_most: true}\n",
        3,
        "criteria.at_most",
        "Write a number",
    ),
    "half a month": (
        POLICY + "criteria: {fact: concept/registered-on, within_months: 1.5}\n",
        3,
        "criteria.within_months",
        "Write a number, such as 3",
    ),
    "a day that is not": (
        POLICY + "valid:\n  from: 2025-13-01\n",
        4,
        "valid.from",
        "Write year-month-day",
    ),
    "one instead of a list": (
        POLICY + "materials: evidence/id-card\n",
        3,
        "materials",
        "Write it as [one, two]",
    ),
    "something twice": (POLICY + "stacks: [policy/a, policy/a]\n", 3, "stacks", "Keep each once"),
    "the wrong kind of id": (
        POLICY + "document: policy/old-grant\n",
        3,
        "document",
        "Write document/",
    ),
    "an id in capitals": (
        POLICY + "document: document/Notice\n",
        3,
        "document",
        "Write document/words-with-hyphens",
    ),
    "a word outside the list": (
        CONCEPT + "type: flag\n",
        3,
        "type",
        "Write one of: boolean, number",
    ),
    "a mode outside the list": (
        POLICY + "mode: at the window\n",
        3,
        "mode",
        "Write one of: apply, automatic",
    ),
    "a code with a blank": (
        POLICY + "criteria: {fact: concept/legal-form, in: [a company]}\n",
        3,
        "criteria.in.0",
        "Write small letters and hyphens",
    ),
}


@pytest.mark.parametrize(("content", "line", "place", "remedy"), SHAPES.values(), ids=SHAPES)
def test_a_record_of_the_wrong_shape_is_refused_with_its_line_place_and_a_remedy(
    content, line, place, remedy
):
    (problem,) = refused(content)

    assert (problem.file, problem.line, problem.place) == ("new.yaml", line, place)
    assert remedy in problem.remedy.en


def test_every_problem_of_a_file_is_said_at_once():
    problems = refused(POLICY + "benefits: 1\nmode: never\nvalid: {from: soon}\n")

    assert [p.line for p in sorted(problems, key=lambda p: p.line)] == [3, 4, 5]


def test_one_bad_record_keeps_its_good_neighbours_out():
    problems = refused(
        "- {id: area/good, title: {zh: 好, en: Good}}\n- {id: area/bad, title: {zh: 坏}}\n"
    )

    assert [(p.line, p.place) for p in problems] == [(2, "1.title.en")]


@pytest.mark.parametrize(
    "deep", ["'[' * 900_000", "'{a: ' * 400_000", "'- ' * 900_000", "'[' * 10_000"]
)
def test_deep_nesting_never_ends_the_process(deep):
    """YAML is composed by recursion in C; only a process of its own can show that it survives."""
    program = (
        "from kb.errors import BadRecords; from kb.yaml_text import read_yaml\n"
        f"try: read_yaml(({deep}).encode(), 'deep.yaml')\n"
        "except BadRecords as error: print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("deep.yaml:1: is nested too deeply.")


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        ("title: {zh: 新, en: New}\n", "没有写。", "is missing."),
        ("id:\ntitle: {zh: 新, en: New}\n", "没有写。", "is missing."),
        (
            POLICY + "criteria: {fact: concept/a, at_lest: 1}\n",
            "这里没有叫 at_lest 的字段。",
            "at_lest is no such key here.",
        ),
        (
            POLICY + "criteria: {count: concept/a, at_lest: 1}\n",
            "这里没有叫 at_lest 的字段。",
            "at_lest is no such key here.",
        ),
        (
            POLICY + "title：新\n",
            "这里用了中文冒号“：”。",
            "the Chinese colon ： was typed.",
        ),
        (
            POLICY + "valid: {from: 2025-13-01}\n",
            "“2025-13-01”不是日期。",
            '"2025-13-01" is not a date.',
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_of_both_languages(content, zh, en):
    (problem,) = refused(content)

    assert problem.problem == Text(zh=zh, en=en)
