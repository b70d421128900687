"""A placed flowchart and its words → SVG, for a strict content security policy.

Only presentation attributes, no style, no script. What is told by colour is told again by words,
a sign or the kind of border: dashed is possible, double is a bundle, bold is critical.
Colours follow Okabe and Ito; every text stands at 4.5:1 or more on its ground.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from flowchart.layout import HEADING, HEADING_SIZE, PADDING, Frame, Placed, Spot
from flowchart.routing import Line, Point
from flowchart.states import StepState

FONTS: Final = "system-ui,'PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
FONT_SIZE: Final = 13
SMALL: Final = 12
LINE_HEIGHT: Final = 16
INSET: Final = 11
"""From the side of a box to its text; the strip that shows a state stands there."""

_INK: Final = "#1b1b1b"
_SOFT: Final = "#555"
_STRIP: Final = 5
_BOLD_BORDER: Final = ' stroke-width="2.6"'
_BOLD: Final = f' stroke="{_INK}"{_BOLD_BORDER}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of a state: ground, strip and words."""

    ground: str
    strip: str
    words: str


_WAITING: Final = Ink(ground="#f3f3f3", strip="#8a8a8a", words="#4a4a4a")
_YOURS: Final = Ink(ground="#fff6dd", strip="#e69f00", words="#6b4400")
_OURS: Final = Ink(ground="#e6f1fa", strip="#0072b2", words="#00497a")
_DONE: Final = Ink(ground="#e0f4ec", strip="#009e73", words="#00553d")
_STOPPED: Final = Ink(ground="#fde9e1", strip="#d55e00", words="#8f2f00")

INKS: Final[dict[StepState, Ink]] = {
    StepState.CANNOT_START: _WAITING,
    StepState.CAN_START: _YOURS,
    StepState.COLLECTING: _YOURS,
    StepState.SUBMITTED: _OURS,
    StepState.TO_BE_SUPPLEMENTED: _STOPPED,
    StepState.ACCEPTED: _OURS,
    StepState.UNDER_REVIEW: _OURS,
    StepState.SPECIAL_PROCEDURE: _OURS,
    StepState.GRANTED: _DONE,
    StepState.REFUSED: _STOPPED,
    StepState.WITHDRAWN: _WAITING,
    StepState.ISSUED: _DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What stands in one box, line by line, and how its border looks."""

    number: int
    title: tuple[str, ...]
    details: tuple[str, ...]
    status: tuple[str, ...]
    state: StepState | None
    dashed: bool
    double: bool
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A flowchart ready to be drawn: where everything lies, its arrows and its words."""

    placed: Placed
    lines: tuple[Line, ...]
    boxes: Mapping[int, Box]


def drawn(picture: Picture, name: str, label: str, link: Callable[[int], str] | None = None) -> str:
    """Return the SVG.

    Args:
        picture: what is drawn.
        name: begins every id, so that two pictures can stand on one page.
        label: what a screen reader says for the whole.
        link: the address behind each box. With links the picture is a group, not an image,
            because what is inside an image cannot be reached by keyboard.
    """
    placed = picture.placed
    width, height = _num(placed.width), _num(placed.height)
    tip = f"{name}-tip"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="{"img" if link is None else "group"}" '
            f'aria-label="{_said(label)}" font-family="{FONTS}" font-size="{FONT_SIZE}" '
            f'fill="{_INK}">',
            f'<marker id="{tip}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
            'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 0l8 4-8 4z"/></marker>',
            _framed(placed.frames),
            _arrows(picture.lines, tip),
            "<g>",
            *(
                _linked(_box(placed.boxes[n], box, name), n, link)
                for n, box in picture.boxes.items()
            ),
            "</g></svg>",
        )
    )


def box_height(box: Box) -> int:
    """Return the pixels a box needs for its lines."""
    return len((*box.title, *box.details, *box.status)) * LINE_HEIGHT + PADDING + 2


