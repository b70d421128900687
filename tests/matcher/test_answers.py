from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.kinds import ConceptType
from matcher.answers import ELSEWHERE, MOST_ANSWERS, answers, thinned
from matcher.applicant import NOTHING, Fact, Facts
from matcher.criteria import Judge
from matcher.program import Program
from matcher.verdict import Verdict
from tests.judging import DAYS, SMALL, facts_of, limits
from tests.support import TODAY, criterion_of, world, world_with

MORE = """
- id: concept/costs
  title: {zh: 成本, en: Costs}
  type: number
- id: concept/profit
  title: {zh: 利润, en: Profit}
  type: number
  derive: {subtract: [concept/revenue, concept/costs]}
- id: concept/both
  title: {zh: 合计, en: Together}
  type: number
  derive: {add: [concept/revenue, concept/costs, 10]}
- id: concept/doubled
  title: {zh: 两倍, en: Doubled}
  type: number
  derive: {times: [concept/both, 2]}
- id: concept/level
  title: {zh: 层次, en: Level}
  type: code
  codes: [{code: a, title: {zh: 甲, en: a}}, {code: b, title: {zh: 乙, en: b}}]
  derive: {first: [{when: {fact: concept/foreign, is: true}, is: a}]}
"""
HIRED = "{fact: concept/member-age, at_most: 24}"


@cache
def with_more():
    return world_with(MORE)


def tried(concept, *texts, facts=NOTHING, on=TODAY):
    """Return the answers tried for a fact that some conditions read, with their weights."""
    catalogue = with_more()
    compiled = Program(catalogue, [criterion_of(text) for text in texts])
    leaves = [leaf for _, leaf in compiled.readers.get(concept, ())]
    return answers(catalogue.concepts[concept], leaves, Judge(catalogue, facts, on))


def values(*args, **keys):
    return {answer.value for answer in tried(*args, **keys)}


# ---- flags, codes, sets, places, people -----------------------------------------------------


def test_a_yes_or_no_question_has_two_answers():
    assert values("concept/foreign", "{fact: concept/foreign, is: true}") == {True, False}


def test_one_code_stands_for_all_that_no_condition_names():
    named, other = tried("concept/legal-form", "{fact: concept/legal-form, is: cooperative}")

    assert (named.value, named.weight) == ("cooperative", 1)
    assert (other.value, other.weight) == ("company", 2)


def test_where_all_codes_are_named_nothing_stands_for_others():
    text = "{fact: concept/legal-form, in: [company, cooperative, sole-trader]}"

    assert values("concept/legal-form", text) == {"company", "cooperative", "sole-trader"}


def test_of_a_set_nothing_everything_named_and_each_alone_is_tried():
    text = "{fact: concept/goods, has_any: [books, cigarettes]}"

    assert values("concept/goods", text) == {
        frozenset(),
        frozenset({"books"}),
        frozenset({"cigarettes"}),
        frozenset({"books", "cigarettes"}),
    }


def test_papers_are_tried_by_their_own_codes():
    text = "{holds: evidence/id-card}"
    catalogue = world_with(f"- {{id: policy/any, title: {{zh: 任意, en: Any}}, criteria: {text}}}")
    leaf = criterion_of(text)

    found = answers(catalogue.concepts["concept/holds"], [leaf], Judge(catalogue, NOTHING, TODAY))

    assert {answer.value for answer in found} == {frozenset(), frozenset({"id-card"})}


def test_the_smallest_areas_named_are_tried_and_one_that_nobody_names():
    texts = [
        "{fact: concept/district, within: area/310101}",
        "{fact: concept/district, within_any: [area/310101002, area/310104]}",
    ]

    assert values("concept/district", *texts) == {"area/310101002", "area/310104", ELSEWHERE}


def test_of_a_list_nobody_and_somebody_who_meets_each_condition_is_tried():
    text = f"{{count: concept/hires, where: {HIRED}, at_least: 1}}"

    nobody, somebody = (answer.value for answer in tried("concept/hires", text))

    assert nobody == ()
    (member,) = somebody
    assert Judge(world(), member, TODAY).judge(criterion_of(HIRED)).verdict is Verdict.MET


def test_a_text_is_not_tried():
    """No condition reads one."""
    assert world().concepts["concept/remark"].type is ConceptType.TEXT
    assert values("concept/remark") == set()


