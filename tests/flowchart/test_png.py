"""The flowchart as PNG: of its size, with Chinese words in it, and never with boxes for letters."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from flowchart import diagram
from flowchart.changes_shown import CHANGE_SIGN
from flowchart.png import png
from flowchart.states import STATE_SIGN
from kb.errors import Unavailable
from kb.text import LANGUAGES
from tests.flowchart.drawn import LAYOUTS, drawn, listed, size
from tests.flowchart.lettered import needs_font

pytestmark = needs_font


def opened(image):
    return Image.open(BytesIO(image)).convert("L")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_has_two_dots_to_a_pixel_on_white(layout, language):
    image = opened(png(diagram.svg(listed(), language, layout)))

    width, height = size(drawn(listed(), language, layout))
    assert image.size == pytest.approx((2 * width, 2 * height), abs=2)
    assert image.getpixel((0, 0)) == 255


def test_another_scale_gives_another_size():
    svg = diagram.svg(listed("newborn"), "zh", "phone")

    assert opened(png(svg, 3)).width == pytest.approx(3 * opened(png(svg, 1)).width, abs=3)


def test_chinese_words_are_drawn_and_differ_from_one_another():
    """A font without a character draws the same box for each."""
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="sans-serif">'
    )
    images = {
        opened(png(f'{text}<text x="5" y="30">{c}</text></svg>')).tobytes() for c in "食品证照"
    }

    assert len(images) == 4
    assert opened(png(f"{text}</svg>")).tobytes() not in images


def test_every_sign_of_a_state_and_of_a_change_is_drawn():
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="sans-serif">'
    )
    signs = [*STATE_SIGN.values(), *CHANGE_SIGN.values()]
    images = {opened(png(f'{text}<text x="5" y="30">{s}</text></svg>')).tobytes() for s in signs}

    assert len(images) == len(signs)


def test_the_same_svg_gives_the_same_bytes():
    svg = diagram.svg(listed("newborn"), "zh", "wide")

    assert png(svg) == png(svg)


def test_a_font_that_cannot_be_read_is_an_error_and_not_a_picture_without_words(tmp_path):
    broken = tmp_path / "msyh.ttf"
    broken.write_bytes(b"no font")

    with pytest.raises(Unavailable, match=r"msyh\.ttf cannot be read"):
        png(diagram.svg(listed("newborn"), "zh", "wide"), font=Path(broken))
