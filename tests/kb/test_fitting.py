from __future__ import annotations

from itertools import product

import pytest

from kb.fitting import fits_value, unfit
from kb.kinds import ConceptType
from tests.support import criterion_of, world

CONCEPTS = world().concepts
OF_TYPE = {
    ConceptType.BOOLEAN: "concept/foreign",
    ConceptType.NUMBER: "concept/employees",
    ConceptType.DATE: "concept/registered-on",
    ConceptType.CODE: "concept/legal-form",
    ConceptType.CODES: "concept/goods",
    ConceptType.AREA: "concept/district",
    ConceptType.TEXT: "concept/remark",
    ConceptType.MEMBERS: "concept/hires",
}
COMPARISONS = {
    "is: true": {ConceptType.BOOLEAN},
    "is_not: false": {ConceptType.BOOLEAN},
    "is: 3": {ConceptType.NUMBER},
    "is: company": {ConceptType.CODE},
    "is_not: company": {ConceptType.CODE},
    "in: [company]": {ConceptType.CODE},
    "not_in: [company]": {ConceptType.CODE},
    "at_least: 3": {ConceptType.NUMBER},
    "more_than: 3": {ConceptType.NUMBER},
    "at_most: 3": {ConceptType.NUMBER},
    "less_than: 3": {ConceptType.NUMBER},
    "between: [1, 3]": {ConceptType.NUMBER},
    "between: [2026-01-01, 2026-12-31]": {ConceptType.DATE},
    "on_or_after: 2026-01-01": {ConceptType.DATE},
    "before: 2026-01-01": {ConceptType.DATE},
    "within_months: 3": {ConceptType.DATE},
    "within_days: 3": {ConceptType.DATE},
    "has: books": {ConceptType.CODES},
    "has_any: [books]": {ConceptType.CODES},
    "has_all: [books]": {ConceptType.CODES},
    "within: area/cn": {ConceptType.AREA},
    "within_any: [area/cn]": {ConceptType.AREA},
}


def found(text):
    return list(unfit(criterion_of(text), CONCEPTS))


@pytest.mark.parametrize(("comparison", "kind"), list(product(COMPARISONS, ConceptType)))
def test_a_comparison_fits_the_types_in_the_table_and_no_other(comparison, kind):
    problems = found(f"{{fact: {OF_TYPE[kind]}, {comparison}}}")

    assert (not problems) is (kind in COMPARISONS[comparison])
    assert all(remedy for _, _, remedy in problems if "between" not in comparison)


@pytest.mark.parametrize("kind", ConceptType)
def test_only_members_are_counted(kind):
    problems = found(f"{{count: {OF_TYPE[kind]}, at_least: 1}}")

    assert (not problems) is (kind is ConceptType.MEMBERS)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{not: {fact: concept/foreign, at_most: 1}}", ("not",)),
        ("{any: [{holds: evidence/id-card}, {fact: concept/foreign, at_most: 1}]}", ("any", 1)),
        ("{all: [{not: {fact: concept/goods, has: tanks}}]}", ("all", 0, "not", "has")),
        (
            "{count: concept/hires, at_least: 1, where: {fact: concept/foreign, at_most: 1}}",
            ("where",),
        ),
    ],
)
def test_a_leaf_that_does_not_fit_is_found_however_deep(text, path):
    (problem,) = found(text)

    assert problem[0] == path


@pytest.mark.parametrize(
    ("limit", "fits"),
    [
        ("{fact: concept/revenue}", True),
        ("{times: 0.5, of: concept/revenue}", True),
        ("{by: concept/household-size, table: [{for: 1, value: 2}]}", True),
        ("{fact: concept/legal-form}", False),
        ("{times: 0.5, of: concept/foreign}", False),
        ("{by: concept/registered-on, table: [{for: 1, value: 2}]}", False),
    ],
)
def test_a_limit_made_of_another_fact_fits_only_if_that_fact_is_a_number(limit, fits):
    """A judge that multiplied a flag or compared a number with a code would crash."""
    problems = found(f"{{fact: concept/employees, at_most: {limit}}}")

    assert (not problems) is fits


@pytest.mark.parametrize(
    ("limit", "fits"), [("concept/lease-from", True), ("concept/revenue", False)]
)
def test_a_date_is_compared_only_with_a_date(limit, fits):
    problems = found(f"{{fact: concept/registered-on, on_or_after: {{fact: {limit}}}}}")

    assert (not problems) is fits


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        ("[1, 2]", None),
        ("[2, 2]", None),
        ("[2, 1]", "above the second"),
        ("[1]", "needs two bounds"),
        ("[1, 2026-01-01]", "does not fit"),
        ("[1, {fact: concept/revenue}]", None),
        ("[{fact: concept/foreign}, 3]", "does not fit"),
    ],
)
def test_a_range_has_two_bounds_of_the_facts_own_type(bounds, problem):
    problems = found(f"{{fact: concept/employees, between: {bounds}}}")

    assert [problem] if problem else problems == []
    assert all(problem in said.en for _, said, _ in problems)


@pytest.mark.parametrize(
    ("concept", "value", "fits"),
    [
        ("concept/foreign", True, True),
        ("concept/foreign", "company", False),
        ("concept/legal-form", "company", True),
        ("concept/legal-form", "trust", False),
        ("concept/goods", "books", False),
    ],
)
def test_a_usual_value_fits_its_concept(concept, value, fits):
    assert (not list(fits_value(value, CONCEPTS[concept]))) is fits


def test_a_fact_that_is_not_there_is_left_to_the_check_for_dangling_ids():
    assert found("{fact: concept/gone, is: true}") == []