# ---- numbers and days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "text", "known", "wanted"),
    [
        ("revenue", "{fact: concept/profit, at_least: 5}", {"costs": 20}, {"24.99", "25.01"}),
        ("costs", "{fact: concept/profit, at_least: 5}", {"revenue": 20}, {"14", "16"}),
        ("costs", "{fact: concept/both, at_least: 50}", {"revenue": 20}, {"19", "21"}),
        ("costs", "{fact: concept/doubled, at_least: 100}", {"revenue": 20}, {"19", "21"}),
        ("revenue", "{fact: concept/per-head, at_least: 5}", {"employees": 3}, {"14.99", "15.01"}),
        ("employees", "{fact: concept/per-head, at_least: 5}", {"revenue": 20}, {"3", "5"}),
        (
            "revenue",
            "{fact: concept/rd-expense, at_least: {times: 0.5, of: concept/revenue}}",
            {"rd-expense": 3},
            {"5.99", "6.01"},
        ),
        (
            "employees",
            "{fact: concept/household-size, at_least: {fact: concept/employees}}",
            {"household-size": 3},
            {"2", "4"},
        ),
        (
            "household-size",
            "{fact: concept/employees, at_most: {by: concept/household-size,"
            " table: [{for: 2, value: 9}]}}",
            {"employees": 8},
            {"1", "3"},
        ),
    ],
)
def test_a_number_is_tried_on_both_sides_of_where_it_would_turn_a_condition(
    concept, text, known, wanted
):
    known = {f"concept/{key}": Fact(Decimal(value)) for key, value in known.items()}

    assert values(f"concept/{concept}", text, facts=Facts(known)) == set(map(Decimal, wanted))


def test_a_number_that_cannot_be_below_zero_is_not_tried_there():
    assert values("concept/employees", "{fact: concept/employees, at_least: 0}") == {Decimal(1)}


def test_an_exact_number_is_tried_but_counts_for_less_than_a_whole_stretch():
    weights = {
        answer.value: answer.weight
        for answer in tried("concept/employees", "{fact: concept/employees, is: 17}")
    }

    assert weights[Decimal(17)] < weights[Decimal(16)] == weights[Decimal(18)]


@pytest.mark.parametrize(
    ("low", "high", "only"),
    [
        ("at_least: 3", "less_than: 4", 3),
        ("more_than: 3", "at_most: 4", 4),
    ],
)
def test_a_number_is_tried_where_only_one_will_do(low, high, only):
    texts = [f"{{fact: concept/employees, {limit}}}" for limit in (low, high)]

    assert Decimal(only) in values("concept/employees", *texts)


def test_a_fact_that_no_row_decides_is_tried_with_the_codes_that_conditions_name():
    assert values("concept/level", "{fact: concept/level, is: b}") == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("{fact: concept/registered-on, on_or_after: 2025-03-01}", date(2025, 3, 1)),
        ("{fact: concept/registered-on, before: 2025-03-01}", date(2025, 3, 1)),
        ("{fact: concept/registered-on, within_months: 30}", date(2024, 5, 23)),
        ("{fact: concept/registered-on, within_days: 1000}", date(2024, 2, 27)),
        ("{fact: concept/years-open, at_least: 3}", date(2023, 11, 23)),
        ("{fact: concept/months-open, at_least: 3}", date(2026, 8, 23)),
    ],
)
def test_a_day_is_tried_on_both_sides_of_where_it_would_turn_a_condition(text, turn):
    found = values("concept/registered-on", text)

    assert min(found) < turn <= max(found)


# ---- whatever the limits --------------------------------------------------------------------


@given(st.lists(limits(), min_size=1, max_size=3), SMALL, SMALL, SMALL)
def test_whatever_the_limits_answers_are_few_and_fit_their_fact(bounds, one, two, three):
    facts = facts_of(revenue=one, household_size=two, rd_expense=three)
    leaves = [form.AtMost(fact="concept/employees", at_most=bound) for bound in bounds]

    found = answers(world().concepts["concept/employees"], leaves, Judge(world(), facts, TODAY))

    assert 1 <= len(found) <= MOST_ANSWERS
    assert len({answer.value for answer in found}) == len(found)
    assert all(answer.weight > 0 for answer in found)
    assert all(a.value >= 0 and a.value == a.value.to_integral_value() for a in found)


@given(DAYS, st.integers(0, 10**6))
def test_no_day_and_no_number_of_days_is_too_far_to_try(day, far):
    texts = (
        f"{{fact: concept/registered-on, within_months: {far}}}",
        f"{{fact: concept/registered-on, within_days: {far}}}",
        f"{{fact: concept/years-open, at_least: {far}}}",
    )

    assert all(isinstance(value, date) for value in values("concept/registered-on", *texts, on=day))


@given(st.lists(st.integers(), max_size=200))
def test_thinning_keeps_the_first_and_the_order_and_never_more_than_so_many(items):
    kept = thinned(items)

    assert len(kept) <= MOST_ANSWERS
    assert kept[:1] == items[:1]
    assert kept == items if len(items) <= MOST_ANSWERS else len(kept) >= MOST_ANSWERS // 2
