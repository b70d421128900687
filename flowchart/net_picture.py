"""Records and what joins them → a picture, for whoever explores the graph in a notebook.

Graphviz lays it out from left to right. Boxes have the width of their words as we measure them, so
that Chinese stands inside whichever fonts there are; what kind a record is, is told by colour
and by the shape of its box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import graphviz

from flowchart.boxes import INK, SOFT
from flowchart.drawing import rendered
from flowchart.text_width import ems
from kb.ids import kind_of

_SIZE: Final = 11
_POINTS_AN_INCH: Final = 72
_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "scene": ("octagon", "#fff6dd"),
    "service": ("box", "#e6f1fa"),
    "evidence": ("note", "#e0f4ec"),
    "policy": ("box", "#fde9e1"),
    "document": ("folder", "#f3f3f3"),
    "concept": ("ellipse", "#f3f3f3"),
    "parameter": ("hexagon", "#f3f3f3"),
}
"""The shape and the ground of each kind; any other is a plain white box."""
_STRAIGHT: Final = frozenset({"box", "note", "folder"})
"""Shapes whose words may go from side to side."""


def net_picture(said: Mapping[str, str], arrows: Iterable[tuple[str, str]]) -> str:
    """Return the SVG of records and arrows between them.

    Args:
        said: what stands in the box of each record, by id.
        arrows: from one id to another; both are in `said`.

    >>> net_picture({"service/a": "许可", "evidence/b": "执照"}, [("service/a", "evidence/b")])[:4]
    '<svg'
    """
    drawing = graphviz.Digraph(
        graph_attr={"rankdir": "LR", "ranksep": "0.5", "nodesep": "0.12"},
        node_attr={
            "style": "filled",
            "color": SOFT,
            "fontcolor": INK,
            "fontsize": str(_SIZE),
            "fontname": "sans-serif",
            "fixedsize": "true",
            "height": "0.3",
        },
        edge_attr={"color": SOFT, "arrowsize": "0.6"},
    )
    for record_id in sorted(said):
        words = said[record_id]
        shape, ground = _LOOKS.get(kind_of(record_id), ("box", "#ffffff"))
        wide = (ems(words) + 2) * _SIZE / _POINTS_AN_INCH * (1 if shape in _STRAIGHT else 1.4)
        drawing.node(
            _name(record_id),
            graphviz.escape(words),
            shape=shape,
            fillcolor=ground,
            width=f"{wide:.2f}",
        )
    for start, end in sorted(set(arrows)):
        drawing.edge(_name(start), _name(end))
    svg = rendered(drawing.source, "dot").decode()
    return svg[svg.index("<svg") :]


def _name(record_id: str) -> str:
    """Return an id as Graphviz takes it: a colon would begin a port."""
    return record_id.replace(":", "_")
