"""How a box looks, and where its words stand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from flowchart import diagram
from flowchart.boxes import INKS, SOFT, box_height, letters
from flowchart.changes_shown import Change
from flowchart.sizes import SIZES
from flowchart.states import StepState
from tests.flowchart.drawn import LAYOUTS, in_state, listed


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


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_line_stands_in_its_box_one_below_the_other(layout):
    picture = diagram.picture(in_state(listed()), "en", layout)

    for number, spot in picture.placed.boxes.items():
        lines = list(letters(picture, number))

        assert [line.text for line in lines] == list(picture.boxes[number].lines)
        assert spot.y < lines[0].y - lines[0].size + 3
        assert lines[-1].y + 2 <= spot.y + spot.height
        pitch = {b.y - a.y for a, b in pairwise(lines)}
        assert pitch <= {SIZES[layout].line}


def test_a_second_border_makes_a_box_higher():
    box = diagram.picture(listed(), "zh", "wide").boxes[1]

    plain, double = (
        box_height(box, SIZES["wide"]),
        box_height(replace(box, double=True), SIZES["wide"]),
    )

    assert double > plain


def test_words_of_what_is_gone_are_soft_and_struck(catalogue):
    rows = (*listed(), replace(listed()[0], number=17, change=Change.DROPPED))
    box = replace(diagram.picture(rows, "zh", "wide").boxes[1], change=Change.DROPPED)
    picture = diagram.picture(listed(), "zh", "wide")
    picture = replace(picture, boxes={**picture.boxes, 1: box})

    title = next(letters(picture, 1))

    assert (title.struck, title.colour) == (True, SOFT)
