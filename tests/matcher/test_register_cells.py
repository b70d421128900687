"""Cells tell what `read_facts` would be told, value by value; the rest is unknown and reported."""

import pickle
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import WrongInput
from kb.ids import ConceptId
from matcher.applicant import read_facts
from matcher.fact_columns import arrow_type, value_of
from matcher.register_batch import Column, Role
from matcher.register_cells import read_columns
from tests.registers import cells, read, read_role
from tests.support import world

NUMBERS = st.one_of(
    st.integers(-5, 10**6),
    st.decimals(min_value=-10, max_value=10**7, places=3),
    st.decimals(min_value=0, max_value=10**7, places=2),
    st.floats(-1, 10**6),
)
DAYS = st.one_of(st.dates().map(str), st.sampled_from(["2026-02-30", "soon", "45000"]))
CODES = st.sampled_from(["company", "ent_company", "sole_trader", "guild"])
SETS = st.lists(
    st.sampled_from(["books", "bulk_food", "cigarettes", "guns"]), min_size=1, max_size=3
)
MEMBERS = st.lists(
    st.dictionaries(
        st.sampled_from(["concept/member-age", "concept/insured-months"]), st.integers(-1, 90)
    ),
    max_size=3,
)
VALUES = {
    "revenue": NUMBERS,
    "employees": NUMBERS,
    "registered-on": DAYS,
    "legal-form": CODES,
    "goods": SETS,
    "district": st.sampled_from(["area/310101", "310104", "area/999999", "area/cn"]),
    "foreign": st.booleans(),
    "remark": st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=9),
    "hires": MEMBERS,
}


def told(plain, concept):
    """What `read_facts` makes of a plain value; None where it refuses."""
    try:
        return read_facts({concept: plain}, world()).known[ConceptId(concept)].value
    except WrongInput:
        return None


def written(plain):
    """A plain value as a cell of text."""
    if isinstance(plain, bool):
        return "是" if plain else "否"
    if isinstance(plain, list):
        return str(plain).replace("'", '"')
    return format(Decimal(repr(plain)), "f") if isinstance(plain, float) else str(plain)


@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_a_cell_tells_what_read_facts_is_told(data, name):
    concept = world().concepts[ConceptId(f"concept/{name}")]
    plain = data.draw(st.lists(st.none() | VALUES[name], max_size=6))

    got, wrong = read(name, [None if one is None else written(one) for one in plain], pa.string())

    for row, one in enumerate(plain, 1):
        expected = None if one is None else told(one, concept.id)
        held = got[row - 1]
        assert (None if held is None else value_of(held, concept, world())) == expected
        assert (row in wrong) == (one is not None and expected is None)


@given(st.lists(st.none() | st.floats(allow_infinity=True, allow_nan=True), max_size=8))
def test_a_float_tells_what_read_facts_makes_of_it(plain):
    got, wrong = read("revenue", plain, pa.float64())

    for row, one in enumerate(plain, 1):
        expected = None if one is None else told(one, "concept/revenue")
        room = expected is not None and abs(expected) * 100 < 1 << 63
        assert got[row - 1] == (int(expected * 100) if room else None)
        assert (row in wrong) == (one is not None and not room)


ARROW = [
    ("revenue", [80.55, None], pa.float64(), [8055, None]),
    ("revenue", [80.55, 0.1], pa.float32(), [8055, 10]),
    ("revenue", [Decimal("1.5000"), None], pa.decimal128(20, 4), [150, None]),
    ("employees", [3, None], pa.int16(), [3, None]),
    ("employees", [True, False], pa.bool_(), [None, None]),
    ("employees", [date(2026, 3, 1)], pa.date32(), [None]),
    ("foreign", [True, None], pa.bool_(), [True, None]),
    ("foreign", [1.0, 0.0, 2.0, None], pa.float64(), [True, False, None, None]),
    ("foreign", [1, 0], pa.int8(), [True, False]),
    ("registered-on", [date(2026, 3, 1)], pa.date64(), [date(2026, 3, 1)]),
    ("registered-on", [datetime(2026, 3, 1)], pa.timestamp("us"), [date(2026, 3, 1)]),
    ("registered-on", [45000, 20260301], pa.int64(), [None, date(2026, 3, 1)]),
    ("legal-form", ["公司", None], pa.dictionary(pa.int8(), pa.string()), ["company", None]),
    ("legal-form", [b"company", None], pa.binary(), ["company", None]),
    ("goods", [["books"], [], None, ["guns"]], pa.list_(pa.string()), [["books"], [], None, None]),
    ("district", [310101], pa.int32(), ["area/310101"]),
    ("remark", ["a", " ", None, "#N/A"], pa.string(), ["a", None, None, None]),
    ("remark", [None], pa.null(), [None]),
    ("holds", [["身份证"], []], pa.large_list(pa.string()), [["evidence/id-card"], []]),
]  # fmt: skip


