from __future__ import annotations

import pytest

from kb.text import Text
from kb.units import other_unit, same_unit


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
