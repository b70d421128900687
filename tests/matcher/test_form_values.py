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
    ("concept", "sent", "given"),
    [
        ("floor-area", "三百五", Decimal(350)),
        ("floor-area", "四十五平米", Decimal(45)),
        ("floor-area", "45㎡", Decimal(45)),
        ("floor-area", "四十五点五平方米", Decimal("45.5")),
        ("floor-area", "１２０", Decimal(120)),
        ("floor-area", "forty-five", Decimal(45)),
        ("floor-area", "零", Decimal(0)),
        ("employees", "两百人", Decimal(200)),
        ("employees", "四十五平米", "四十五平米"),
        ("floor-area", "十几平米", "十几平米"),
        ("floor-area", "80到100", "80到100"),
        ("floor-area", "不到五十", "不到五十"),
        ("floor-area", "大约三百五的样子", "大约三百五的样子"),
        ("fit-out-cost", "三百万", "三百万"),
        ("fit-out-cost", "三百万元", Decimal(300)),
    ],
)
def test_a_number_is_read_in_the_words_that_free_text_is(concept, sent, given, catalogue):
    assert list(form_value([sent], catalogue.concepts[f"concept/{concept}"])) == [given]


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
