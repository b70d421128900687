"""Which slips there are in each form of condition, as an officer would read them."""

from __future__ import annotations

import pytest

from kb import criteria as form
from matcher.slips import Slips
from tests.support import TODAY, criterion_of, world, world_with

TRUE, CREDIT = "{fact: concept/foreign, is: true}", "{fact: concept/credit, is: true}"
NOT_TRUE, NOT_CREDIT = (one.replace("is:", "is_not:") for one in (TRUE, CREDIT))
SLIPS = {
    TRUE: [NOT_TRUE],
    "{fact: concept/employees, is: 3}": [
        "{fact: concept/employees, is_not: 3}",
        "{fact: concept/employees, is: 4}",
        "{fact: concept/employees, is: 2}",
    ],
    "{fact: concept/legal-form, is: company}": [
        "{fact: concept/legal-form, is_not: company}",
        "{fact: concept/legal-form, is: cooperative}",
    ],
    "{fact: concept/legal-form, in: [company, sole-trader]}": [
        "{fact: concept/legal-form, not_in: [company, sole-trader]}",
        "{fact: concept/legal-form, in: [sole-trader]}",
        "{fact: concept/legal-form, in: [company]}",
        "{fact: concept/legal-form, in: [company, sole-trader, cooperative]}",
    ],
    "{fact: concept/legal-form, in: [company]}": [
        "{fact: concept/legal-form, not_in: [company]}",
        "{fact: concept/legal-form, in: [company, cooperative]}",
        "{fact: concept/legal-form, in: [company, sole-trader]}",
    ],
    "{fact: concept/employees, at_most: 300}": [
        "{fact: concept/employees, less_than: 300}",
        "{not: {fact: concept/employees, at_most: 300}}",
        "{fact: concept/employees, at_most: 301}",
        "{fact: concept/employees, at_most: 299}",
    ],
    "{fact: concept/employees, between: [16, 35]}": [
        "{not: {fact: concept/employees, between: [16, 35]}}",
        "{fact: concept/employees, between: [17, 35]}",
        "{fact: concept/employees, between: [15, 35]}",
        "{fact: concept/employees, between: [16, 36]}",
        "{fact: concept/employees, between: [16, 34]}",
    ],
    "{fact: concept/registered-on, before: 2026-01-01}": [
        "{not: {fact: concept/registered-on, before: 2026-01-01}}",
        "{fact: concept/registered-on, before: 2026-01-02}",
        "{fact: concept/registered-on, before: 2025-12-31}",
    ],
    "{fact: concept/registered-on, within_months: 18}": [
        "{not: {fact: concept/registered-on, within_months: 18}}",
        "{fact: concept/registered-on, within_months: 19}",
        "{fact: concept/registered-on, within_months: 17}",
    ],
    "{fact: concept/goods, has: bulk-food}": [
        "{not: {fact: concept/goods, has: bulk-food}}",
        "{fact: concept/goods, has: books}",
    ],
    "{fact: concept/goods, has_any: [books, cigarettes]}": [
        "{not: {fact: concept/goods, has_any: [books, cigarettes]}}",
        "{fact: concept/goods, has_any: [cigarettes]}",
        "{fact: concept/goods, has_any: [books]}",
        "{fact: concept/goods, has_all: [books, cigarettes]}",
        "{fact: concept/goods, has_any: [books, cigarettes, bulk-food]}",
    ],
    "{fact: concept/district, within: area/310101}": [
        "{not: {fact: concept/district, within: area/310101}}",
        "{fact: concept/district, within: area/310000}",
    ],
    "{fact: concept/district, within_any: [area/310101, area/310104]}": [
        "{not: {fact: concept/district, within_any: [area/310101, area/310104]}}",
        "{fact: concept/district, within_any: [area/310104]}",
        "{fact: concept/district, within_any: [area/310000, area/310104]}",
        "{fact: concept/district, within_any: [area/310101]}",
        "{fact: concept/district, within_any: [area/310000, area/310101]}",
    ],
    "{count: concept/hires, at_least: 1}": [
        "{not: {count: concept/hires, at_least: 1}}",
        "{count: concept/hires, at_least: 2}",
        "{count: concept/hires, at_least: 0}",
    ],
    "{holds: evidence/id-card}": ["{not: {holds: evidence/id-card}}"],
    "{review: {zh: 评审, en: expert review}}": [],
    f"{{all: [{TRUE}]}}": [f"{{all: [{NOT_TRUE}]}}"],
    f"{{any: [{TRUE}, {CREDIT}]}}": [
        f"{{all: [{TRUE}, {CREDIT}]}}",
        f"{{any: [{CREDIT}]}}",
        f"{{any: [{TRUE}]}}",
        f"{{any: [{NOT_TRUE}, {CREDIT}]}}",
        f"{{any: [{TRUE}, {NOT_CREDIT}]}}",
    ],
    f"{{not: {TRUE}}}": [TRUE, f"{{not: {NOT_TRUE}}}"],
}


