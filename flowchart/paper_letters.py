"""The letters of a PDF: a Chinese font of this machine embedded, else the one every reader has."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from flowchart.fonts import chinese_fonts

BUILT_IN: Final = "STSong-Light"
"""A font that readers of PDF bring along for Chinese; nothing is embedded."""

_EMBEDDED: Final = "companion-zh"


def letters(files: tuple[Path, ...] | None = None) -> str:
    """Return the name of a font with Chinese and Latin letters, ready for reportlab.

    Args:
        files: fonts to choose from; as a rule the Chinese ones of this machine.
    """
    return _registered(chinese_fonts() if files is None else files)


@cache
def _registered(files: tuple[Path, ...]) -> str:
    """Return the first font that can be embedded; those with PostScript outlines cannot."""
    for file in files:
        name = f"{_EMBEDDED}-{file.stem}"
        try:
            pdfmetrics.registerFont(TTFont(name, str(file), subfontIndex=0))
        except TTFError:
            continue
        return name
    pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN))
    return BUILT_IN
