from __future__ import annotations

import pytest

from kb.circles import circles, prerequisites
from kb.desk import Desk
from kb.errors import BadRecords, Problem
from tests.support import (
    NAMES,
    WORLD,
    assert_said_well,
    new_ledger,
    recorded,
    shipped_records,
)

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
            ("requires", 0),
            "waits for itself: ",
        ),
        (
            "- {id: service/a, title: {zh: 步, en: Step}, requires_when: [{any_of: [service/b],"
            " when: {fact: concept/foreign, is: true}}]}\n"
            "- {id: service/b, title: {zh: 步, en: Step}, requires: [[service/a]]}",
            ("requires_when", 0, "any_of"),
            "waits for itself: ",
        ),
        (
            "- {id: evidence/one, title: {zh: 证一, en: One}}\n"
            "- {id: service/a, title: {zh: 步, en: Step}, inputs: [[evidence/one]],"
            " requires: [[service/b]]}\n"
            "- {id: service/b, title: {zh: 步, en: Step}, requires: [[service/c]]}\n"
            "- {id: service/c, title: {zh: 步, en: Step}, requires: [[service/d, service/a]]}\n"
            "- {id: service/d, title: {zh: 步, en: Step}}",
            ("requires", 0),
            "waits for itself: ",
        ),
        (
            "- {id: evidence/one, title: {zh: 证一, en: One}}\n"
            "- {id: service/a, title: {zh: 步, en: Step}, inputs: [[evidence/one]]}\n"
            "- {id: service/b, title: {zh: 步, en: Step}, requires: [[service/a]],"
            " outputs: [{title: {zh: 证一, en: One}, evidence: evidence/one}]}",
            ("inputs", 0),
            "waits for itself: ",
        ),
        (
            "- {id: service/licence-x, title: {zh: 证, en: Licence}, requires: [[service/mid]]}\n"
            "- {id: service/mid, title: {zh: 步, en: Step}, requires: [[service/filing]]}\n"
            "- {id: service/filing, title: {zh: 备案, en: Filing}}\n"
            "- {id: scene/shop, title: {zh: 开店, en: Shop}, services: [{service: service/filing},"
            " {service: service/mid},"
            " {service: service/licence-x, replaces: [service/filing]}]}",
            ("requires", 0),
            "waits for itself: ",
        ),
        (
            "{id: concept/a, title: {zh: 一, en: A}, type: number,"
            " derive: {add: [concept/a, concept/revenue]}}",
            ("derive",),
            "is worked out from itself: A (concept/a) → A (concept/a).",
        ),
        (
            "- {id: concept/a, title: {zh: 一, en: A}, type: number,"
            " derive: {add: [concept/b, concept/revenue]}}\n"
            "- {id: concept/b, title: {zh: 二, en: B}, type: boolean,"
            " derive: {when: {fact: concept/revenue, at_most: {fact: concept/a}}}}",
            ("derive",),
            "is worked out from itself: A (concept/a) → B (concept/b) → A (concept/a).",
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
            "so nobody can have it: A (policy/a) → B (policy/b) → A (policy/a).",
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

    assert path == ("requires", 0)
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


# ---- at the desk ------------------------------------------------------------------------------

PLANTED = {
    "a prerequisite": "requires: [[service/trade-permit]]",
    "a prerequisite under a condition": (
        "requires_when: [{any_of: [service/trade-permit], when: {fact: concept/foreign, is: true}}]"
    ),
    "a paper that the other issues": "inputs: [[evidence/permit]]",
}
LICENCE = """
- {id: evidence/permit, title: {zh: 许可证, en: Permit}}
- id: service/trade-permit
  title: {zh: 许可, en: Licence}
  inputs: [[evidence/business-licence]]
  outputs: [{title: {zh: 许可证, en: Permit}, evidence: evidence/permit}]
"""


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
def test_a_circle_cannot_be_published(planted):
    """The licence needs what registration issues; now registration waits for the licence."""
    ledger = new_ledger()
    ledger.seed(recorded(WORLD))
    ledger.seed(recorded(LICENCE))
    desk = Desk(ledger, NAMES)
    file = f"""
- id: service/registration
  title: {{zh: 登记, en: Registration}}
  {planted}
  outputs: [{{title: {{zh: 营业执照, en: Business licence}}, evidence: evidence/business-licence}}]
"""

    with pytest.raises(BadRecords) as refused:
        desk.load(file.encode(), "registration.yaml", "officer")

    (problem,) = refused.value.problems
    assert "service/registration" in problem.problem.en
    assert "service/trade-permit" in problem.problem.en
    assert problem.remedy is not None
    assert desk.waiting() == ()


def test_a_circle_that_two_files_make_together_is_refused_when_the_second_is_published():
    ledger = new_ledger()
    ledger.seed(recorded(WORLD))
    desk = Desk(ledger, NAMES)
    step = "{id: service/%s, title: {zh: 步, en: Step}}"
    ledger.seed(recorded(step % "east") + recorded(step % "west"))
    names = []
    for one, other in (("east", "west"), ("west", "east")):
        file = (step % one).replace("Step}", f"Step}}, requires: [[service/{other}]]")
        names.append(desk.load(file.encode(), "step.yaml", "officer").name)
        desk.send(names[-1], "officer")

    desk.publish(names[0], "approver")
    with pytest.raises(BadRecords, match="waits for itself"):
        desk.publish(names[1], "approver")