def slips(criterion, catalogue=None):
    return list(Slips(catalogue or world(), TODAY).of(criterion_of(criterion)))


@pytest.mark.parametrize(("criterion", "others"), SLIPS.items(), ids=str)
def test_each_form_has_its_slips(criterion, others):
    assert [new for *_, new in slips(criterion)] == [criterion_of(one) for one in others]


def test_a_slip_is_said_in_words():
    """The limit as it is and as it would be, a code by its name, a part by what it asks."""
    both = f"{{all: [{{fact: concept/employees, at_most: 300}}, {TRUE}]}}"
    code = "{fact: concept/legal-form, in: [company, cooperative]}"

    said = {change.en for criterion in (both, code) for _, change, _ in slips(criterion)}

    assert {
        "all of these → any of these",
        "left out: foreign investor",
        "at most 300 employees → at most 301 employees",
        "left out: company",
        "added: sole trader",
    } <= said


@pytest.mark.parametrize(
    ("criterion", "never"),
    [
        ("{fact: concept/employees, at_least: 0}", "at least -1"),
        ("{fact: concept/employees, between: [0, 5]}", "between -1"),
        ("{fact: concept/registered-on, within_days: 0}", "-1 day"),
    ],
)
def test_a_slip_that_can_make_no_difference_is_left_out(criterion, never):
    assert not [change for _, change, _ in slips(criterion) if never in change.en]


def test_a_floor_below_zero_moves_where_a_fact_may_lie_there():
    basement = world_with(
        "- {id: concept/floor, title: {zh: 楼层, en: Floor}, type: number,"
        " question: {ask: {zh: 地下一层写 -1, en: Write -1}, why: {zh: 要看, en: It counts}}}"
    )

    found = slips("{fact: concept/floor, at_least: 0}", basement)

    assert any(isinstance(new, form.AtLeast) and new.at_least == -1 for _, _, new in found)


def test_the_place_of_a_slip_leads_to_it():
    places = {
        ".".join(map(str, path))
        for path, *_ in slips(
            f"{{all: [{{fact: concept/employees, at_most: 3}}, {{not: {TRUE}}},"
            " {count: concept/hires, where: {fact: concept/member-age, at_most: 24}, at_least: 1}]}"
        )
    }

    assert {"", "all.0", "all.0.at_most", "all.1", "all.1.not.is"} <= places
    assert {"all.2.at_least", "all.2.where", "all.2.where.at_most"} <= places


def test_words_chosen_for_a_leaf_do_not_hide_its_figures():
    worded = "{fact: concept/employees, at_most: 3, wording: {zh: 很小, en: tiny}}"

    said = [change.en for _, change, _ in slips(worded)]
    assert said[0] == "at most 3 employees → fewer than 3 employees"


def test_a_slip_keeps_the_source_of_its_leaf():
    sourced = "{fact: concept/employees, at_most: 3, source: {document: document/notice}}"

    leaves = [new.not_ if isinstance(new, form.Not) else new for _, _, new in slips(sourced)]
    assert all(leaf.source.document == "document/notice" for leaf in leaves)
