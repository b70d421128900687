"""The flowchart on paper: drawn from where its parts stand, as lines and letters, not as an image.

It is never larger than on a screen at 100 %, and as small as its width asks; what is too high is
cut between two rows of boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from flowchart.boxes import (
    BAR,
    BOLD,
    FAINT,
    FRAME_GROUND,
    INK,
    INKS,
    PALE,
    RING,
    SOFT,
    STRIP,
    THIN,
    Box,
    Key,
    Picture,
    letters,
)
from flowchart.layout import Spot
from flowchart.routing import Line
from flowchart.sizes import EDGE, PADDING

_POINTS: Final = 0.75
"""Points to a CSS pixel."""

_TIP: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of a picture from one height to another, in its pixels."""

    top: float
    bottom: float


def cuts(picture: Picture, width: float, height: float) -> tuple[Cut, ...]:
    """Return the parts of a picture that each fill a page at most.

    Args:
        picture: what is drawn.
        width: of the page inside its margins, in points.
        height: the same.
    """
    room = height / _scale(picture, width)
    ends = _between(picture)
    out: list[Cut] = []
    top = 0.0
    while picture.placed.height - top > room:
        fits = [end for end in ends if top < end <= top + room]
        bottom = max(fits, default=top + room)
        out.append(Cut(top=top, bottom=bottom))
        top = bottom
    return (*out, Cut(top=top, bottom=picture.placed.height))


def _scale(picture: Picture, width: float) -> float:
    return min(_POINTS, width / picture.placed.width)


def _between(picture: Picture) -> list[float]:
    """Return the heights at which a cut goes through no box and no heading."""
    spots = [*picture.placed.boxes.values(), *(key.spot for key in picture.legend)]
    tops = {spot.y for spot in spots} | {spot.y for spot, _ in picture.placed.frames}
    heads = [
        (spot.y - 1, spot.y + picture.placed.sizes.heading(len(frame.heading)) + PADDING)
        for spot, frame in picture.placed.frames
    ]
    taken = [(spot.y, spot.y + spot.height) for spot in spots] + heads
    free = (top - 4 for top in sorted(tops))
    return [y for y in free if not any(above < y < below for above, below in taken)]


