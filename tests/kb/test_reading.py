from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import criteria as form
from kb.errors import BadRecords
from kb.kinds import ConceptType, PolicyMode
from kb.model import KINDS, InformationConcept, Policy
from kb.fields import key_of
from kb.reading import record_from, value_from
from kb.structuring import own_keys
from kb.writing import from_json, plain, to_json
from tests.strategies import criteria, records
from tests.support import criterion_of, shipped_records


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("{fact: concept/a, is: true}", form.Is(fact="concept/a", is_=True)),
        ("{fact: concept/a, is: 1}", form.Is(fact="concept/a", is_=Decimal(1))),
        ("{fact: concept/a, is: new_company}", form.Is(fact="concept/a", is_="new-company")),
        ("{fact: concept/a, is_not: x}", form.IsNot(fact="concept/a", is_not="x")),
        ("{fact: concept/a, in: [x, z]}", form.In(fact="concept/a", in_=frozenset({"x", "z"}))),
        ("{fact: concept/a, not_in: [x]}", form.NotIn(fact="concept/a", not_in=frozenset({"x"}))),
        ("{fact: concept/a, at_least: 0.5}", form.AtLeast(fact="concept/a", at_least=Decimal("0.5"))),
        ("{fact: concept/a, more_than: 3}", form.MoreThan(fact="concept/a", more_than=Decimal(3))),
        ("{fact: concept/a, less_than: -3}", form.LessThan(fact="concept/a", less_than=Decimal(-3))),
        (
            "{fact: concept/a, at_most: {times: 0.03, of: concept/b}}",
            form.AtMost(fact="concept/a", at_most=form.Times(times=Decimal("0.03"), of="concept/b")),
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
        ("{fact: concept/a, before: 2026-01-01}", form.Before(fact="concept/a", before=date(2026, 1, 1))),
        ("{fact: concept/a, within_months: 18}", form.WithinMonths(fact="concept/a", within_months=18)),
        ("{fact: concept/a, within_days: 30}", form.WithinDays(fact="concept/a", within_days=30)),
        ("{fact: concept/a, has: x}", form.Has(fact="concept/a", has="x")),
        ("{fact: concept/a, has_any: [x]}", form.HasAny(fact="concept/a", has_any=frozenset({"x"}))),
        ("{fact: concept/a, has_all: [x]}", form.HasAll(fact="concept/a", has_all=frozenset({"x"}))),
        ("{fact: concept/a, within: area/cn}", form.Within(fact="concept/a", within="area/cn")),
        (
            "{fact: concept/a, within_any: [area/cn]}",
            form.WithinAny(fact="concept/a", within_any=frozenset({"area/cn"})),
        ),
        ("{holds: evidence/a}", form.Holds(holds="evidence/a")),
        ("{granted: policy/a}", form.Granted(granted="policy/a")),
        ("{not: {holds: evidence/a}}", form.Not(not_=form.Holds(holds="evidence/a"))),
        ("{all: [{holds: evidence/a}]}", form.All(all=(form.Holds(holds="evidence/a"),))),
        ("{any: [{holds: evidence/a}]}", form.AnyOf(any=(form.Holds(holds="evidence/a"),))),
        (
            "{count: concept/a, where: {holds: evidence/a}, at_least: 1}",
            form.Count(count="concept/a", where=form.Holds(holds="evidence/a"), at_least=Decimal(1)),
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

    assert {type(read) for _, read in table} | {form.Review} | {form.AtMost} == set(get_args(form.Criterion))


@given(criteria())
def test_any_tree_of_conditions_is_read_back_from_plain_values(criterion):
    back = value_from(plain(criterion), form.Criterion, "criteria")

    assert back == criterion
    assert to_json(back) == to_json(criterion)


@given(records())
def test_any_record_is_read_back_from_plain_values(record):
    back = record_from(plain(record), "test")

    assert back == record
    assert repr(back.title) == repr(record.title)


def test_every_shipped_record_is_read_back_from_json():
    for record in shipped_records().values():
        assert record_from(from_json(to_json(record)), record.id) == record


def test_words_from_a_list_are_values_of_it_not_text():
    """A word that only looks like its value would fit no table upstairs."""
    for record in shipped_records().values():
        if isinstance(record, InformationConcept):
            assert isinstance(record.type, ConceptType), record.id
        if isinstance(record, Policy) and record.mode is not None:
            assert isinstance(record.mode, PolicyMode), record.id


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_field_that_holds_its_default_is_not_written(kind):
    record = record_from(
        {
            "id": f"{next(k for k, v in KINDS.items() if v is kind)}/bare",
            "title": {"zh": "空", "en": "Bare"},
            **{"concept": {"type": "text"}, "parameter": {"value": 3}, "calendar": {"year": 2026}}.get(
                next(k for k, v in KINDS.items() if v is kind), {}
            ),
        },
        "test",
    )

    assert set(plain(record)) <= {"id", "title", "type", "value", "year"}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5, "300", True, [], {}, None])
def test_only_exact_numbers_are_numbers(value):
    """NaN is refused at the door, and so is everything that was rounded on its way here."""
    with pytest.raises(BadRecords):
        value_from({"fact": "concept/a", "at_most": value}, form.AtMost, "criteria")


@pytest.mark.parametrize("value", [1, Decimal(1), "true", "yes", None, []])
def test_only_true_and_false_are_flags(value):
    with pytest.raises(BadRecords):
        value_from(value, bool, "flag")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted({key_of(f.name) for kind in KINDS.values() for f in fields(kind)})


@given(st.dictionaries(st.sampled_from(KEYS), JUNK), st.sampled_from(sorted(KINDS)))
def test_nothing_that_comes_in_raises_anything_but_a_refusal(values, kind):
    try:
        record_from({"title": {"zh": "新", "en": "New"}, **values, "id": f"{kind}/any"}, "test")
    except BadRecords as error:
        assert error.problems
        assert all(problem.problem and problem.file == "test" for problem in error.problems)


@given(JUNK)
def test_no_junk_is_a_condition(junk):
    with pytest.raises(BadRecords):
        value_from(junk, form.Criterion, "criteria")


def test_a_form_has_its_own_keys_beside_the_shared_ones():
    assert own_keys(form.In) == {"in"}
    assert own_keys(form.Count) == {"count", "where", "at_least", "at_most"}


def test_what_does_not_stand_in_a_record_is_not_written():
    with pytest.raises(TypeError, match="complex"):
        to_json([complex(1, 2)])
