from __future__ import annotations

import pytest

from kb import sense
from kb.errors import Problem
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
            ("id",),
            "names itself",
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


def test_a_longer_cycle_is_told_step_by_step():
    ring = "\n".join(
        f"- {{id: service/{name}, title: {{zh: 步, en: Step}}, requires: [[service/{before}]]}}"
        for name, before in zip("abc", "cab", strict=True)
    )

    ((_, path, problem, _),) = found(ring)

    assert path == ("requires",)
    said = problem.en
    assert said.count("→") == 3
    assert said.split(": ")[1].split(" → ")[0] == said.removesuffix(".").split(" → ")[-1]


def test_a_service_waits_for_what_it_requires_and_for_who_issues_what_it_needs():
    services = recorded(
        "- {id: service/a, title: {zh: 一, en: A}, outputs: [{title:"
        " {zh: 证, en: Paper}, evidence: evidence/paper}]}\n"
        "- {id: service/b, title: {zh: 二, en: B}, inputs:"
        " [[evidence/paper]], requires: [[service/c, service/d]]}\n"
    )

    assert sense.prerequisites(services) == {
        "service/a": set(),
        "service/b": {"service/a", "service/c", "service/d"},
    }


def test_an_unchanged_neighbour_is_not_blamed():
    changed = recorded("{id: area/new, title: {zh: 新, en: New}}")
    broken = recorded("{id: policy/broken, title: {zh: 坏, en: Broken}, document: document/gone}")

    assert list(sense.problems(changed, {r.id: r for r in (*changed, *broken)})) == []
