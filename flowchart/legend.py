"""What the borders of a flowchart mean, in a line below it; only those that are drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from flowchart.box_words import BUNDLED, CRITICAL, POSSIBLE
from flowchart.boxes import Border, Box, Key, Picture
from flowchart.layout import Spot
from flowchart.sizes import EDGE
from flowchart.text_width import ems
from kb.text import Language, Text

_WIDTH: Final = 22
"""How wide a sample is."""

_APART: Final = 24
"""Between two meanings in one line."""

_MEANING: Final[dict[Border, Text]] = {"bold": CRITICAL, "dashed": POSSIBLE, "double": BUNDLED}


def with_legend(picture: Picture, language: Language) -> Picture:
    """Return the picture with its legend below, as high as that needs."""
    borders = _borders(picture.boxes.values())
    if not borders:
        return picture
    sizes, left = picture.placed.sizes, EDGE + picture.placed.left
    right = picture.placed.width - EDGE
    x, y = left, picture.placed.height + 4
    keys: list[Key] = []
    for border in borders:
        text = _MEANING[border].get(language)
        width = _WIDTH + 6 + ems(text) * sizes.small
        if keys and x + width > right:
            x, y = left, y + sizes.line + 6
        spot = Spot(x=x, y=y, width=_WIDTH, height=sizes.line - 2)
        keys.append(Key(border=border, spot=spot, text=text))
        x += width + _APART
    widest = max(key.spot.x + _WIDTH + 6 + ems(key.text) * sizes.small for key in keys)
    size = replace(
        picture.placed,
        width=max(picture.placed.width, widest + EDGE),
        height=y + sizes.line + EDGE,
    )
    return replace(picture, placed=size, legend=tuple(keys))


def _borders(boxes: Collection[Box]) -> list[Border]:
    """Return the borders to explain; a heading explains small boxes."""
    full = [box for box in boxes if not box.small]
    borders: list[Border] = []
    if any(box.bold for box in full):
        borders.append("bold")
    if any(box.dashed for box in full):
        borders.append("dashed")
    if any(box.double for box in full):
        borders.append("double")
    return borders
