from __future__ import annotations

import pytest

from kb import sense
from kb.benefit_sense import money, unfit_benefit
from kb.errors import Problem
from kb.kinds import ConceptType
from kb.text import Text
from tests.support import WORLD, assert_said_well, recorded, shipped_records

BASE = {record.id: record for record in recorded(WORLD)}
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
YUAN = "{zh: 元, en: yuan}"
PEOPLE = "{fact: concept/employees, at_most: 3}"


def found(benefit, kind="tiered", rest=""):
    (policy,) = recorded(
        "{id: policy/new, title: {zh: 新, en: New}, benefit:"
        f" {{kind: {kind}, text: {{zh: 钱, en: money}}, {benefit}}}{rest}}}"
    )
    return list(unfit_benefit(policy, {**BASE, policy.id: policy}))


GOOD = [
    f"amount: 5, unit: {YUAN}",
    "amount: 5",
    "rate: 30, of: concept/revenue",
    "rate: 30, of: concept/revenue, at_most: 5000, of_at_most: {times: 2, of: concept/rd-expense}",
    f"rate: 1.5, of: concept/revenue, per: concept/household-size, units_at_most: 2.5,"
    f" sum_unit: {YUAN}",
    f"tiers: [{{when: {PEOPLE}, amount: 5}}, {{amount: 3}}], unit: {YUAN}",
    f"tiers: [{{when: {PEOPLE}, rate: 5}}, {{rate: 3}}], of: concept/revenue, amount: 5,"
    " unit: {zh: '%', en: '%'}",
    "amount: 5, unit: {zh: 元/人, en: yuan per hire}, per: concept/hires,"
    f" where: {{fact: concept/member-age, at_most: 24}}, sum_unit: {YUAN}",
    f"tiers: [{{when: {PEOPLE}, amount: 9, once: true}}, {{amount: 5}}], per: concept/hires,"
    f" sum_unit: {YUAN}",
    "amount: 5, unit: {zh: 元/人/月, en: yuan per hire and month}, per: concept/employees,"
    " sum_unit: {zh: 元/月, en: yuan a month}",
    "amount: 900, unit: {zh: 元, en: yuan}, at_most: {fact: concept/revenue}",
]


@pytest.mark.parametrize("benefit", GOOD)
def test_what_can_be_worked_out_is_no_problem(benefit):
    assert found(benefit) == []


