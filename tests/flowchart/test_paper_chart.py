"""The flowchart on paper: in its own size at most, and cut between rows."""

from __future__ import annotations

from itertools import pairwise

from flowchart import diagram
from flowchart.paper_chart import charts, cuts
from flowchart.paper_letters import BUILT_IN, letters
from tests.flowchart.drawn import listed

A4_ACROSS = (757.0, 480.0)


def test_a_plan_of_sixteen_steps_fits_one_page():
    (whole,) = cuts(diagram.picture(listed(), "zh", "wide"), *A4_ACROSS)

    assert whole.top == 0


def test_what_is_too_high_is_cut_where_no_box_is_and_nothing_is_lost():
    picture = diagram.picture(listed(), "en", "elder")

    parts = cuts(picture, *A4_ACROSS)

    assert len(parts) > 1
    assert parts[0].top == 0
    assert parts[-1].bottom == picture.placed.height
    for above, below in pairwise(parts):
        assert above.bottom == below.top
        for spot in picture.placed.boxes.values():
            assert not spot.y < below.top < spot.y + spot.height
    assert all((part.bottom - part.top) * 0.75 <= A4_ACROSS[1] for part in parts)


def test_a_small_picture_is_not_blown_up_and_a_wide_one_is_made_smaller():
    font = letters(())
    assert font == BUILT_IN
    picture = diagram.picture(listed("newborn"), "zh", "wide")

    (natural,) = charts(picture, 757, 480, font)
    (narrow,) = charts(picture, 150, 480, font)

    assert natural.wrap(0, 0)[0] == picture.placed.width * 0.75
    assert narrow.wrap(0, 0)[0] == 150
