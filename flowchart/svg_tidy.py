"""What Graphviz drew → a small SVG for a strict content security policy, the same everywhere.

Only presentation attributes, no style, no script, no ids but those of boxes. Versions of Graphviz
differ in the fonts they measure and in where the tip of a bold arrow ends: lines of text are set
at a pitch of their own, and tips on the ends of their lines, so that no version can be told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from flowchart.drawing import (
    FONT_SIZE,
    FONTS,
    FRAME,
    INK,
    INKS,
    INSET,
    LINE_HEIGHT,
    SMALL,
    SOFT,
    THIN,
    Box,
    Picture,
)
from flowchart.layout import HEADING, HEADING_SIZE, PADDING, Spot
from flowchart.routing import Point

_SVG: Final = "{http://www.w3.org/2000/svg}"
_POINT: Final = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_KEPT: Final = ("stroke", "stroke-width", "stroke-dasharray")


def tidied(
    drawing: bytes, picture: Picture, label: str, links: Mapping[int, str] | None = None
) -> str:
    """Return the SVG for a page.

    Args:
        drawing: what Graphviz made of the source of `picture`.
        picture: tells the size, and what each line in a box is.
        label: what a screen reader says for the whole.
        links: the address behind each box. With links the picture is a group, not an image,
            because what is inside an image cannot be reached by keyboard.
    """
    width, height = _num(picture.placed.width), _num(picture.placed.height)
    out = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "img" if links is None else "group",
            "aria-label": label,
            "font-family": FONTS,
            "font-size": str(FONT_SIZE),
            "fill": INK,
        },
    )
    groups = list(ElementTree.fromstring(drawing).iter(f"{_SVG}g"))
    tidy = _Tidy(picture)
    tidy.frames(out, [group for group in groups if group.get("class") == "cluster"])
    tidy.arrows(out, [group for group in groups if group.get("class") == "edge"])
    tidy.boxes(out, [group for group in groups if group.get("class") == "node"], links)
    return ElementTree.tostring(out, encoding="unicode")


class _Tidy:
    """Puts groups of Graphviz's SVG, whose y is 0 at the foot, into a new one."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture

    def frames(self, out: Element, groups: Sequence[Element]) -> None:
        """Add the frames with their headings."""
        style = {"fill": FRAME["fillcolor"], "stroke": FRAME["color"]}
        into = SubElement(out, "g", {**style, "font-size": str(HEADING_SIZE)})
        for group in groups:
            spot = self._spot(_one(group, "polygon"))
            SubElement(into, "rect", {**_place(spot), "rx": "6"})
            where = {"x": _num(spot.x + PADDING), "y": _num(spot.y + HEADING - 2)}
            text = SubElement(into, "text", {**where, "stroke": "none", "fill": SOFT})
            text.text = _one(group, "text").text

    def arrows(self, out: Element, groups: Sequence[Element]) -> None:
        """Add the arrows, then their tips, each moved to the end of its line."""
        lines = SubElement(out, "g", {"fill": "none", "stroke": SOFT, "stroke-width": THIN})
        tips = SubElement(out, "g")
        for group in groups:
            line = _one(group, "path")
            curves = self._points(line, "d")
            bold = {"stroke": INK, "stroke-width": line.get("stroke-width", "")}
            style = bold if line.get("stroke") == INK else {}
            SubElement(lines, "path", {"d": _path(curves[::3]), **style})
            tip = self._points(_one(group, "polygon"), "points")[:3]
            lower = curves[-1][1] - min(y for _, y in tip)
            corners = " ".join(f"{_num(x)} {_num(y + lower)}" for x, y in tip)
            SubElement(tips, "polygon", {"points": corners})

    def boxes(
        self, out: Element, groups: Sequence[Element], links: Mapping[int, str] | None
    ) -> None:
        """Add the boxes by number, so that a keyboard reaches them in this order."""
        held = {int(group.get("id", "").rpartition("-")[2]): group for group in groups}
        into = SubElement(out, "g")
        for number, box in self._picture.boxes.items():
            linked = into
            if links is not None:
                linked = SubElement(into, "a", {"href": links[number], "aria-label": box.said})
            drawn = SubElement(linked, "g", {"id": held[number].get("id", "")})
            self._border(drawn, held[number], box)
            self._words(drawn, held[number], box)

    def _border(self, out: Element, group: Element, box: Box) -> None:
        """Add the border on its ground, then a second one, then the strip of a state."""
        shapes = group.findall(f"{_SVG}polygon")
        filled = [shape for shape in shapes if shape.get("fill") != "none"]
        spot = self._spot(shapes[-1])
        lines = {name: value for name in _KEPT if (value := shapes[-1].get(name)) is not None}
        ground = filled[-1].get("fill", "")
        SubElement(out, "rect", {**_place(spot), "rx": "3", "fill": ground, **lines})
        if box.double:
            thin = {name: value for name, value in lines.items() if name != "stroke-width"}
            SubElement(out, "rect", {**_place(self._spot(shapes[-2])), "fill": "none", **thin})
        if box.state is not None:
            strip = self._spot(filled[-2])
            inset = strip.x - spot.x
            inner = {"y": _num(spot.y + inset), "height": _num(spot.height - 2 * inset)}
            SubElement(out, "rect", {**_place(strip), **inner, "fill": filled[-2].get("fill", "")})

    def _words(self, out: Element, group: Element, box: Box) -> None:
        """Add the lines of a box, set in the middle of its height."""
        small = {"font-size": str(SMALL), "fill": SOFT}
        styles: list[dict[str, str]] = [{} for _ in box.title]
        styles += [small for _ in box.details]
        if box.state is not None:
            status = {**small, "fill": INKS[box.state].words, "font-weight": "bold"}
            styles += [status for _ in box.status]
        spot = self._picture.placed.boxes[box.number]
        y = spot.y + (spot.height - len(styles) * LINE_HEIGHT) / 2 - 4
        for line, style in zip(group.iter(f"{_SVG}text"), styles, strict=True):
            y += LINE_HEIGHT
            text = SubElement(out, "text", {"x": _num(spot.x + INSET), "y": _num(y), **style})
            text.text = line.text

    def _spot(self, polygon: Element) -> Spot:
        """Return the rectangle Graphviz drew as a polygon."""
        xs, ys = zip(*self._points(polygon, "points"), strict=True)
        left, top = min(xs), min(ys)
        return Spot(x=left, y=top, width=max(xs) - left, height=max(ys) - top)

    def _points(self, shape: Element, name: str) -> list[Point]:
        height = self._picture.placed.height
        return [(float(x), float(y) + height) for x, y in _POINT.findall(shape.get(name, ""))]


def _one(group: Element, tag: str) -> Element:
    """Return the first part of its kind in a group."""
    return next(group.iter(f"{_SVG}{tag}"))


def _path(points: Sequence[Point]) -> str:
    """Return a path of upright and level pieces."""
    (x, y), *rest = points
    out = f"M{_num(x)} {_num(y)}"
    for to_x, to_y in rest:
        out += f"V{_num(to_y)}" if to_x == x else f"H{_num(to_x)}"
        x = to_x
    return out


def _place(spot: Spot) -> dict[str, str]:
    corner = {"x": _num(spot.x), "y": _num(spot.y)}
    return {**corner, "width": _num(spot.width), "height": _num(spot.height)}


def _num(value: float) -> str:
    """Return a coordinate to one decimal, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