class Chart(Flowable):  # type: ignore[misc,unused-ignore]
    """A part of a picture as reportlab lays it on a page."""

    def __init__(self, picture: Picture, cut: Cut, width: float, font: str) -> None:
        super().__init__()
        self._picture, self._cut, self._font = picture, cut, font
        self._scale = _scale(picture, width)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the points it takes."""
        high = (self._cut.bottom - self._cut.top) * self._scale
        return self._picture.placed.width * self._scale, high

    def draw(self) -> None:
        """Draw on the page it was put on."""
        canvas: Any = self.canv
        width, height = self.wrap(0, 0)
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(0, 0, width, height)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.translate(0, height)
        canvas.scale(self._scale, self._scale)
        canvas.translate(0, self._cut.top)
        _Brush(canvas, self._picture, self._font).paint()
        canvas.restoreState()


class _Brush:
    """Draws a picture whose y grows downwards on a canvas whose y grows upwards."""

    def __init__(self, canvas: Canvas, picture: Picture, font: str) -> None:
        self._canvas, self._picture, self._font = canvas, picture, font
        self._sizes = picture.placed.sizes

    def paint(self) -> None:
        """Draw everything, the boxes last."""
        self._days()
        for spot, frame in self._picture.placed.frames:
            self._rectangle(spot, stroke=PALE, ground=FRAME_GROUND, round_=6)
            self._column(frame.heading, spot.x + PADDING, spot.y + 2)
        for line in self._picture.lines:
            self._arrow(line)
        for number, box in self._picture.boxes.items():
            self._box(self._picture.placed.boxes[number], box)
            for one in letters(self._picture, number):
                self._words(one.text, one.x, one.y, one.size, one.colour)
                if one.struck:
                    self._strike(one.text, one.x, one.y, one.size)
        for key in self._picture.legend:
            self._key(key)

    def _days(self) -> None:
        days = self._picture.placed.days
        for spot, lines in days:
            self._column(lines, spot.x, spot.y)
        for spot, _ in days[1:]:
            y = spot.y - self._sizes.band_gap / 2
            self._stroke(PALE, 1, (2, 3))
            self._canvas.line(EDGE, -y, self._picture.placed.width - EDGE, -y)

    def _box(self, spot: Spot, box: Box) -> None:
        colour = FAINT if box.small else SOFT if box.dashed else INK
        dash = (1, 4) if box.struck else (5, 2) if box.dashed else ()
        wide = BOLD if box.bold else 1
        self._rectangle(spot, stroke=colour, ground=box.ground, width=wide, dash=dash, round_=3)
        if box.double:
            self._rectangle(_inner(spot, RING), stroke=colour, dash=dash)
        if box.state is not None:
            strip = Spot(
                x=spot.x + STRIP.start, y=spot.y + 3, width=len(STRIP), height=spot.height - 6
            )
            self._fill(strip, INKS[box.state].strip)
        if box.barred:
            x = spot.x + spot.width - BAR
            self._fill(Spot(x=x, y=spot.y + 3, width=BAR, height=spot.height - 6), INK)

    def _arrow(self, line: Line) -> None:
        self._stroke(INK if line.bold else SOFT, BOLD if line.bold else THIN)
        *corners, (x, y) = line.points
        for (x1, y1), (x2, y2) in pairwise((*corners, (x, y - _TIP))):
            self._canvas.line(x1, -y1, x2, -y2)
        path = self._canvas.beginPath()
        path.moveTo(x, -y)
        path.lineTo(x - 4.2, -y + _TIP)
        path.lineTo(x + 4.2, -y + _TIP)
        path.close()
        self._canvas.setFillColor(HexColor(INK))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _key(self, key: Key) -> None:
        dash = (4, 2) if key.border == "dashed" else ()
        colour = SOFT if key.border == "dashed" else INK
        self._rectangle(
            key.spot, stroke=colour, width=BOLD if key.border == "bold" else 1, dash=dash
        )
        if key.border == "double":
            self._rectangle(_inner(key.spot, 3), stroke=colour)
        x = key.spot.x + key.spot.width + 6
        y = key.spot.y + key.spot.height / 2 + self._sizes.small / 3
        self._words(key.text, x, y, self._sizes.small, SOFT)

    def _rectangle(
        self,
        spot: Spot,
        stroke: str,
        ground: str | None = None,
        width: float = 1,
        dash: tuple[int, ...] = (),
        round_: float = 0,
    ) -> None:
        self._stroke(stroke, width, dash)
        if ground is not None:
            self._canvas.setFillColor(HexColor(ground))
        place = spot.x, -spot.y - spot.height, spot.width, spot.height
        self._canvas.roundRect(*place, round_, stroke=1, fill=int(ground is not None))

    def _fill(self, spot: Spot, colour: str) -> None:
        self._canvas.setFillColor(HexColor(colour))
        place = spot.x, -spot.y - spot.height, spot.width, spot.height
        self._canvas.rect(*place, stroke=0, fill=1)

    def _stroke(self, colour: str, width: float, dash: tuple[int, ...] = ()) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width)
        self._canvas.setDash(list(dash))

    def _column(self, lines: tuple[str, ...], x: float, y: float) -> None:
        for i, line in enumerate(lines, start=1):
            self._words(line, x, y + i * self._sizes.line, self._sizes.small, SOFT)

    def _words(self, text: str, x: float, y: float, size: float, colour: str) -> None:
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.setFont(self._font, size)
        self._canvas.drawString(x, -y, text)

    def _strike(self, text: str, x: float, y: float, size: float) -> None:
        self._stroke(SOFT, 1)
        middle = -y + size / 3
        self._canvas.line(x, middle, x + self._canvas.stringWidth(text, self._font, size), middle)


def _inner(spot: Spot, by: float) -> Spot:
    return Spot(
        x=spot.x + by, y=spot.y + by, width=spot.width - 2 * by, height=spot.height - 2 * by
    )


def charts(picture: Picture, width: float, height: float, font: str) -> Iterator[Chart]:
    """Yield a picture in parts that each fill a page at most."""
    for cut in cuts(picture, width, height):
        yield Chart(picture, cut, width, font)
