"""The second gate, from the bytes of a file to the problems an officer reads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import sense
from kb.errors import BadRecords
from kb.source import read_content
from kb.validation import check, check_all
from tests.refusing import BASE, CONCEPT, POLICY, SERVICE, refused
from tests.support import NAMES, recorded, shipped, shipped_records


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
    "a dangling prerequisite": (
        SERVICE + "requires: [[service/gone]]\n",
        3,
        "requires.0",
        "Add that record",
    ),
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
    "itself excluded": (
        POLICY + "excludes: [policy/new]\n",
        None,
        "excludes",
        "Take policy/new out",
    ),
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
    "a number asked of a flag": (
        leaf("{fact: concept/foreign, at_most: 3}"),
        5,
        AT,
        "Write is: true",
    ),
    "a flag asked of a number": (
        leaf("{fact: concept/employees, is: true}"),
        5,
        f"{AT}.is",
        "Write at_most: 300",
    ),
    "an area asked of a code": (
        leaf("{fact: concept/legal-form, within: area/310101}"),
        5,
        AT,
        "Write in: [one, two]",
    ),
    "months asked of a number": (
        leaf("{fact: concept/employees, within_months: 3}"),
        5,
        AT,
        "Write at_most: 300",
    ),
    "a text compared": (
        leaf("{fact: concept/remark, is: true}"),
        5,
        f"{AT}.is",
        "a text is not compared",
    ),
    "members counted of a number": (
        leaf("{count: concept/employees, at_least: 1}"),
        5,
        AT,
        "Write at_most",
    ),
    "a count without a number": (leaf("{count: concept/hires}"), 5, AT, "Add at_least: 1"),
    "no condition at all": (POLICY + "criteria: {any: []}\n", 3, "criteria", "Add one"),
    "bounds the wrong way round": (
        leaf("{fact: concept/employees, between: [9, 3]}"),
        5,
        f"{AT}.between",
        "Swap them",
    ),
    "three bounds": (
        leaf("{fact: concept/employees, between: [1, 2, 3]}"),
        5,
        f"{AT}.between",
        "lowest, highest",
    ),
    "a leaf inside a count": (
        leaf("{count: concept/hires, at_least: 1, where: {fact: concept/member-age, is: true}}"),
        5,
        f"{AT}.where.is",
        "Write at_most",
    ),
    "a dangling material among others": (
        POLICY + "materials: [evidence/id-card, evidence/gone]\n",
        3,
        "materials",
        "Add that record",
    ),
    "months below zero": (
        leaf("{fact: concept/registered-on, within_months: -1}"),
        5,
        f"{AT}.within_months",
        "Write 0 or more",
    ),
    "bounds that shut each other out": (
        leaf("{fact: concept/employees, at_most: 3}")
        + "    - {fact: concept/employees, at_least: 5}\n",
        6,
        "criteria.all.1",
        "use any:",
    ),
    "a branch that leads nowhere": (
        leaf("{fact: concept/employees, at_most: 3}")
        + "    - any:\n"
        + "        - {fact: concept/foreign, is: true}\n"
        + "        - {fact: concept/employees, at_least: 5}\n",
        8,
        "criteria.all.1.any.1",
        "use any:",
    ),
    "half a person": (
        leaf("{fact: concept/employees, at_most: 2.5}"),
        5,
        f"{AT}.at_most",
        "Write 2, which says the same",
    ),
    "people against yuan": (
        leaf("{fact: concept/employees, at_most: {fact: concept/revenue}}"),
        5,
        f"{AT}.at_most.fact",
        "Use one unit",
    ),
    "a table that skips what it is for": (
        leaf("{fact: concept/revenue, at_most: {by: concept/household-size, table: [{value: 2}]}}"),
        5,
        f"{AT}.at_most.table.0",
        "{up_to: 3, value: 2000}",
    ),
    "dated values out of order": (
        leaf(
            "{fact: concept/employees, at_most: {dated: [{from: 2027-01-01, value: 2},"
            " {from: 2026-01-01, value: 3}]}}"
        ),
        5,
        f"{AT}.at_most.dated.1.from",
        "from the lowest up",
    ),
    "a member asked for the firm's own figure": (
        leaf("{count: concept/hires, at_least: 1, where: {fact: concept/employees, at_most: 3}}"),
        5,
        f"{AT}.where.fact",
        "Add it to members of concept/hires",
    ),
    "an issuer nobody knows": (
        leaf("{fact: concept/district, in_issuers_area: true}"),
        5,
        f"{AT}.in_issuers_area",
        "Name an organisation that has an area",
    ),
    "a list of nothing": (
        leaf("{fact: concept/legal-form, in: []}"),
        5,
        f"{AT}.in",
        "Name at least one",
    ),
    "a flag worked out as a number": (
        CONCEPT + "type: number\nderive: {when: {fact: concept/foreign, is: true}}\n",
        4,
        "derive",
        "Write type: boolean",
    ),
    "an example of a fact nobody knows": (
        POLICY + "examples:\n  - {facts: {concept/employes: 3}, gives: passes}\n",
        4,
        "examples.0.facts.concept/employes",
        "Did you mean concept/employees?",
    ),
    "a figure below zero": (
        "id: parameter/new\ntitle: {zh: 新, en: New}\nvalue: -60\n",
        3,
        "value",
        "Write 0 or more",
    ),
    "a dated figure below zero": (
        "id: parameter/new\ntitle: {zh: 新, en: New}\nvalue: 60\n"
        "dated: [{from: 2027-01-01, value: -1}]\n",
        4,
        "dated.0.value",
        "Write 0 or more",
    ),
    "slower than the law allows": (
        SERVICE + "days: {statutory: 5, committed: 20}\n",
        3,
        "days.committed",
        "Correct one of the two",
    ),
    "seen without a source": (POLICY + "seen: [benefit]\n", 3, "seen", "Add sources or move"),
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
        3,
        "requires.0",
        "Take one of these prerequisites",
    ),
    "a cycle through a material": (
        "id: service/registration\ntitle: {zh: 登记, en: Registration}\n"
        "inputs: [[evidence/business-licence]]\n"
        "outputs: [{title: {zh: 营业执照, en: Licence}, evidence: evidence/business-licence}]\n",
        3,
        "inputs.0",
        "or the input that needs its output",
    ),
    "a scene that bundles a stranger": (
        "id: scene/new\ntitle: {zh: 新, en: New}\nservices:\n"
        "  - {service: service/licence, bundles: {services:"
        " [service/registration], at_least: 1}}\n",
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
def test_a_record_that_makes_no_sense_is_refused_with_its_line_place_and_a_remedy(
    content, line, place, remedy
):
    (problem,) = refused(content)

    assert (problem.file, problem.place) == ("new.yaml", place)
    assert line is None or problem.line == line
    assert remedy in problem.remedy.en


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
    assert problem in found.problem.en


def test_every_shipped_record_passes_both_gates():
    check(shipped(), shipped_records())


def test_records_may_be_checked_in_many_threads_at_once():
    loaded = read_content(POLICY.encode(), "new.yaml")
    bad = read_content((SERVICE + "fee: -1\n").encode(), "new.yaml")

    def outcome(records):
        try:
            check(records, {**BASE, **{r.record.id: r.record for r in records}})
        except BadRecords as error:
            return error.problems[0].problem.en
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


# ---- the whole base ---------------------------------------------------------------------------


def test_a_whole_base_is_looked_at_with_its_progress_told():
    told = []

    found = check_all(shipped_records(), NAMES, lambda done, of: told.append((done, of)))

    assert found == ()
    assert told[-1] == (len(shipped()), len(shipped()))
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_everything_that_is_wrong_with_a_base_is_said_at_once():
    wrong = recorded(
        "- {id: service/one, title: {zh: 一, en: One}, requires: [[service/two]], fee: -1}\n"
        "- {id: service/two, title: {zh: 二, en: Two}, requires: [[service/one]]}\n"
        "- {id: policy/new, title: {zh: 新, en: New}, excludes: [policy/gone]}\n"
    )

    found = check_all({one.id: one for one in wrong}, NAMES)

    assert [one.place for one in found] == ["policy/new.excludes", "service/one.requires.0"]
