from __future__ import annotations

from xml.etree import ElementTree

import pytest

from flowchart.net_picture import net_picture

SVG = "{http://www.w3.org/2000/svg}"
SAID = {
    "scene/shop": "开店",
    "service/licence": "食品经营许可",
    "evidence/lease": "租赁合同",
    "policy/rent.criteria.all.0": "cs:AtMost",
}
ARROWS = [("scene/shop", "service/licence"), ("service/licence", "evidence/lease")]


def parts(svg, kind):
    root = ElementTree.fromstring(svg)
    return [one for one in root.iter(f"{SVG}g") if one.get("class") == kind]


def test_every_record_has_a_box_with_its_words_and_every_arrow_is_drawn():
    svg = net_picture(SAID, ARROWS)

    words = {box.findtext(f"{SVG}text") for box in parts(svg, "node")}
    assert words == set(SAID.values())
    assert {arrow.findtext(f"{SVG}title") for arrow in parts(svg, "edge")} == {
        "scene/shop->service/licence",
        "service/licence->evidence/lease",
    }


def test_an_arrow_is_drawn_once_and_order_does_not_matter():
    again = dict(reversed(SAID.items()))

    assert net_picture(again, [*ARROWS[::-1], *ARROWS]) == net_picture(SAID, ARROWS)


def test_kinds_of_records_differ_in_shape_or_ground():
    looks = set()
    for box in parts(net_picture(SAID, ARROWS), "node"):
        shape = box.find(f"{SVG}polygon")
        looks.add((shape.get("fill"), len(shape.get("points").split())))

    assert len(looks) == len(SAID)


@pytest.mark.parametrize(
    "words", ['<b>粗</b> & "引号"', "\\N", "a\nb", "{a|b}", "<script>alert(1)</script>", "😀"]
)
def test_words_are_words_and_nothing_else(words):
    (box,) = parts(net_picture({"service/a": words}, []), "node")

    assert "".join(one.text for one in box.iter(f"{SVG}text")) == words.replace("\n", "")
    assert box.find(f".//{SVG}script") is None


def test_a_box_is_as_wide_as_chinese_words_need():
    def width(words):
        (box,) = parts(net_picture({"service/a": words}, []), "node")
        across = [float(p.split(",")[0]) for p in box.find(f"{SVG}polygon").get("points").split()]
        return max(across) - min(across)

    assert width("食品经营许可") >= 6 * 11
    assert width("食品经营许可食品") - width("食品经营许可") == pytest.approx(2 * 11, abs=1)


def test_nothing_is_a_picture_too():
    assert parts(net_picture({}, []), "node") == []
