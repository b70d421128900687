from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from kb.fitting import Issuer, fits_value, unfit
from kb.kinds import ConceptType
from kb.model import InformationConcept
from tests.support import WORLD, criterion_of, recorded

RECORDS = {record.id: record for record in recorded(WORLD)}
CONCEPTS = {key: one for key, one in RECORDS.items() if isinstance(one, InformationConcept)}
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


def found(text, issuer=Issuer.NONE):
    return list(unfit(criterion_of(text), RECORDS, issuer))


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
            "{count: concept/hires, at_least: 1, where: {fact: concept/member-age, is: true}}",
            ("where", "is"),
        ),
    ],
)
def test_a_leaf_that_does_not_fit_is_found_however_deep(text, path):
    (problem,) = found(text)

    assert problem[0] == path


@pytest.mark.parametrize(
    ("bounds", "problem"),
    [
        ("[1, 2]", None),
        ("[2, 2]", None),
        ("[2, 1]", "above the second"),
        ("[1]", "needs two bounds"),
        ("[1, 2026-01-01]", "does not fit"),
        ("[1, {fact: concept/household-size}]", None),
        ("[{fact: concept/foreign}, 3]", "does not fit"),
        ("[{parameter: parameter/fire-area}, {times: 2, of: concept/household-size}]", None),
        ("[0, 2.5]", "too many decimals"),
    ],
)
def test_a_range_has_two_bounds_of_the_facts_own_type(bounds, problem):
    problems = found(f"{{fact: concept/employees, between: {bounds}}}")

    assert [problem] if problem else problems == []
    assert all(problem in said.en for _, said, _ in problems)


# ---- lists of codes and areas -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        ("legal-form", "in"),
        ("legal-form", "not_in"),
        ("goods", "has_any"),
        ("goods", "has_all"),
        ("district", "within_any"),
    ],
)
def test_a_list_that_names_nothing_is_a_slip(fact, key):
    """`in: []` is met by nobody and `not_in: []` by everybody; neither can be meant."""
    ((path, problem, _),) = found(f"{{fact: concept/{fact}, {key}: []}}")

    assert path == (key,)
    assert problem.en == "lists nothing."


# ---- members ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "path", "problem"),
    [
        ("at_least: 1", None, ""),
        ("at_least: 1, at_most: 1", None, ""),
        ("", (), "says no number"),
        ("at_least: -1", ("at_least",), "below zero"),
        ("at_most: 1.5", ("at_most",), "not a whole number"),
        ("at_least: 2, at_most: 1", ("at_most",), "above the second"),
    ],
)
def test_members_are_counted_in_whole_numbers_that_leave_room(bounds, path, problem):
    keys = f", {bounds}" if bounds else ""

    problems = found(f"{{count: concept/hires{keys}}}")

    assert [at for at, _, _ in problems] == ([] if path is None else [path])
    assert all(problem in said.en for _, said, _ in problems)


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("{fact: concept/member-age, at_most: 3}", None),
        ("{any: [{holds: evidence/id-card}, {fact: concept/insured-months, at_least: 1}]}", None),
        ("{fact: concept/employees, at_most: 3}", ("fact",)),
        ("{fact: concept/is-small, is: true}", ("fact",)),
        (
            "{fact: concept/member-age, at_most: {times: 2, of: concept/years-open}}",
            ("at_most", "of"),
        ),
        ("{not: {count: concept/hires, at_least: 1}}", ("not", "count")),
    ],
)
def test_a_condition_over_members_reads_what_is_told_of_members(where, path):
    """Anything else would be asked of every member and never known."""
    problems = found(f"{{count: concept/hires, where: {where}, at_least: 1}}")

    assert [at for at, _, _ in problems] == ([] if path is None else [("where", *path)])
    assert all("is not told of the members of concept/hires" in said.en for _, said, _ in problems)


MEMBERS = """
- {id: concept/hire-from, title: {zh: 入职日, en: Hired on}, type: date}
- id: concept/months-here
  title: {zh: 入职月数, en: Months here}
  type: number
  derive: {months_since: concept/hire-from}
- {id: concept/team, title: {zh: 团队, en: Team}, type: members, members: [concept/hire-from]}
"""


def test_a_fact_worked_out_from_what_is_told_of_members_is_told_of_them_too():
    records = {**RECORDS, **{record.id: record for record in recorded(MEMBERS)}}
    condition = "{count: concept/%s, where: {fact: concept/months-here, at_least: 3}, at_least: 1}"

    def told_of(members):
        return not list(unfit(criterion_of(condition % members), records))

    assert told_of("team")
    assert not told_of("hires")


# ---- the issuer's own area ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "remedy"),
    [
        (Issuer.KNOWN, None),
        (Issuer.WITHOUT_AREA, "Name an organisation that has an area"),
        (Issuer.NONE, "Only conditions of a policy can say so"),
    ],
)
def test_the_issuers_own_area_needs_an_issuer_with_one(issuer, remedy):
    problems = found("{not: {fact: concept/district, in_issuers_area: true}}", issuer)

    assert [at for at, _, _ in problems] == ([("not", "in_issuers_area")] if remedy else [])
    assert all(remedy in said.en for _, _, said in problems)


# ---- single values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "value", "fits"),
    [
        ("concept/foreign", True, True),
        ("concept/foreign", "company", False),
        ("concept/legal-form", "company", True),
        ("concept/legal-form", "trust", False),
        ("concept/goods", "books", False),
        ("concept/employees", Decimal(3), True),
        ("concept/employees", Decimal("3.5"), False),
        ("concept/revenue", Decimal("3.5"), True),
        ("concept/per-head", Decimal("0.123456"), True),
    ],
)
def test_a_usual_value_fits_its_concept(concept, value, fits):
    assert (not list(fits_value(value, CONCEPTS[concept]))) is fits


def test_a_fact_that_is_not_there_is_left_to_the_check_for_dangling_ids():
    assert found("{fact: concept/gone, is: true}") == []
