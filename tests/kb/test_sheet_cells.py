"""Cells are read strictly, and exactly as a person sees them."""

from datetime import date, datetime, time
from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scalars import Refused
from kb.sheet_cells import Cell, as_shown, clock, day, exact, flag, number, parts, whole, words

REFUSED = "refused"


def outcome(read, value, **how):
    try:
        return read(Cell("A1", value, **how))
    except Refused:
        return REFUSED


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (0.1, "0.1"), (1.1 * 3, "3.3"), (8000, "8000"), (8000.0, "8000"), (-2.5, "-2.5"),
        ("8,000", "8000"), ("８０００", "8000"), (" 0.10 ", "0.1"), ("30%", "0.3"),
        ("12345678901234567.8", "12345678901234567.8"),
        (1e15, None), (1e30, None), (1e308, None), (10**30, None), (True, None),
        ("3万", "30000"), ("1.5亿", "150000000"),
        ("500 万", "5000000"), ("3万元", None), ("8000元", None), ("3万%", None),
        ("1e3", None), ("", None),
        ("1,00", None), ("NaN", None), (date(2026, 1, 1), None), (float("inf"), None),
    ],
)  # fmt: skip
def test_a_number_is_what_one_sees(value, held):
    assert outcome(number, value) == (Decimal(held) if held else REFUSED)


@pytest.mark.parametrize(
    ("value", "shown_as_percent", "held"),
    [(30, False, "30"), ("30%", False, "30"), (0.3, True, "30"), (0.125, True, "12.5"),
     ("12.5", False, "12.5"), (0.07, True, "7")],
)  # fmt: skip
def test_thirty_per_cent_is_thirty_however_it_is_written(value, shown_as_percent, held):
    assert number(Cell("A1", value, shown_as_percent), percent=True) == Decimal(held)


@pytest.mark.parametrize("value", [2e30, 1e308, -2e16])
def test_a_large_number_is_written_out_with_all_its_noughts(value):
    assert (
        exact(value)
        == Decimal(Cell("A1", value).text)
        == Decimal(value).normalize(Context(prec=15))
    )


@pytest.mark.parametrize(
    ("value", "form", "per_cent", "share"),
    [
        (0.3, "0%", "30", "0.3"),
        (0.3, '0.0" 约"%', "30", "0.3"),
        (30, '0"%"', "30", "0.3"),
        (0.5, '0.0"%"', "0.5", "0.005"),
        (3, "0\\%", "3", "0.03"),
        (3, "0_%", "3", "3"),
        (3, '0"％', "3", "0.03"),
        (30, "General", "30", "30"),
        (30, "0" * 255 + "%", "30", "30"),
    ],
)
def test_a_percentage_is_what_one_sees_however_its_sign_came_there(value, form, per_cent, share):
    cell = as_shown("A1", value, form)

    assert number(cell, percent=True) == Decimal(per_cent)
    assert number(cell) == Decimal(share) or cell.percent


@pytest.mark.parametrize("value", [True, 10**400, "30", None])
def test_a_format_changes_nothing_that_is_no_number_to_rely_on(value):
    assert as_shown("A1", value, '0"%"').value is value


@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_fifteen_digits_are_exact(digits, places):
    held = Decimal(digits) / 10**places

    assert exact(float(held)) == held


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (datetime(2026, 3, 1), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)),
        ("2026.3.1", date(2026, 3, 1)), ("2026年3月1日", date(2026, 3, 1)),
        ("２０２６年 3 月 1 日", date(2026, 3, 1)), (datetime(2026, 3, 1, 9), REFUSED),
        ("2026-02-30", REFUSED), ("3月1日", REFUSED), ("长期", REFUSED), (46000, REFUSED),
        (True, REFUSED), ("2026年底", REFUSED),
    ],
)  # fmt: skip
def test_a_day_is_a_day_in_any_of_the_usual_ways(value, held):
    assert outcome(day, value) == held


@pytest.mark.parametrize(
    ("value", "held"),
    [(time(16), time(16)), ("16:00", time(16)), ("9:30", time(9, 30)), ("16：00", time(16)),
     ("24:00", REFUSED), ("四点", REFUSED), (0.5, REFUSED), (time(16, 0, 1), REFUSED)],
)  # fmt: skip
def test_an_hour_is_an_hour(value, held):
    assert outcome(clock, value) == held


@pytest.mark.parametrize(
    ("value", "held"),
    [("是", True), ("否", False), ("Yes", True), ("no", False), (True, True), ("TRUE", True),
     (1, REFUSED), ("对", REFUSED), ("√", REFUSED)],
)  # fmt: skip
def test_yes_is_yes_and_nothing_else_is(value, held):
    assert outcome(flag, value) == held


@pytest.mark.parametrize(("value", "held"), [(3, 3), (3.0, 3), ("12", 12), (1.5, REFUSED)])
def test_a_whole_number_is_whole(value, held):
    assert outcome(whole, value) == held


@pytest.mark.parametrize(
    ("value", "held"),
    [("第四条", "第四条"), (2e30, REFUSED), (float("inf"), REFUSED), (10**18, REFUSED), (4, "4"),
     (4.0, "4"), (1.1, "1.1"), (True, REFUSED),
     (datetime(2026, 3, 5), REFUSED), ("a\r\nb", "a\nb")],
)  # fmt: skip
def test_words_are_words(value, held):
    """A date where words belong is 3-5 that a spreadsheet took for one."""
    assert outcome(words, value) == held


def test_several_stand_behind_semicolons_or_on_lines():
    assert parts(Cell("A1", "身份证；营业执照;租赁合同\n 照片 \n")) == [
        "身份证", "营业执照", "租赁合同", "照片",
    ]  # fmt: skip
