from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from matcher.register_picture import FONTS, picture
from matcher.register_summary import PolicyTally
from tests.judged_registers import GRANT, REFUND, catalogue

SVG = "{http://www.w3.org/2000/svg}"
POLICIES = [
    (GRANT, PolicyTally(eligible=40, near=10, needs_information=20, not_eligible=40)),
    (REFUND, PolicyTally(needs_judgement=100)),
]


def drawn():
    return picture(POLICIES, 100, catalogue())


def words(svg):
    return ["".join(one.itertext()).strip() for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_words_are_text_in_both_languages_in_fonts_that_know_chinese():
    svg = drawn()

    said = " ".join(words(svg))
    for part in ("小微补贴", "Small firms' grant — 40", "符合 eligible", "100 位申请人"):
        assert part in said
    assert all(font in svg for font in FONTS)


def test_a_title_with_signs_stays_as_it_is():
    assert any("Refund of $1 & more" in said for said in words(drawn()))


def test_parts_differ_by_pattern_and_not_only_by_colour():
    assert len(set(re.findall(r"fill: url\(#(h[0-9a-f]+)\)", drawn()))) == 3


def test_the_same_counts_give_the_same_picture():
    assert drawn() == drawn()


def test_nobody_and_no_policy_can_be_drawn():
    ET.fromstring(picture([], 0, catalogue()))
