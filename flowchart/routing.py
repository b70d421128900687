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
from operator import itemgetter
from typing import Final

from flowchart.layout import EDGE, GAP, Placed, Spot, heading_spot

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
    """Return one short arrow from every frame down to the next."""
    middle = placed.width / 2
    return tuple(
        Line(
            points=((middle, above.y + above.height), (middle, below.y)),
            before=over.rows[-1][-1],
            after=under.rows[0][0],
            bold=False,
        )
        for (above, over), (below, under) in pairwise(placed.frames)
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
    frames = {n: spot for spot, frame in placed.frames for row in frame.rows for n in row}
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
    headings = [heading_spot(spot, frame) for spot, frame in placed.frames]
    least = inf
    best: tuple[Point, ...] = (tail, head)
    for _, way in sorted(_ways(placed, near, tail, head), key=itemgetter(0)):
        pieces = list(pairwise(way))
        faults = (
            _THROUGH_BOX * sum(_crosses(piece, spot) for piece in pieces for spot in near)
            + _ALONG_ARROW * sum(_along(piece, other) for piece in pieces for other in drawn)
            + _THROUGH_HEADING * sum(_crosses(piece, s) for piece in pieces for s in headings)
        )
        if faults < least:
            least, best = faults, way
        if not faults:
            break
    return best


def _ways(
    placed: Placed, near: Sequence[Spot], tail: Point, head: Point
) -> Iterator[tuple[float, tuple[Point, ...]]]:
    """Yield a way for every corridor and every height at which to turn into and out of it.

    Each comes with its cost: its length, its turns, and how far it leaves a corridor's middle.
    """
    (x, y), (to_x, to_y) = tail, head
    for above in _IN:
        way = _corners(tail, (x, to_y - above), (to_x, to_y - above), head)
        yield _length(way), way
    for below in _OUT:
        way = _corners(tail, (x, y + below), (to_x, y + below), head)
        yield _length(way), way
    corridors = _corridors(placed, near, y + max(_OUT), to_y - max(_IN))
    for (at, aside), below, above in product(corridors, _OUT, _IN):
        out, into = y + below, to_y - above
        way = _corners(tail, (x, out), (at, out), (at, into), (to_x, into), head)
        yield _length(way) + GAP * abs(aside), way


def _corridors(
    placed: Placed, near: Sequence[Spot], top: float, bottom: float
) -> list[tuple[float, int]]:
    """Return the x of every free strip beside a box, and its lane: 0 for the middle one."""
    sides = {spot.x - GAP / 2 for spot in near} | {s.x + s.width + GAP / 2 for s in near}
    lanes = [(round(side + lane * GAP / 3, 1), lane) for side in sides for lane in (0, -1, 1)]
    return [
        (x, lane)
        for x, lane in lanes
        if EDGE / 3 <= x <= placed.width - EDGE / 3
        and not any(_crosses(((x, top), (x, bottom)), spot) for spot in near)
    ]


def _corners(*points: Point) -> tuple[Point, ...]:
    """Return the points where the way turns, and its ends."""
    out = [points[0]]
    for here, after in pairwise(points[1:]):
        straight = out[-1][0] == here[0] == after[0] or out[-1][1] == here[1] == after[1]
        if not straight and here != out[-1]:
            out.append(here)
    return (*out, points[-1])


def _crosses(piece: Piece, spot: Spot) -> bool:
    """Say whether a piece passes through a rectangle, or nearly so."""
    (x, y), (to_x, to_y) = piece
    return (
        min(x, to_x) < spot.x + spot.width + _CLEAR
        and max(x, to_x) > spot.x - _CLEAR
        and min(y, to_y) < spot.y + spot.height + _CLEAR
        and max(y, to_y) > spot.y - _CLEAR
    )


def _along(one: Piece, other: Piece) -> bool:
    """Say whether two pieces run side by side so near that they look like one."""
    return any(_along_axis(one, other, axis) for axis in (0, 1))


def _along_axis(one: Piece, other: Piece, axis: int) -> bool:
    (a, b), (c, d) = one, other
    across = 1 - axis
    if a[across] != b[across] or c[across] != d[across] or abs(a[across] - c[across]) >= _APART:
        return False
    ahead = max(a[axis], b[axis]) > min(c[axis], d[axis])
    return ahead and min(a[axis], b[axis]) < max(c[axis], d[axis])


def _pieces(line: Line) -> Iterator[Piece]:
    return pairwise(line.points)


def _length(points: Sequence[Point]) -> float:
    """Return the length of a way; a turn counts as much as a little detour."""
    return sum(map(_distance, pairwise(points))) + GAP * len(points)


def _distance(piece: Piece) -> float:
    (x, y), (to_x, to_y) = piece
    return abs(to_x - x) + abs(to_y - y)