@pytest.mark.parametrize(("concept", "values", "kind", "told"), ARROW)
def test_typed_columns_tell_the_same_as_texts(concept, values, kind, told):
    assert cells(concept, values, kind) == told


AGES = pa.list_(pa.struct([("member-age", pa.int8()), ("参保月数", pa.string())]))


def test_nested_members_are_columns_again():
    rows = [[{"member-age": 20, "参保月数": "3"}, {"member-age": None}], [], None]

    assert cells("hires", rows, AGES) == [
        [
            {"concept/insured-months": 3, "concept/member-age": 20},
            {"concept/insured-months": None, "concept/member-age": None},
        ],
        [],
        None,
    ]


def test_what_a_member_does_not_tell_is_unknown_and_reported_by_its_applicant():
    got, wrong = read("hires", [[], [{"member-age": -3, "参保月数": "4"}]], AGES)

    assert got[1] == [{"concept/insured-months": 4, "concept/member-age": None}]
    assert wrong == {2: "-3 is below zero."}


def test_every_column_has_the_type_of_its_concept():
    for name in VALUES:
        concept = world().concepts[ConceptId(f"concept/{name}")]
        raw = pa.RecordBatch.from_arrays([pa.array(["?", None])], names=["x"])
        held = read_columns(raw, [Column(name="x", concept=concept.id)], world(), 1)
        assert held.facts.schema.types == [arrow_type(concept, world())]


def test_own_ids_are_texts_and_long_floats_are_refused():
    assert read_role(Role.ID, ["a ", "", None]) == (["a", None, None], {})
    assert read_role(Role.ID, [7, None]) == (["7", None], {})
    ids, wrong = read_role(Role.ID, [9.1310101e17, 7.0])
    assert (ids, list(wrong)) == ([None, "7"], [1])
    ids, wrong = read_role(Role.ID, ["9.13E+17", "913101019999999999"])
    assert (ids, list(wrong)) == ([None, "913101019999999999"], [1])


def test_consent_stands_beside_the_facts():
    assert read_role(Role.CONSENT, ["同意", "否", None, "?"])[0] == ["given", "refused", None, None]
    assert read_role(Role.CONSENT, [True, False])[0] == ["given", "refused"]


def test_rows_are_counted_from_the_first_applicant_of_the_register():
    raw = pa.RecordBatch.from_pydict({"x": ["1", "?"], "y": ["?", "2"]})
    columns = [Column(name=n, concept=ConceptId(f"concept/{c}"))
               for n, c in (("y", "employees"), ("x", "revenue"))]  # fmt: skip

    held = read_columns(raw, columns, world(), 65_537)

    assert [(one.row, one.column, one.shown) for one in held.unread] == [
        (65_537, "y", "?"), (65_538, "x", "?"),
    ]  # fmt: skip
    assert (held.first_row, held.rows) == (65_537, 2)


def test_a_batch_without_facts_keeps_its_rows():
    raw = pa.RecordBatch.from_pydict({"x": ["1", "2"]})

    assert read_columns(raw, [Column(name="x", role=Role.ID)], world(), 1).rows == 2
    assert read_columns(raw, [Column(name="gone", role=Role.ID)], world(), 1).ids is None


def test_long_cells_are_shown_short():
    raw = pa.RecordBatch.from_pydict({"x": ["9" * 300]})

    held = read_columns(raw, [Column(name="x", concept=ConceptId("concept/revenue"))], world(), 1)

    assert len(held.unread[0].shown) == 40


def test_workers_are_sent_columns_and_catalogue_and_read_the_same():
    columns = (Column(name="x", concept=ConceptId("concept/goods"), values=(("无", ()),)),)
    raw = pa.RecordBatch.from_pydict({"x": ["无", "书", "guns"]})

    sent = pickle.loads(pickle.dumps((raw, columns, world(), 5)))

    assert read_columns(*sent).facts == read_columns(raw, columns, world(), 5).facts
    assert read_columns(*sent).unread == read_columns(raw, columns, world(), 5).unread
