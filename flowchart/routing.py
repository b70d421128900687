"""Arrows between placed boxes, of upright and level pieces that pass round every other box.

An arrow leaves below its box, goes down one corridor between boxes and comes in from above.
Arrows to the same head or from the same tail may share a piece, others keep apart, so that an
arrow can be followed with a finger. Small plans have few corridors: all are tried, shortest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from math import inf
from typing import Final

from flowchart.layout import Placed, Spot, heading_spot
from flowchart.sizes import EDGE, GAP

_OUT: Final = (GAP / 2, GAP / 6, GAP * 5 / 6)
"""How far below its tail an arrow may turn."""

_IN: Final = (14, 19, 24)
"""How far above its head an arrow may turn; the tip needs the last of it."""

_CLEAR: Final = 1.5
"""Between an arrow and a box it passes."""

_APART: Final = 3.5
"""Nearer than this, two pieces side by side look like one."""

_THROUGH_BOX, _ALONG_ARROW, _THROUGH_HEADING = 100, 10, 1
"""How bad the faults of an arrow are that cannot do without one."""

Point = tuple[float, float]
Piece = tuple[Point, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One box waits for another; into a headed frame the arrow goes to the frame."""

    before: int
    after: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The corners of an arrow from tail to tip, and one of the boxes at each end."""

    points: tuple[Point, ...]
    before: int
    after: int
    bold: bool


def spine(placed: Placed) -> tuple[Line, ...]:
    """Return one short arrow from every frame down to the next, where steps go on."""
    middle = placed.width / 2
    frames = [(spot, frame) for spot, frame in placed.frames if not frame.aside]
    return tuple(
        Line(
            points=((middle, above.y + above.height), (middle, below.y)),
            before=over.rows[-1][-1],
            after=under.rows[0][0],
            bold=False,
        )
        for (above, over), (below, under) in pairwise(frames)
    )


def routed(placed: Placed, arrows: Sequence[Arrow]) -> tuple[Line, ...]:
    """Return the arrows; those of one box into one frame are drawn once."""
    ends = _ends(placed, arrows)
    drawn: list[tuple[Piece, Line]] = []
    for tail, head in sorted(ends, key=_distance):
        others = [line for (t, h), line in drawn if t != tail and h != head]
        points = _best(placed, tail, head, [piece for line in others for piece in _pieces(line)])
        arrow = ends[tail, head]
        line = Line(points=points, before=arrow.before, after=arrow.after, bold=arrow.bold)
        drawn.append(((tail, head), line))
    return tuple(line for _, line in sorted(drawn, key=lambda one: one[1].bold))


def _ends(placed: Placed, arrows: Sequence[Arrow]) -> dict[Piece, Arrow]:
    """Return every arrow to draw by its tail and tip; bold if one of those drawn as one is.

    An arrow into a frame comes in below the middle of all its tails.
    """
    frames = {n: spot for spot, frame in placed.frames for n in frame.numbers}
    tails: dict[Spot, set[float]] = defaultdict(set)
    for arrow in arrows:
        head = frames.get(arrow.after, placed.boxes[arrow.after])
        tails[head].add(placed.boxes[arrow.before].middle)
    out: dict[Piece, Arrow] = {}
    for arrow in arrows:
        tail = placed.boxes[arrow.before]
        head = frames.get(arrow.after, placed.boxes[arrow.after])
        x = _entry(head, tails[head]) if arrow.after in frames else head.middle
        ends = (tail.middle, tail.y + tail.height), (x, head.y)
        same = out.get(ends, arrow)
        out[ends] = replace(same, bold=same.bold or arrow.bold)
    return out


def _entry(frame: Spot, tails: Collection[float]) -> float:
    aim = sum(tails) / len(tails)
    return min(max(aim, frame.x + _IN[0]), frame.x + frame.width - _IN[0])


def _best(placed: Placed, tail: Point, head: Point, drawn: Sequence[Piece]) -> tuple[Point, ...]:
    """Return the shortest way without a fault, else the one with the least."""
    near = [s for s in placed.boxes.values() if tail[1] < s.y + s.height and s.y < head[1]]
    frames = [(spot, frame) for spot, frame in placed.frames if tail[1] < spot.y <= head[1]]
    others = [
        room for room in map(_ranges, drawn) if room[3] > tail[1] - GAP and room[2] < head[1] + GAP
    ]
    top, bottom = tail[1] + max(_OUT), head[1] - max(_IN)
    boxes = list(map(_room, near))
    faults = _Faults(
        boxes=boxes,
        beside=[room for room in boxes if room[2] <= top or room[3] >= bottom],
        headings=[_room(heading_spot(spot, frame, placed.sizes)) for spot, frame in frames],
        upright=[(a - _APART, b + _APART, c, d) for a, b, c, d in others if a == b],
        level=[(a, b, c - _APART, d + _APART) for a, b, c, d in others if c == d],
    )
    least = inf
    best: tuple[Point, ...] = (tail, head)
    for corners in _ways(placed, near, tail, head):
        way = _corners(tail, *corners, head)
        found = faults.of(way, least, in_corridor=len(corners) > 2)
        if found < least:
            least, best = found, way
        if not found:
            break
    return best


Room = tuple[float, float, float, float]
"""Left, right, top and bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Faults:
    """What an arrow should keep clear of, each with room around: boxes, headings, other arrows.

    In a corridor an arrow can only meet boxes beside its tail or its head.
    """

    boxes: Sequence[Room]
    beside: Sequence[Room]
    headings: Sequence[Room]
    upright: Sequence[Room]
    level: Sequence[Room]

    def of(self, way: Sequence[Point], enough: float, in_corridor: bool) -> float:
        """Return how bad a way is; the count stops when it is `enough`."""
        faults = 0.0
        boxes = self.beside if in_corridor else self.boxes
        for piece in map(_ranges, pairwise(way)):
            alike = self.upright if piece[0] == piece[1] else self.level
            faults += (
                _THROUGH_BOX * _crossed(piece, boxes)
                + _ALONG_ARROW * _crossed(piece, alike)
                + _THROUGH_HEADING * _crossed(piece, self.headings)
            )
            if faults >= enough:
                break
        return faults


