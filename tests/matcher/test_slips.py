"""Which slips there are in each form of condition, as an officer would read them."""

from __future__ import annotations

import pytest

from kb import criteria as form
from matcher.slips import Slips
from tests.support import TODAY, criterion_of, world, world_with

SLIPS = {
    "{fact: concept/foreign, is: true}": ["foreign investor → no foreign investor"],
    "{fact: concept/employees, is: 3}": [
        "exactly 3 employees → employees: not 3 people",
        "exactly 3 employees → exactly 4 employees",
        "exactly 3 employees → exactly 2 employees",
    ],
    "{fact: concept/legal-form, is: company}": [
        "legal form: company → legal form: not “company”",
        "legal form: company → legal form: cooperative",
    ],
    "{fact: concept/legal-form, in: [company, sole-trader]}": [
        "legal form: company or sole trader → legal form: neither company nor sole trader",
        "left out: company",
        "left out: sole trader",
        "added: cooperative",
    ],
    "{fact: concept/employees, at_most: 300}": [
        "at most 300 employees → fewer than 300 employees",
        "at most 300 employees → more than 300 employees",
        "at most 300 employees → at most 301 employees",
        "at most 300 employees → at most 299 employees",
    ],
    "{fact: concept/registered-on, within_months: 18}": [
        "at most 18 months since the day of registration → "
        "not at most 18 months since the day of registration",
        "at most 18 months since the day of registration → "
        "at most 19 months since the day of registration",
        "at most 18 months since the day of registration → "
        "at most 17 months since the day of registration",
    ],
    "{fact: concept/goods, has_any: [books, cigarettes]}": [
        "goods: including books or cigarettes → goods: including neither books nor cigarettes",
        "left out: books",
        "left out: cigarettes",
        "goods: including books or cigarettes → goods: including books and cigarettes",
        "added: loose food",
    ],
    "{fact: concept/district, within: area/310101}": [
        "district in Huangpu → district not in Huangpu",
        "district in Huangpu → district in Shanghai",
    ],
    "{review: {zh: 评审, en: expert review}}": [],
    "{all: [{fact: concept/foreign, is: true}]}": ["foreign investor → no foreign investor"],
    "{any: [{fact: concept/foreign, is: true}, {fact: concept/credit, is: true}]}": [
        "any of these → all of these",
        "left out: foreign investor",
        "left out: clean record",
        "foreign investor → no foreign investor",
        "clean record → no clean record",
    ],
}


def slips(criterion, catalogue=None):
    return list(Slips(catalogue or world(), TODAY).of(criterion_of(criterion)))


@pytest.mark.parametrize(("criterion", "said"), SLIPS.items(), ids=str)
def test_each_form_has_its_slips(criterion, said):
    assert [change.en for _, change, _ in slips(criterion)] == said


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
            "{all: [{fact: concept/employees, at_most: 3}, {not: {fact: concept/foreign, is: true}},"
            " {count: concept/hires, where: {fact: concept/member-age, at_most: 24}, at_least: 1}]}"
        )
    }

    assert {"", "all.0", "all.0.at_most", "all.1", "all.1.not.is"} <= places
    assert {"all.2.at_least", "all.2.where", "all.2.where.at_most"} <= places


def test_words_chosen_for_a_leaf_do_not_hide_its_figures():
    worded = "{fact: concept/employees, at_most: 3, wording: {zh: 很小, en: tiny}}"

    assert [change.en for _, change, _ in slips(worded)][0] == (
        "at most 3 employees → fewer than 3 employees"
    )


def test_a_slip_keeps_the_source_of_its_leaf():
    sourced = "{fact: concept/employees, at_most: 3, source: {document: document/notice}}"

    leaves = [new.not_ if isinstance(new, form.Not) else new for _, _, new in slips(sourced)]
    assert all(leaf.source.document == "document/notice" for leaf in leaves)
