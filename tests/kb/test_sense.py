from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import sense
from kb.errors import Problem
from tests.strategies import at_home, records
from tests.support import WORLD, assert_said_well, recorded, shipped_records

BASE = {record.id: record for record in recorded(WORLD)}


def found(content):
    changed = recorded(content)
    return list(sense.problems(changed, {**BASE, **{r.id: r for r in changed}}))


def test_the_little_world_and_the_shipped_one_make_sense():
    assert list(sense.problems(BASE.values(), BASE)) == []
    assert list(sense.problems(shipped_records().values(), shipped_records())) == []


@pytest.mark.parametrize(
    ("content", "record", "path", "word"),
    [
        (
            "{id: document/new, title: {zh: 新, en: New}, in_force: {from:"
            " 2026-02-01, to: 2026-01-31}}",
            "document/new",
            ("in_force", "to"),
            "ends before it starts",
        ),
        (
            "{id: policy/new, title: {zh: 新, en: New}, requires: [policy/new]}",
            "policy/new",
            ("requires",),
            "requires names this policy itself",
        ),
        (
            "{id: scene/new, title: {zh: 新, en: New}, services: [{service:"
            " service/licence}, {service: service/licence}]}",
            "scene/new",
            ("services",),
            "names a service twice",
        ),
        (
            "{id: scene/new, title: {zh: 新, en: New},"
            " warnings: [{text: {zh: 慢, en: Slow}, when: {fact: concept/foreign, has: books}}]}",
            "scene/new",
            ("warnings", 0, "when"),
            "cannot be compared this way",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: boolean,"
            " derive: {when: {fact: concept/foreign, has: books}}}",
            "concept/new",
            ("derive", "when"),
            "cannot be compared this way",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " derive: {first: [{when: {fact: concept/foreign, has: books}, is: 1}], otherwise: 2}}",
            "concept/new",
            ("derive", "first", 0, "when"),
            "cannot be compared this way",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " derive: {divide: [concept/employees]}}",
            "concept/new",
            ("derive", "divide"),
            "two numbers",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " derive: {divide: [concept/employees, concept/foreign]}}",
            "concept/new",
            ("derive", "divide"),
            "two numbers",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " derive: {years_since: concept/employees}}",
            "concept/new",
            ("derive", "years_since"),
            "date",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " derive: {first: [{when: {fact: concept/foreign, is: true},"
            " is: company}], otherwise: 2}}",
            "concept/new",
            ("derive", "first", 0, "is"),
            "does not fit",
        ),
        (
            "- {id: concept/one, title: {zh: 一, en: One}, type: boolean,"
            " derive: {when: {fact: concept/two, is: true}}}\n"
            "- {id: concept/two, title: {zh: 二, en: Two}, type: boolean,"
            " derive: {when: {fact: concept/one, is: true}}}",
            "concept/one",
            ("derive",),
            "from itself",
        ),
        (
            "{id: policy/new, title: {zh: 新, en: New}, windows: [{since:"
            " concept/employees, until_months: 3}]}",
            "policy/new",
            ("windows", 0, "since"),
            "date",
        ),
    ],
)
def test_what_makes_no_sense_is_found_where_it_stands(content, record, path, word):
    ((named, at, problem, remedy),) = found(content)

    assert (named, at) == (record, path)
    assert word in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize(
    ("content", "path", "word"),
    [
        (
            "{id: policy/new, title: {zh: 新, en: New}, %s: [policy/old-grant],"
            f" {two}: [policy/old-grant]}}" % one,
            (one,),
            f"stands in {one} and in {two}",
        )
        for one, two in [
            ("excludes", "stacks"),
            ("excludes", "requires"),
            ("choose_one", "stacks"),
            ("choose_one", "requires"),
            ("choose_one", "excludes"),
        ]
    ],
)
def test_relations_that_cannot_both_be_are_told(content, path, word):
    ((_, at, problem, remedy),) = found(content)

    assert at == path
    assert word in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize(
    ("relation", "criteria", "path"),
    [
        ("excludes", "{granted: policy/old-grant}", ("criteria",)),
        (
            "excludes",
            "{any: [{fact: concept/foreign, is: true}, {granted: policy/old-grant}]}",
            ("criteria", "any", 1),
        ),
        ("requires", "{not: {granted: policy/old-grant}}", ("criteria", "not")),
        ("excludes", "{not: {granted: policy/old-grant}}", None),
        ("stacks", "{granted: policy/old-grant}", None),
    ],
)
def test_conditions_that_a_relation_rules_out_are_never_met(relation, criteria, path):
    problems = found(
        f"{{id: policy/new, title: {{zh: 新, en: New}}, {relation}: [policy/old-grant],"
        f" criteria: {criteria}}}"
    )

    assert [at for _, at, _, _ in problems] == ([] if path is None else [path])


