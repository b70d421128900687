"""Where the boxes and frames of a flowchart lie, in CSS pixels; arithmetic, without fonts.

Boxes stand in rows in frames, frames side by side in bands, bands from top to bottom; a day stands
at the left of the first of its bands. A frame stands as nearly below what it waits for as its
neighbours allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flowchart.sizes import EDGE, GAP, PADDING, Sizes
from flowchart.text_width import ems


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Boxes of one width in rows, by number; without a heading the frame is not drawn.

    What is `aside` stands under the steps and is not part of their order.
    """

    rows: tuple[tuple[int, ...], ...]
    box_width: float
    heading: tuple[str, ...] = ()
    aside: bool = False
    row_gap: int = GAP

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the boxes, row by row."""
        return tuple(number for row in self.rows for number in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Frames side by side; the first band of a day says which."""

    frames: tuple[Frame, ...]
    day: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is to be placed.

    `waits_for` names for each box the boxes before it, `heights` what each needs; those in one row
    get the height of the tallest.
    """

    bands: tuple[Band, ...]
    waits_for: Mapping[int, tuple[int, ...]]
    heights: Mapping[int, int]
    sizes: Sizes


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
    """Where everything lies; headed frames only, each with the boxes it holds.

    `days` are the heads at the left, from the top of their first band; arrows stay right of
    `left`.
    """

    width: float
    height: float
    boxes: Mapping[int, Spot]
    frames: tuple[tuple[Spot, Frame], ...]
    sizes: Sizes
    left: float = 0
    days: tuple[tuple[Spot, tuple[str, ...]], ...] = ()


def placed(sketch: Sketch) -> Placed:
    """Return where everything lies; the picture is as wide as its widest band."""
    sketch = replace(sketch, heights=_evened(sketch))
    left = EDGE + (sketch.sizes.rail if any(band.day for band in sketch.bands) else 0)
    width = max((_band_width(band, sketch) for band in sketch.bands), default=0.0)
    boxes: dict[int, Spot] = {}
    frames: list[tuple[Spot, Frame]] = []
    days: list[tuple[Spot, tuple[str, ...]]] = []
    y = float(EDGE)
    for band in sketch.bands:
        for frame, x in _across(band, sketch, boxes, (left, width)):
            boxes |= _inside(frame, sketch, x, y)
            spot = Spot(x=x, y=y, width=_wide(frame, sketch), height=_high(frame, sketch))
            frames += [(spot, frame)] if frame.heading else []
        high = max(_high(frame, sketch) for frame in band.frames)
        if band.day:
            days.append((Spot(x=EDGE, y=y, width=left + width - EDGE, height=high), band.day))
        y += high + sketch.sizes.band_gap
    return Placed(
        width=left + width + EDGE,
        height=max(y - sketch.sizes.band_gap, 0) + EDGE,
        boxes=boxes,
        frames=tuple(frames),
        sizes=sketch.sizes,
        left=left - EDGE,
        days=tuple(days),
    )


def _evened(sketch: Sketch) -> dict[int, int]:
    """Return the heights, those of single boxes side by side made equal."""
    out = dict(sketch.heights)
    for band in sketch.bands:
        single = [n for frame in band.frames if not frame.heading for n in frame.numbers]
        out |= dict.fromkeys(single, max((out[n] for n in single), default=0))
    return out


def heading_spot(spot: Spot, frame: Frame, sizes: Sizes) -> Spot:
    """Return where the heading of a placed frame stands."""
    width = max(map(ems, frame.heading)) * sizes.small
    height = len(frame.heading) * sizes.line - 7
    return Spot(x=spot.x + PADDING, y=spot.y + PADDING, width=width, height=height)


def _across(
    band: Band, sketch: Sketch, boxes: Mapping[int, Spot], room: tuple[float, float]
) -> list[tuple[Frame, float]]:
    """Return the frames of a band from left to right, each with its x.

    A first pass moves them right until none overlap, a second one back into the picture.
    """
    left, width = room
    aims = {frame.rows[0][0]: _aim(frame, sketch, boxes, room) for frame in band.frames}
    ordered = sorted(band.frames, key=lambda frame: aims[frame.rows[0][0]])
    out: list[tuple[Frame, float]] = []
    free = float(left)
    for frame in ordered:
        x = max(free, aims[frame.rows[0][0]] - _wide(frame, sketch) / 2)
        out.append((frame, x))
        free = x + _wide(frame, sketch) + GAP
    limit = left + width
    for i, (frame, x) in reversed(list(enumerate(out))):
        out[i] = frame, min(x, limit - _wide(frame, sketch))
        limit = out[i][1] - GAP
    return out


def _aim(
    frame: Frame, sketch: Sketch, boxes: Mapping[int, Spot], room: tuple[float, float]
) -> float:
    """Return the x below the middle of what a frame waits for, else the middle of the picture."""
    left, width = room
    before = {wait for number in frame.numbers for wait in sketch.waits_for.get(number, ())}
    middles = [boxes[number].middle for number in before]
    return sum(middles) / len(middles) if middles else left + width / 2


def _inside(frame: Frame, sketch: Sketch, x: float, y: float) -> dict[int, Spot]:
    """Return the boxes of a frame whose corner is given."""
    left, top = x, y
    if frame.heading:
        left, top = x + PADDING, y + sketch.sizes.heading(len(frame.heading)) + PADDING / 2
    out: dict[int, Spot] = {}
    for row, high in zip(frame.rows, _row_heights(frame, sketch), strict=True):
        for column, number in enumerate(row):
            at = left + column * (frame.box_width + GAP)
            out[number] = Spot(x=at, y=top, width=frame.box_width, height=high)
        top += high + frame.row_gap
    return out


def _row_heights(frame: Frame, sketch: Sketch) -> Iterator[int]:
    return (max(sketch.heights[number] for number in row) for row in frame.rows)


def _band_width(band: Band, sketch: Sketch) -> float:
    return sum(_wide(frame, sketch) + GAP for frame in band.frames) - GAP


def _wide(frame: Frame, sketch: Sketch) -> float:
    columns = max(map(len, frame.rows))
    inner = columns * (frame.box_width + GAP) - GAP
    if not frame.heading:
        return inner
    return max(inner, sketch.sizes.frame, *_widths(frame.heading, sketch.sizes)) + 2 * PADDING


def _widths(lines: Sequence[str], sizes: Sizes) -> Iterator[float]:
    return (ems(line) * sizes.small for line in lines)


def _high(frame: Frame, sketch: Sketch) -> float:
    inner = sum(high + frame.row_gap for high in _row_heights(frame, sketch)) - frame.row_gap
    heading = sketch.sizes.heading(len(frame.heading))
    return inner + heading + PADDING * 1.5 if heading else inner
