"""What Graphviz drew → a small SVG for a strict content security policy, the same everywhere.

Only presentation attributes, no style, no script, no ids but those of boxes. Versions of Graphviz
differ in the fonts they measure and in where the tip of a bold arrow ends: lines of text are set
at a pitch of their own, and tips on the ends of their lines, so that no version can be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from flowchart.boxes import (
    BAR,
    BOLD,
    FRAME_GROUND,
    INK,
    INKS,
    PALE,
    SOFT,
    STRIP,
    THIN,
    Box,
    Key,
    Picture,
    letters,
)
from flowchart.layout import Spot
from flowchart.routing import Point
from flowchart.sizes import EDGE, PADDING

FONTS: Final = "system-ui,PingFang SC,Microsoft YaHei,WenQuanYi Micro Hei,sans-serif"

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
    groups = list(ElementTree.fromstring(drawing).iter(f"{_SVG}g"))
    tidy = _Tidy(picture)
    return _tag(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "img" if links is None else "group",
            "aria-label": label,
            "font-family": FONTS,
            "font-size": str(picture.placed.sizes.font),
            "fill": INK,
        },
        tidy.days(),
        tidy.frames([group for group in groups if group.get("class") == "cluster"]),
        tidy.arrows([group for group in groups if group.get("class") == "edge"]),
        tidy.boxes([group for group in groups if group.get("class") == "node"], links),
        tidy.legend(),
    )


class _Tidy:
    """Writes anew what stands in groups of Graphviz's SVG, whose y is 0 at the foot."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._placed = picture.placed
        self._sizes = picture.placed.sizes
        self._small = {"font-size": str(self._sizes.small), "fill": SOFT}

    def days(self) -> str:
        """Return the days at the left, and a rule above each but the first."""
        rules = [rule_y(self._picture, day) for day in range(1, len(self._placed.days))]
        right = _num(self._placed.width - EDGE)
        way = "".join(f"M{EDGE} {_num(y)}H{right}" for y in rules)
        drawn = _tag("path", {"d": way, "stroke": PALE, "stroke-dasharray": "2,3"}) if way else ""
        words = [self._column(lines, spot.x, spot.y) for spot, lines in self._placed.days]
        return drawn + (_tag("g", self._small, *words) if words else "")

    def frames(self, groups: Sequence[Element]) -> str:
        """Return the frames with their headings."""
        out: list[str] = []
        for group, (_, frame) in zip(groups, self._placed.frames, strict=True):
            spot = self._spot(_one(group, "polygon"))
            words = self._column(frame.heading, spot.x + PADDING, spot.y + 2)
            style = {"stroke": "none", "fill": SOFT}
            out += [_tag("rect", {**_place(spot), "rx": "6"}), _tag("g", style, words)]
        style = {"fill": FRAME_GROUND, "stroke": PALE, "font-size": str(self._sizes.small)}
        return _tag("g", style, *out)

    def arrows(self, groups: Sequence[Element]) -> str:
        """Return the arrows, then their tips, each moved to the end of its line."""
        lines: list[str] = []
        tips: list[str] = []
        for group in groups:
            line = _one(group, "path")
            curves = self._points(line, "d")
            bold = {"stroke": INK, "stroke-width": line.get("stroke-width", "")}
            style = bold if line.get("stroke") == INK else {}
            lines.append(_tag("path", {"d": _path(curves[::3]), **style}))
            tip = self._points(_one(group, "polygon"), "points")[:3]
            lower = curves[-1][1] - min(y for _, y in tip)
            corners = " ".join(f"{_num(x)} {_num(y + lower)}" for x, y in tip)
            tips.append(_tag("polygon", {"points": corners}))
        style = {"fill": "none", "stroke": SOFT, "stroke-width": str(THIN)}
        return _tag("g", style, *lines) + _tag("g", {}, *tips)

    def boxes(self, groups: Sequence[Element], links: Mapping[int, str] | None) -> str:
        """Return the boxes by number, so that a keyboard reaches them in this order."""
        held = {int(group.get("id", "").rpartition("-")[2]): group for group in groups}
        out: list[str] = []
        for number, box in self._picture.boxes.items():
            parts = [*self._border(held[number], box), *self._words(number)]
            drawn = _tag("g", {"id": held[number].get("id", "")}, *parts)
            if links is not None:
                drawn = _tag("a", {"href": links[number], "aria-label": box.said}, drawn)
            out.append(drawn)
        return _tag("g", {}, *out)

    def _border(self, group: Element, box: Box) -> Iterator[str]:
        """Yield the border on its ground, a second one, what shows a state and a change."""
        shapes = group.findall(f"{_SVG}polygon")
        spot = self._spot(shapes[-1])
        lines = {name: value for name in _KEPT if (value := shapes[-1].get(name)) is not None}
        yield _tag("rect", {**_place(spot), "rx": "3", "fill": box.ground, **lines})
        if box.double:
            thin = {name: value for name, value in lines.items() if name != "stroke-width"}
            yield _tag("rect", {**_place(self._spot(shapes[-2])), "fill": "none", **thin})
        if box.state is not None:
            strip = side(spot, STRIP.start, len(STRIP))
            yield _tag("rect", {**_place(strip), "fill": INKS[box.state].strip})
        if box.barred:
            yield _tag("rect", _place(side(spot, spot.width - BAR, BAR)))

    def _words(self, number: int) -> Iterator[str]:
        """Yield the lines of a box."""
        for line in letters(self._picture, number):
            size = None if line.size == self._sizes.font else line.size
            yield _text(
                line.text, line.x, line.y, _style(size, line.colour, line.bold, line.struck)
            )

    def legend(self) -> str:
        """Return what the borders mean."""
        out: list[str] = []
        for key in self._picture.legend:
            for spot, style in samples(key):
                out.append(_tag("rect", {**_place(spot), "fill": "none", **style}))
            x = key.spot.x + key.spot.width + 6
            out.append(_text(key.text, x, key.spot.y + key.spot.height / 2 + self._sizes.small / 3))
        return _tag("g", self._small, *out) if out else ""

    def _column(self, lines: Sequence[str], x: float, y: float) -> str:
        """Return lines one below the other."""
        pitch = self._sizes.line
        return "".join(_text(line, x, y + i * pitch) for i, line in enumerate(lines, start=1))

    def _spot(self, polygon: Element) -> Spot:
        """Return the rectangle Graphviz drew as a polygon; its first and third corner are apart."""
        one, _, other, *_ = polygon.get("points", "").split()
        (x, y), (to_x, to_y) = map(float, one.split(",")), map(float, other.split(","))
        top = min(y, to_y) + self._placed.height
        return Spot(x=min(x, to_x), y=top, width=abs(x - to_x), height=abs(y - to_y))

    def _points(self, shape: Element, name: str) -> list[Point]:
        height = self._placed.height
        return [(float(x), float(y) + height) for x, y in _POINT.findall(shape.get(name, ""))]


