from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.kinds import ConceptType
from matcher.answers import answers
from matcher.applicant import NOTHING, Facts
from matcher.criteria import Judge
from matcher.program import Program
from matcher.question import Item, Questions
from matcher.verdict import Verdict
from tests.judging import VALUES, applicants, conditions, facts_of
from tests.support import TODAY, criterion_of, tree, world

QUESTIONS = Questions(world())


def possible(catalogue, concept, criteria, facts=NOTHING):
    """Return the answers that are tried for a fact that these conditions read."""
    leaves = [leaf for _, leaf in Program(catalogue, criteria).readers.get(concept, ())]
    judge = Judge(catalogue, facts, TODAY)
    return [answer.value for answer in answers(catalogue.concepts[concept], leaves, judge)]


def items(*texts):
    return [Item(name=text, criterion=criterion_of(text)) for text in texts]


def asked(*texts, first=(), **known):
    return [q.concept for q in QUESTIONS.ranked(items(*texts), facts_of(**known), TODAY, first)]


def test_nothing_is_asked_where_nothing_is_open():
    assert asked("{fact: concept/foreign, is: true}", foreign=True) == []
    assert QUESTIONS.ranked([], NOTHING, TODAY) == ()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (
            "{all: [{fact: concept/foreign, is: true}, {fact: concept/employees, at_most: 3}]}",
            {"foreign": False},
        ),
        (
            "{any: [{fact: concept/foreign, is: true}, {fact: concept/employees, at_most: 3}]}",
            {"foreign": True},
        ),
        ("{fact: concept/is-small, is: true}", {"employees": 11}),
        ("{fact: concept/size, is: big}", {"revenue": 1000}),
        (
            "{all: [{review: {zh: 评审, en: review}}, {fact: concept/foreign, is: true}]}",
            {"foreign": True},
        ),
    ],
)
def test_what_can_change_nothing_any_more_is_never_asked(text, known):
    assert asked(text, **known) == []


def test_a_derived_fact_is_asked_by_what_it_is_worked_out_from():
    assert set(asked("{fact: concept/is-small, is: true}")) == {
        "concept/employees",
        "concept/revenue",
    }


def test_the_question_that_settles_most_comes_first():
    foreign = [
        f"{{all: [{{fact: concept/foreign, is: true}}, {{fact: concept/employees, at_most: {n}}}]}}"
        for n in (1, 2)
    ]

    assert asked(*foreign, "{fact: concept/foreign, is: false}")[0] == "concept/foreign"


def test_what_a_scene_wants_first_comes_first_as_long_as_it_settles_anything():
    texts = ("{fact: concept/foreign, is: true}", "{fact: concept/credit, is: true}")

    assert asked(*texts, first=["concept/goods", "concept/foreign"])[0] == "concept/foreign"
    assert asked(*texts, first=["concept/credit"])[0] == "concept/credit"


def test_questions_of_the_scene_come_before_those_of_policies():
    policy = Item(
        name="policy",
        criterion=criterion_of("{fact: concept/credit, is: true}"),
        of_scene=False,
        weight=9,
    )
    service = Item(name="service", criterion=criterion_of("{fact: concept/foreign, is: true}"))

    one, other = QUESTIONS.ranked([policy, service], NOTHING, TODAY)

    assert (one.concept, one.of_scene, one.settles_policies) == ("concept/foreign", True, 0)
    assert (other.concept, other.of_scene, other.settles_policies) == ("concept/credit", False, 1)


@pytest.mark.parametrize(
    "text",
    [
        "{any: [{all: [{fact: concept/foreign, is: true}, {fact: concept/credit, is: true}]},"
        " {all: [{fact: concept/employees, at_most: 3}, {fact: concept/revenue, at_most: 3}]}]}",
        "{all: [{any: [{fact: concept/foreign, is: true}, {fact: concept/credit, is: true}]},"
        " {any: [{fact: concept/employees, between: [16, 35]}, {fact:"
        " concept/goods, has_all: [books, bulk-food]}]}]}",
        "{any: [{fact: concept/employees, between: [16, 35]}, {fact:"
        " concept/revenue, between: [16, 35]}]}",
        "{any: [{fact: concept/registered-on, before: 1990-01-01},"
        " {fact: concept/lease-from, before: 1990-01-01}]}",
        "{any: [{fact: concept/goods, has_all: [books, bulk-food]},"
        " {fact: concept/employees, is: 17}]}",
        "{any: [{fact: concept/district, within: area/310104}, {fact: concept/foreign, is: true}]}",
    ],
)
def test_a_fact_is_asked_even_where_no_single_answer_settles_anything(text):
    """Two answers that only together settle a policy were once never asked at all."""
    wanted = {part.fact for part in tree(criterion_of(text)) if hasattr(part, "fact")}

    assert set(asked(text)) == wanted


def settle(criterion, facts, draw):
    """Answer every question there is, in the order asked, and return what is left open."""
    for _ in range(30):
        ranked = QUESTIONS.ranked([Item(name="any", criterion=criterion)], facts, TODAY)
        if not ranked:
            break
        facts = facts.with_fact(ranked[0].concept, draw(VALUES[ranked[0].concept]))
    return Judge(world(), facts, TODAY).judge(criterion)