def test_what_shuts_each_other_out_is_told_once():
    problems = found(
        "{id: policy/new, title: {zh: 新, en: New}, excludes: [policy/old-grant],"
        " criteria: {all: [{fact: concept/employees, is: 1}, {fact: concept/employees, is: 2}]}}"
    )

    assert [at for _, at, _, _ in problems] == [("criteria", "all", 1)]


@pytest.mark.parametrize(
    ("organisation", "fits"),
    [
        ("organisation: organisation/bureau", True),
        ("organisation: organisation/gone", None),
        ("organisation: organisation/nowhere", False),
        ("article: '1'", False),
    ],
)
def test_only_a_policy_whose_issuer_has_an_area_names_it(organisation, fits):
    nowhere = "- {id: organisation/nowhere, title: {zh: 局, en: Office}}\n"
    problems = found(
        f"{nowhere}- {{id: policy/new, title: {{zh: 新, en: New}}, {organisation},"
        " criteria: {fact: concept/district, in_issuers_area: true}}"
    )

    paths = {at for _, at, _, _ in problems}
    if fits is None:
        assert paths == {("organisation",)}, "that it is not there is enough"
    else:
        assert paths == (set() if fits else {("criteria", "in_issuers_area")})


@pytest.mark.parametrize(
    "content",
    [
        "{id: scene/new, title: {zh: 新, en: New}, services: [{service: service/licence,"
        " applicable_if: {fact: concept/district, in_issuers_area: true}}]}",
        "{id: concept/new, title: {zh: 新, en: New}, type: boolean,"
        " derive: {when: {fact: concept/district, in_issuers_area: true}}}",
    ],
)
def test_nobody_issues_a_scene_or_a_fact(content):
    ((_, path, problem, _),) = found(content)

    assert path[-1] == "in_issuers_area"
    assert "nobody issues this" in problem.en


@pytest.mark.parametrize(
    ("content", "path", "word"),
    [
        (
            "{id: concept/granted, title: {zh: 新, en: New}, type: boolean}",
            ("id",),
            "fixed meaning",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number, decimals: -1}",
            ("decimals",),
            "number of decimals",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: number,"
            " members: [concept/employees]}",
            ("members",),
            "only for a list of members",
        ),
        (
            "{id: concept/new, title: {zh: 新, en: New}, type: members, members: [concept/new]}",
            ("members",),
            "a member of itself: New (concept/new) → New (concept/new)",
        ),
        (
            "- {id: policy/one, title: {zh: 一, en: One}, requires: [policy/two]}\n"
            "- {id: policy/two, title: {zh: 二, en: Two}, requires: [policy/one]}",
            ("requires",),
            "nobody can have it",
        ),
        (
            "{id: scene/new, title: {zh: 新, en: New}, services: [{service: service/licence},"
            " {service: service/registration,"
            " bundles: {services: [service/licence], at_least: 2}}]}",
            ("services", 1, "bundles", "at_least"),
            "asks for 2 of 1 services",
        ),
        (
            "{id: policy/new, title: {zh: 新, en: New}, examples: [{facts: {concept/gone: 1},"
            " gives: passes}]}",
            ("examples", 0, "facts", "concept/gone"),
            "no fact we know",
        ),
    ],
)
def test_what_could_never_be_judged_is_found_too(content, path, word):
    ((_, at, problem, remedy),) = found(content)

    assert at == path
    assert word in problem.en
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


def test_an_unchanged_neighbour_is_not_blamed():
    changed = recorded("{id: area/new, title: {zh: 新, en: New}}")
    broken = recorded("{id: policy/broken, title: {zh: 坏, en: Broken}, document: document/gone}")

    assert list(sense.problems(changed, {r.id: r for r in (*changed, *broken)})) == []


# ---- whatever is written ------------------------------------------------------------------------


@given(records())
def test_no_record_breaks_the_checks(record):
    """Ids that lead nowhere are most of what is generated here."""
    for _, path, problem, remedy in sense.problems([record], {**BASE, record.id: record}):
        assert isinstance(path, tuple)
        assert problem.zh
        assert remedy


@given(records(), st.randoms(use_true_random=False))
def test_no_record_that_names_only_what_is_there_breaks_the_checks(record, random):
    """Facts of every type stand where any may, so that each check meets what it does not expect."""
    settled = at_home(record, BASE, random)

    for _, _, problem, _ in sense.problems([settled], {**BASE, settled.id: settled}):
        assert not problem.en.startswith("there is no ")
