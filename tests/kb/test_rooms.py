from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.rooms import Basket, Choice, Places, Span, decimals_of, room_of, rounded
from tests.strategies import NUMBERS
from tests.support import WORLD, criterion_of, recorded

RECORDS = {record.id: record for record in recorded(WORLD)}


@given(NUMBERS, st.integers(0, 6), st.booleans(), st.booleans())
def test_a_number_is_rounded_to_the_nearest_on_one_side(number, decimals, up, beyond):
    found = rounded(number, decimals, up=up, beyond=beyond)

    gap = Fraction(found) - Fraction(number)
    step = Fraction(1, 10**decimals)
    assert (Fraction(found) / step).denominator == 1
    assert 0 <= (gap if up else -gap) <= step
    assert not (beyond and gap == 0)


def test_rounding_is_exact_however_many_digits_there_are():
    number = Decimal("999999999999999999999999999999.999999999999999999999999999999")

    assert rounded(number, 0, up=True) == Decimal(10**30)
    assert rounded(number, 30, up=False) == number


@pytest.mark.parametrize(
    ("one", "other", "is_empty"),
    [
        (Span(low=(3, True)), Span(high=(3, True)), False),
        (Span(low=(3, False)), Span(high=(3, True)), True),
        (Span(low=(3, True)), Span(high=(2, True)), True),
        (Span(low=(3, True)), Span(low=(5, True)), False),
        (Span((3, True), (3, True)), Span(holes=frozenset({3})), True),
        (Span((3, True), (4, True)), Span(holes=frozenset({3})), False),
        (Choice(frozenset("ab")), Choice(frozenset("b")), False),
        (Choice(frozenset("ab")), Choice(frozenset("c")), True),
        (Basket(needs=frozenset("ab")), Basket(barred=frozenset("c")), False),
        (Basket(needs=frozenset("ab")), Basket(barred=frozenset("b")), True),
        (Basket(one_of=frozenset({frozenset("ab")})), Basket(barred=frozenset("b")), False),
        (Basket(one_of=frozenset({frozenset("ab")})), Basket(barred=frozenset("abc")), True),
        (Basket(not_all=frozenset({frozenset("ab")})), Basket(needs=frozenset("a")), False),
        (Basket(not_all=frozenset({frozenset("ab")})), Basket(needs=frozenset("abc")), True),
    ],
)
def test_what_both_leave(one, other, is_empty):
    assert one.met(other).is_empty is is_empty
    assert other.met(one).is_empty is is_empty


def places(named, inside=True):
    return Places(((frozenset({f"area/{named}"}), inside),), RECORDS)


def test_an_area_that_crosses_two_others_lies_in_both():
    zone = "{id: area/zone, title: {zh: 片区, en: Zone}, within: area/310101, also_within: [%s]}"

    def crosses(*others):
        records = {**RECORDS, **{r.id: r for r in recorded(zone % ", ".join(others))}}
        both = (frozenset({"area/310101"}), True), (frozenset({"area/310104"}), True)
        return not Places(both, records).is_empty

    assert not crosses()
    assert crosses("area/310104")


def test_an_area_outside_another_is_left_as_long_as_there_is_one():
    assert not places("310101").met(places("310101002", inside=False)).is_empty
    assert places("310101").met(places("310000", inside=False)).is_empty
    assert not places("nowhere").is_empty, "an id that is not there is said elsewhere"


@pytest.mark.parametrize(
    ("leaf", "room"),
    [
        ("at_least: 2.5", Span(low=(Decimal(3), True))),
        ("more_than: 3", Span(low=(Decimal(4), True))),
        ("at_most: 2.5", Span(high=(Decimal(2), True))),
        ("less_than: 3", Span(high=(Decimal(2), True))),
        ("at_most: {fact: concept/household-size}", None),
        ("between: [1, 2026-01-01]", None),
    ],
)
def test_whole_numbers_begin_at_the_next_whole_number(leaf, room):
    found = room_of(criterion_of(f"{{fact: concept/employees, {leaf}}}"), False, RECORDS)

    assert (found[1] if found else None) == room


@pytest.mark.parametrize(
    ("negated", "room"),
    [
        (False, Span(high=(date(2025, 12, 31), True))),
        (True, Span(low=(date(2026, 1, 1), True))),
    ],
)
def test_before_a_day_is_until_the_day_before(negated, room):
    leaf = criterion_of("{fact: concept/registered-on, before: 2026-01-01}")

    assert room_of(leaf, negated, RECORDS)[1] == room


def test_what_is_computed_is_exact_and_what_is_asked_has_its_decimals():
    assert decimals_of(RECORDS["concept/employees"]) == 0
    assert decimals_of(RECORDS["concept/revenue"]) == 2
    assert decimals_of(RECORDS["concept/years-open"]) == 0
    assert decimals_of(RECORDS["concept/per-head"]) is None
    assert decimals_of(None) is None
