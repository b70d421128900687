"""Where the boxes and frames of a flowchart lie, in CSS pixels; arithmetic, without fonts.

Boxes of one size stand in rows in frames, frames side by side in bands, bands from top to bottom.
A frame stands as nearly below what it waits for as its neighbours allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flowchart.text_width import ems

PADDING: Final = 8
"""Between a frame and what it holds."""

GAP: Final = 12
"""Between boxes, and between frames side by side."""

HEADING: Final = 20
"""Height of a frame's heading."""

HEADING_SIZE: Final = 12
"""Font size of a frame's heading."""

EDGE: Final = 6
"""Round the picture, so that no border is cut and an arrow can pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Boxes in rows, by number; without a heading the frame is not drawn."""

    rows: tuple[tuple[int, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is to be placed.

    `waits_for` names for each box the boxes before it; `band_gap` leaves room for the arrows; no
    frame is narrower than `frame_columns` boxes.
    """

    bands: tuple[tuple[Frame, ...], ...]
    waits_for: Mapping[int, tuple[int, ...]]
    box_width: int
    box_height: int
    band_gap: int
    frame_columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Return the x half-way."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where everything lies; headed frames only, each with the boxes it holds."""

    width: float
    height: float
    boxes: Mapping[int, Spot]
    frames: tuple[tuple[Spot, Frame], ...]


def placed(sketch: Sketch) -> Placed:
    """Return where everything lies; the picture is as wide as its widest band."""
    width = max((_band_width(band, sketch) for band in sketch.bands), default=0.0)
    boxes: dict[int, Spot] = {}
    frames: list[tuple[Spot, Frame]] = []
    y = float(EDGE)
    for band in sketch.bands:
        for frame, x in _across(band, sketch, boxes, width):
            high = _high(frame, sketch)
            boxes |= _inside(frame, sketch, x, y)
            if frame.heading:
                spot = Spot(x=x, y=y, width=_wide(frame, sketch), height=high)
                frames.append((spot, frame))
        y += max(_high(frame, sketch) for frame in band) + sketch.band_gap
    return Placed(
        width=width + 2 * EDGE,
        height=max(y - sketch.band_gap, 0) + EDGE,
        boxes=boxes,
        frames=tuple(frames),
    )


def heading_spot(spot: Spot, frame: Frame) -> Spot:
    """Return where the heading of a placed frame stands."""
    width = ems(frame.heading) * HEADING_SIZE
    return Spot(x=spot.x + PADDING, y=spot.y + PADDING, width=width, height=HEADING_SIZE - 3)


def _across(
    band: Sequence[Frame], sketch: Sketch, boxes: Mapping[int, Spot], width: float
) -> list[tuple[Frame, float]]:
    """Return the frames of a band from left to right, each with its x.

    A first pass moves them right until none overlap, a second one back into the picture.
    """
    aims = {frame.rows[0][0]: _aim(frame, sketch, boxes, width) for frame in band}
    ordered = sorted(band, key=lambda frame: aims[frame.rows[0][0]])
    out: list[tuple[Frame, float]] = []
    free = float(EDGE)
    for frame in ordered:
        x = max(free, aims[frame.rows[0][0]] - _wide(frame, sketch) / 2)
        out.append((frame, x))
        free = x + _wide(frame, sketch) + GAP
    limit = width + EDGE
    for i, (frame, x) in reversed(list(enumerate(out))):
        out[i] = frame, min(x, limit - _wide(frame, sketch))
        limit = out[i][1] - GAP
    return out


def _aim(frame: Frame, sketch: Sketch, boxes: Mapping[int, Spot], width: float) -> float:
    """Return the x below the middle of what a frame waits for, else the middle of the picture."""
    before = {wait for row in frame.rows for number in row for wait in sketch.waits_for[number]}
    middles = [boxes[number].middle for number in before]
    return sum(middles) / len(middles) if middles else width / 2 + EDGE


def _inside(frame: Frame, sketch: Sketch, x: float, y: float) -> dict[int, Spot]:
    """Return the boxes of a frame whose corner is given."""
    left, top = (x + PADDING, y + HEADING + PADDING / 2) if frame.heading else (x, y)
    return {
        number: Spot(
            x=left + column * (sketch.box_width + GAP),
            y=top + line * (sketch.box_height + GAP),
            width=sketch.box_width,
            height=sketch.box_height,
        )
        for line, row in enumerate(frame.rows)
        for column, number in enumerate(row)
    }


def _band_width(band: Sequence[Frame], sketch: Sketch) -> float:
    return sum(_wide(frame, sketch) + GAP for frame in band) - GAP


def _wide(frame: Frame, sketch: Sketch) -> float:
    columns = max(map(len, frame.rows))
    if not frame.heading:
        return _side_by_side(columns, sketch)
    inner = _side_by_side(max(columns, sketch.frame_columns), sketch)
    return max(inner, ems(frame.heading) * HEADING_SIZE) + 2 * PADDING


def _high(frame: Frame, sketch: Sketch) -> float:
    inner = len(frame.rows) * (sketch.box_height + GAP) - GAP
    return inner + HEADING + PADDING * 1.5 if frame.heading else inner


def _side_by_side(columns: int, sketch: Sketch) -> float:
    return columns * (sketch.box_width + GAP) - GAP
