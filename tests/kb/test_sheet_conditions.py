"""A leaf of the criteria language stands in one row, and the row gives the leaf again."""

from datetime import date
from decimal import Decimal

import pytest

from kb.sheet_cells import Cell
from kb.sheet_columns import CONDITIONS
from kb.sheet_conditions import Slips, condition_of, limit_text, row_of
from kb.sheet_file import Row
from kb.sheet_lookup import Lookup
from kb.sheet_words import COMPARISONS, Compare
from tests.support import shipped_records

STAFF = {"fact": "concept/employees"}
WORDS = {"wording": {"zh": "怎么说", "en": "said so"}}
SOURCE = {"source": {"document": "document/shanghai-hrss-2023-1", "article": "4"}}

LEAVES = [
    {**STAFF, "at_most": 300, **WORDS, **SOURCE},
    {**STAFF, "at_least": {"times": Decimal("0.03"), "of": "concept/revenue"}},
    {**STAFF, "less_than": {"dated": [{"from": date(2026, 1, 1), "value": 300}]}},
    {**STAFF, "more_than": {"parameter": "parameter/fire-check-area"}},
    {**STAFF, "between": [16, {"fact": "concept/revenue"}]},
    {"fact": "concept/founder-first-business", "is": True},
    {"fact": "concept/size-class", "in": ["micro", "small"]},
    {"fact": "concept/size-class", "not_in": ["micro"]},
    {"fact": "concept/goods", "has_any": ["bulk-food"]},
    {"fact": "concept/place", "within": "area/310101"},
    {"fact": "concept/place", "within_any": ["area/310101", "area/310000"]},
    {"fact": "concept/registered-on", "within_months": 18},
    {"fact": "concept/registered-on", "before": date(2026, 1, 1)},
    {"holds": "evidence/business-licence", **WORDS},
    {"not": {"granted": "policy/first-start-up-grant"}},
    {"not": {"fact": "concept/registered-on", "within_days": 30, **WORDS}},
    {"review": {"zh": "经评审", "en": "reviewed"}, **SOURCE},
    {"review": {"zh": "经评审", "en": "reviewed"}, **WORDS},
    {"count": "concept/hires", "where": {"fact": "concept/age", "at_most": 24}, "at_least": 1},
]


@pytest.fixture(scope="module")
def lookup():
    return Lookup(shipped_records().values(), {})


def row(said):
    cells = {path: Cell("A1", value) for path, value in said.items() if value not in ("", None)}
    letters = {column.path: "A" for column in CONDITIONS.columns}
    return Row(CONDITIONS, 3, cells, letters, CONDITIONS.name)


@pytest.mark.parametrize("leaf", LEAVES, ids=str)
def test_a_row_gives_its_leaf_again(lookup, leaf):
    said = row_of((1, 2), leaf, lambda _, code: code)
    said = {path: "是" if value is True else value for path, value in said.items()}

    condition = condition_of(row(said), shipped_records(), lookup, None)

    assert condition.group == (1, 2)
    assert condition.leaf == leaf


def test_an_article_alone_is_one_of_the_items_own_document(lookup):
    said = {("compare",): "holds", ("value",): "营业执照", ("source", "article"): 4}

    condition = condition_of(row(said), {}, lookup, "document/own")

    assert condition.leaf["source"] == {"document": "document/own", "article": "4"}


@pytest.mark.parametrize("compare", [c for c in Compare if c is not Compare.IN_ISSUERS_AREA])
def test_every_comparison_misses_its_value_or_its_words(lookup, compare):
    said = {("compare",): COMPARISONS[compare].zh, ("fact",): "concept/employees"}
    without_fact = (Compare.HOLDS, Compare.GRANTED, Compare.REVIEW, Compare.OTHER)
    if compare in without_fact:
        del said[("fact",)]

    with pytest.raises(Slips) as slips:
        condition_of(row(said), shipped_records(), lookup, None)

    (at,) = slips.value.found
    assert at.path in (("value",), ("wording", "zh"))


def test_limits_are_said_as_they_are_read():
    assert limit_text(8) == 8
    assert limit_text({"fact": "concept/revenue"}) == "concept/revenue"
    assert limit_text({"by": "concept/a", "table": []}) == "{by: concept/a, table: []}"
