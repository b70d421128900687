from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flowchart.layout import Band, Frame, Sketch, placed
from flowchart.routing import Arrow, routed, spine
from flowchart.sizes import SIZES


def single(number):
    return Frame(rows=((number,),), box_width=156)


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
        bands=tuple(Band(frames=tuple(map(single, band)), day=("1",)) for band in bands),
        waits_for=waits,
        heights=dict.fromkeys(waits, 60),
        sizes=SIZES["wide"],
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
            assert where.left < to_x < where.width
            assert 0 < to_y < where.height


def test_the_spine_of_a_phone_leads_from_frame_to_frame_and_not_to_what_stands_aside():
    frames = [Frame(rows=((n,),), box_width=100, heading=("a",), aside=n == 3) for n in (1, 2, 3)]
    sketch = Sketch(
        bands=tuple(Band(frames=(frame,)) for frame in frames),
        waits_for={},
        heights={1: 50, 2: 50, 3: 50},
        sizes=SIZES["phone"],
    )

    lines = spine(placed(sketch))

    assert [(line.before, line.after) for line in lines] == [(1, 2)]
