"""Pictures of codes as they are met: out of focus, turned, stained; the same for the same seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

STAINED = 0.10
"""Of the area of a code."""
COFFEE = (92, 58, 30)
INK = (20, 20, 60)
SHINES = 130
"""How much of 255 a coffee stain covers of what is under it."""
OUT_OF_FOCUS = (0.1, 0.35)
"""The blur, as part of a module."""
FINDER = 8
"""Modules of a corner mark with its white edge."""
PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A code in a picture: what it says, and where it stands, in pixels."""

    text: str
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Return how wide it is."""
        return self.right - self.left


def found(image: Image.Image) -> Found | None:
    """Return the one code in a picture, if it can be read."""
    codes = zxingcpp.read_barcodes(image.convert("L"))
    if len(codes) != 1:
        return None
    where = codes[0].position
    corners = (where.top_left, where.top_right, where.bottom_left, where.bottom_right)
    across, down = [one.x for one in corners], [one.y for one in corners]
    return Found(
        text=codes[0].text, left=min(across), top=min(down), right=max(across), bottom=max(down)
    )


def surroundings(image: Image.Image, code: Found) -> tuple[Image.Image, Found]:
    """Return what a camera held at a code sees: the code and half its width around it."""
    more = code.width // 2
    box = (code.left - more, code.top - more, code.right + more, code.bottom + more)
    seen = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), PAPER)
    seen.paste(image.convert("RGB"), (-box[0], -box[1]))
    moved = Found(
        text=code.text, left=more, top=more, right=more + code.width, bottom=box[3] - box[1] - more
    )
    return seen, moved


def damaged(image: Image.Image, code: Found, modules: int, seed: int) -> Image.Image:
    """Return a picture of a code stained over a tenth, turned by any angle, and out of focus.

    Every other stain is coffee, through which the code still shines, wherever it fell; the others
    cover all under them, but for the three corner marks without which no reader finds a code.

    Args:
        image: undamaged.
        code: where it stands in it.
        modules: of the code, in a row.
        seed: the same one gives the same damage.
    """
    chance = Random(seed)
    area = _stain(code, chance, keeps_off=FINDER / modules if seed % 2 else 0)
    stained = _under(image, area, INK if seed % 2 else COFFEE, 255 if seed % 2 else SHINES)
    turned = stained.rotate(
        chance.uniform(0, 360), expand=True, fillcolor=PAPER, resample=Image.Resampling.BICUBIC
    )
    blur = chance.uniform(*OUT_OF_FOCUS) * code.width / modules
    return turned.filter(ImageFilter.GaussianBlur(blur))


Box = tuple[float, float, float, float]


def _stain(code: Found, chance: Random, keeps_off: float) -> Box:
    """Return where something round was spilt on a code; `keeps_off` its corners by so much."""
    while True:
        flat = chance.uniform(0.6, 1.6)
        across = math.sqrt(STAINED * code.width**2 * 4 / math.pi * flat)
        left = chance.uniform(code.left, code.right - across)
        top = chance.uniform(code.top, code.bottom - across / flat)
        box = (left, top, left + across, top + across / flat)
        if not any(_touches(box, corner) for corner in _corners(code, keeps_off * code.width)):
            return box


def _corners(code: Found, size: float) -> list[Box]:
    """Return the three corners with a mark."""
    across, down = (code.left, code.right - size), (code.top, code.bottom - size)
    return [
        (left, top, left + size, top + size)
        for left in across
        for top in down
        if size and (left, top) != (across[1], down[1])
    ]


def _touches(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _under(image: Image.Image, area: Box, colour: tuple[int, int, int], cover: int) -> Image.Image:
    stain = Image.new("L", image.size, 0)
    ImageDraw.Draw(stain).ellipse(area, fill=cover)
    return Image.composite(Image.new("RGB", image.size, colour), image, stain)
