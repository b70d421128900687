from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.handling_sense import conditions_of, papers_forgotten, unfit_handling
from kb.model import PublicService
from tests.support import assert_said_well, recorded, shipped_records

SERVICE = """
id: service/a
title: {zh: 事, en: A}
inputs: [[evidence/id-card, evidence/business-licence]]
"""
PAPER = "outputs: [{title: {zh: 证, en: P}, "
BAR = "{zh: 不行, en: not possible}"


def found(more):
    (record,) = recorded(SERVICE + more)
    problems = list(unfit_handling(record))
    for _, problem, remedy in problems:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return problems


@pytest.mark.parametrize(
    ("more", "path", "word"),
    [
        ("terms: [{evidence: evidence/photo}]", ("terms", 0, "evidence"), "not among the inputs"),
        ("modes: [{mode: commitment}, {mode: commitment}]", ("modes", 1, "mode"), "told twice"),
        ("modes: [{mode: standard}]", ("modes", 0, "mode"), "not told here"),
        (
            f"modes: [{{mode: commitment, barred: {BAR}, days: {{statutory: 1, committed: 1}}}}]",
            ("modes", 0, "barred"),
            "bars it, yet has",
        ),
        (
            f"modes: [{{mode: deferred, barred: {BAR}, when: {{fact: concept/credit, is: true}}}}]",
            ("modes", 0, "barred"),
            "bars it, yet has",
        ),
        (
            "modes: [{mode: commitment, otherwise: {statutory: 1, committed: 1}}]",
            ("modes", 0, "otherwise"),
            "only for a mode that is usual",
        ),
        ("modes: [{mode: one-form}]", ("modes", 0, "group"), "with which others"),
        ("modes: [{mode: joint-inspection}]", ("modes", 0, "group"), "with which others"),
        (
            "modes: [{mode: commitment, waives: [evidence/photo]}]",
            ("modes", 0, "waives"),
            "not among the inputs",
        ),
        (
            "modes: [{mode: deferred, defers: [evidence/photo]}]",
            ("modes", 0, "defers"),
            "not among the inputs",
        ),
        (
            "stages: [{kind: wait, title: {zh: 公示, en: Notice}, days: -15}]",
            ("stages", 0, "days"),
            "cannot be right",
        ),
        (
            "stages: [{kind: wait, title: {zh: 公示, en: Notice}, days: 5000}]",
            ("stages", 0, "days"),
            "cannot be right",
        ),
        ("terms: [{evidence: evidence/id-card, copies: 0}]", ("terms", 0, "copies"), "cannot be 0"),
        ("due: {days: 3}", ("due",), "one paper or from one date"),
        (
            "due: {days: 3, after: evidence/id-card, since: concept/lease-from}",
            ("due",),
            "one paper or from one date",
        ),
        (PAPER + "lasts: {}}]", ("outputs", 0, "lasts"), "in one unit"),
        (
            PAPER + "lasts: {years: 1, months: 6}}]",
            ("outputs", 0, "lasts"),
            "in one unit",
        ),
        (
            PAPER + "lasts: {years: 0}}]",
            ("outputs", 0, "lasts"),
            "cannot be right",
        ),
        (
            PAPER + "lasts: {years: 99}}]",
            ("outputs", 0, "lasts"),
            "cannot be right",
        ),
        (
            PAPER + "renew: {until_days: 30}}]",
            ("outputs", 0, "renew"),
            "how long it lasts",
        ),
        (
            PAPER + "lasts: {years: 1}, renew: {until_days: 90, from_days: 15}}]",
            ("outputs", 0, "renew"),
            "days that cannot be",
        ),
        (
            PAPER + "lasts: {months: 1}, renew: {until_days: 30}}]",
            ("outputs", 0, "renew"),
            "days that cannot be",
        ),
        (
            PAPER + "lasts: {years: 1}, renew: {until_days: -1}}]",
            ("outputs", 0, "renew"),
            "days that cannot be",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(more, path, word):
    ((at, problem, _),) = found(more)

    assert at == path
    assert word in problem.en


@pytest.mark.parametrize(
    "more",
    [
        "",
        "terms: [{evidence: evidence/id-card, copies: 2}]",
        f"modes: [{{mode: one-form, barred: {BAR}}}]",
        "modes: [{mode: commitment, usual: true, otherwise: {statutory: 9, committed: 9}}]",
        "modes: [{mode: one-form, group: shop}, {mode: joint-inspection, group: shop}]",
        "modes: [{mode: commitment, waives: [evidence/business-licence]}]",
        "due: {days: 3, since: concept/lease-from}",
        PAPER + "lasts: {years: 5}, renew: {until_days: 15, from_days: 90, unit: working}}]",
        PAPER + "lasts: {days: 90}}]",
    ],
)
def test_what_fits_is_let_through(more):
    assert found(more) == []


def test_every_condition_of_a_service_is_found_with_its_path():
    (record,) = recorded(
        SERVICE
        + """
requires_when: [{any_of: [service/b], when: {fact: concept/foreign, is: true}}]
stages:
  - {kind: wait, title: {zh: 等, en: Wait}}
  - {kind: hearing, title: {zh: 听, en: Hear}, when: {fact: concept/foreign, is: false}}
modes:
  - {mode: deferred, when: {fact: concept/credit, is: true}}
"""
    )

    assert [path for path, _ in conditions_of(record)] == [
        ("requires_when", 0, "when"),
        ("stages", 1, "when"),
        ("modes", 0, "when"),
    ]


def test_what_is_shipped_fits():
    for record in shipped_records().values():
        assert not isinstance(record, PublicService) or not list(unfit_handling(record)), record.id


ISSUES = "outputs: [{title: {zh: 证, en: Paper}, evidence: evidence/paper}]"
HANDS_OVER = "outputs: [{title: {zh: 证, en: Paper}}]"
BUREAU = "organisation: organisation/bureau"
READ = "sources: [{name: 指南}], seen: [inputs]"


def forgotten(more, *around):
    (service,) = recorded(f"{{id: service/a, title: {{zh: 事, en: A}}, {more}}}")
    base = {one.id: one for text in around for one in recorded(text)}
    problems = list(papers_forgotten(service, {**base, service.id: service}))
    for _, problem, remedy in problems:
        assert_said_well(Problem(place="", problem=problem, remedy=remedy))
    return [path for path, _, _ in problems] == [("inputs",)]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        (f"kind: licence, {HANDS_OVER}", True),
        (f"kind: filing, {ISSUES}", True),
        (f"kind: confirmation, {HANDS_OVER}, {READ}", True),
        (f"kind: licence, {HANDS_OVER}, inputs: [[evidence/id-card]]", False),
        (f"kind: licence, {HANDS_OVER}, confirm: [inputs]", False),
        ("kind: licence", False),
        (f"kind: registration, {ISSUES}", True),
        (f"kind: registration, {ISSUES}, {READ}", False),
        (f"kind: registration, {HANDS_OVER}", False),
        (f"kind: public-service, {ISSUES}", False),
        (f"{BUREAU}, {ISSUES}", True),
        (f"{BUREAU}, {ISSUES}, {READ}", False),
        (ISSUES, False),  # a stub is shown as to be confirmed
    ],
)
def test_who_hands_over_a_paper_asks_for_some(more, wrong):
    assert forgotten(more) is wrong


def test_a_wrapper_has_the_papers_of_what_it_bundles():
    scene = (
        "{id: scene/s, title: {zh: 场, en: S}, services: [{service: service/a,"
        " bundles: {services: [service/b], at_least: 1}}]}"
    )

    assert not forgotten(f"kind: licence, {HANDS_OVER}", scene)


def test_every_shipped_service_says_what_it_asks_for():
    base = shipped_records()
    services = [one for one in base.values() if isinstance(one, PublicService)]

    assert [found for one in services for found in papers_forgotten(one, base)] == []
