"""What Graphviz drew, as a page gets it: places to the pixel, texts to the letter."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowchart.boxes import INKS, Box, Key, Picture, box_height
from flowchart.changes_shown import Change
from flowchart.drawing import rendered, source
from flowchart.layout import Band, Frame, Sketch, Spot, placed
from flowchart.routing import spine
from flowchart.sizes import SIZES
from flowchart.states import StepState
from flowchart.svg_tidy import tidied
from flowchart.text_width import visible

SVG = "{http://www.w3.org/2000/svg}"
WORDS = st.text(max_size=20).map(visible).filter(str.strip)
HOSTILE = ("&lt;b&gt; &amp; &#60;", "\\N \\l \\\\", '"]; x -> y [label="', "<b>x</b>", "</text>")


def a_box(number=1, title=("1 食品经营许可",), state=None, double=False, bold=False, change=None):
    return Box(
        number=number,
        said=" ".join(title),
        title=title,
        details=("5 个工作日",),
        status=("◆ 审核中",) if state is not None else (),
        state=state,
        change=change,
        dashed=False,
        double=double,
        bold=bold,
    )


def a_frame(box):
    return Frame(rows=((box.number,),), box_width=160, heading=("可同时办理",))


def a_picture(*boxes):
    """Return framed boxes one below the other."""
    sketch = Sketch(
        bands=tuple(Band(frames=(a_frame(box),), day=("第 1 天",)) for box in boxes),
        waits_for={box.number: () for box in boxes},
        heights={box.number: box_height(box, SIZES["wide"]) for box in boxes},
        sizes=SIZES["wide"],
    )
    where = placed(sketch)
    return Picture(placed=where, lines=spine(where), boxes={box.number: box for box in boxes})


def drawn(picture, links=None):
    svg = tidied(rendered(source(picture, "wide")), picture, "one", links)
    return ElementTree.fromstring(svg)


def group(root, number):
    return next(g for g in root.iter(f"{SVG}g") if g.get("id") == f"wide-{number}")


def place(rect):
    return tuple(float(rect.get(name)) for name in ("x", "y", "width", "height"))


@given(st.lists(WORDS, min_size=1, max_size=3).map(tuple))
def test_every_text_arrives_as_it_was_written(title):
    root = drawn(a_picture(a_box(title=title)))

    texts = [text.text for text in group(root, 1).iter(f"{SVG}text")]

    assert texts == [*title, "5 个工作日"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_means_something_to_graphviz_or_to_the_page(text):
    root = drawn(a_picture(a_box(title=(text,))))

    assert [t.text for t in group(root, 1).iter(f"{SVG}text")] == [text, "5 个工作日"]
    assert len(list(root.iter(f"{SVG}rect"))) == 2


def test_a_changed_step_has_a_bar_inside_its_right_border():
    root = drawn(a_picture(a_box(change=Change.ADDED)))
    border, bar = group(root, 1).findall(f"{SVG}rect")
    x, _, width, _ = place(border)

    assert place(bar)[0] + place(bar)[2] == pytest.approx(x + width, abs=0.11)


def test_a_step_that_is_gone_is_struck_through_in_a_dotted_border():
    root = drawn(a_picture(a_box(change=Change.DROPPED)))
    (border,) = group(root, 1).findall(f"{SVG}rect")
    title, days = group(root, 1).iter(f"{SVG}text")

    assert border.get("stroke-dasharray") == "1,5"
    assert title.get("text-decoration") == "line-through"
    assert days.get("text-decoration") is None


def test_a_rule_stands_above_every_day_but_the_first():
    root = drawn(a_picture(a_box(), a_box(2), a_box(3)))

    rule = next(p for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray"))

    assert rule.get("d").count("M") == 2
    assert [t.text for t in root.iter(f"{SVG}text")].count("第 1 天") == 3


def test_the_legend_shows_the_border_beside_its_meaning():
    key = Key(border="double", spot=Spot(x=6, y=9, width=22, height=14), text="集成")
    root = drawn(replace(a_picture(a_box()), legend=(key,)))
    last = list(root)[-1]

    assert [place(rect) for rect in last.findall(f"{SVG}rect")] == [(6, 9, 22, 14), (9, 12, 16, 8)]
    assert last.find(f"{SVG}text").text == "集成"


@pytest.mark.parametrize("double", [True, False])
def test_graphviz_draws_boxes_and_frames_where_they_were_placed(double):
    picture = a_picture(a_box(), a_box(2, double=double))
    root = drawn(picture)
    frames = [rect for rect in root.iter(f"{SVG}rect") if rect.get("rx") == "6"]

    for number, spot in picture.placed.boxes.items():
        assert place(group(root, number).find(f"{SVG}rect")) == pytest.approx(
            (spot.x, spot.y, spot.width, spot.height), abs=0.11
        )
    for rect, (spot, _) in zip(frames, picture.placed.frames, strict=True):
        assert place(rect) == pytest.approx((spot.x, spot.y, spot.width, spot.height), abs=0.11)


def test_an_arrow_ends_where_it_was_led():
    picture = a_picture(a_box(), a_box(2))
    (x, _), (to_x, to_y) = picture.lines[0].points
    root = drawn(picture)

    tip = [float(part) for part in next(root.iter(f"{SVG}polygon")).get("points").split()]

    assert (x, to_y) == (tip[2], tip[3])
    assert tip[0] - to_x == pytest.approx(to_x - tip[4], abs=0.11)


@pytest.mark.parametrize("double", [True, False])
@pytest.mark.parametrize("state", StepState)
def test_the_strip_of_a_state_stands_between_the_side_and_the_words(state, double):
    root = drawn(a_picture(a_box(state=state, double=double)))
    border, *_, strip = group(root, 1).findall(f"{SVG}rect")
    x, y, _, height = place(border)
    words = group(root, 1).find(f"{SVG}text")

    assert (border.get("fill"), strip.get("fill")) == (INKS[state].ground, INKS[state].strip)
    assert x + 3 <= place(strip)[0]
    assert place(strip)[0] + place(strip)[2] == pytest.approx(x + 8, abs=0.11)
    assert y < place(strip)[1] < place(strip)[1] + place(strip)[3] < y + height
    assert float(words.get("x")) > x + 8


def test_only_the_outer_line_of_a_bold_double_border_is_bold():
    root = drawn(a_picture(a_box(double=True, bold=True)))

    widths = [rect.get("stroke-width") for rect in group(root, 1).findall(f"{SVG}rect")]

    assert widths == ["2.6", None]


def test_links_stand_in_the_order_of_the_numbers_and_lead_where_they_should():
    links = {1: "#step-1", 2: '/s?a="><script>&b'}
    root = drawn(a_picture(a_box(2), a_box(1)), links)

    found = {a.get("href"): a.find(f"{SVG}g").get("id") for a in root.iter(f"{SVG}a")}

    assert found == {"#step-1": "wide-1", '/s?a="><script>&b': "wide-2"}


def test_nothing_of_graphviz_is_left_but_the_drawing():
    picture = a_picture(a_box(), a_box(2))
    svg = tidied(rendered(source(picture, "wide")), picture, "one")

    assert svg.startswith("<svg xmlns=")
    for left_over in ("<title", "<!--", "<?xml", "class=", "style=", "xlink", "xml:space", "ns0:"):
        assert left_over not in svg
