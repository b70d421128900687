from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flowchart.layout import Frame, Sketch, placed
from flowchart.routing import Arrow, routed


@st.composite
def sketches(draw):
    """Draw boxes in bands of one to six and waits from any band to a later one."""
    widths = draw(st.lists(st.integers(1, 6), min_size=2, max_size=5))
    bands, first = [], 1
    for width in widths:
        bands.append(tuple(range(first, first + width)))
        first += width
    waits = {number: () for band in bands for number in band}
    for before, band in pairwise(range(len(bands))):
        earlier = [n for numbers in bands[: before + 1] for n in numbers]
        for number in bands[band]:
            waits[number] = tuple(draw(st.sets(st.sampled_from(earlier), max_size=2)))
    return Sketch(
        bands=tuple(tuple(Frame(rows=((number,),)) for number in band) for band in bands),
        waits_for=waits,
        box_width=156,
        box_height=60,
        band_gap=32,
    )


def all_arrows(sketch):
    return [
        Arrow(before=before, after=after, bold=False)
        for after, waits in sketch.waits_for.items()
        for before in waits
    ]


def inside(piece, spot):
    (x, y), (to_x, to_y) = piece
    beside = max(x, to_x) <= spot.x or min(x, to_x) >= spot.x + spot.width
    return not (beside or max(y, to_y) <= spot.y or min(y, to_y) >= spot.y + spot.height)


@given(sketches())
def test_whatever_waits_for_whatever_no_arrow_passes_through_a_box(sketch):
    where = placed(sketch)

    lines = routed(where, all_arrows(sketch))

    assert len(lines) == sum(map(len, sketch.waits_for.values()))
    for line in lines:
        for piece in pairwise(line.points):
            assert not any(inside(piece, spot) for spot in where.boxes.values())


@given(sketches())
def test_arrows_go_upright_or_level_and_stay_in_the_picture(sketch):
    where = placed(sketch)

    for line in routed(where, all_arrows(sketch)):
        for (x, y), (to_x, to_y) in pairwise(line.points):
            assert x == to_x or y == to_y
            assert 0 < to_x < where.width
            assert 0 < to_y < where.height
