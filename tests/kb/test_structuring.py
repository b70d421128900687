from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from kb import criteria as form
from kb.structuring import own_keys
from tests.support import criterion_of


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{fact: concept/a, is: true}", form.Is(fact="concept/a", is_=True)),
        ("{fact: concept/a, is: 1}", form.Is(fact="concept/a", is_=Decimal(1))),
        ("{fact: concept/a, is: new_company}", form.Is(fact="concept/a", is_="new-company")),
        ("{fact: concept/a, is_not: x}", form.IsNot(fact="concept/a", is_not="x")),
        ("{fact: concept/a, in: [x, z]}", form.In(fact="concept/a", in_=frozenset({"x", "z"}))),
        ("{fact: concept/a, not_in: [x]}", form.NotIn(fact="concept/a", not_in=frozenset({"x"}))),
        (
            "{fact: concept/a, at_least: 0.5}",
            form.AtLeast(fact="concept/a", at_least=Decimal("0.5")),
        ),
        ("{fact: concept/a, more_than: 3}", form.MoreThan(fact="concept/a", more_than=Decimal(3))),
        (
            "{fact: concept/a, less_than: -3}",
            form.LessThan(fact="concept/a", less_than=Decimal(-3)),
        ),
        (
            "{fact: concept/a, at_most: {times: 0.03, of: concept/b}}",
            form.AtMost(
                fact="concept/a", at_most=form.Times(times=Decimal("0.03"), of="concept/b")
            ),
        ),
        (
            "{fact: concept/a, at_most: {fact: concept/b}}",
            form.AtMost(fact="concept/a", at_most=form.FactLimit(fact="concept/b")),
        ),
        (
            "{fact: concept/a, at_most: {parameter: parameter/p}}",
            form.AtMost(fact="concept/a", at_most=form.ParameterLimit(parameter="parameter/p")),
        ),
        (
            "{fact: concept/a, at_most: {by: concept/b, table: [{for: 1, value: 2}], beyond: 4}}",
            form.AtMost(
                fact="concept/a",
                at_most=form.TableLimit(
                    by="concept/b",
                    table=(form.Threshold(for_=Decimal(1), value=Decimal(2)),),
                    beyond=Decimal(4),
                ),
            ),
        ),
        (
            "{fact: concept/a, at_most: {dated: [{from: 2026-01-01, value: 300}]}}",
            form.AtMost(
                fact="concept/a",
                at_most=form.DatedLimit(
                    dated=(form.DatedValue(from_=date(2026, 1, 1), value=Decimal(300)),)
                ),
            ),
        ),
        (
            "{fact: concept/a, between: [16, 35]}",
            form.Between(fact="concept/a", between=(Decimal(16), Decimal(35))),
        ),
        (
            "{fact: concept/a, between: [2026-01-01, 2026-12-31]}",
            form.Between(fact="concept/a", between=(date(2026, 1, 1), date(2026, 12, 31))),
        ),
        (
            "{fact: concept/a, on_or_after: {fact: concept/b}}",
            form.OnOrAfter(fact="concept/a", on_or_after=form.FactLimit(fact="concept/b")),
        ),
        (
            "{fact: concept/a, before: 2026-01-01}",
            form.Before(fact="concept/a", before=date(2026, 1, 1)),
        ),
        (
            "{fact: concept/a, within_months: 18}",
            form.WithinMonths(fact="concept/a", within_months=18),
        ),
        ("{fact: concept/a, within_days: 30}", form.WithinDays(fact="concept/a", within_days=30)),
        ("{fact: concept/a, has: x}", form.Has(fact="concept/a", has="x")),
        (
            "{fact: concept/a, has_any: [x]}",
            form.HasAny(fact="concept/a", has_any=frozenset({"x"})),
        ),
        (
            "{fact: concept/a, has_all: [x]}",
            form.HasAll(fact="concept/a", has_all=frozenset({"x"})),
        ),
        ("{fact: concept/a, within: area/cn}", form.Within(fact="concept/a", within="area/cn")),
        (
            "{fact: concept/a, within_any: [area/cn]}",
            form.WithinAny(fact="concept/a", within_any=frozenset({"area/cn"})),
        ),
        (
            "{fact: concept/a, in_issuers_area: true}",
            form.InIssuersArea(fact="concept/a", in_issuers_area=True),
        ),
        ("{holds: evidence/a}", form.Holds(holds="evidence/a")),
        ("{granted: policy/a}", form.Granted(granted="policy/a")),
        ("{not: {holds: evidence/a}}", form.Not(not_=form.Holds(holds="evidence/a"))),
        ("{all: [{holds: evidence/a}]}", form.All(all=(form.Holds(holds="evidence/a"),))),
        ("{any: [{holds: evidence/a}]}", form.AnyOf(any=(form.Holds(holds="evidence/a"),))),
        (
            "{count: concept/a, where: {holds: evidence/a}, at_least: 1}",
            form.Count(
                count="concept/a", where=form.Holds(holds="evidence/a"), at_least=Decimal(1)
            ),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_condition_is_told_apart_by_the_key_it_has_alone(text, read):
    found = criterion_of(text)

    assert found == read
    assert type(found) is type(read)


def test_the_table_above_names_every_form():
    """A new form of condition has a line there, or nobody has read it."""
    table = test_a_condition_is_told_apart_by_the_key_it_has_alone.pytestmark[0].args[1]

    assert {type(read) for _, read in table} | {form.Review} | {form.AtMost} == set(
        get_args(form.Criterion)
    )


def test_a_form_has_its_own_keys_beside_the_shared_ones():
    assert own_keys(form.In) == {"in"}
    assert own_keys(form.Count) == {"count", "where", "at_least", "at_most"}
