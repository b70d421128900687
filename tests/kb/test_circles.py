from __future__ import annotations

import pytest

from kb.circles import circles, prerequisites
from kb.errors import Problem
from tests.support import WORLD, assert_said_well, recorded, shipped_records

BASE = {record.id: record for record in recorded(WORLD)}


def found(content):
    changed = recorded(content)
    rings = list(circles(changed, {**BASE, **{r.id: r for r in changed}}))
    for _, _, problem, remedy in rings:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return rings


@pytest.mark.parametrize(
    ("records", "path", "said"),
    [
        (
            "- {id: service/a, title: {zh: 步, en: Step}, requires: [[service/b]]}\n"
            "- {id: service/b, title: {zh: 步, en: Step}, requires: [[service/a]]}",
            ("requires",),
            "waits for itself: service/",
        ),
        (
            "{id: concept/a, title: {zh: 一, en: A}, type: number,"
            " derive: {add: [concept/a, concept/revenue]}}",
            ("derive",),
            "is worked out from itself: concept/a → concept/a.",
        ),
        (
            "- {id: concept/a, title: {zh: 一, en: A}, type: number,"
            " derive: {add: [concept/b, concept/revenue]}}\n"
            "- {id: concept/b, title: {zh: 二, en: B}, type: boolean,"
            " derive: {when: {fact: concept/revenue, at_most: {fact: concept/a}}}}",
            ("derive",),
            "is worked out from itself: concept/",
        ),
        (
            "{id: concept/a, title: {zh: 一, en: A}, type: members, members: [concept/a]}",
            ("members",),
            "is a member of itself",
        ),
        (
            "- {id: policy/a, title: {zh: 一, en: A}, requires: [policy/b]}\n"
            "- {id: policy/b, title: {zh: 二, en: B}, requires: [policy/a]}",
            ("requires",),
            "so nobody can have it: policy/",
        ),
    ],
)
def test_what_leads_back_to_itself_is_told(records, path, said):
    ((_, at, problem, _),) = found(records)

    assert at == path
    assert said in problem.en


@pytest.mark.parametrize(
    "record",
    [
        "{id: concept/a, title: {zh: 一, en: A}, type: number,"
        " derive: {add: [concept/employees, concept/employees]}}",
        "{id: policy/a, title: {zh: 一, en: A}, requires: [policy/old-grant]}",
        "{id: policy/a, title: {zh: 一, en: A}, requires: [policy/a]}",
        "{id: area/a, title: {zh: 一, en: A}, within: area/a}",
    ],
)
def test_what_leads_on_is_none(record):
    """A policy that requires itself is said by its own check, once."""
    assert found(record) == []


def test_nothing_that_is_shipped_leads_back():
    assert list(circles(shipped_records().values(), shipped_records())) == []


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

    assert prerequisites(services) == {
        "service/a": set(),
        "service/b": {"service/a", "service/c", "service/d"},
    }
