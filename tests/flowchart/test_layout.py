"""Where frames, boxes and days lie."""

from __future__ import annotations

from dataclasses import replace

from flowchart.layout import Band, Frame, Sketch, heading_spot, placed
from flowchart.sizes import EDGE, SIZES

WIDE = SIZES["wide"]


def sketch(*bands, waits=None, heights=None, sizes=WIDE):
    numbers = [n for band in bands for frame in band.frames for n in frame.numbers]
    return Sketch(
        bands=bands,
        waits_for=waits or {},
        heights=dict.fromkeys(numbers, 50) | (heights or {}),
        sizes=sizes,
    )


def frame(*rows, heading=(), width=100):
    return Frame(rows=rows, box_width=width, heading=heading)


def test_boxes_of_a_row_get_the_height_of_the_tallest_and_rows_differ():
    where = placed(sketch(Band(frames=(frame((1, 2), (3, 4)),)), heights={2: 90}))

    assert [where.boxes[n].height for n in (1, 2, 3, 4)] == [90, 90, 90, 90]

    framed = Band(frames=(frame((1, 2), (3, 4), heading=("a",)),))
    where = placed(sketch(framed, heights={2: 90}))
    assert [where.boxes[n].height for n in (1, 2, 3, 4)] == [90, 90, 50, 50]


def test_single_boxes_side_by_side_are_of_one_height():
    where = placed(sketch(Band(frames=(frame((1,)), frame((2,)))), heights={2: 90}))

    assert where.boxes[1].height == where.boxes[2].height == 90


def test_a_frame_stands_below_the_middle_of_what_it_waits_for():
    first = Band(frames=(frame((1, 2, 3)),))
    second = Band(frames=(frame((4,)),))

    where = placed(sketch(first, second, waits={4: (2, 3)}))

    between = (where.boxes[2].middle + where.boxes[3].middle) / 2
    assert where.boxes[4].middle == between
    assert where.boxes[4].y > where.boxes[1].y + where.boxes[1].height


def test_days_take_room_at_the_left_and_stand_at_the_top_of_their_band():
    plain = placed(sketch(Band(frames=(frame((1,)),))))
    dated = placed(sketch(Band(frames=(frame((1,)),), day=("day 1",))))

    assert dated.boxes[1].x == plain.boxes[1].x + WIDE.rail
    assert dated.left == WIDE.rail
    (spot, lines), *_ = dated.days
    assert (spot.x, spot.y, lines) == (EDGE, dated.boxes[1].y, ("day 1",))


def test_a_heading_of_two_lines_pushes_the_boxes_down_by_one_line():
    one = placed(sketch(Band(frames=(frame((1,), heading=("a",)),))))
    two = placed(sketch(Band(frames=(frame((1,), heading=("a", "b")),))))

    assert two.boxes[1].y - one.boxes[1].y == WIDE.line
    (spot, held), *_ = two.frames
    assert heading_spot(spot, held, WIDE).height > WIDE.line


def test_a_frame_is_as_wide_as_its_layout_asks():
    sizes = replace(WIDE, frame=300)

    where = placed(sketch(Band(frames=(frame((1,), heading=("a",)),)), sizes=sizes))

    assert where.frames[0][0].width >= 300
