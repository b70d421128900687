from __future__ import annotations

import pytest

from flowchart.drawing import INKS
from flowchart.states import StepState


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
