"""Columns of any Arrow type become the texts a person would have written, or days."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from matcher.register_texts import as_texts, days, flat, for_numbers, mask_of, without_empty

TEXTS = [
    (pa.array([80.0, 0.1, 1e20, None]), ["80", "0.1", "100000000000000000000", None]),
    (pa.array([1, None], pa.int8()), ["1", None]),
    (pa.array([True, False]), ["true", "false"]),
    (pa.array([date(2026, 3, 1)]), ["2026-03-01"]),
    (pa.array([["a", "b"], None]), [("a", "b"), None]),
    (pa.array([{"a": 1}]), ["{'a': 1}"]),
    (pa.array([time(9)]), ["09:00:00"]),
    (pa.array([timedelta(1)]), ["1 day, 0:00:00"]),
    (pa.array([[{"a": 1}]]), [("{'a': 1}",)]),
]
FLAT = [
    pa.array(["x", None]).dictionary_encode(),
    pa.array(["x", None], pa.large_string()),
    pa.array(["x", None], pa.string_view()),
    pa.array([b"x", None]),
    pa.chunked_array([["x"], [None]]),
]


@pytest.mark.parametrize(("array", "texts"), TEXTS)
def test_cells_read_as_one_would_write_them(array, texts):
    held = as_texts(array)

    assert (held if isinstance(held, list) else held.to_pylist()) == texts


@pytest.mark.parametrize("array", FLAT)
def test_every_way_to_keep_texts_is_one(array):
    held = flat(array)

    assert (held.type, held.to_pylist()) == (pa.string(), ["x", None])


def test_bytes_that_are_no_text_are_shown_with_signs_replaced():
    assert flat(pa.array([b"\xff"])).to_pylist() == ["\ufffd"]


def test_long_lists_are_lists():
    assert flat(pa.array([["a"]], pa.large_list(pa.string()))).type == pa.list_(pa.string())


@pytest.mark.parametrize(
    ("array", "plain"),
    [
        (pa.array([0.1], pa.float32()), [0.1]),
        (pa.array([5], pa.uint64()), [5]),
        (pa.array([1 << 63], pa.uint64()), [str(1 << 63)]),
        (pa.array([5], pa.uint8()), [5]),
        (pa.array([Decimal("1.500"), Decimal("20.000")]), ["1.5", "20."]),
    ],
)
def test_numbers_of_any_width_are_brought_to_a_few_kinds(array, plain):
    assert for_numbers(array).to_pylist() == plain


MOMENT = datetime(2026, 3, 1, 23, 30)


@pytest.mark.parametrize(
    ("array", "day"),
    [
        (pa.array([MOMENT], pa.timestamp("ns")), date(2026, 3, 1)),
        (pa.array([MOMENT.replace(tzinfo=UTC)], pa.timestamp("ms", "UTC")), date(2026, 3, 2)),
        (pa.array([datetime(1960, 5, 4, 1)], pa.timestamp("us")), date(1960, 5, 4)),
        (pa.array([date(2026, 3, 1)], pa.date64()), date(2026, 3, 1)),
        # Shanghai had summer time in 1988: 15:00 UTC was midnight.
        (
            pa.array([datetime(1988, 5, 31, 15, tzinfo=UTC)], pa.timestamp("s", "UTC")),
            date(1988, 6, 1),
        ),
    ],
)
def test_a_moment_is_the_day_it_is_in_shanghai(array, day):
    assert days(array).to_pylist() == [day]


def test_days_nobody_lives_in_are_left_to_words():
    assert days(pa.array([4_000_000], pa.int32()).cast(pa.date32())) is None
    assert days(pa.array(["2026-03-01"])) is None


def test_spaces_around_are_taken_off_and_nothing_else_is_nothing():
    assert without_empty(pa.array([" a ", "\u3000", "", None])).to_pylist() == [
        "a",
        None,
        None,
        None,
    ]
    assert mask_of(pa.array([1, None])).tolist() == [True, False]