@pytest.mark.parametrize(
    ("benefit", "path", "word"),
    [
        ("rate: 30", ("rate",), "not said of what"),
        ("tiers: [{rate: 30}]", ("tiers",), "not said of what"),
        ("of: concept/revenue", ("of",), "no percentage of it"),
        ("amount: 5, of: concept/revenue", ("of",), "no percentage of it"),
        ("rate: 0, of: concept/revenue", ("rate",), "not above zero"),
        ("rate: -1, of: concept/revenue", ("rate",), "not above zero"),
        ("rate: 501, of: concept/revenue", ("rate",), "too much"),
        ("tiers: [{amount: 0}]", ("tiers", 0, "amount"), "not above zero"),
        ("amount: 5, at_most: 0", ("at_most",), "not above zero"),
        ("amount: 5, at_most: 10.005", ("at_most",), "too many decimals"),
        (
            "amount: 5, per: concept/employees, units_at_most: 0",
            ("units_at_most",),
            "not above zero",
        ),
        (f"tiers: [{{when: {PEOPLE}}}]", ("tiers", 0), "not how much"),
        ("tiers: [{amount: 5, rate: 5}], of: concept/revenue", ("tiers", 0), "both an amount"),
        ("tiers: [{amount: 5}, {amount: 3}]", ("tiers", 1), "never reached"),
        (
            "rate: 9, of: concept/revenue, tiers: [{rate: 5}]",
            ("rate",),
            "never used",
        ),
        (
            "tiers: [{when: {fact: concept/foreign, has: books}, amount: 5}]",
            ("tiers", 0, "when"),
            "cannot be compared this way",
        ),
        (
            "tiers: [{when: {fact: concept/district, in_issuers_area: true}, amount: 5}]",
            ("tiers", 0, "when", "in_issuers_area"),
            "issuer's area",
        ),
        (
            f"amount: 5, per: concept/employees, sum_unit: {YUAN}, where: {PEOPLE}",
            ("where",),
            "no members to choose from",
        ),
        (f"amount: 5, where: {PEOPLE}", ("where",), "says nothing without per"),
        ("amount: 5, units_at_most: 3", ("units_at_most",), "says nothing without per"),
        ("amount: 5, of_at_most: 3", ("of_at_most",), "says nothing without of"),
        ("tiers: [{amount: 5, once: true}]", ("tiers", 0, "once"), "says nothing without per"),
        (
            f"amount: 5, per: concept/hires, sum_unit: {YUAN},"
            " where: {fact: concept/revenue, at_most: 3}",
            ("where", "fact"),
            "not told of the members",
        ),
        (
            "rate: 5, of: concept/revenue, of_at_most: {fact: concept/employees}",
            ("of_at_most", "fact"),
            "is in people",
        ),
        (
            "rate: 5, of: concept/revenue, at_most: {fact: concept/registered-on}",
            ("at_most",),
            "does not fit",
        ),
        (
            "rate: 5, of: concept/revenue, at_most: {fact: concept/employees}",
            ("at_most", "fact"),
            "is in people",
        ),
        (
            "rate: 5, of: concept/revenue, sum_unit: {zh: 万元, en: '× 10,000 yuan'}",
            ("sum_unit",),
            "but the sum in",
        ),
        (
            "amount: 5, unit: {zh: 元/人, en: yuan per hire}, per: concept/hires,"
            " sum_unit: {zh: 万元, en: '× 10,000 yuan'}",
            ("unit",),
            "but the sum in",
        ),
        (
            "amount: 5, unit: {zh: 元/人, en: yuan per hire}, per: concept/hires",
            ("per",),
            "unit of the sum is missing",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_said_with_what_to_write_instead(benefit, path, word):
    (problem,) = found(benefit)

    assert problem[0] == ("benefit", *path)
    assert word in problem[1].en
    assert_said_well(Problem(place="", problem=problem[1], remedy=problem[2]))


@pytest.mark.parametrize("kind", ConceptType)
def test_a_share_is_taken_of_a_number_and_of_nothing_else(kind):
    problems = found(f"rate: 30, of: {OF_TYPE[kind]}")

    assert (not problems) is (kind is ConceptType.NUMBER)
    assert {path for path, _, _ in problems} <= {("benefit", "of")}


@pytest.mark.parametrize("kind", ConceptType)
def test_numbers_and_members_are_counted_and_nothing_else(kind):
    problems = found(f"amount: 5, per: {OF_TYPE[kind]}, sum_unit: {YUAN}")

    assert (not problems) is (kind in (ConceptType.NUMBER, ConceptType.MEMBERS))
    assert {path for path, _, _ in problems} <= {("benefit", "per")}


@pytest.mark.parametrize("kind", ["in-kind", "discretionary"])
def test_what_people_decide_says_no_calculation(kind):
    (problem,) = found("rate: 30, of: concept/revenue", kind=kind)

    assert problem[0] == ("benefit", "kind")
    assert found(f"amount: 30000000, unit: {YUAN}, ceiling: true", kind=kind) == []


def test_a_fact_that_is_not_there_is_said_once():
    """It is a dangling id, which the sense of the whole record says."""
    assert found("rate: 30, of: concept/nowhere") == []


@pytest.mark.parametrize(
    ("quota", "path", "word"),
    [
        ("{places: 0}", "places", "no number of places"),
        ("{places: 2.5}", "places", "no number of places"),
        ("{places: -1}", "places", "below zero"),
        ("{used_up_on: 2025-12-31}", "used_up_on", "not in force"),
        ("{used_up_on: 2027-01-01}", "used_up_on", "not in force"),
    ],
)
def test_a_quota_that_cannot_be_is_said(quota, path, word):
    dates = ", valid: {from: 2026-01-01, to: 2026-12-31}"

    (problem,) = found("amount: 5", rest=f", quota: {quota}{dates}")

    assert problem[0] == ("quota", path)
    assert word in problem[1].en
    assert_said_well(Problem(place="", problem=problem[1], remedy=problem[2]))


@pytest.mark.parametrize("quota", ["{places: 1, used_up_on: 2026-12-31}", "{places: 40}"])
def test_a_quota_that_can_be_is_no_problem(quota):
    dates = ", valid: {from: 2026-01-01, to: 2026-12-31}"

    assert found("amount: 5", rest=f", quota: {quota}{dates}") == []


@pytest.mark.parametrize(
    ("zh", "counts"),
    [
        ("元", "元"),
        ("元/人", "元"),
        ("元/月（另加社保补贴）", "元"),
        ("%（减征）", "%"),
        ("万元", "万元"),
    ],
)
def test_money_is_what_stands_before_the_stroke_or_the_bracket(zh, counts):
    assert money(Text(zh=zh, en="")) == counts


def test_every_shipped_benefit_can_be_worked_out_as_it_says():
    records = shipped_records()

    problems = sense.problems(records.values(), records)

    assert [told for told in problems if told[1][0] in ("benefit", "quota")] == []
