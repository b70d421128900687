"""How a fact is worked out, what a tier gives and what examples say, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.record_parts import Parts
from kb import sense
from kb.catalogue import snapshot
from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from tests.everything import EVERYTHING
from tests.judging import loose_derivations
from tests.support import WORLD, recorded, world_with

CATALOGUE = world_with(EVERYTHING)
RECORDS = {record.id: record for record in recorded(WORLD)}


def derived(concept, lang="en"):
    held = CATALOGUE.concepts[ConceptId(concept)]
    shown = Parts(held, CATALOGUE).derived(held.derive, 0)
    return [f"{'  ' * line.indent}{line.text.get(lang)}" for line in shown]


@pytest.mark.parametrize(
    ("concept", "en"),
    [
        (
            "concept/is-small",
            [
                "yes, where",
                "  all of these",
                "    at most 10 employees",
                "    revenue at most 100 yuan",
                "otherwise: no",
            ],
        ),
        (
            "concept/stage",
            ["new, where", "  years open at most 2", "otherwise: the applicant is asked"],
        ),
        (
            "concept/score",
            [
                "the points of all that is so, added up",
                "  60 points, where",
                "    foreign investor",
                "  40 points, where",
                "    at least 5 employees",
            ],
        ),
        ("concept/total", ["Revenue + R&D expense + 5", "  Revenue", "  R&D expense"]),
        ("concept/rest", ["Revenue − R&D expense", "  Revenue", "  R&D expense"]),
        ("concept/half", ["Revenue × 0.5", "  Revenue"]),
        ("concept/per-head", ["Revenue ÷ Employees", "  Revenue", "  Employees"]),
        ("concept/years-open", ["full years to today from: Day of registration"]),
        ("concept/months-open", ["full months to today from: Day of registration"]),
    ],
)
def test_how_a_fact_is_worked_out_reads_aloud(concept, en):
    assert derived(concept) == en


def test_in_chinese_too():
    assert derived("concept/score", "zh")[:2] == ["符合的各项分数相加", "  60 分，如果"]
    assert derived("concept/years-open", "zh") == ["从注册日期到今天的整年数"]


def test_what_goes_into_a_calculation_leads_to_its_record():
    held = CATALOGUE.concepts[ConceptId("concept/total")]

    links = [line.record for line in Parts(held, CATALOGUE).derived(held.derive, 0)]

    assert links == ["", "concept/revenue", "concept/rd-expense"]


@given(loose_derivations(), st.sampled_from(ConceptType))
def test_whatever_fact_passes_the_gates_is_shown(derive, kind):
    new = ConceptId("concept/new")
    concept = InformationConcept(id=new, title=Text(zh="新", en="New"), type=kind, derive=derive)
    records = {**RECORDS, new: concept}
    if list(sense.problems([concept], records)):
        return

    shown = list(Parts(concept, snapshot(records, {})).derived(derive, 0))

    assert shown
    assert all(line.text.zh and line.text.en for line in shown)


def test_a_tier_says_its_figure_and_for_whom():
    policy = CATALOGUE.get("policy/everything")
    parts = Parts(policy, CATALOGUE)

    shown = [[line.text.en for line in parts.tier(one, 0)] for one in policy.benefit.tiers]

    assert shown == [["30 %", "at least 10 employees"], ["others: 5,000", "not multiplied"]]


def example(facts, more=""):
    policy = f"{{id: policy/x, title: {{zh: 新, en: New}}, examples: [{{facts: {facts}{more}}}]}}"
    (record,) = recorded(policy)
    return [
        f"{'  ' * line.indent}{line.text.en}"
        for line in Parts(record, CATALOGUE).example(record.examples[0], 0)
    ]


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ("{}", ["nothing is known yet"]),
        ("{concept/employees: 3}", ["Employees: 3 people"]),
        ("{employees: 3, legal_form: ent_company}", ["Employees: 3 people", "Legal form: company"]),
        ("{concept/foreign: null}", ["Foreign investor: to be confirmed"]),
        ("{concept/employees: many}", ["Employees: many"]),
        ("{holds: [id-card], granted: []}", ["already received: none", "already in hand: ID card"]),
        ("{parameter/fire-area: 400, concept/gone: 1}", ["concept/gone: 1", "Fire area: 400"]),
        (
            "{concept/hires: [{concept/member-age: 20, concept/insured-months: 4}]}",
            [
                "Hires: 1 entry",
                "  one of them: Insured months: 4 months",
                "    Age: 20 years",
            ],
        ),
    ],
)
def test_the_facts_of_an_example_are_said_in_words(facts, lines):
    assert example(facts, ", gives: passes") == ["passes", *(f"  {line}" for line in lines)]


def test_an_example_says_what_it_must_give_and_on_which_day():
    more = ", gives: fails, day: 2026-03-01, title: {zh: 太多, en: too many}"

    assert example("{concept/employees: 301}", more) == [
        "fails: too many",
        "  on the day: 1 March 2026",
        "  Employees: 301 people",
    ]
