"""Tests that draw letters: they need a Chinese font on the machine."""

from __future__ import annotations

import pytest

from flowchart.fonts import chinese_fonts

needs_font = pytest.mark.skipif(
    not chinese_fonts(), reason="no Chinese font — install fonts-wqy-microhei or another one"
)
