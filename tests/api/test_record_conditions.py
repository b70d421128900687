"""Conditions as a nested list: what a line leans on stands under it."""

from __future__ import annotations

import pytest
from hypothesis import given

from api.record_conditions import LIMITS, Conditions
from kb.criteria import InIssuersArea, Leaf, Limit
from kb.fitting import Issuer, unfit
from tests.judging import conditions, loose_conditions
from tests.support import WORLD, criterion_of, recorded, tree, world, world_with

RECORDS = {record.id: record for record in recorded(WORLD)}
OWN = "wording: {zh: 按户, en: by household}"


def lines(text, record="policy/old-grant", catalogue=None):
    held = catalogue or world()
    return list(Conditions(held.get(record), held).said(criterion_of(text), 0))


def beneath(text, **more):
    _, *under = lines(text, **more)
    return [line.text.en for line in under]


LONG = ", ".join(f"{{for: {i}, value: {i * 10}}}" for i in range(1, 11))


@pytest.mark.parametrize(
    ("condition", "under"),
    [
        (
            "{fact: concept/employees, at_most: {parameter: parameter/fire-area}}",
            ["figure: Fire area"],
        ),
        (
            "{fact: concept/employees, between: [{parameter: parameter/fire-area}, 900]}",
            ["figure: Fire area"],
        ),
        (
            "{fact: concept/revenue, at_most: {by: concept/household-size,"
            f" table: [{{for: 1, value: 10}}, {{up_to: 3, value: 20}}], beyond: 50}}, {OWN}}}",
            ["1 person: 10 yuan", "up to 3 people: 20 yuan", "otherwise: 50 yuan"],
        ),
        (
            "{fact: concept/employees,"
            f" at_most: {{dated: [{{from: 2026-01-01, value: 3}}]}}, {OWN}}}",
            ["from 1 January 2026: 3 people"],
        ),
        ("{fact: concept/employees, at_most: 3}", []),
        ("{fact: concept/revenue, at_least: {times: 0.5, of: concept/rd-expense}}", []),
    ],
)
def test_what_a_limit_comes_from_stands_under_its_condition(condition, under):
    assert beneath(condition) == under


@pytest.mark.parametrize(("rows", "shown"), [("{for: 1, value: 10}", 0), (LONG, 10)])
def test_a_table_that_the_sentence_does_not_read_out_stands_under_it(rows, shown):
    condition = (
        f"{{fact: concept/revenue, at_most: {{by: concept/household-size, table: [{rows}]}}}}"
    )

    assert len(beneath(condition)) == shown


ISSUED = """
- {id: organisation/district, title: {zh: 区政府, en: District office}, area: area/310101}
- {id: policy/issued, title: {zh: 新, en: New}, organisation: organisation/district}
"""


@pytest.mark.parametrize(
    ("record", "under"),
    [("policy/issued", ["issued by: District office (Huangpu)"]), ("policy/old-grant", [])],
)
def test_the_issuers_area_is_named_where_it_is_known(record, under):
    condition = "{fact: concept/district, in_issuers_area: true}"

    assert beneath(condition, record=record, catalogue=world_with(ISSUED)) == under


@given(conditions() | loose_conditions())
def test_whatever_passes_the_gates_is_shown_line_by_line(criterion):
    if list(unfit(criterion, RECORDS, Issuer.KNOWN)):
        return

    shown = list(Conditions(world().get("policy/old-grant"), world()).said(criterion, 0))

    leaves = [part for part in tree(criterion) if isinstance(part, Leaf | InIssuersArea)]
    assert len(shown) >= len(leaves)
    assert all(line.text.zh and line.text.en for line in shown)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("{times: 0.5, of: concept/revenue}", "50 % of the revenue"),
        ("{fact: concept/household-size}", "the household size"),
        ("{parameter: parameter/fire-area}", "300 (fire area"),
        ("{dated: [{from: 2026-01-01, value: 3}]}", "3 from 1 January 2026"),
        ("{by: concept/household-size, table: [{for: 1, value: 10}]}", "10 for 1 person"),
    ],
)
def test_a_limit_that_stands_by_itself_is_one_line(limit, said):
    read = criterion_of(f"{{fact: concept/employees, at_most: {limit}}}").at_most

    (line,) = Conditions(world().get("policy/old-grant"), world()).limit(read, 0)

    assert line.text.en.startswith(said)
    assert isinstance(read, LIMITS)
    assert set(LIMITS) == {kind for kind in Limit.__args__ if kind.__module__ == "kb.criteria"}
