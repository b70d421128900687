from __future__ import annotations

import gzip
import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from flowchart.qr import QUIET_ZONE, qr_png, qr_svg, qr_version
from flowchart.tracking import link, new_token

HOST_OF_17 = "https://hp.service.gov.cn"
LINK = link(HOST_OF_17, "MFRGGZDFMZTWQ2LKNNWG23TPOA")


def decoded(image):
    return [code.text for code in zxingcpp.read_barcodes(image)]


def drawn(svg, scale=8):
    """Return the picture an SVG shows: its dark runs, drawn as rectangles."""
    size = int(ElementTree.fromstring(svg).get("viewBox").split()[-1])
    image = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(image)
    for x, y, width in runs(svg):
        left, top, right = x * scale, y * scale, (x + width) * scale
        pen.rectangle((left, top, right - 1, top + scale - 1), fill=0)
    return image


def runs(svg):
    """Yield the dark runs an SVG draws, each by its first module and its length."""
    x = y = 0
    for row, column, gap, length in re.findall(r"(?:M(\d+) (\d+)\.5|m(\d+) 0)h(\d+)", svg):
        x, y = (int(row), int(column)) if row else (x + int(gap), y)
        yield x, y, int(length)
        x += int(length)


def test_the_svg_says_the_link():
    assert decoded(drawn(qr_svg(LINK, "QR"))) == [LINK]


def test_the_png_says_the_link():
    with Image.open(io.BytesIO(qr_png(LINK))) as image:
        assert decoded(image.convert("L")) == [LINK]


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$%*+-./:", min_size=1, max_size=80))
def test_whatever_a_code_says_is_read_back(text):
    assert decoded(drawn(qr_svg(text, "QR"), scale=4)) == [text]


def test_a_quarter_of_a_code_may_be_covered():
    """Level Q: a logo or a coffee stain does not matter."""
    image = drawn(qr_svg(LINK, "QR"))
    size = image.size[0]
    middle = [size * 2 // 5, size * 2 // 5, size * 3 // 5, size * 3 // 5]
    ImageDraw.Draw(image).rectangle(middle, fill=255)

    assert decoded(image) == [LINK]


def test_a_host_of_17_characters_needs_version_4():
    text = link(HOST_OF_17, new_token())

    assert len(HOST_OF_17) - len("https://") == 17
    assert qr_version(text) == 4


def test_lower_case_would_need_a_larger_code():
    text = link(HOST_OF_17, new_token())

    assert qr_version(text.lower()) > 4


def test_a_code_is_small_enough_to_stand_in_a_page():
    svg = qr_svg(LINK, "QR 261123-001")

    assert len(gzip.compress(svg.encode())) <= 900


def test_a_code_stands_in_its_quiet_zone():
    svg = qr_svg(LINK, "QR")
    size = int(ElementTree.fromstring(svg).get("viewBox").split()[-1])
    dark = list(runs(svg))

    assert min(x for x, _, _ in dark) == min(y for _, y, _ in dark) == QUIET_ZONE
    assert max(x + width for x, _, width in dark) == size - QUIET_ZONE
    assert max(y + 1 for _, y, _ in dark) == size - QUIET_ZONE


@pytest.mark.parametrize("label", ["QR 261123-001", 'A & B <c> "d"', "二维码", "it's"])
def test_any_label_can_be_read_aloud(label):
    svg = ElementTree.fromstring(qr_svg(LINK, label))

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == label