def _ways(
    placed: Placed, near: Sequence[Spot], tail: Point, head: Point
) -> Iterator[tuple[Point, ...]]:
    """Yield where a way may turn: for every corridor every height to turn into it and out of it.

    The best corridors come first, by length, by turns, and by how far a lane leaves the middle.
    """
    (x, y), (to_x, to_y) = tail, head
    corridors = _corridors(placed, near, y + max(_OUT), to_y - max(_IN))
    costs = [
        (
            abs(at - x) + abs(to_x - at) + GAP * (6 - 2 * (at == x) - 2 * (at == to_x) + abs(lane)),
            at,
        )
        for at, lane in corridors
    ]
    direct = abs(to_x - x) + GAP * (2 if x == to_x else 4)
    for _, at in sorted([*costs, (direct, -inf)]):
        if at == -inf:
            for level in (*(to_y - above for above in _IN), *(y + below for below in _OUT)):
                yield (x, level), (to_x, level)
            continue
        for below, above in product(_OUT, _IN):
            out, into = y + below, to_y - above
            yield (x, out), (at, out), (at, into), (to_x, into)


def _corridors(
    placed: Placed, near: Sequence[Spot], top: float, bottom: float
) -> list[tuple[float, int]]:
    """Return the x of every free strip beside a box, and its lane: 0 for the middle one."""
    sides = {spot.x - GAP / 2 for spot in near} | {s.x + s.width + GAP / 2 for s in near}
    lanes = [(round(side + lane * GAP / 3, 1), lane) for side in sides for lane in (0, -1, 1)]
    between = {
        (left, right)
        for left, right, above, below in map(_room, near)
        if min(top, bottom) < below and max(top, bottom) > above
    }
    return [
        (x, lane)
        for x, lane in lanes
        if placed.left + EDGE / 3 <= x <= placed.width - EDGE / 3
        and not any(left < x < right for left, right in between)
    ]


def _corners(*points: Point) -> tuple[Point, ...]:
    """Return the points where the way turns, and its ends."""
    out = [points[0]]
    for here, after in pairwise(points[1:]):
        straight = out[-1][0] == here[0] == after[0] or out[-1][1] == here[1] == after[1]
        if not straight and here != out[-1]:
            out.append(here)
    return (*out, points[-1])


def _room(spot: Spot) -> Room:
    """Return a rectangle with the room that arrows leave around it."""
    return (
        spot.x - _CLEAR,
        spot.x + spot.width + _CLEAR,
        spot.y - _CLEAR,
        spot.y + spot.height + _CLEAR,
    )


def _ranges(piece: Piece) -> Room:
    """Return an upright or level piece as a rectangle without width or height."""
    (x, y), (to_x, to_y) = piece
    if x > to_x:
        x, to_x = to_x, x
    return (x, to_x, y, to_y) if y <= to_y else (x, to_x, to_y, y)


def _crossed(piece: Room, rooms: Sequence[Room]) -> int:
    """Return through how many rectangles a piece passes."""
    left, right, top, bottom = piece
    return len([1 for a, b, c, d in rooms if left < b and right > a and top < d and bottom > c])


def _pieces(line: Line) -> Iterator[Piece]:
    return pairwise(line.points)


def _distance(piece: Piece) -> float:
    (x, y), (to_x, to_y) = piece
    return abs(to_x - x) + abs(to_y - y)
