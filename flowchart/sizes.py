"""How large everything in a flowchart is, for each way to show it, in CSS pixels.

Wide is for a desk and A4 landscape, phone for 360 pixels with two boxes a row, elder for the same
phone with one box a row and large letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Layout = Literal["wide", "phone", "elder"]

PADDING: Final = 8
"""Between a frame and what it holds."""

GAP: Final = 12
"""Between boxes, and between frames side by side."""

EDGE: Final = 6
"""Round the picture, so that no border is cut and an arrow can pass."""

_PHONE: Final = 360
"""The narrowest phone that is common: there the picture stands as large as it is reckoned."""
_INSIDE_PHONE: Final = _PHONE - 2 * PADDING - 2 * EDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The sizes of one layout.

    `font` is for titles, `small` for the rest, `line` from one line of text to the next; `inset`
    from the side of a box to its text, where the strip of a state stands. `box` is the width of a
    box, `chip` that of one with a title alone; so many of them stand side by side. `band_gap` is
    between bands, for arrows; `rail` is room at the left for days; no frame is narrower than
    `frame` inside.
    """

    font: int = 13
    small: int = 12
    line: int = 16
    inset: int = 11
    box: int
    columns: int
    chip: int
    chip_columns: int
    band_gap: int
    rail: int = 0
    frame: int = 0

    def heading(self, lines: int) -> int:
        """Return the height of a heading of so many lines."""
        return lines * self.line + self.line // 4 if lines else 0


SIZES: Final[dict[Layout, Sizes]] = {
    "wide": Sizes(inset=10, box=148, columns=6, chip=228, chip_columns=4, band_gap=32, rail=66),
    "phone": Sizes(
        box=(_INSIDE_PHONE - GAP) // 2,
        columns=2,
        chip=(_INSIDE_PHONE - GAP) // 2,
        chip_columns=2,
        band_gap=22,
        frame=_INSIDE_PHONE,
    ),
    "elder": Sizes(
        font=20,
        small=18,
        line=25,
        inset=14,
        box=_INSIDE_PHONE,
        columns=1,
        chip=_INSIDE_PHONE,
        chip_columns=1,
        band_gap=26,
        frame=_INSIDE_PHONE,
    ),
}
