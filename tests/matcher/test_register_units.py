"""A header's unit is the concept's own, is converted where that is sure, or is refused."""

from decimal import Decimal

import pytest

from kb.ids import ConceptId
from kb.kinds import ConceptType
from kb.model import InformationConcept
from kb.text import Text
from matcher.register_units import other_unit, parted, times_of
from tests.support import shipped_catalogue


def concept(zh=None, en=None):
    unit = Text(zh=zh, en=en) if zh else None
    return InformationConcept(
        id=ConceptId("concept/x"),
        title=Text(zh="某", en="Some"),
        type=ConceptType.NUMBER,
        unit=unit,
    )


YUAN = concept("元", "yuan")
WAN = concept("万元", "× 10,000 yuan")
AREA = concept("平方米", "m²")
SHARE = concept("比例（10% 写 0.1）", "share (10 % is 0.1)")

TIMES = [
    ("元", YUAN, 1), ("Yuan", YUAN, 1), ("RMB", YUAN, 1), ("单位：元", YUAN, 1),
    ("万元", YUAN, 10000),
    ("亿元", YUAN, 10**8), ("千元", YUAN, 1000), ("亿元", WAN, 10000), ("万元", WAN, 1),
    ("元", WAN, Decimal("0.0001")), ("㎡", AREA, 1), ("sqm", AREA, 1), ("平方米", AREA, 1),
    ("比例", SHARE, 1), ("个", concept(), 1), ("名", concept("人", "people"), 1),
]  # fmt: skip
REFUSED = [
    ("10k yuan", YUAN), ("万", YUAN), ("美元", YUAN), ("元/月", YUAN), ("sq ft", AREA),
    ("亩", AREA),
    ("%", SHARE), ("万", concept()), ("含社保", concept("人", "people")),
    ("万元", concept("元/年", "yuan a year")),
]  # fmt: skip


@pytest.mark.parametrize(("said", "held", "times"), TIMES)
def test_the_same_unit_and_sizes_of_yuan_are_understood(said, held, times):
    assert times_of(said, held) == Decimal(times)


@pytest.mark.parametrize(("said", "held"), REFUSED)
def test_any_other_unit_is_not_converted_by_guessing(said, held):
    assert times_of(said, held) is None


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("注册资本（万元）", ("注册资本", "万元")),
        ("area [sq ft] ", ("area", "sq ft")),
        ("（万元）", ("（万元）", None)),
        ("员工人数", ("员工人数", None)),
    ],
)
def test_the_unit_stands_in_brackets_at_the_end(header, parts):
    assert parted(header) == parts


def test_every_unit_of_the_shipped_concepts_is_its_own():
    for held in shipped_catalogue().concepts.values():
        if held.unit is not None:
            assert times_of(held.unit.zh, held) == times_of(held.unit.en, held) == 1, held.id


def test_a_refused_unit_names_both_and_says_what_to_write():
    problem, remedy = other_unit("sq ft", AREA)

    assert ("sq ft" in problem.zh, "平方米" in problem.zh) == (True, True)
    assert "times: 10000" in remedy.en