def _framed(frames: Sequence[tuple[Spot, Frame]]) -> str:
    parts = [
        f'<rect {_place(spot)} rx="6"/>'
        f'<text x="{_num(spot.x + PADDING)}" y="{_num(spot.y + HEADING - 2)}" '
        f'stroke="none" fill="{_SOFT}">{_said(frame.heading)}</text>'
        for spot, frame in frames
    ]
    return f'<g fill="#fafafa" stroke="#c4c4c4" font-size="{HEADING_SIZE}">{"".join(parts)}</g>'


def _arrows(lines: Sequence[Line], tip: str) -> str:
    parts = [
        f'<path d="{_path(line.points)}"{_BOLD if line.bold else ""} marker-end="url(#{tip})"/>'
        for line in lines
    ]
    return f'<g fill="none" stroke="{_SOFT}" stroke-width="1.2">{"".join(parts)}</g>'


def _linked(drawing: str, number: int, link: Callable[[int], str] | None) -> str:
    return f'<a href="{escape(link(number))}">{drawing}</a>' if link is not None else drawing


def _box(spot: Spot, box: Box, name: str) -> str:
    return f'<g id="{name}-{box.number}">{_border(spot, box)}{_words(spot, box)}</g>'


def _border(spot: Spot, box: Box) -> str:
    ink = INKS[box.state] if box.state is not None else None
    ground = ink.ground if ink is not None else "#fff"
    dashes = ' stroke-dasharray="5 3"' if box.dashed else ""
    stroke = _SOFT if box.dashed else _INK
    weight = _BOLD_BORDER if box.bold else ""
    parts = [f'<rect {_place(spot)} rx="3" fill="{ground}" stroke="{stroke}"{weight}{dashes}/>']
    if box.double:
        inner = Spot(x=spot.x + 3, y=spot.y + 3, width=spot.width - 6, height=spot.height - 6)
        parts.append(f'<rect {_place(inner)} fill="none" stroke="{stroke}"{dashes}/>')
    if ink is not None:
        strip = Spot(x=spot.x + 3, y=spot.y + 3, width=_STRIP, height=spot.height - 6)
        parts.append(f'<rect {_place(strip)} fill="{ink.strip}"/>')
    return "".join(parts)


def _words(spot: Spot, box: Box) -> str:
    """Return the lines of a box, set in the middle of its height."""
    lines = [(line, "") for line in box.title]
    small = f' font-size="{SMALL}" fill="{_SOFT}"'
    lines += [(line, small) for line in box.details]
    if box.state is not None:
        told = f' font-size="{SMALL}" font-weight="bold" fill="{INKS[box.state].words}"'
        lines += [(line, told) for line in box.status]
    x = _num(spot.x + INSET)
    y = spot.y + (spot.height - len(lines) * LINE_HEIGHT) / 2 + LINE_HEIGHT - 4
    return "".join(
        f'<text x="{x}" y="{_num(y + i * LINE_HEIGHT)}"{how}>{_said(line)}</text>'
        for i, (line, how) in enumerate(lines)
    )


def _place(spot: Spot) -> str:
    corner = f'x="{_num(spot.x)}" y="{_num(spot.y)}"'
    return f'{corner} width="{_num(spot.width)}" height="{_num(spot.height)}"'


def _said(text: str) -> str:
    """Return a text for XML, without characters that cannot be seen or that turn its direction."""
    return escape("".join(c for c in text if c.isprintable()))


def _path(points: Sequence[Point]) -> str:
    """Return a path of upright and level pieces."""
    (x, y), *rest = points
    out = f"M{_num(x)} {_num(y)}"
    for to_x, to_y in rest:
        out += f"V{_num(to_y)}" if to_x == x else f"H{_num(to_x)}"
        x = to_x
    return out


def _num(value: float) -> str:
    """Return a coordinate to one decimal, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
