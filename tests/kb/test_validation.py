"""Both gates, from the bytes of a file to the problems an officer reads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import sense
from kb.errors import BadRecords
from kb.source import read_content
from kb.validation import check
from tests.support import ROOT, WORLD, new_ledger, recorded, shipped, shipped_records

BASE = {record.id: record for record in recorded(WORLD)}
POLICY = "id: policy/new\ntitle: {zh: 新, en: New}\n"
CONCEPT = "id: concept/new\ntitle: {zh: 新, en: New}\n"
SERVICE = "id: service/new\ntitle: {zh: 新, en: New}\n"


def load(content: bytes, ledger):
    """Take a file through both gates and into the ledger, as loading does."""
    loaded = read_content(content, "new.yaml")
    check(loaded, {**BASE, **{one.record.id: one.record for one in loaded}})
    ledger.seed(one.record for one in loaded)


def refused(content: bytes | str):
    """Return the problems of a bad file, having made sure that nothing was changed."""
    ledger = new_ledger()
    ledger.seed(BASE.values())
    before = (ledger.published(), ledger.drafts())
    with pytest.raises(BadRecords) as error:
        load(content.encode() if isinstance(content, str) else content, ledger)
    assert (ledger.published(), ledger.drafts()) == before
    return error.value.problems


FILES = {
    "not YAML": ("id: policy/new\ntitle: {zh: 新\n", 3, "", "Check the indentation"),
    "a colon in plain text": ("id: policy/new\ntitle: a: b\n", 2, "", "put text that holds a colon in quotes"),
    "two documents": ("id: area/a\n---\nid: area/b\n", 2, "", "Check the indentation"),
    "empty": ("# nothing yet\n", None, "", "Write a record"),
    "a word": ("hello\n", 1, "", "Begin with id: and title:"),
    "a duplicate key": (POLICY + "article: '1'\narticle: '2'\n", 4, "article", "Keep one of the two"),
    "a bare no": (POLICY + "phrases: {en: [no]}\n", 3, "phrases.en.0", 'or "no" in quotes'),
    "a bare yes for a flag": (SERVICE + "online: yes\n", 3, "online", "Write true or false"),
    "an alias": (POLICY + "valid: &v {from: 2026-01-01}\nwindows: [*v]\n", None, "windows.0", "Write the value out"),
    "a key that is a list": (POLICY + "? [a, b]\n: 1\n", 3, "", "Write key: value"),
    "nesting": (POLICY + "criteria: " + "[" * 10_000 + "]" * 10_000, 3, "", "Use at most 60 levels"),
    "GBK bytes": ("id: area/a\ntitle: {zh: 中国}\n".encode("gbk"), 2, "", "Save the file with the encoding UTF-8"),
    "20 MB": (b"# " + b"x" * 20_000_000, None, "", "Split it into one record a file"),
}


@pytest.mark.parametrize(("content", "line", "place", "remedy"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_line_and_a_remedy(content, line, place, remedy):
    (problem,) = refused(content)

    assert (problem.file, problem.place) == ("new.yaml", place)
    assert line is None or problem.line == line
    assert remedy in problem.remedy


SHAPES = {
    "no id": ("title: {zh: 新, en: New}\n", 1, "id", "Write one of area/"),
    "an id of no kind": ("id: grant/new\ntitle: {zh: 新, en: New}\n", 1, "id", "Write one of area/"),
    "no title": ("id: policy/new\n", 1, "title", "Add it"),
    "no English": ("id: policy/new\ntitle: {zh: 新}\n", 2, "title.en", "Add it"),
    "an empty title": ("id: policy/new\ntitle: {zh: 新, en: ''}\n", 2, "title.en", "Write the words"),
    "an unknown key": (POLICY + "benefits: {kind: fixed}\n", 3, "benefits", "Did you mean benefit?"),
    "an unknown key deep down": (POLICY + "valid: {start: 2026-01-01}\n", 3, "valid.start", "Known keys: from, to"),
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
    "no operator": (POLICY + "criteria: {wording: {zh: 新, en: New}}\n", 3, "criteria", "Add one of"),
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
    "a day that is not": (POLICY + "valid:\n  from: 2025-13-01\n", 4, "valid.from", "Write year-month-day"),
    "one instead of a list": (POLICY + "materials: evidence/id-card\n", 3, "materials", "Write it as [one, two]"),
    "something twice": (POLICY + "stacks: [policy/a, policy/a]\n", 3, "stacks", "Keep each once"),
    "the wrong kind of id": (POLICY + "document: policy/old-grant\n", 3, "document", "Write document/"),
    "an id in capitals": (POLICY + "document: document/Notice\n", 3, "document", "Write document/words-with-hyphens"),
    "a word outside the list": (CONCEPT + "type: flag\n", 3, "type", "Write one of: boolean, number"),
    "a mode outside the list": (POLICY + "mode: at the window\n", 3, "mode", "Write one of: apply, automatic"),
    "a code with a blank": (
        POLICY + "criteria: {fact: concept/legal-form, in: [a company]}\n",
        3,
        "criteria.in.0",
        "Write small letters and hyphens",
    ),
}


@pytest.mark.parametrize(("content", "line", "place", "remedy"), SHAPES.values(), ids=SHAPES)
def test_a_record_of_the_wrong_shape_is_refused_with_its_line_place_and_a_remedy(content, line, place, remedy):
    (problem,) = refused(content)

    assert (problem.file, problem.line, problem.place) == ("new.yaml", line, place)
    assert problem.problem
    assert remedy in problem.remedy


def leaf(text: str) -> str:
    return POLICY + f"criteria:\n  all:\n    - {text}\n"


AT = "criteria.all.0"
SENSES = {
    "a dangling fact": (leaf("{fact: concept/gone, is: true}"), 5, f"{AT}.fact", "Add that record"),
    "a dangling document": (POLICY + "document: document/gone\n", 3, "document", "Add that record"),
    "a dangling limit": (
        leaf("{fact: concept/employees, at_most: {times: 2, of: concept/gone}}"),
        5,
        f"{AT}.at_most.of",
        "Add that record",
    ),
    "a dangling prerequisite": (SERVICE + "requires: [[service/gone]]\n", 3, "requires.0.0", "Add that record"),
    "end before start": (
        POLICY + "valid:\n  from: 2026-02-01\n  to: 2026-01-31\n",
        5,
        "valid.to",
        "Correct one of the dates",
    ),
    "a window closed before it opens": (
        POLICY + "windows:\n  - {opens: 2026-02-01, closes: 2026-01-31}\n",
        4,
        "windows.0.closes",
        "Correct one of the dates",
    ),
    "excluded and stacked": (
        POLICY + "excludes: [policy/old-grant]\nstacks: [policy/old-grant]\n",
        3,
        "excludes",
        "Keep one",
    ),
    "itself excluded": (POLICY + "excludes: [policy/new]\n", 1, "id", "Take it out"),
    "a code outside its list": (
        leaf("{fact: concept/legal-form, in: [company, trust]}"),
        5,
        f"{AT}.in",
        "Write one of: company, cooperative, sole-trader",
    ),
    "a code outside its list, single": (
        leaf("{fact: concept/legal-form, is: trust}"),
        5,
        f"{AT}.is",
        "Write one of: company",
    ),
    "a number asked of a flag": (leaf("{fact: concept/foreign, at_most: 3}"), 5, AT, "Write is: true"),
    "a flag asked of a number": (leaf("{fact: concept/employees, is: true}"), 5, f"{AT}.is", "Write at_most: 300"),
    "an area asked of a code": (
        leaf("{fact: concept/legal-form, within: area/310101}"),
        5,
        AT,
        "Write in: [one, two]",
    ),
    "months asked of a number": (leaf("{fact: concept/employees, within_months: 3}"), 5, AT, "Write at_most: 300"),
    "a text compared": (leaf("{fact: concept/remark, is: true}"), 5, f"{AT}.is", "a text is not compared"),
    "members counted of a number": (leaf("{count: concept/employees, at_least: 1}"), 5, AT, "Write at_most"),
    "a count without a number": (leaf("{count: concept/hires}"), 5, AT, "Add at_least: 1"),
    "no condition at all": (POLICY + "criteria: {any: []}\n", 3, "criteria", "Add one"),
    "bounds the wrong way round": (
        leaf("{fact: concept/employees, between: [9, 3]}"),
        5,
        f"{AT}.between",
        "Swap them",
    ),
    "three bounds": (leaf("{fact: concept/employees, between: [1, 2, 3]}"), 5, f"{AT}.between", "lowest, highest"),
    "a leaf inside a count": (
        leaf("{count: concept/hires, at_least: 1, where: {fact: concept/member-age, is: true}}"),
        5,
        f"{AT}.where.is",
        "Write at_most",
    ),
    "a coded concept without codes": (CONCEPT + "type: code\n", 1, "codes", "Add codes:"),
    "a code twice": (
        CONCEPT + "type: code\ncodes:\n"
        "  - {code: a, title: {zh: 一, en: one}}\n  - {code: a, title: {zh: 二, en: two}}\n",
        4,
        "codes",
        "Keep each once",
    ),
    "a prerequisite cycle": (
        "- id: service/one\n  title: {zh: 一, en: One}\n  requires: [[service/two]]\n"
        "- id: service/two\n  title: {zh: 二, en: Two}\n  requires: [[service/one]]\n",
        None,
        "requires",
        "Take one of these prerequisites",
    ),
    "a cycle through a material": (
        "id: service/registration\ntitle: {zh: 登记, en: Registration}\n"
        "inputs: [[evidence/business-licence]]\n"
        "outputs: [{title: {zh: 营业执照, en: Licence}, evidence: evidence/business-licence}]\n",
        None,
        "requires",
        "or the input that needs its output",
    ),
    "a scene that bundles a stranger": (
        "id: scene/new\ntitle: {zh: 新, en: New}\nservices:\n"
        "  - {service: service/licence, bundles: {services: [service/registration], at_least: 1}}\n",
        4,
        "services.0.bundles",
        "Take it out",
    ),
    "a usual case that does not fit": (
        "id: scene/new\ntitle: {zh: 新, en: New}\nusual:\n  - {fact: concept/foreign, is: 3}\n",
        4,
        "usual.0.is",
        "Write is: true",
    ),
}


@pytest.mark.parametrize(("content", "line", "place", "remedy"), SENSES.values(), ids=SENSES)
def test_a_record_that_makes_no_sense_is_refused_with_its_line_place_and_a_remedy(content, line, place, remedy):
    (problem,) = refused(content)

    assert (problem.file, problem.place) == ("new.yaml", place)
    assert line is None or problem.line == line
    assert remedy in problem.remedy


GRAPH_SHAPES = {
    "a fee below zero": (SERVICE + "fee: -1\n", "cannot be below zero"),
    "too many visits": (SERVICE + "visits: 21\n", "from 0 to 20"),
    "days below zero": (SERVICE + "days: {statutory: 5, committed: -1}\n", "0 to 400 working days"),
    "nothing to gain": (
        POLICY + "benefit: {kind: fixed, amount: 0, text: {zh: 没有, en: nothing}}\n",
        "above zero",
    ),
}


@pytest.mark.parametrize(("content", "problem"), GRAPH_SHAPES.values(), ids=GRAPH_SHAPES)
def test_what_the_shapes_refuse_is_said_in_their_words(content, problem):
    (found,) = refused(content)

    assert found.file == "new.yaml"
    assert problem in found.problem


def test_every_problem_of_a_file_is_said_at_once():
    problems = refused(POLICY + "benefits: 1\nmode: never\nvalid: {from: soon}\n")

    assert [p.line for p in sorted(problems, key=lambda p: p.line)] == [3, 4, 5]


def test_one_bad_record_keeps_its_good_neighbours_out():
    problems = refused("- {id: area/good, title: {zh: 好, en: Good}}\n- {id: area/bad, title: {zh: 坏}}\n")

    assert [(p.line, p.place) for p in problems] == [(2, "1.title.en")]


@pytest.mark.parametrize("deep", ["'[' * 900_000", "'{a: ' * 400_000", "'- ' * 900_000", "'[' * 10_000"])
def test_deep_nesting_never_ends_the_process(deep):
    """YAML is composed by recursion in C; only a process of its own can show that it survives."""
    program = (
        "from kb.errors import BadRecords; from kb.yaml_text import read_yaml\n"
        f"try: read_yaml(({deep}).encode(), 'deep.yaml')\n"
        "except BadRecords as error: print(error)"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("deep.yaml:1: is nested too deeply.")


def test_every_shipped_record_passes_both_gates():
    check(shipped(), shipped_records())


def test_records_may_be_checked_in_many_threads_at_once():
    loaded = read_content(POLICY.encode(), "new.yaml")
    bad = read_content((SERVICE + "fee: -1\n").encode(), "new.yaml")

    def outcome(records):
        try:
            check(records, {**BASE, **{r.record.id: r.record for r in records}})
        except BadRecords as error:
            return error.problems[0].problem
        return "good"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(outcome, [loaded, bad] * 5))

    assert answers == ["good", "a fee cannot be below zero."] * 5


def test_a_change_is_judged_in_the_company_of_all_records():
    """A record may be broken by the change of another: the cycle is seen from either side."""
    one, two = recorded(
        "- {id: service/one, title: {zh: 一, en: One}, requires: [[service/two]]}\n"
        "- {id: service/two, title: {zh: 二, en: Two}, requires: [[service/one]]}\n"
    )

    found = list(sense.problems([two], {one.id: one, two.id: two}))

    assert len(found) == 1
