from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.figure_words import day_text, in_a_row, number_text, span_text, with_unit


def measured(zh, en, decimals=4):
    title = Text(zh="数", en="Number")
    unit = Text(zh=zh, en=en)
    return InformationConcept(
        id="concept/x", title=title, type=ConceptType.NUMBER, unit=unit, decimals=decimals
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("3000000"), "3,000,000"),
        (Decimal("0.055"), "0.055"),
        (Decimal("0.0550"), "0.055"),
        (Fraction(10**30, 3), f"{(10**30 - 1) // 3:,}.3333"),
        (Decimal("80.00"), "80"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-1"), "-1"),
        (Decimal("1234.50"), "1,234.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(10, 5), "2"),
        (7, "7"),
        (Decimal("0.0"), "0"),
    ],
)
def test_a_number_is_written_as_people_write_it(number, text):
    assert number_text(number) == text


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_number_that_looks_whole_is_whole(above, below):
    """59.99999 % of the project would look as if it had reached its 60 %."""
    number = Fraction(above, below)

    assert ("." in number_text(number)) is (number.denominator > 1)


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        (Decimal("0.055"), ("比例（1.5% 写 0.015）", "share (1.5 % is 0.015)"), "5.5%", "5.5 %"),
        (Fraction(5999999999, 10**10), ("比例", "share"), "59.99999999%", "59.99999999 %"),
        (Decimal(30), ("万元", "× 10,000 yuan"), "30 万元", "300,000 yuan"),
        (Decimal(3000000), ("元", "yuan"), "300 万元", "3,000,000 yuan"),
        (Decimal(1200000000), ("元", "yuan"), "12 亿元", "1,200,000,000 yuan"),
        (Decimal(3000001), ("元", "yuan"), "3,000,001 元", "3,000,001 yuan"),
        (Decimal(9999), ("元", "yuan"), "9,999 元", "9,999 yuan"),
        (Decimal(2000000), ("美元", "US dollars"), "200 万美元", "2,000,000 US dollars"),
        (Decimal(20000), ("人", "people"), "20,000 人", "20,000 people"),
        (Decimal(1), ("个月", "months"), "1 个月", "1 month"),
        (Decimal(1), ("家", "companies"), "1 家", "1 company"),
        (Fraction(1, 10**6), ("元", "yuan"), "不到 0.0001 元", "less than 0.0001 yuan"),
    ],
)
def test_an_amount_is_said_with_its_unit_as_people_say_it(number, unit, zh, en):
    concept = measured(*unit)

    assert (with_unit(number, concept, "zh"), with_unit(number, concept, "en")) == (zh, en)


def test_a_day_is_written_as_people_write_it():
    assert [day_text(date(2026, 3, 1), language) for language in ("zh", "en")] == [
        "2026年3月1日",
        "1 March 2026",
    ]


@pytest.mark.parametrize(
    ("start", "end", "past", "to_come"),
    [
        (date(2026, 11, 22), date(2026, 11, 23), "1 day", "1 day"),
        (date(2026, 9, 24), date(2026, 11, 23), "60 days", "60 days"),
        (date(2026, 9, 23), date(2026, 11, 23), "2 months", "2 months"),
        (date(2026, 3, 1), date(2026, 11, 23), "8 months", "9 months"),
        (date(2024, 11, 23), date(2026, 11, 23), "2 years", "2 years"),
        (date(2024, 5, 1), date(2026, 11, 23), "30 months", "31 months"),
        (date(2020, 5, 1), date(2026, 11, 23), "6 years", "79 months"),
    ],
)
def test_a_stretch_of_time_is_never_made_longer_behind_nor_shorter_ahead(start, end, past, to_come):
    assert span_text(start, end, "en") == past
    assert span_text(start, end, "en", up=True) == to_come


@pytest.mark.parametrize(
    ("words", "language", "last", "said"),
    [
        ([], "en", "or", ""),
        (["a"], "en", "or", "a"),
        (["a", "b"], "zh", "或", "a或b"),
        (["wine, beer", "books"], "en", "or", "“wine, beer” or books"),
        (["cafe (tea, milk)", "books"], "en", "or", "cafe (tea, milk) or books"),
        (["hot or cold", "books"], "en", "or", "“hot or cold” or books"),
    ],
)
def test_a_word_that_would_fall_apart_in_a_row_is_quoted(words, language, last, said):
    assert in_a_row(words, language, last) == said
