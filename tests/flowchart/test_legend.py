"""What the borders mean, told only where they are drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flowchart import diagram
from flowchart.scene import Applies
from flowchart.text_width import ems
from kb.text import LANGUAGES
from tests.flowchart.drawn import LAYOUTS, listed


def borders(rows, layout="wide"):
    return [key.border for key in diagram.picture(rows, "zh", layout).legend]


def test_a_plan_with_a_critical_path_and_a_bundle_explains_both():
    assert borders(listed()) == ["bold", "double"]


def test_a_dashed_border_is_explained_where_there_is_one():
    first, *rest = listed()

    assert "dashed" in borders((replace(first, standing=Applies.POSSIBLE), *rest))


def test_where_every_step_is_critical_nothing_is_bold_and_nothing_explained():
    rows = tuple(replace(row, critical=True, wrapper=False) for row in listed("newborn"))

    picture = diagram.picture(rows, "zh", "wide")

    assert not any(box.bold for box in picture.boxes.values())
    assert not any(line.bold for line in picture.lines)
    assert picture.legend == ()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_stands_below_everything_and_inside_the_picture(layout, language):
    rows = (replace(listed()[0], standing=Applies.POSSIBLE), *listed()[1:])

    picture = diagram.picture(rows, language, layout)

    small = picture.placed.sizes.small
    lowest = max(spot.y + spot.height for spot in picture.placed.boxes.values())
    assert len(picture.legend) == 3
    for key in picture.legend:
        assert key.spot.y > lowest
        assert key.spot.y + key.spot.height <= picture.placed.height
        assert key.spot.x + key.spot.width + 6 + ems(key.text) * small <= picture.placed.width
