from __future__ import annotations

from decimal import Decimal

import pytest

from matcher.form_values import form_value
from tests.support import world

WORLD = world()


@pytest.mark.parametrize(
    ("concept", "sent", "given"),
    [
        ("concept/foreign", ["true"], [True]),
        ("concept/foreign", ["false"], [False]),
        ("concept/foreign", ["maybe"], ["maybe"]),
        ("concept/foreign", [""], []),
        ("concept/foreign", [], []),
        ("concept/employees", ["1,200"], [Decimal(1200)]),
        ("concept/employees", ["1，200"], [Decimal(1200)]),
        ("concept/employees", [" 80 "], [Decimal(80)]),
        ("concept/employees", ["many"], ["many"]),
        ("concept/employees", ["NaN"], ["NaN"]),
        ("concept/employees", ["Infinity"], ["Infinity"]),
        ("concept/goods", ["books", "cigarettes"], [["books", "cigarettes"]]),
        ("concept/registered-on", ["2026年3月1日"], ["2026-03-01"]),
        ("concept/registered-on", ["3/1"], ["3/1"]),
        ("concept/registered-on", ["2026/3/1"], ["2026-03-01"]),
        ("concept/registered-on", ["2026 3 1"], ["2026-03-01"]),
        ("concept/registered-on", ["20260301"], ["2026-03-01"]),
        ("concept/registered-on", ["2026-11"], ["2026-11"]),
        ("concept/registered-on", ["2026年11月"], ["2026年11月"]),
        ("concept/registered-on", ["202611"], ["202611"]),
        ("concept/registered-on", ["2026-111"], ["2026-111"]),
        ("concept/goods", ["-"], [[]]),
        ("concept/goods", [], []),
        ("concept/legal-form", ["company"], ["company"]),
        ("concept/registered-on", ["2026-03-01"], ["2026-03-01"]),
        ("concept/registered-on", ["  "], []),
    ],
)
def test_a_form_sends_words_and_nothing_means_not_known(concept, sent, given):
    assert list(form_value(sent, WORLD.concepts[concept])) == given


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("1,200,000", Decimal(1200000)),
        ("1，200", Decimal(1200)),
        (" 80 ", Decimal(80)),
        ("NaN", "NaN"),
        ("inf", "inf"),
        ("many", "many"),
    ],
)
def test_a_number_is_read_as_people_type_it_and_anything_else_is_left_to_be_refused(sent, given):
    assert list(form_value([sent], WORLD.concepts["concept/employees"])) == [given]


@pytest.mark.parametrize(("sent", "given"), [("true", True), ("false", False), ("maybe", "maybe")])
def test_a_flag_is_one_of_two_words(sent, given):
    assert list(form_value([sent], WORLD.concepts["concept/foreign"])) == [given]


def test_several_ticks_are_one_list_and_the_dash_of_none_is_no_code():
    ticked = form_value(["books", "-", " cigarettes "], WORLD.concepts["concept/goods"])

    assert list(ticked) == [["books", "cigarettes"]]
