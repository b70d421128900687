from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from flowchart.fonts import chinese_fonts
from flowchart.paper_letters import BUILT_IN, letters
from tests.flowchart.lettered import needs_font


@needs_font
def test_a_chinese_font_of_the_machine_is_embedded():
    name = letters(chinese_fonts())

    assert name != BUILT_IN
    assert pdfmetrics.stringWidth("食品", name, 10) == 20


def test_without_one_the_font_that_readers_bring_along_serves():
    assert letters(()) == BUILT_IN
    assert pdfmetrics.stringWidth("食品", BUILT_IN, 10) == 20


def test_a_file_that_is_no_font_is_passed_over(tmp_path):
    broken = Path(tmp_path / "msyh.ttf")
    broken.write_bytes(b"no font at all")

    assert letters((broken,)) == BUILT_IN