@given(conditions(), st.data())
def test_answering_every_question_leaves_nothing_that_information_could_settle(criterion, data):
    """What stays open is for people, or a coarse area or member about whom more could be said."""

    def answer(values):
        return data.draw(values)

    left = settle(criterion, Facts({}, frozenset(), frozenset()), answer)

    assert left.verdict is not Verdict.NEEDS_INFORMATION or left.missing <= {
        "concept/district",
        "concept/hires",
    }


@given(conditions(), applicants())
def test_only_facts_that_are_open_are_asked(criterion, facts):
    ranked = QUESTIONS.ranked([Item(name="any", criterion=criterion)], facts, TODAY)
    finding = Judge(world(), facts, TODAY).judge(criterion)

    assert {q.concept for q in ranked} <= finding.missing
    assert all(q.settles >= 0 and q.of_scene for q in ranked)


@given(conditions(), applicants())
def test_whatever_is_asked_some_answer_changes_something(criterion, facts):
    before = Judge(world(), facts, TODAY).judge(criterion)

    for question in QUESTIONS.ranked([Item(name="any", criterion=criterion)], facts, TODAY):
        concept = question.concept
        after = [
            Judge(world(), facts.with_fact(concept, value), TODAY).judge(criterion)
            for value in possible(world(), concept, [criterion], facts)
        ]
        assert any((f.verdict, f.missing) != (before.verdict, before.missing) for f in after)


@pytest.mark.parametrize("scene", ["convenience-store", "internet-cafe", "newborn", "restaurant"])
def test_answering_the_questions_of_a_shipped_scene_settles_it(catalogue, scene):
    questions = Questions(catalogue)
    record = catalogue.scenes[f"scene/{scene}"]
    wanted = [
        Item(name=s.service, criterion=s.applicable_if)
        for s in record.services
        if s.applicable_if is not None
    ] + [
        Item(name=str(i), criterion=w.when)
        for i, w in enumerate(record.warnings)
        if w.when is not None
    ]

    for pick in (0, -1):
        facts, count = NOTHING, 0
        while ranked := questions.ranked(wanted, facts, TODAY, record.opening_questions):
            concept = ranked[0].concept
            tried = possible(catalogue, concept, [i.criterion for i in wanted], facts)
            facts = facts.with_fact(concept, tried[pick])
            count += 1
        judged = Judge(catalogue, facts, TODAY)
        assert all(judged.judge(item.criterion).settled for item in wanted)
        assert count <= len(catalogue.concepts)


def test_answering_the_questions_of_all_shipped_policies_leaves_only_what_people_decide(catalogue):
    questions = Questions(catalogue)
    wanted = [
        Item(name=p.id, criterion=p.criteria)
        for p in catalogue.policies.values()
        if p.criteria is not None
    ]

    for pick in (0, -1):
        facts = NOTHING
        while new := [
            q for q in questions.ranked(wanted, facts, TODAY) if q.concept not in facts.known
        ]:
            concept = new[0].concept
            tried = possible(catalogue, concept, [i.criterion for i in wanted], facts)
            facts = facts.with_fact(concept, tried[pick])
        judged = Judge(catalogue, facts, TODAY)
        left = {c for item in wanted for c in judged.judge(item.criterion).missing}
        members = {c.id for c in catalogue.concepts.values() if c.type is ConceptType.MEMBERS}
        assert left <= members


@pytest.mark.parametrize(
    ("concept", "text", "wanted"),
    [
        ("concept/foreign", "{fact: concept/foreign, is: true}", {True, False}),
        ("concept/employees", "{fact: concept/employees, at_most: 3}", {2, 4}),
        ("concept/employees", "{fact: concept/employees, is: 3}", {2, 3, 4}),
        (
            "concept/employees",
            "{fact: concept/employees, between: [16, 35]}",
            {15, 26, 36},
        ),
        (
            "concept/employees",
            "{fact: concept/employees, at_least: {parameter: parameter/fire-area}}",
            {249, 251},
        ),
        (
            "concept/legal-form",
            "{fact: concept/legal-form, is: company}",
            {"company", "cooperative"},
        ),
        ("concept/employees", "{fact: concept/is-small, is: true}", {9, 11}),
    ],
)
def test_the_answers_tried_lie_on_both_sides_of_every_limit(concept, text, wanted):
    tried = set(possible(world(), concept, [criterion_of(text)]))

    assert tried == {Decimal(a) if type(a) is int else a for a in wanted}


def test_a_day_is_tried_on_both_sides_of_the_day_that_counts():
    leaf = form.Before(fact="concept/registered-on", before=date(1990, 1, 1))

    tried = set(possible(world(), "concept/registered-on", [leaf]))

    assert min(tried) < leaf.before <= max(tried)


def test_the_last_code_of_a_long_list_is_tried_where_a_condition_names_it(catalogue):
    """The list of goods is longer than the number of answers that are tried."""
    leaf = criterion_of("{fact: concept/goods, has: lottery}")

    tried = set(possible(catalogue, "concept/goods", [leaf]))

    assert {frozenset(), frozenset({"lottery"})} <= tried
