from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text import Text
from matcher.columns import Columns
from matcher.fact_columns import fact_batch
from matcher.match import Matcher
from matcher.register_batch import ReadBatch, Unread
from matcher.register_rows import for_people, rows_of, schema_of
from matcher.register_titles import title_of
from tests.judged_registers import GRANT, OLD, POLICIES, REFUND, columns, read_of
from tests.planning import applicants as shipped_applicants
from tests.support import TODAY, shipped_catalogue, world_with

DAYS = st.integers(-900, 900).map(lambda days: TODAY + timedelta(days=days))
SHIPPED = Columns(shipped_catalogue())


def rows(read):
    return rows_of(read, columns().judged(read.facts, TODAY))


@settings(max_examples=10)
@given(st.lists(shipped_applicants(), min_size=1, max_size=5), DAYS)
def test_every_cell_is_what_one_applicant_alone_is_told(people, on):
    read = ReadBatch(first_row=1, facts=fact_batch(people, shipped_catalogue()))
    matcher = Matcher(shipped_catalogue())

    found = rows_of(read, SHIPPED.judged(read.facts, on)).to_pylist()

    for row, facts in zip(found, people, strict=True):
        verdicts = matcher.judged(facts, on).verdicts
        assert {policy: row[policy] for policy in verdicts} == verdicts


def test_a_row_has_its_number_its_id_a_verdict_per_policy_and_what_was_unread():
    bad = Unread(
        row=8, column="用工人数", shown="不详", problem=Text(zh="不是数。", en="no number.")
    )
    read = read_of(
        {"employees": 3, "foreign": False}, {}, ids=["a", "b"], unread=(bad,), first_row=7
    )

    assert rows(read).to_pylist() == [
        {"row": 7, "id": "a", GRANT: "eligible", OLD: "eligible", REFUND: "needs_information"}
        | {"unread": None},
        {"row": 8, "id": "b", GRANT: "needs_information", OLD: "eligible"}
        | {REFUND: "needs_information", "unread": "用工人数"},
    ]


def test_a_column_that_fails_twice_in_a_row_is_named_once_and_others_beside_it():
    said = Text(zh="不对。", en="wrong.")
    bad = tuple(Unread(row=1, column=name, shown="?", problem=said) for name in ("a", "b", "a"))

    assert rows(read_of({}, unread=bad)).column("unread").to_pylist() == ["a; b"]


def test_without_ids_there_is_no_column_for_them():
    found = rows(read_of({}))

    assert found.schema == schema_of(columns(), has_ids=False)
    assert "id" not in found.schema.names
    assert found.schema.field(GRANT).type == pa.dictionary(pa.int8(), pa.string())


def test_people_read_titles_and_an_id_only_where_two_titles_are_equal():
    twin = "- {id: policy/refund-b, title: {zh: 返还, en: Refund again}, mode: automatic}\n"
    known = world_with(POLICIES + twin)
    schema = schema_of(Columns(known), has_ids=True)

    zh = [title_of(field) for field in for_people(schema, known, "zh")]
    en = [title_of(field) for field in for_people(schema, known, "en")]

    assert {"行", "编号", "小微补贴", "返还 (policy/refund)", "返还 (policy/refund-b)"} <= set(zh)
    assert {"row", "id", "Refund again", "columns that could not be read"} <= set(en)
    assert for_people(schema, known, "zh").names == schema.names
