from __future__ import annotations

import pytest

from kb.errors import Problem
from kb.text import Text
from kb.units import MEASURES, other_unit, same_unit, unknown_units
from tests.support import assert_said_well, recorded, shipped_records


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("元", "yuan"), ("元", "yuan"), True),
        (("元", "yuan"), ("万元", "× 10,000 yuan"), False),
        (("元", "yuan"), ("人", "people"), False),
        (("岁", "years"), ("年", "Years"), True),
        (("人", "people"), ("人", "children"), True),
        (("比例（60% 写 0.6）", "share (60 % is 0.6)"), ("比例", "proportion"), True),
        (("元/月", "yuan a month"), ("元", "yuan"), False),
        (None, ("元", "yuan"), True),
        (None, None, True),
    ],
)
def test_units_are_the_same_where_either_language_says_so(one, other, same):
    """Remarks in brackets do not count, and a unit nobody wrote is no mismatch."""
    units = [pair and Text(zh=pair[0], en=pair[1]) for pair in (one, other)]

    assert same_unit(*units) is same
    assert same_unit(*reversed(units)) is same


def test_a_mismatch_names_both():
    said = other_unit(
        "concept/a", Text(zh="元", en="yuan"), "concept/b", Text(zh="人", en="people")
    )

    assert said.en == "concept/a is in yuan, but concept/b in people."
    assert said.zh == "concept/a 的单位是“元”，concept/b 的是“人”。"


def of_unit(zh, en):
    return recorded(
        f"{{id: parameter/a, title: {{zh: 一, en: A}}, value: 1, unit: {{zh: '{zh}', en: '{en}'}}}}"
    )[0]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("元", "yuan"),
        ("元/人/月", "yuan per hire and month"),
        ("元/年（少交的税）", "yuan of tax saved a year"),
        ("%（减征）", "% off"),
        ("比例（60% 写 0.6）", "share (60 % is 0.6)"),
        ("平方米", "m²"),
        ("平方米", "square metres"),
        ("m²", "m²"),
        ("户", "firms"),
        ("件", "patents"),
        ("个工作日", "working days"),
    ],
)
def test_units_we_know_are_taken_with_remarks_and_rates(zh, en):
    assert list(unknown_units(of_unit(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "key"),
    [
        ("圆", "yuan", "zh"),
        ("平方来", "m²", "zh"),
        ("元/仁", "yuan per person", "zh"),
        ("平方米/", "m²", "zh"),
        ("元", "pounds", "en"),
        ("月", "years", "en"),
        ("米", "m²", "en"),
        ("万元", "yuan", "en"),
    ],
)
def test_a_unit_nobody_knows_is_refused(zh, en, key):
    ((path, problem, remedy),) = unknown_units(of_unit(zh, en))

    assert path == ("unit", key)
    assert_said_well(Problem(place="", problem=problem, remedy=remedy))


@pytest.mark.parametrize("zh", MEASURES)
def test_every_unit_of_the_list_is_taken_as_the_list_begins_it(zh):
    assert list(unknown_units(of_unit(zh, MEASURES[zh][0]))) == []


def test_every_shipped_unit_is_known():
    assert [found for one in shipped_records().values() for found in unknown_units(one)] == []