def side(spot: Spot, start: float, width: float) -> Spot:
    """Return an upright strip inside a box, free of its border and a second one."""
    return Spot(x=spot.x + start, y=spot.y + 3, width=width, height=spot.height - 6)


def rule_y(picture: Picture, day: int) -> float:
    """Return the y of the rule above a day, half-way up to the band before."""
    spot, _ = picture.placed.days[day]
    return spot.y - picture.placed.sizes.band_gap / 2


def samples(key: Key) -> list[tuple[Spot, dict[str, str]]]:
    """Return the rectangles of a sample of the legend, with their attributes."""
    ink = {"stroke": SOFT if key.border == "dashed" else INK}
    if key.border == "dashed":
        return [(key.spot, {**ink, "stroke-dasharray": "4,2"})]
    if key.border == "bold":
        return [(key.spot, {**ink, "stroke-width": str(BOLD)})]
    x, y, width, height = key.spot.x + 3, key.spot.y + 3, key.spot.width - 6, key.spot.height - 6
    return [(key.spot, ink), (Spot(x=x, y=y, width=width, height=height), ink)]


def _tag(name: str, attributes: Mapping[str, str], *inside: str) -> str:
    """Return an element; what stands in attributes is escaped, what is inside is markup."""
    said = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def _text(words: str, x: float, y: float, style: str = "") -> str:
    """Return one line of text."""
    return f'<text x="{_num(x)}" y="{_num(y)}"{style}>{_escaped(words)}</text>'


@lru_cache
def _style(size: int | None, colour: str, bold: bool, struck: bool) -> str:
    """Return the attributes of letters, without those that hold anyway."""
    return (
        (f' font-size="{size}"' if size is not None else "")
        + (f' fill="{colour}"' if colour != INK else "")
        + (' font-weight="bold"' if bold else "")
        + (' text-decoration="line-through"' if struck else "")
    )


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    """Return a text as it stands in markup or in an attribute; most come again and again."""
    return escape(text, {'"': "&quot;"})


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


@lru_cache(maxsize=4096)
def _num(value: float) -> str:
    """Return a coordinate to one decimal, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
